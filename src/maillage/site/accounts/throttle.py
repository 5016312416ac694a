"""Wrong passwords are counted in the database, so that the limit holds over all processes and restarts.

The account and the network address are kept as keyed digests only, for fifteen minutes.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from maillage.site.accounts.models import FailedLogin, User

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 50


def _digest(kind: str, value: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).digest()


def _account(email: str) -> bytes:
    return _digest("account", User.objects.normalise(email))


def is_closed(email: str, address: str) -> bool:
    """Whether this account, or this address, has had too many wrong passwords of late."""
    recent = FailedLogin.objects.filter(at__gt=timezone.now() - WINDOW)
    return (
        recent.filter(account=_account(email)).count() >= PER_ACCOUNT
        or recent.filter(address=_digest("address", address)).count() >= PER_ADDRESS
    )


def note_failure(email: str, address: str) -> None:
    """Count one wrong password."""
    FailedLogin.objects.create(account=_account(email), address=_digest("address", address), at=timezone.now())


def forget(email: str) -> None:
    """A right password closes the account's count."""
    FailedLogin.objects.filter(account=_account(email)).delete()


def purge() -> int:
    """Remove what is older than the window; returns how many."""
    return FailedLogin.objects.filter(at__lt=timezone.now() - WINDOW).delete()[0]
