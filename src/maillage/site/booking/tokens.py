"""The links of an appointment: unguessable, none of them stored.

The first is shown once and kept as a digest. It is derived from the idempotency key with the site's secret, so that a
form sent twice leads to the same link. Who has lost it is sent another, which is signed with the secret: it can be made
again from the appointment's number, by nobody who has the database alone, and the first goes on working.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from maillage.site.refusals import Refused

SHORTEST_KEY = 20


def new_key(now: datetime | None = None) -> str:
    """The key of a form about to be shown: made by the server, signed, and telling when."""
    issued = format(int((now or timezone.now()).timestamp() * 1000), "x")
    told = f"{secrets.token_urlsafe(18)}.{issued}"
    return f"{told}.{_key_signature(told)}"


def key_age(key: str, now: datetime) -> timedelta | None:
    """How long ago this site showed the form with this key; None for a key that it never issued."""
    told, _, signature = key.rpartition(".")
    if not told or not hmac.compare_digest(signature.encode(), _key_signature(told).encode()):
        return None
    return now - datetime.fromtimestamp(int(told.rpartition(".")[2], 16) / 1000, UTC)


def _key_signature(told: str) -> str:
    return _signed(f"form:{told}")[:22]


def token_for(key: str) -> str:
    """The link's secret part for an idempotency key. Raises ``Refused`` for a key that could be guessed."""
    if not SHORTEST_KEY <= len(key) <= 200:
        raise Refused("Ce formulaire n’est plus valable. Recommencez depuis le choix du créneau.")
    return _signed(f"appointment:{key}")


def _signed(text: str) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode("ascii")


def digest_of(text: str) -> bytes:
    """What is kept of a token or a key: enough to recognise it, nothing to rebuild it from."""
    return hashlib.sha256(text.encode()).digest()


def token_again(pk: int) -> str:
    """The secret part of a further link to an appointment."""
    return base64.urlsafe_b64encode(pk.to_bytes(8, "big") + _signature(pk)).decode("ascii")


def pk_of(token: str) -> int | None:
    """The appointment that a further link names; None for what is not signed by this site."""
    try:
        data = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        return None
    pk = int.from_bytes(data[:8], "big")
    return pk if pk < 2**63 and hmac.compare_digest(data[8:], _signature(pk)) else None


def _signature(pk: int) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"appointment again:{pk}".encode(), hashlib.sha256).digest()[:16]
