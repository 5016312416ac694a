"""What django-allauth asks of the site: who must sign in again, what is said and sent, how secrets are kept."""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from maillage.site.accounts import browsers, proof, sealing
from maillage.site.accounts import messages as mail
from maillage.site.accounts.addresses import page_to_open
from maillage.site.accounts.models import User
from maillage.site.messages.signature import sender

SAID = {
    "mfa/messages/totp_activated.txt": "L’application est reliée à votre compte.",
    "mfa/messages/totp_deactivated.txt": "L’application n’est plus reliée à votre compte.",
    "mfa/messages/recovery_codes_generated.txt": "Vos codes de secours sont prêts\u00a0: notez-les maintenant.",
    "mfa/messages/webauthn_added.txt": "La clé d’accès est enregistrée.",
    "mfa/messages/webauthn_removed.txt": "La clé d’accès est retirée.",
}
WRITTEN = {
    "mfa/email/totp_activated": "Une application a été reliée à votre compte pour confirmer la connexion.",
    "mfa/email/totp_deactivated": "L’application qui confirmait la connexion n’est plus reliée à votre compte.",
    "mfa/email/recovery_codes_generated": "De nouveaux codes de secours ont été faits. Les anciens ne servent plus.",
    "mfa/email/webauthn_added": "Une clé d’accès a été ajoutée à votre compte.",
    "mfa/email/webauthn_removed": "Une clé d’accès a été retirée de votre compte.",
}


class Accounts(DefaultAccountAdapter):
    """Signing in as the site does it; nobody signs up, and messages go through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        return False

    def get_login_stages(self) -> list[str]:
        """Addresses are known from the invitation: the second factor is the one step after the first."""
        return ["maillage.site.accounts.proof.SecondStep"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just signed in is not asked again; who has a second factor, by that one."""
        request = _answered()
        user: Any = request.user
        ways = proof.STRONG if proof.has_factor(user) else None
        records = get_authentication_records(request, user)
        last = max((row["at"] for row in records if ways is None or row["method"] in ways), default=0)
        return time.time() - last >= app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The second factor where there is one: a password alone changes nothing about it."""
        methods = super().get_reauthentication_methods(user)
        return [way for way in methods if way["id"].startswith("mfa_")] or methods

    def is_safe_url(self, url: str) -> bool:
        """Pages that open to the user, and no others, are where signing in leads."""
        request = _answered()
        return bool(page_to_open(request, cast(User | AnonymousUser, request.user), url))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """Let the browser be known for the account from now on."""
        return browsers.remember(request, super().post_login(request, user, **kwargs), user)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """A closed account is a sign-in that fails."""
        messages.error(request, "Ce compte est fermé.")
        return HttpResponseRedirect(reverse("login"))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """In our words; what has none is not said."""
        said = message or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner what changed; by the outbox, beside the request."""
        mail.second_factor_changed(user, WRITTEN[template_prefix])


def _answered() -> HttpRequest:
    """The request that is being answered, as allauth keeps it: its questions come up in no other case."""
    request = context.request
    assert request is not None
    return request


class SecondFactors(DefaultMFAAdapter):
    """Second factors of our accounts."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code ne convient pas, ou il a déjà servi.",
        "cannot_delete_authenticator": "Votre rôle demande un second facteur\u00a0: ajoutez-en un autre d’abord.",
    }

    def encrypt(self, text: str) -> str:
        """Sealed at rest."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read again. Raises ``sealing.Unreadable``."""
        return sealing.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays where the role needs one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=proof.FACTORS)
        return not proof.is_needed(authenticator.user) or others.exclude(pk=authenticator.pk).exists()

    def _get_site_name(self) -> str:
        """The name that applications and keys show beside the account."""
        return sender().name
