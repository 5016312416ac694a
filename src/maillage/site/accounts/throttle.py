"""Wrong passwords, links asked for and invitations are counted in the database, over all processes and restarts.

The account and the network address are kept as keyed digests only, for fifteen minutes.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from maillage.site.accounts.models import FailedLogin, User

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Limit:
    """How often something may be done for one account, and from one address, within the window."""

    kind: str
    per_account: int
    per_address: int

    def is_closed(self, email: str, address: str) -> bool:
        """Whether this account, or this address, has reached its number of late."""
        return self.account_is_closed(email) or self.address_is_closed(address)

    def account_is_closed(self, email: str) -> bool:
        """Whether this account has; never said to somebody who only knows its address."""
        return self._recent().filter(account=self._account(email)).count() >= self.per_account

    def address_is_closed(self, address: str) -> bool:
        """Whether this network address has."""
        return self._recent().filter(address=self._address(address)).count() >= self.per_address

    def note(self, email: str, address: str) -> None:
        """Count one."""
        FailedLogin.objects.create(account=self._account(email), address=self._address(address), at=timezone.now())

    def forget(self, email: str) -> None:
        """Close the account's count."""
        FailedLogin.objects.filter(account=self._account(email)).delete()

    @staticmethod
    def _recent() -> QuerySet[FailedLogin]:
        return FailedLogin.objects.filter(at__gt=timezone.now() - WINDOW)

    def _account(self, email: str) -> bytes:
        return _digest(f"{self.kind} account", User.objects.normalise(email))

    def _address(self, address: str) -> bytes:
        return _digest(f"{self.kind} address", address)


SIGN_IN = Limit("sign-in", per_account=5, per_address=50)
FORGOTTEN = Limit("forgotten", per_account=3, per_address=20)
# The account is the inviter's here: enough for a training day, too few to flood strangers with messages.
INVITATION = Limit("invitation", per_account=40, per_address=80)


def _digest(kind: str, value: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).digest()


def purge() -> int:
    """Remove what is older than the window; returns how many."""
    return FailedLogin.objects.filter(at__lt=timezone.now() - WINDOW).delete()[0]
