"""Encryption of stored secrets that must be read again, such as those of authenticator apps; the key is a setting."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """The secret was encrypted with a key that this site does not have."""


def seal(text: str) -> str:
    """Encrypt and sign with the newest key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt a sealed text. Raises ``Unreadable`` if no key of the site fits or the text was changed."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("A secret was sealed with another key. Give it back in MAILLAGE_ENCRYPTION_KEY.") from error


def reseal(sealed: str) -> str:
    """Encrypt a sealed text anew with the newest key. Raises ``Unreadable`` as ``unseal``."""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("A secret was sealed with another key. Give it back in MAILLAGE_ENCRYPTION_KEY.") from error


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
