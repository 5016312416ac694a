"""One-time links: the secret is random, shown or sent once, and stored as a digest only."""

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
    """Return the secret part of a link, 192 random bits."""
    return secrets.token_urlsafe(24)


def digest_of(token: str) -> bytes:
    """Return the digest that is stored: it recognises the secret and cannot be turned back into it."""
    return hashlib.sha256(token.encode()).digest()


def invitation_address(token: str) -> str:
    """Return the public address on which an invitation is accepted."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('invitation', args=[token])}"


def password_address(token: str) -> str:
    """Return the public address on which a password is set."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('password-link', args=[token])}"


def sign_in_address(token: str) -> str:
    """Return the public address on which a link signs its owner in."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('sign-in-by-link', args=[token])}"
