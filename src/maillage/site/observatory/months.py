"""What happened in a month: per scheme and territory, sessions, slots, appointments, delay and cost; and its effect.

Every figure is a count of rows of the agenda that the reader may see. The effect is that of the sessions held, by the
operator that also computes the effect of programmes (``observatory.effects``).
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from maillage.evaluation import NOTICEABLE, WEEKS_PER_YEAR, Effect, TerritoryEffect
from maillage.schemes import PARIS, next_month
from maillage.site.agenda.models import Session, SessionCancellation, SessionQuerySet, Slot
from maillage.site.booking.models import Appointment
from maillage.site.booking.outcomes import doctors_found
from maillage.site.geography.models import Intercommunality
from maillage.site.geography.travel import NotMeasured
from maillage.site.observatory.effects import PersonDay, days_in, effect_over
from maillage.site.observatory.workbench import workbench

FEWEST_SHOWN = 5
"""The public reads no smaller count of people."""
State, Booked = Session.State, Appointment.State
Key = tuple[str, str]
"""A scheme and the code of an intercommunality, "" outside any."""


@dataclass
class MonthCounts:
    """Counts of a month that add up: sessions, slots of those not cancelled, their appointments, cents.

    ``planned`` are all sessions that were published, ``uncovered`` those that lost who gives them; ``found_doctor`` are
    people who found a treating doctor, counted with their consent. ``first_free`` is the days from the end of the month
    (from now, while it runs) to the first slot that was free then; None without one.
    """

    planned: int = 0
    held: int = 0
    cancelled: int = 0
    uncovered: int = 0
    slots: int = 0
    booked: int = 0
    seen: int = 0
    missed: int = 0
    found_doctor: int = 0
    cost_cents: int = 0
    first_free: float | None = None

    @property
    def fill(self) -> float | None:
        """Share (0..1) of the slots that were booked; None without slots."""
        return self.booked / self.slots if self.slots else None

    @property
    def no_shows(self) -> float | None:
        """Share (0..1) of the appointments with a known outcome to which nobody came; None without any."""
        told = self.seen + self.missed
        return self.missed / told if told else None

    @property
    def cents_each(self) -> int | None:
        """Cents per consultation given; None without any."""
        return round(self.cost_cents / self.seen) if self.seen else None

    def add(self, other: MonthCounts) -> None:
        """Add counts; the first free slot is the sooner one."""
        for one in fields(self):
            if one.name != "first_free":
                setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
        known = [found for found in (self.first_free, other.first_free) if found is not None]
        self.first_free = min(known, default=None)


@dataclass(frozen=True)
class MonthRow:
    """The counts of a scheme in a territory: ``territory`` is its code, "" outside any."""

    scheme: str
    territory: str
    counts: MonthCounts


@dataclass(frozen=True)
class MonthReport:
    """A month of the sessions of a reader; ``effect`` is None without a measure or a session held.

    ``given`` are days by intercommunality of the givers' homes, ``reasons`` counts why sessions were cancelled (in
    French), ``names`` are those of intercommunalities, ``days`` all days that were given.
    """

    month: date
    until: datetime
    rows: tuple[MonthRow, ...]
    total: MonthCounts
    effect: Effect | None
    given: Mapping[str, int]
    reasons: Mapping[str, int]
    names: Mapping[str, str]
    days: tuple[PersonDay, ...] = field(default=(), repr=False)

    def by_scheme(self) -> list[tuple[str, MonthCounts]]:
        """Counts by scheme, in the order of the rows."""
        return _summed((row.scheme, row.counts) for row in self.rows)

    def by_territory(self) -> list[tuple[str, MonthCounts]]:
        """Counts by territory (code), most sessions first."""
        return sorted(
            _summed((row.territory, row.counts) for row in self.rows), key=lambda one: (-one[1].planned, one[0])
        )

    def gains(self) -> list[AccessPoint]:
        """What access became in the territories where sessions were held, largest gain first; empty without effect."""
        found = {} if self.effect is None else {one.code: one for one in self.effect.territories}
        rows = [
            AccessPoint(code, found[code], self._yearly(counts.cost_cents))
            for code, counts in self.by_territory()
            if counts.held and code in found
        ]
        return sorted(rows, key=lambda one: (-one.access.gain, one.territory))

    def homes(self) -> list[tuple[str, int, TerritoryEffect | None]]:
        """Home territories of those who gave days: code, days, what access became there; most days first."""
        found = {} if self.effect is None else {one.code: one for one in self.effect.territories}
        given = sorted(self.given.items(), key=lambda one: (-one[1], one[0]))
        return [(code, days, found.get(code)) for code, days in given]

    def _yearly(self, cents: int) -> float:
        """Cents of a month as cents of a year, by the same weeks as the effect."""
        return cents * WEEKS_PER_YEAR / weeks_in(self.month)


@dataclass(frozen=True)
class AccessPoint:
    """Access of a territory without and with the sessions held there, and what they would cost in a year, in cents."""

    territory: str
    access: TerritoryEffect
    yearly_cents: float

    @property
    def cents_per_point(self) -> int | None:
        """Cents a year for one consultation per year and inhabitant more; None without a noticeable gain."""
        return round(self.yearly_cents / self.access.gain) if self.access.gain >= NOTICEABLE else None


def _summed(pairs: Iterable[tuple[str, MonthCounts]]) -> list[tuple[str, MonthCounts]]:
    found: defaultdict[str, MonthCounts] = defaultdict(MonthCounts)
    for key, counts in pairs:
        found[key].add(counts)
    return list(found.items())


def weeks_in(month: date) -> float:
    """Return its weeks."""
    return monthrange(month.year, month.month)[1] / 7


def month_before(day: date) -> date:
    """Return the first day of the month before that of ``day``."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def months_offered(asked: date, last: date, count: int) -> list[date]:
    """Return the months that a reader chooses among: ``count`` up to ``last``, latest first, and the one asked for."""
    found = [last]
    while len(found) < count:
        found.append(month_before(found[-1]))
    return found if asked in found else [*found, asked]


