"""Secrets that have to be read again, such as those of authenticator apps: sealed at rest with a key kept elsewhere."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """Sealed with a key that this site does not have."""


def seal(text: str) -> str:
    """Encrypt with the newest key, and sign."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises ``Unreadable`` where no key of the site opens it, or it was changed."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("A secret was sealed with another key. Give it back in MAILLAGE_ENCRYPTION_KEY.") from error


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
