"""Encryption of stored secrets that must be read again, and keyed digests by which they are found; keys are a setting.

The first key of ``MAILLAGE_ENCRYPTION_KEY`` seals and digests; every one opens and finds, so that a key is replaced
while the site runs (``maillage site reseal``).
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

MISSING = "A secret was sealed with another key. Give it back in MAILLAGE_ENCRYPTION_KEY."


class Unreadable(Exception):
    """The secret was encrypted with a key that this site does not have."""


def seal(text: str) -> str:
    """Encrypt and sign with the newest key."""
    return _keys(tuple(settings.ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt a sealed text. Raises ``Unreadable`` if no key of the site fits or the text was changed."""
    try:
        return _keys(tuple(settings.ENCRYPTION_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable(MISSING) from error


def reseal(sealed: str) -> str:
    """Encrypt a sealed text anew with the newest key. Raises ``Unreadable`` as ``unseal``."""
    try:
        return _keys(tuple(settings.ENCRYPTION_KEYS)).rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable(MISSING) from error


def search_key(text: str) -> int:
    """Return the digest (62 bits) under the newest key by which a row that holds ``text`` is found."""
    return _digest(settings.ENCRYPTION_KEYS[0], text)


def search_keys(text: str) -> list[int]:
    """Return the digests of ``text`` under every key of the site: rows written before a new key are found too."""
    return [_digest(key, text) for key in settings.ENCRYPTION_KEYS]


def _digest(key: str | bytes, text: str) -> int:
    secret = key.encode() if isinstance(key, str) else key
    # A key of its own is derived first, so that digests tell nothing about what encrypts.
    derived = hmac.new(secret, b"maillage search", hashlib.sha256).digest()
    return int.from_bytes(hmac.new(derived, text.encode(), hashlib.sha256).digest()[:8], "big") >> 2


@lru_cache(maxsize=8)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