def sessions_of(month: date, sessions: SessionQuerySet) -> SessionQuerySet:
    """Return those of a month that were published, by the date at each place."""
    return sessions.from_day(month, until=next_month(month)).exclude(state=State.DRAFT)


def report(
    month: date, sessions: SessionQuerySet, *, with_effect: bool = True, now: datetime | None = None
) -> MonthReport:
    """Count a month of ``sessions`` (a dozen queries, and the effect by one product of the access model)."""
    inside = sessions_of(month, sessions)
    until = min(now or timezone.now(), datetime.combine(next_month(month), time(), PARIS))
    found: defaultdict[Key, MonthCounts] = defaultdict(MonthCounts)
    _count_sessions(found, inside)
    _count_appointments(found, inside)
    _count_doctors_found(found, inside)
    for key, days in _first_free(sessions, until).items():
        if key in found:
            found[key].first_free = days
    days = days_in(inside.filter(state=State.HELD))
    for day in days:
        found[day.scheme, day.commune.intercommunality_id or ""].cost_cents += day.cost_cents
    given = Counter(day.home.intercommunality_id or "" for day in days)
    names = dict(
        Intercommunality.objects.filter(pk__in={*given, *(code for _, code in found)}).values_list("pk", "name")
    )
    rows = tuple(
        MonthRow(scheme, code, counts)
        for (scheme, code), counts in sorted(found.items(), key=lambda one: (one[0][0], -one[1].planned, one[0][1]))
    )
    total = MonthCounts()
    for row in rows:
        total.add(row.counts)
    effect = _effect(month, days) if with_effect else None
    return MonthReport(month, until, rows, total, effect, given, _reasons(inside), names, tuple(days))


def _grouped(rows: QuerySet[Any], path: str) -> QuerySet[Any, Any]:
    """Rows by scheme and intercommunality of their session."""
    return rows.order_by().values_list(f"{path}programme__scheme", f"{path}commune__intercommunality")


