"""What people with an account are told by e-mail. A message that cannot leave undoes nothing."""

from __future__ import annotations

import logging
import threading

from django.conf import settings
from django.core.mail import EmailMessage

from maillage.site.accounts import links
from maillage.site.accounts.models import Invitation, User

logger = logging.getLogger(__name__)

NOWHERE = frozenset({"filebased", "console", "dummy"})


def reach_people() -> bool:
    """Whether messages leave this machine; without a mail server they are files of the data folder."""
    return settings.EMAIL_BACKEND.split(".")[-2] not in NOWHERE


def invite(invitation: Invitation, token: str) -> None:
    """Send an invitation with its link."""
    who = invitation.invited_by.get_full_name() if invitation.invited_by else "L’équipe du site"
    _send(
        "Votre invitation à Maillage",
        f"Bonjour {invitation.first_name} {invitation.last_name},\n\n"
        f"{who} vous invite sur Maillage pour {invitation.organisation.name}. "
        f"Votre rôle\u00a0: {invitation.get_role_display().lower()}.\n\n"
        f"Pour accepter, ouvrez ce lien dans les {links.INVITATION_DAYS}\u00a0jours\u00a0:\n"
        f"{links.invitation_address(token)}\n\n"
        "Le lien ne sert qu’une fois. Si vous n’attendiez pas ce message, ne faites rien.\n",
        invitation.email,
    )


def set_password(user: User, token: str) -> None:
    """Send the link that sets a password."""
    _send(
        "Votre mot de passe Maillage",
        "Bonjour,\n\nPour choisir un nouveau mot de passe, ouvrez ce lien dans les "
        f"{links.PASSWORD_HOURS}\u00a0heures\u00a0:\n{links.password_address(token)}\n\n"
        "Le lien ne sert qu’une fois. Si vous n’avez rien demandé, ne faites rien\u00a0: "
        "votre mot de passe ne change pas.\n",
        user.email,
    )


def password_was_set(user: User) -> None:
    """Tell the owner that the password is another one now."""
    _send(
        "Votre mot de passe Maillage a changé",
        "Bonjour,\n\nLe mot de passe de votre compte vient d’être changé.\n\n"
        "Si ce n’est pas vous, prévenez votre coordination\u00a0: elle peut fermer le compte.\n",
        user.email,
    )


def _send(subject: str, body: str, address: str) -> None:
    """Send beside the request: how long the mail server takes must not tell whether an account exists."""
    if reach_people():
        message = EmailMessage(subject, body, None, [address])
        threading.Thread(target=_deliver, args=(message,), name="mail").start()


def _deliver(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError as error:
        # Neither address nor link: what failed is enough to look into it.
        logger.warning("A message about an account could not be sent: %s", type(error).__name__)
