"""Delays of a reading platform: from sent to taken and to answered, and what was late; by hospital, hour, weekday."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TypeVar

from django.db.models import Q
from django.utils import timezone

from maillage.site.expertise.load import quantile
from maillage.site.expertise.models import ExpertiseRequest, PlatformMember, ReadingPlatform
from maillage.site.expertise.states import ANSWERED, OPEN

Key = TypeVar("Key", bound=Hashable)
COUNTED = sorted(OPEN | ANSWERED)
"""States of the requests that count: those that were withdrawn or declined have no delay."""


@dataclass(frozen=True)
class SentRequest:
    """A request as delays read it; hospitals are names, ``reads`` is "" until somebody takes it.

    ``taken`` is the time from sent to taken; ``answered`` that from sent to answered without the wait for information,
    as everywhere; None for what has not happened yet.
    """

    asks: str
    reads: str
    sent_at: datetime
    on_duty: bool
    taken: timedelta | None
    answered: timedelta | None
    late: bool


@dataclass(frozen=True)
class Spread:
    """How many times there are, their median and their ninth decile."""

    count: int
    median: timedelta | None
    ninth_decile: timedelta | None


@dataclass(frozen=True)
class Delays:
    """Requests sent, how long until taken and answered, and how many were or are late."""

    sent: int
    taken: Spread
    answered: Spread
    late: int

    @property
    def late_percent(self) -> float:
        """Share of the requests that were or are late, in per cent."""
        return 100 * self.late / self.sent if self.sent else 0.0


def sent_to(platform: ReadingPlatform, since: datetime, until: datetime, now: datetime) -> list[SentRequest]:
    """Return the requests sent to the members' groups, or read on duty, from ``since`` to before ``until`` (a query).

    A request whose answer waits for information is late only if it was noted so before.
    """
    pools = PlatformMember.objects.filter(platform=platform, joined_at__isnull=False).values("pool")
    rows = ExpertiseRequest.objects.filter(Q(pool__in=pools) | Q(platform=platform), state__in=COUNTED)
    rows = rows.filter(sent_at__gte=since, sent_at__lt=until).order_by("sent_at", "pk")
    columns = (
        "organisation__name", "read_for__name", "sent_at", "platform", "taken_at", "answered_at", "waited", "due_at",
        "overdue_at", "asked_at",
    )  # fmt: skip
    return [
        SentRequest(
            asks, reads or "", sent, shared == platform.pk, None if taken is None else taken - sent,
            None if answered is None else answered - sent - waited,
            answered > due if answered is not None else overdue is not None or (asked is None and due < now),
        )
        for asks, reads, sent, shared, taken, answered, waited, due, overdue, asked in rows.values_list(*columns)
    ]  # fmt: skip


def delays(requests: Sequence[SentRequest]) -> Delays:
    """Return the delays of these requests."""
    return Delays(
        len(requests),
        _spread(one.taken for one in requests),
        _spread(one.answered for one in requests),
        sum(one.late for one in requests),
    )


def delays_by(requests: Iterable[SentRequest], key: Callable[[SentRequest], Key]) -> dict[Key, Delays]:
    """Return the delays of the requests by a key, in the order of the keys; every request is in one group."""
    found: defaultdict[Key, list[SentRequest]] = defaultdict(list)
    for one in requests:
        found[key(one)].append(one)
    return {value: delays(found[value]) for value in sorted(found)}  # type: ignore[type-var]


def hour_of(zone: tzinfo) -> Callable[[SentRequest], int]:
    """Return the key "hour of the day", by a clock."""
    return lambda one: timezone.localtime(one.sent_at, zone).hour


def weekday_of(zone: tzinfo) -> Callable[[SentRequest], int]:
    """Return the key "weekday", Monday 0, by a clock."""
    return lambda one: timezone.localtime(one.sent_at, zone).weekday()


def _spread(times: Iterable[timedelta | None]) -> Spread:
    known = sorted(one for one in times if one is not None)
    return Spread(len(known), quantile(known, 0.5), quantile(known, 0.9))