def _count_sessions(found: dict[Key, MonthCounts], inside: SessionQuerySet) -> None:
    counted = _grouped(inside, "").annotate(
        planned=Count("pk"),
        held=Count("pk", filter=Q(state=State.HELD)),
        cancelled=Count("pk", filter=Q(state=State.CANCELLED)),
        uncovered=Count("pk", filter=Q(state=State.DECLINED)),
    )
    for scheme, code, planned, held, cancelled, uncovered in counted:
        one = found[scheme, code or ""]
        one.planned, one.held, one.cancelled, one.uncovered = planned, held, cancelled, uncovered
    slots = Slot.objects.filter(session__in=_kept(inside), rank=0)
    for scheme, code, count in _grouped(slots, "session__").annotate(count=Count("pk")):
        found[scheme, code or ""].slots = count


def _kept(inside: SessionQuerySet) -> QuerySet[Session, Any]:
    return inside.filter(state__in=Session.COUNTED_STATES).order_by().values("pk")


def _count_appointments(found: dict[Key, MonthCounts], inside: SessionQuerySet) -> None:
    rows = Appointment.objects.active().filter(slot__session__in=_kept(inside))
    counted = _grouped(rows, "slot__session__").annotate(
        booked=Count("pk"), seen=Count("pk", filter=Q(state=Booked.SEEN)),
        missed=Count("pk", filter=Q(state=Booked.MISSED)),
    )  # fmt: skip
    for scheme, code, booked, seen, missed in counted:
        one = found[scheme, code or ""]
        one.booked, one.seen, one.missed = booked, seen, missed


def _count_doctors_found(found: dict[Key, MonthCounts], inside: SessionQuerySet) -> None:
    held = {
        one.pk: one for one in inside.filter(state=State.HELD).select_related("programme", "commune").defer(
            "programme__template"
        )
    }  # fmt: skip
    for pk, count in doctors_found(held.values()).items():
        found[held[pk].programme.scheme, held[pk].commune.intercommunality_id or ""].found_doctor += count


def _reasons(inside: SessionQuerySet) -> dict[str, int]:
    rows = SessionCancellation.objects.filter(session__in=inside.order_by().values("pk")).order_by()
    counted = Counter(dict(rows.values_list("reason").annotate(count=Count("pk"))))
    return {str(SessionCancellation.Reason(code).label): count for code, count in counted.most_common()}


def _first_free(sessions: SessionQuerySet, at: datetime) -> dict[Key, float]:
    """Days from ``at`` to the first slot that was published and free at that moment, by scheme and territory."""
    taken = Appointment.objects.filter(slot=OuterRef("pk"), booked_at__lte=at).filter(
        Q(cancelled_at=None) | Q(cancelled_at__gt=at)
    )
    kept = sessions.filter(state__in=Session.COUNTED_STATES, programme__published_at__lte=at, ends__gt=at)
    rows = Slot.objects.filter(~Exists(taken), session__in=kept.order_by().values("pk"), starts__gt=at)
    return {
        (scheme, code or ""): (first - at) / timedelta(days=1)
        for scheme, code, first in _grouped(rows, "session__").annotate(first=Min("starts"))
    }


def _effect(month: date, days: Sequence[PersonDay]) -> Effect | None:
    if not days:
        return None
    try:
        return effect_over(weeks_in(month), None, workbench(), days)
    except NotMeasured:
        return None


def hidden_counts(counts: Sequence[int], least: int = FEWEST_SHOWN) -> list[int | None]:
    """Return counts of people as the public may read them beside their sum: those from 1 to ``least`` - 1 are None.

    One more is hidden where a hidden one could be told from the sum.
    """
    hidden = {k for k, count in enumerate(counts) if 0 < count < least}
    while hidden and (len(hidden) == 1 or sum(counts[k] for k in hidden) < least):
        others = [k for k, count in enumerate(counts) if k not in hidden and count > 0]
        if not others:
            hidden |= set(range(len(counts)))
            break
        hidden.add(min(others, key=lambda k: counts[k]))
    return [None if k in hidden else count for k, count in enumerate(counts)]
