"""Links of an appointment: random or signed, and none is stored.

The first link is shown once and stored as a digest. It is derived from the idempotency key and the site's secret, so
that a form sent twice leads to the same link. A patient who has lost it gets another one, which is signed with the
site's secret: it can be computed from the appointment's key by this site only, not from the database alone. The first
link stays valid.
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
AGAIN, WAITING = "appointment again", "waiting list"


def new_key(now: datetime | None = None) -> str:
    """Return the key of a form about to be shown: created by the server, signed, with its time."""
    issued = format(int((now or timezone.now()).timestamp() * 1000), "x")
    told = f"{secrets.token_urlsafe(18)}.{issued}"
    return f"{told}.{_key_signature(told)}"


def key_age(key: str, now: datetime) -> timedelta | None:
    """Return how long ago this site showed the form with this key; None if it did not issue the key."""
    told, _, signature = key.rpartition(".")
    if not told or not hmac.compare_digest(signature.encode(), _key_signature(told).encode()):
        return None
    return now - datetime.fromtimestamp(int(told.rpartition(".")[2], 16) / 1000, UTC)


def _key_signature(told: str) -> str:
    return _signed(f"form:{told}")[:22]


def token_for(key: str) -> str:
    """Return the secret of the link for an idempotency key. Raises ``Refused`` for a key that could be guessed."""
    if not SHORTEST_KEY <= len(key) <= 200:
        raise Refused("Ce formulaire n’est plus valable. Recommencez depuis le choix du créneau.")
    return _signed(f"appointment:{key}")


def _signed(text: str) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode("ascii")


def digest_of(text: str) -> bytes:
    """Return the digest stored for a token or a key: it recognises the text and cannot be turned back into it."""
    return hashlib.sha256(text.encode()).digest()


def token_again(pk: int) -> str:
    """Return the secret of a further link to an appointment."""
    return base64.urlsafe_b64encode(pk.to_bytes(8, "big") + _signature(pk, AGAIN)).decode("ascii")


def pk_of(token: str) -> int | None:
    """Return the key of the appointment that a further link names; None if this site has not signed it."""
    return _signed_pk(token, AGAIN)


def _signed_pk(token: str, what: str) -> int | None:
    try:
        data = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        return None
    pk = int.from_bytes(data[:8], "big")
    return pk if pk < 2**63 and hmac.compare_digest(data[8:], _signature(pk, what)) else None


def key_of_offer(pk: int) -> str:
    """Return the idempotency key with which a slot offered to the waiting list is booked: once."""
    return _signed(f"offer:{pk}")


def waiting_token(pk: int) -> str:
    """Return the secret of the link of an entry of the waiting list."""
    return base64.urlsafe_b64encode(pk.to_bytes(8, "big") + _signature(pk, WAITING)).decode("ascii")


def waiting_pk(token: str) -> int | None:
    """Return the key of the entry that a link names; None if this site has not signed it."""
    return _signed_pk(token, WAITING)


def _signature(pk: int, what: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"{what}:{pk}".encode(), hashlib.sha256).digest()[:16]
