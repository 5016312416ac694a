"""Short-lived addresses of contents: signed, good for one session and one file."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core import signing

LASTS = timedelta(minutes=20)
SALT = "maillage.files.address"


class Expired(Exception):
    """The address is too old: the page asks for a new one."""


def make(file: uuid.UUID, user: int, session: str) -> str:
    """Return the last part of an address of a file, for a user's session."""
    return signing.dumps([file.hex, user, _mark(session)], salt=SALT, compress=False)


def read(token: str, user: int, session: str) -> uuid.UUID | None:
    """Return the file that an address names; None if it was made for another user or session, or is no address.

    Raises ``Expired`` for one that was good.
    """
    try:
        file, whose, mark = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired as error:
        raise Expired from error
    except signing.BadSignature:
        return None
    return uuid.UUID(file) if whose == user and mark == _mark(session) else None


def _mark(session: str) -> str:
    """Return a digest of the session's key, so that the address does not tell it."""
    return signing.Signer(salt=SALT).signature(session)[:22]
