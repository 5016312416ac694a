"""Limits on password tries, requested links and invitations, counted in the database for all processes and restarts.

Wrong passwords slow down further tries and never lock the account. After some of them the next try is checked only
after a pause that doubles each time; a try before its end is answered at once with the time to wait. A browser in which
the account has signed in before has a counter of its own, so that tries of strangers do not slow down the owner. The
account, the browser and the network address are stored as keyed digests, for an hour at most.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from maillage.site.accounts.models import CacheEntry, FailedLogin, User
from maillage.site.locks import TRIES, lock_in_order
from maillage.site.refusals import Refused

WINDOW = timedelta(minutes=15)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=15)
LONGEST_KEPT = timedelta(hours=1)
"""Tries older than this are no longer counted."""


@dataclass(frozen=True)
class Limit:
    """How often something may be done within the window, for one account and from one network address."""

    kind: str
    per_account: int
    per_address: int

    def account_is_closed(self, email: str) -> bool:
        """Return whether the account has reached its limit; never show this to a person who only knows the address."""
        return self._recent().filter(account=self._account(email)).count() >= self.per_account

    def address_is_closed(self, address: str) -> bool:
        """Return whether the network address has reached its limit."""
        return self._recent().filter(address=self._address(address)).count() >= self.per_address

    def note(self, email: str, address: str) -> None:
        """Record one event."""
        FailedLogin.objects.create(account=self._account(email), address=self._address(address), at=timezone.now())

    def take(self, email: str, address: str) -> None:
        """Record one event. Raises ``Refused`` if there were too many for this account or from this address."""
        if self.address_is_closed(address) or self.account_is_closed(email):
            raise Refused("Trop de demandes. Attendez un quart d’heure avant de recommencer.")
        self.note(email, address)

    @staticmethod
    def _recent() -> QuerySet[FailedLogin]:
        return FailedLogin.objects.filter(at__gt=timezone.now() - WINDOW)

    def _account(self, email: str) -> bytes:
        return _digest(f"{self.kind} account", User.objects.normalise(email))

    def _address(self, address: str) -> bytes:
        return _digest(f"{self.kind} address", address)


@dataclass(frozen=True)
class Pace:
    """How fast passwords may be tried: ``free`` tries (``free_address`` per network address), then growing pauses."""

    kind: str
    free: int
    free_address: int

    def begin(self, email: str, address: str, browser: str = "") -> int:
        """Record a try before it is checked and return 0, or return the seconds to wait and record nothing.

        ``browser`` is the number of a known browser, which is counted by itself, whatever its network address. Locks
        make simultaneous tries wait for each other, so that they cannot exceed the limit together.
        """
        keys = [(self._who(email, browser), self.free)]
        if not browser:
            keys.append((_digest(f"{self.kind} address", address), self.free_address))
        with transaction.atomic():
            lock_in_order(TRIES, (int.from_bytes(key[:4], "big") for key, _ in keys))
            now = timezone.now()
            wait = max(self._wait(column, key, free, now) for column, (key, free) in zip(COLUMNS, keys, strict=False))
            if not wait:
                FailedLogin.objects.create(account=keys[0][0], address=keys[-1][0], at=now)
        return wait

    def forget(self, email: str, browser: str = "") -> None:
        """Delete the recorded tries of this account, or of this browser, after the right password."""
        FailedLogin.objects.filter(account=self._who(email, browser)).delete()

    def _who(self, email: str, browser: str) -> bytes:
        account = User.objects.normalise(email)
        return (
            _digest(f"{self.kind} browser", f"{browser} {account}")
            if browser
            else _digest(f"{self.kind} account", account)
        )

    def _wait(self, column: str, key: bytes, free: int, now: datetime) -> int:
        """Return the seconds until the next try: 0 if there were few tries or the pause is over."""
        rows = FailedLogin.objects.filter(**{column: key}, at__gt=now - LONGEST_KEPT)
        count, last = rows.aggregate(count=Count("pk"), last=Max("at")).values()
        if count < free:
            return 0
        pause = min(FIRST_PAUSE * 2 ** min(count - free, 20), LONGEST_PAUSE)
        return max(0, math.ceil((last + pause - now).total_seconds()))


COLUMNS = ("account", "address")
SIGN_IN = Pace("sign-in", free=5, free_address=50)
# The password has already been checked here, so tries are limited by account; a code has a million values.
SECOND_FACTOR = Pace("second factor", free=5, free_address=50)
FORGOTTEN = Limit("forgotten", per_account=3, per_address=20)
SIGN_IN_LINK = Limit("sign-in link", per_account=3, per_address=20)
# The account is the inviter's here: enough for a training day, too few to send spam.
INVITATION = Limit("invitation", per_account=40, per_address=80)


def _digest(kind: str, value: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).digest()


def purge() -> int:
    """Delete tries that no longer count and expired codes; return the number of tries."""
    CacheEntry.objects.filter(expires__lt=timezone.now()).delete()
    return FailedLogin.objects.filter(at__lt=timezone.now() - LONGEST_KEPT).delete()[0]
