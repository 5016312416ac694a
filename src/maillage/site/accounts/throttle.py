"""Tries at a password, links asked for and invitations, counted in the database over all processes and restarts.

Whoever tries passwords is slowed down, never shut out: after some wrong ones the next is judged only some time after
the last, a time that doubles; until then the answer is how long to wait, at once. A browser in which the account was
open before has a count of its own, so that others' tries do not hinder its owner. The account, the browser and the
network address are kept as keyed digests only, for an hour at most.
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

WINDOW = timedelta(minutes=15)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=15)
LONGEST_KEPT = timedelta(hours=1)
"""Tries older than this count no more."""


@dataclass(frozen=True)
class Limit:
    """How often something may be done for one account, and from one address, within the window."""

    kind: str
    per_account: int
    per_address: int

    def account_is_closed(self, email: str) -> bool:
        """Whether this account has; never said to somebody who only knows its address."""
        return self._recent().filter(account=self._account(email)).count() >= self.per_account

    def address_is_closed(self, address: str) -> bool:
        """Whether this network address has."""
        return self._recent().filter(address=self._address(address)).count() >= self.per_address

    def note(self, email: str, address: str) -> None:
        """Count one."""
        FailedLogin.objects.create(account=self._account(email), address=self._address(address), at=timezone.now())

    @staticmethod
    def _recent() -> QuerySet[FailedLogin]:
        return FailedLogin.objects.filter(at__gt=timezone.now() - WINDOW)

    def _account(self, email: str) -> bytes:
        return _digest(f"{self.kind} account", User.objects.normalise(email))

    def _address(self, address: str) -> bytes:
        return _digest(f"{self.kind} address", address)


@dataclass(frozen=True)
class Pace:
    """How fast passwords may be tried: ``free`` each, ``free_address`` from one address, then ever slower."""

    kind: str
    free: int
    free_address: int

    def begin(self, email: str, address: str, browser: str = "") -> int:
        """Note a try before it is judged; seconds to wait where it is too early, and then nothing is noted.

        ``browser`` is what a known browser is known by: it is counted by itself, whatever its address. Tries that come
        together wait for one another, so that no more are judged than may be.
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
        """The password was right: the tries of this account, or of this browser, count no more."""
        FailedLogin.objects.filter(account=self._who(email, browser)).delete()

    def _who(self, email: str, browser: str) -> bytes:
        account = User.objects.normalise(email)
        return (
            _digest(f"{self.kind} browser", f"{browser} {account}")
            if browser
            else _digest(f"{self.kind} account", account)
        )

    def _wait(self, column: str, key: bytes, free: int, now: datetime) -> int:
        """Seconds until the next try: the time since the last one is long enough, or there were few."""
        rows = FailedLogin.objects.filter(**{column: key}, at__gt=now - LONGEST_KEPT)
        count, last = rows.aggregate(count=Count("pk"), last=Max("at")).values()
        if count < free:
            return 0
        pause = min(FIRST_PAUSE * 2 ** min(count - free, 20), LONGEST_PAUSE)
        return max(0, math.ceil((last + pause - now).total_seconds()))


COLUMNS = ("account", "address")
SIGN_IN = Pace("sign-in", free=5, free_address=50)
# Who types codes has shown the password: the account alone counts, with a million codes to guess among.
SECOND_FACTOR = Pace("second factor", free=5, free_address=50)
FORGOTTEN = Limit("forgotten", per_account=3, per_address=20)
SIGN_IN_LINK = Limit("sign-in link", per_account=3, per_address=20)
# The account is the inviter's here: enough for a training day, too few to flood strangers with messages.
INVITATION = Limit("invitation", per_account=40, per_address=80)


def _digest(kind: str, value: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).digest()


def purge() -> int:
    """Remove what counts no more, and codes whose time is over; returns how many tries."""
    CacheEntry.objects.filter(expires__lt=timezone.now()).delete()
    return FailedLogin.objects.filter(at__lt=timezone.now() - LONGEST_KEPT).delete()[0]
