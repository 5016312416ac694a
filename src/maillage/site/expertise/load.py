"""Load of readers and response times, for the pages of a pathway and for the choice of a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.expertise import states
from maillage.site.expertise.models import ExpertiseRequest, PoolReader, ReaderPool
from maillage.site.expertise.questions import on_duty

OPEN = sorted(states.OPEN)
HELD = sorted(states.HELD)
BOUNDS = (timedelta(hours=1), timedelta(hours=4), timedelta(hours=24), timedelta(days=7))
"""Upper bounds of the classes of response times; they are those of the usual urgencies."""


@dataclass(frozen=True)
class ReaderLoad:
    """A reader: requests held now, proposed and not taken, answered since; whether on duty by a rota."""

    reader: PoolReader
    held: int
    proposed: int
    answered: int
    on_duty: bool


@dataclass(frozen=True)
class ResponseTimes:
    """Response times without the wait for information: how many, median, ninth decile, share in time, classes.

    ``waited`` is the median wait for information of those that waited.
    """

    count: int
    median: timedelta | None
    ninth_decile: timedelta | None
    in_time: int
    classes: tuple[int, ...]
    waited: timedelta | None


def least_loaded(pool: ReaderPool, now: datetime | None = None) -> User | None:
    """Return the reader on duty with the least open work (held or proposed, in any pool).

    Where no reader of the pool is on duty by a rota, those who say that they are present; None if nobody is there.
    """
    everybody = list(PoolReader.objects.filter(pool=pool, user__is_active=True).select_related("user").order_by("pk"))
    duty = on_duty([one.user_id for one in everybody], now or timezone.now())
    readers = [one for one in everybody if one.user_id in duty] or [one for one in everybody if one.is_present]
    work = open_work([one.user_id for one in readers])
    return min(readers, key=lambda one: work[one.user_id], default=None).user if readers else None  # type: ignore[union-attr]


def open_work(readers: Sequence[int]) -> Counter[int]:
    """Count the requests that each reader holds, or that wait and are proposed to them."""
    found: Counter[int] = Counter()
    held = ExpertiseRequest.objects.filter(state__in=HELD, taken_by__in=readers)
    waiting = ExpertiseRequest.objects.filter(state__in=sorted(states.WAITING), proposed_to__in=readers)
    for rows, column in ((held, "taken_by"), (waiting, "proposed_to")):
        for reader, count in rows.order_by().values_list(column).annotate(Count("pk")):
            found[reader] += count
    return found


def loads(pool: ReaderPool, since: datetime) -> list[ReaderLoad]:
    """Return the load of each reader of a pool, by name."""
    rows = pool.requests.order_by()
    mine = {
        name: Counter(dict(found.values_list(column).annotate(Count("pk"))))
        for name, column, found in (
            ("held", "taken_by", rows.filter(state__in=HELD)),
            ("proposed", "proposed_to", rows.filter(state__in=sorted(states.WAITING))),
            ("answered", "taken_by", rows.filter(answered_at__gte=since)),
        )
    }
    readers = list(pool.readers.select_related("user").order_by("user__last_name", "user__first_name"))
    duty = on_duty([one.user_id for one in readers], timezone.now())
    names = ("held", "proposed", "answered")
    return [
        ReaderLoad(one, *(mine[name][one.user_id] for name in names), on_duty=one.user_id in duty) for one in readers
    ]  # fmt: skip


def by_hour(pool: ReaderPool, since: datetime) -> list[tuple[int, int, int]]:
    """Return (hour of the day at the reader's clock, requests received, answers given) since then."""
    received: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    zone = timezone.get_current_timezone()
    rows = pool.requests.filter(Q(sent_at__gte=since) | Q(answered_at__gte=since))
    for sent, done in rows.order_by().values_list("sent_at", "answered_at"):
        if sent is not None and sent >= since:
            received[sent.astimezone(zone).hour] += 1
        if done is not None and done >= since:
            answered[done.astimezone(zone).hour] += 1
    return [(hour, received[hour], answered[hour]) for hour in range(24)]


def response_times(pool: ReaderPool, since: datetime) -> ResponseTimes:
    """Return the response times of the requests answered since then."""
    rows = pool.requests.filter(answered_at__gte=since, sent_at__isnull=False).order_by()
    taken = rows.annotate(took=F("answered_at") - F("sent_at") - F("waited"))
    found = list(taken.values_list("took", "answered_at", "due_at", "waited"))
    times = sorted(took for took, *_ in found)
    waits = sorted(waited for *_, waited in found if waited)
    return ResponseTimes(
        count=len(times),
        median=quantile(times, 0.5),
        ninth_decile=quantile(times, 0.9),
        in_time=sum(done <= due for _, done, due, _ in found),
        classes=classes(times),
        waited=quantile(waits, 0.5),
    )


def quantile(ordered: Sequence[timedelta], share: float) -> timedelta | None:
    """Return the smallest time within which at least ``share`` of them lie; None for none."""
    if not ordered:
        return None
    position = max(0, -int(-share * len(ordered) // 1) - 1)
    return ordered[position]


def classes(times: Sequence[timedelta]) -> tuple[int, ...]:
    """Count times up to each bound of ``BOUNDS``, and above the last; their sum is the number of times."""
    places = Counter(next((k for k, bound in enumerate(BOUNDS) if one <= bound), len(BOUNDS)) for one in times)
    return tuple(places[k] for k in range(len(BOUNDS) + 1))
