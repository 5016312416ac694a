"""E-mails about accounts, written into the outbox together with their subject matter (``about``)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from maillage.site.accounts import links
from maillage.site.accounts.models import Invitation, Membership, MembershipMove, PasswordLink, SignInLink, User
from maillage.site.messages import services as outbox
from maillage.site.messages.providers import reach_people
from maillage.site.messages.signature import sender


def name_of(user: User | None) -> str:
    """Return the name of who acts: without an account it is somebody of the site's team."""
    return "L’équipe du site" if user is None else user.get_full_name()


def invite(invitation: Invitation, token: str) -> None:
    """Send an invitation with its link; withdraw an earlier one that has not been sent yet."""
    who = name_of(invitation.invited_by)
    _post(
        invitation.email,
        "votre invitation",
        f"Bonjour {invitation.first_name} {invitation.last_name},\n\n"
        f"{who} vous invite sur {sender().name} pour {invitation.organisation.name}. "
        f"Votre rôle\u00a0: {invitation.get_role_display().lower()}.\n\n"
        f"Pour accepter, ouvrez ce lien dans les {links.INVITATION_DAYS}\u00a0jours\u00a0:\n"
        f"{links.invitation_address(token)}\n\n"
        "Le lien ne sert qu’une fois. Si vous n’attendiez pas ce message, ne faites rien.\n",
        about=f"invitation:{invitation.pk}",
        at=invitation.made_at,
        useless_after=invitation.expires_at,
    )


def invitation_is_over(invitation: Invitation) -> None:
    """Withdraw the unsent e-mail of an invitation that was withdrawn or accepted."""
    outbox.withdraw(f"invitation:{invitation.pk}")


def set_password(link: PasswordLink, token: str) -> None:
    """Send the link that sets a password; withdraw an earlier one that has not been sent yet."""
    _post(
        link.user.email,
        "votre mot de passe",
        "Bonjour,\n\nPour choisir un nouveau mot de passe, ouvrez ce lien dans les "
        f"{links.PASSWORD_HOURS}\u00a0heures\u00a0:\n{links.password_address(token)}\n\n"
        "Le lien ne sert qu’une fois. Si vous n’avez rien demandé, ne faites rien\u00a0: "
        "votre mot de passe ne change pas.\n",
        about=f"password-link:{link.user.pk}",
        at=link.made_at,
        useless_after=link.expires_at,
    )


def password_links_are_over(user: User) -> None:
    """Withdraw unsent password links of a user whose password is now set or whose account is closed."""
    outbox.withdraw(f"password-link:{user.pk}")


def password_was_set(user: User) -> None:
    """Tell the owner that the password has changed."""
    assert user.password_set_at is not None
    _post(
        user.email,
        "votre mot de passe a changé",
        "Bonjour,\n\nLe mot de passe de votre compte vient d’être changé.\n\n"
        "Si ce n’est pas vous, prévenez votre coordination\u00a0: elle peut fermer le compte.\n",
        about=f"password:{user.pk}",
        at=user.password_set_at,
    )


def sign_in(link: SignInLink, token: str) -> None:
    """Send a sign-in link to its owner; withdraw an earlier one that has not been sent yet."""
    _post(
        link.user.email,
        "votre connexion",
        "Bonjour,\n\nPour vous connecter, ouvrez ce lien dans les "
        f"{links.SIGN_IN_MINUTES}\u00a0minutes\u00a0:\n{links.sign_in_address(token)}\n\n"
        "Le lien ne sert qu’une fois. Si vous n’avez rien demandé, ne faites rien, et ne le donnez à personne.\n",
        about=f"sign-in-link:{link.user.pk}",
        at=link.made_at,
        useless_after=link.expires_at,
    )


def sign_in_links_are_over(user: User) -> None:
    """Withdraw unsent sign-in links of a user whose account is closed."""
    outbox.withdraw(f"sign-in-link:{user.pk}")


def second_factor_changed(user: User, what: str) -> None:
    """Tell the owner that a second factor was added, removed or renewed."""
    _post(
        user.email,
        "la connexion à votre compte a changé",
        f"Bonjour,\n\n{what}\n\nSi ce n’est pas vous, changez votre mot de passe et prévenez votre coordination\u00a0: "
        "elle peut fermer le compte.\n",
        about=f"second-factor:{user.pk}",
        at=timezone.now(),
    )


def role_moves(move: MembershipMove) -> None:
    """Tell the owner of a role to which organisation it passes, and from when."""
    row = move.membership
    _post(
        row.user.email,
        "votre organisation change",
        f"Bonjour {row.user.first_name},\n\nÀ partir du {date_format(move.day, 'j F Y')}, votre rôle "
        f"«\u00a0{row.get_role_display().lower()}\u00a0» est à {move.to.name}, et non plus à {row.organisation.name}. "
        "Vous gardez votre compte, votre mot de passe et vos journées.\n",
        about=f"role-move:{row.pk}",
        at=timezone.now(),
    )


def role_stays(membership: Membership) -> None:
    """Tell the owner of a role that it stays where it is; withdraw what was not sent yet."""
    _post(
        membership.user.email,
        "votre organisation ne change pas",
        f"Bonjour {membership.user.first_name},\n\nLe changement annoncé est annulé\u00a0: votre rôle reste à "
        f"{membership.organisation.name}.\n",
        about=f"role-move:{membership.pk}",
        at=timezone.now(),
    )


def _post(to: str, subject: str, body: str, *, about: str, at: datetime, useless_after: datetime | None = None) -> None:
    """Write one e-mail into the outbox, in place of the unsent one about the same thing.

    The worker sends it later, so the response time does not reveal whether an account exists. Without a mail server
    nothing is written, because links to accounts must not be stored in files.
    """
    outbox.withdraw(about)
    if reach_people():
        outbox.post(
            to=to,
            subject=f"{sender().name}\u00a0: {subject}",
            body=body,
            about=about,
            key=f"{about}:{at.isoformat()}",
            useless_after=useless_after,
            secret=useless_after is not None,
        )
