"""Links that work once: unguessable, shown or sent once, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

INVITATION_DAYS = 7
INVITATION_LASTS = timedelta(days=INVITATION_DAYS)
PASSWORD_HOURS = 24
PASSWORD_LINK_LASTS = timedelta(hours=PASSWORD_HOURS)
SIGN_IN_MINUTES = 15
SIGN_IN_LINK_LASTS = timedelta(minutes=SIGN_IN_MINUTES)
KEPT_AFTERWARDS = timedelta(days=30)


def new_token() -> str:
    """The secret part of a link, 192 bits."""
    return secrets.token_urlsafe(24)


def digest_of(token: str) -> bytes:
    """What is kept of it: enough to recognise it, nothing to rebuild it from."""
    return hashlib.sha256(token.encode()).digest()


def invitation_address(token: str) -> str:
    """Where an invitation is accepted, on the site's public address."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('invitation', args=[token])}"


def password_address(token: str) -> str:
    """Where a password is set, on the site's public address."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('password-link', args=[token])}"


def sign_in_address(token: str) -> str:
    """Where a link signs its owner in, on the site's public address."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('sign-in-by-link', args=[token])}"
