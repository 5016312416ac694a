"""Sign-in by a link sent by e-mail, for hosts, who sign in rarely and from any computer."""

from __future__ import annotations

import pghistory
from django.utils import timezone

from maillage.site.accounts import links, messages, throttle
from maillage.site.accounts.models import SignInLink, User
from maillage.site.accounts.roles import held
from maillage.site.locks import in_transaction
from maillage.site.refusals import Refused, WrongState

GONE = "Ce lien ne sert plus\u00a0: il a déjà été utilisé, remplacé, ou son délai est passé. Demandez-en un autre."


def may_sign_in_by_link(user: User) -> bool:
    """Return whether the account is open and all its roles allow sign-in by link, which a mailbox alone protects."""
    roles = held(user.grants.roles)
    return bool(roles) and all(role.by_link for role in roles)


def ask_for_link(email: str, address: str) -> None:
    """Send a sign-in link to ``email`` if its account may use one. The caller cannot tell whether the account exists.

    Raises ``Refused`` if the network address has asked too often, whatever the account.
    """
    if throttle.SIGN_IN_LINK.address_is_closed(address):
        raise Refused("Trop de demandes. Attendez un quart d’heure avant de recommencer.")
    closed = throttle.SIGN_IN_LINK.account_is_closed(email)
    throttle.SIGN_IN_LINK.note(email, address)
    account = User.objects.filter(email=User.objects.normalise(email), is_active=True).first()
    if account is not None and not closed and may_sign_in_by_link(account):
        send_link(account)


@in_transaction
def send_link(account: User) -> str:
    """Create a link, send it and return its secret, of which only a digest is stored. Earlier links stop working."""
    token, now = links.new_token(), timezone.now()
    User.objects.select_for_update().get(pk=account.pk)
    with pghistory.context():
        SignInLink.objects.filter(user=account, used_at=None).delete()
        link = SignInLink.objects.create(
            user=account,
            digest=links.digest_of(token),
            made_at=now,
            expires_at=now + links.SIGN_IN_LINK_LASTS,
        )
    messages.sign_in(link, token)
    return token


def open_link(token: str) -> SignInLink:
    """Return the row of a link that may still sign in. Raises ``WrongState`` otherwise.

    Roles are checked now, not when the link was sent: a user who got a stricter role since then needs the password.
    """
    link = SignInLink.objects.select_related("user").filter(digest=links.digest_of(token)).first()
    if link is None or link.used_at or link.expires_at <= timezone.now() or not may_sign_in_by_link(link.user):
        raise WrongState(GONE)
    return link


@in_transaction
def use_link(token: str) -> User:
    """Sign in with a link and mark it as used. Raises ``WrongState`` if it is no longer valid."""
    SignInLink.objects.select_for_update().filter(digest=links.digest_of(token)).first()
    link = open_link(token)
    with pghistory.context(user=link.user.pk):
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
    return link.user
