"""What each measure against missed appointments has changed, counted from a year of appointments.

Nobody was drawn by lot, so a difference is not all the measure's doing. Two things make the comparison fairer. Only
appointments that were booked about as long before are compared with each other (``BANDS``); the differences of the
bands are averaged with the number of those whom the measure reached. And each difference comes with its 95 % interval;
without enough people on both sides it is not given.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, F

from maillage.site.agenda.models import Slot
from maillage.site.booking.models import Appointment, AppointmentQuerySet, OverbookedSession, SlotOffer

YEAR = timedelta(days=365)
DAY = timedelta(days=1)
BANDS = (2.0, 5.0, 10.0, 20.0, math.inf)
"""Days between booking and appointment, the upper ends: these delays are compared with each other."""
LEAST = 5
"""People on each side of a comparison within a band; with fewer, the band is left out."""
LATE = timedelta(days=3)
"""A place that is given back so shortly before is filled by whoever waits, or stays empty."""
Z95 = 1.96


class Measure(StrEnum):
    """The measures."""

    REMINDER = "reminder"
    CONFIRMATION = "confirmation"
    OVERBOOKING = "overbooking"
    LIST = "list"


@dataclass(frozen=True)
class Told:
    """An appointment with its outcome: days between booking and appointment, whether the measure reached the person."""

    days: float
    reached: bool
    missed: bool


@dataclass(frozen=True)
class Comparison:
    """Shares missed (0 to 1) with and without a measure, at equal delay; ``low`` to ``high`` is the 95 % interval.

    ``with_count`` and ``without_count`` are people; ``difference`` is None where too few can be compared. ``compared``
    counts the people reached in bands that could be.
    """

    with_count: int
    with_missed: int
    without_count: int
    without_missed: int
    compared: int = 0
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def avoided(self) -> float | None:
        """How many missed appointments fewer there were than without the measure, if the difference is its doing."""
        return None if self.difference is None else -self.difference * self.compared


@dataclass(frozen=True)
class Overbooked:
    """Sessions that were overbooked: places added and people seen in them; in how many somebody had to wait.

    ``expected`` is in how many somebody was expected to wait when it was decided.
    """

    sessions: int
    extra: int
    seen: int
    waited: int
    expected: float


@dataclass(frozen=True)
class Filled:
    """Places given back within three days of the appointment, and what became of them.

    ``by_list`` were taken by somebody who waited, ``otherwise`` by somebody else, the rest stayed empty. ``offers``
    counts all that were made, ``accepted`` those accepted.
    """

    freed: int
    by_list: int
    otherwise: int
    offers: int
    accepted: int


@dataclass(frozen=True)
class PlaceFigures:
    """The figures of a place, or of all (``place`` None): appointments with an outcome, and the four measures."""

    place: int | None
    name: str
    told: int
    missed: int
    reminder: Comparison
    confirmation: Comparison
    overbooked: Overbooked
    filled: Filled

    @property
    def share(self) -> float:
        """Share missed, 0 to 1."""
        return self.missed / self.told if self.told else 0.0


def compare(rows: Iterable[Told]) -> Comparison:
    """Compare those whom a measure reached with the others, within bands of delay."""
    bands: defaultdict[int, list[Told]] = defaultdict(list)
    for row in rows:
        bands[next(k for k, end in enumerate(BANDS) if row.days < end)].append(row)
    every = [row for band in bands.values() for row in band]
    reached, others = _counts(every, reached=True), _counts(every, reached=False)
    parts: list[tuple[int, float, float]] = []
    for band in bands.values():
        (count, missed), (other, other_missed) = _counts(band, reached=True), _counts(band, reached=False)
        if count >= LEAST and other >= LEAST:
            share, without = missed / count, other_missed / other
            variance = _variance(missed, count) + _variance(other_missed, other)
            parts.append((count, share - without, variance))
    compared = sum(count for count, _, _ in parts)
    if not compared:
        return Comparison(*reached, *others)
    difference = sum(count * one for count, one, _ in parts) / compared
    spread = Z95 * math.sqrt(sum(count**2 * variance for count, _, variance in parts)) / compared
    return Comparison(*reached, *others, compared, difference, difference - spread, difference + spread)


def _counts(rows: Sequence[Told], *, reached: bool) -> tuple[int, int]:
    found = [row for row in rows if row.reached is reached]
    return len(found), sum(row.missed for row in found)


def _variance(missed: int, count: int) -> float:
    """Return the variance of a share, with two added on each side so that none is zero (Agresti and Coull)."""
    share = (missed + 2) / (count + 4)
    return share * (1 - share) / (count + 4)


@dataclass
class _Rows:
    """What is counted of a place."""

    name: str = ""
    reminded: list[Told] = field(default_factory=list[Told])
    asked: list[Told] = field(default_factory=list[Told])
    overbooked: list[tuple[int, int, int, float]] = field(default_factory=list[tuple[int, int, int, float]])
    freed: list[str] = field(default_factory=list[str])
    offers: list[bool] = field(default_factory=list[bool])

    def figures(self, place: int | None) -> PlaceFigures:
        """Return the figures."""
        told = self.reminded
        return PlaceFigures(
            place=place,
            name=self.name,
            told=len(told),
            missed=sum(row.missed for row in told),
            reminder=compare(told),
            confirmation=compare(self.asked),
            overbooked=Overbooked(
                len(self.overbooked), sum(row[0] for row in self.overbooked), sum(row[1] for row in self.overbooked),
                sum(row[2] for row in self.overbooked), sum(row[3] for row in self.overbooked),
            ),
            filled=Filled(
                len(self.freed), self.freed.count("list"), self.freed.count("other"), len(self.offers), sum(self.offers)
            ),
        )  # fmt: skip


def of(appointments: AppointmentQuerySet, now: datetime, confirm_from: timedelta) -> list[PlaceFigures]:
    """Return the figures of the last year of these appointments: all of them first, then each place (four queries).

    ``confirm_from``: whoever booked so long before is asked to confirm; only such people are compared for it.
    """
    whole, places = _Rows("Tous les lieux"), defaultdict[int, _Rows](_Rows)
    since = appointments.filter(slot__starts__gt=now - YEAR, slot__starts__lte=now)

    def each(place: int | None, name: str) -> list[_Rows]:
        if place is None:
            return [whole]
        places[place].name = name
        return [whole, places[place]]

    _read_outcomes(since, confirm_from, each)
    _read_overbooked(since, each)
    _read_freed(since, each)
    rows = sorted(places.items(), key=lambda one: (one[1].name, one[0]))
    return [whole.figures(None), *(found.figures(place) for place, found in rows)]


Each = Callable[[int | None, str], list[_Rows]]
OF_PLACE = ("slot__session__place", "slot__session__place__name")


def _read_outcomes(since: AppointmentQuerySet, confirm_from: timedelta, each: Each) -> None:
    told = since.filter(state__in=[Appointment.State.SEEN, Appointment.State.MISSED]).order_by()
    names = (*OF_PLACE, "state", "booked_at", "slot__starts", "reminded_at", "confirm_asked_at")
    for place, name, state, booked, starts, reminded, asked in told.values_list(*names):
        delay, missed = starts - booked, state == Appointment.State.MISSED
        for rows in each(place, name or ""):
            rows.reminded.append(Told(delay / DAY, reminded is not None, missed))
            if delay >= confirm_from:
                rows.asked.append(Told(delay / DAY, asked is not None, missed))


def _read_overbooked(since: AppointmentQuerySet, each: Each) -> None:
    """Somebody has to wait where more people came than the session has slots of its own."""
    decided = OverbookedSession.objects.filter(session__in=since.order_by().values("slot__session"))
    seen: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    came = since.filter(state=Appointment.State.SEEN, slot__session__in=decided.values("session")).order_by()
    for session, rank in came.values_list("slot__session", "slot__rank"):
        seen[session][rank > 0] += 1
    names = ("session", "extra", "risk", "session__place", "session__place__name")
    slots = _own_slots([pk for pk, *_ in decided.values_list(*names)])
    for session, extra, risk, place, name in decided.values_list(*names):
        usual, more = seen[session]
        for rows in each(place, name or ""):
            rows.overbooked.append((extra, more, int(usual + more > slots.get(session, 0)), risk))


def _own_slots(sessions: Sequence[int]) -> dict[int, int]:
    rows = Slot.objects.filter(session__in=sessions, rank=0).order_by().values("session").annotate(count=Count("pk"))
    return {row["session"]: row["count"] for row in rows}


def _read_freed(since: AppointmentQuerySet, each: Each) -> None:
    late = since.filter(state=Appointment.State.CANCELLED, cancelled_at__gt=F("slot__starts") - LATE)
    freed = {slot: (place, name) for slot, place, name in late.order_by().values_list("slot", *OF_PLACE)}
    again = set(Appointment.objects.active().filter(slot__in=list(freed)).order_by().values_list("slot", flat=True))
    offers = SlotOffer.objects.filter(slot__session__in=since.order_by().values("slot__session"))
    names = ("slot", "state", "slot__session__place", "slot__session__place__name")
    accepted: set[int] = set()
    for slot, state, place, name in offers.order_by().values_list(*names):
        if state == SlotOffer.State.ACCEPTED:
            accepted.add(slot)
        for rows in each(place, name or ""):
            rows.offers.append(state == SlotOffer.State.ACCEPTED)
    for slot, (place, name) in freed.items():
        fate = "empty" if slot not in again else "list" if slot in accepted else "other"
        for rows in each(place, name or ""):
            rows.freed.append(fate)
