"""The link of an appointment: unguessable, shown once, kept as a digest.

It is derived from the idempotency key with the site's secret, so that a form sent twice leads to the same link without
the link being stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

from maillage.site.refusals import Refused

SHORTEST_KEY = 20


def new_key() -> str:
    """An idempotency key for a form about to be shown."""
    return secrets.token_urlsafe(24)


def token_for(key: str) -> str:
    """The link's secret part for an idempotency key. Raises ``Refused`` for a key that could be guessed."""
    if not SHORTEST_KEY <= len(key) <= 200:
        raise Refused("Ce formulaire n’est plus valable. Recommencez depuis le choix du créneau.")
    digest = hmac.new(settings.SECRET_KEY.encode(), f"appointment:{key}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode("ascii")


def digest_of(text: str) -> bytes:
    """What is kept of a token or a key: enough to recognise it, nothing to rebuild it from."""
    return hashlib.sha256(text.encode()).digest()
