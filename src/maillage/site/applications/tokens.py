"""Links of applications: signed with the site's secret, not stored.

A link can be computed again from the application's key, so that every message contains it; the database alone is not
enough to compute it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

from django.conf import settings


def token_of(key: UUID) -> str:
    """Return the secret part of the link of the application with this key."""
    return base64.urlsafe_b64encode(key.bytes + _signature(key)).decode("ascii").rstrip("=")


def key_of(token: str) -> UUID | None:
    """Return the key of the application that a link names; None if this site has not signed it."""
    try:
        data = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    if len(data) != 32:
        return None
    key = UUID(bytes=data[:16])
    return key if hmac.compare_digest(data[16:], _signature(key)) else None


def _signature(key: UUID) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"application:{key}".encode(), hashlib.sha256).digest()[:16]
