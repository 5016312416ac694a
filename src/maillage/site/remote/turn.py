"""Addresses of the relay, with credentials that expire: what coturn calls the REST API for time-limited use.

The user name is the instant of expiry and the seat, the password its HMAC-SHA1 under the secret shared with the relay
(coturn: ``use-auth-secret``, ``static-auth-secret``).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

LASTS = timedelta(hours=2)


def servers(seat: int, now: datetime) -> list[dict[str, Any]]:
    """Return the ``iceServers`` for the browser of a seat; none where no relay is configured."""
    if not settings.TURN_URLS or not settings.TURN_SECRET:
        return []
    username = f"{int((now + LASTS).timestamp())}:{seat}"
    digest = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
    return [{"urls": settings.TURN_URLS, "username": username, "credential": base64.b64encode(digest).decode()}]
