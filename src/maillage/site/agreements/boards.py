"""How each pathway stands in each hospital: who is there, what was held, how long patients wait, what is fragile."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils import timezone

from maillage.parameters import load_toml
from maillage.schemes import Activity, PatientGroup, next_month
from maillage.site.accounts.models import Organisation
from maillage.site.agenda.models import Session, SessionQuerySet, Slot
from maillage.site.agreements import means, parties, promises
from maillage.site.agreements.means import Key, Means, MonthMeans
from maillage.site.agreements.means_models import MeansNote
from maillage.site.agreements.models import Agreement, AgreementVersion
from maillage.site.booking.models import Appointment
from maillage.site.booking.slots import bookable
from maillage.site.directory.models import Place, Professional

HALF_DAYS_OF_A_FULL_TIME = 10
THEATRE = Activity.THEATRE.value
MONTHS = 6
"""Whole months shown before this one."""
AHEAD = timedelta(weeks=4)
"""How far ahead kept slots and theatre sessions are counted."""


@dataclass(frozen=True)
class BoardMonth:
    """Half-days promised and held in a month.

    ``wait_days`` is the median wait of the appointments made in it, in whole days; None without appointments. ``means``
    are its beds, theatre sessions and emergency slots.
    """

    month: date
    promised: int
    held: int
    wait_days: int | None
    means: MonthMeans


@dataclass(frozen=True)
class PathwayBoard:
    """A pathway in a hospital, from its agreements and its agenda.

    ``starts`` is the first day of its oldest version in force, which may be to come; ``half_days`` are those of a usual
    week under agreements, ``own_half_days`` those of the hospital's other doctors as it noted them, None where it did
    not; ``first_free`` is the day of the next appointment that can still be had.
    """

    pathway: str
    hospital: Organisation
    starts: date
    people: tuple[Professional, ...]
    half_days: float
    first_free: date | None
    referred_slots: int
    emergency_slots: int
    theatre_sessions: int
    months: tuple[BoardMonth, ...]
    notes: tuple[MeansNote, ...]
    own_half_days: int | None = None

    @property
    def full_time(self) -> float:
        """Full-time equivalents under agreements: ten half-days are one."""
        return self.half_days / HALF_DAYS_OF_A_FULL_TIME

    @property
    def own_full_time(self) -> float:
        """Full-time equivalents of the hospital's own doctors, none where nobody noted them."""
        return (self.own_half_days or 0) / HALF_DAYS_OF_A_FULL_TIME

    @property
    def all_half_days(self) -> float:
        """Half-days of a usual week, of the hospital's own doctors too."""
        return self.half_days + (self.own_half_days or 0)

    @property
    def fragile(self) -> bool:
        """Whether everything stops if one person leaves."""
        return len(self.people) == 1 and not self.own_half_days

    @property
    def shown_means(self) -> list[Means]:
        """The means of which something is known."""
        return means.shown([one.means for one in self.months])


@dataclass(frozen=True)
class PublicCase:
    """What was published about a pathway elsewhere."""

    pathway: str
    hospital: str
    facts: tuple[str, ...]


@cache
def public_cases() -> tuple[PublicCase, ...]:
    """Return the published cases of ``parameters/public_cases.toml``."""
    rows = load_toml("maillage.site.agreements", "public_cases")["case"]
    return tuple(PublicCase(row["pathway"], row["hospital"], tuple(row["facts"])) for row in rows)


def boards(agreements: Collection[Agreement], today: date) -> list[PathwayBoard]:
    """Return the boards of these agreements, by pathway and name of hospital; those that are over are left out."""
    rows = AgreementVersion.objects.with_terms().filter(agreement__in=agreements, state=AgreementVersion.State.SIGNED)
    versions = list(rows)
    places = parties.places_of({one for version in versions for one in version.parties})
    hospitals = {place.organisation_id: place for place in places.values()}
    last_days = promises.last_days(versions)
    now = _in_force(versions, last_days, today)
    people, half_days = _present(now, places)
    first = _months_before(today, MONTHS)
    zones = {where: place.commune.zone for where, place in hospitals.items()}
    promised = _promised(versions, last_days, places, first, today)
    held = _held(agreements, first, today, zones)
    notes, emergency = means.notes_of(list(people)), _emergency(agreements, first, today, zones)
    waits, free = _waits(agreements, first, zones), _first_free(agreements, zones)
    kept, theatre = _kept_slots(agreements), _theatre(agreements, today)
    referred, regulated = PatientGroup.REFERRED.value, PatientGroup.REGULATED.value
    names = {one.pk: one for version in now for one in version.parties}
    starts = {
        (version.agreement.pathway, one.pk): version.starts
        for version in sorted(now, key=attrgetter("starts"), reverse=True)
        for one in version.parties
    }
    months = [first, *_following(first, today)]

    def of_months(pathway: str, where: int) -> tuple[BoardMonth, ...]:
        """Return the months of a pathway in a hospital."""
        operated = {
            month: (promised[pathway, where, month, THEATRE], held[pathway, where, month, THEATRE]) for month in months
        }
        urgent = {month: emergency[pathway, where, month] for month in months}
        had = means.by_month(notes[pathway, where], months, operated, urgent)
        return tuple(
            BoardMonth(
                month,
                sum(promised[pathway, where, month, one.value] for one in Activity),
                sum(held[pathway, where, month, one.value] for one in Activity),
                _median(waits[pathway, where, month]),
                had[month],
            )
            for month in months
        )

    found = [
        PathwayBoard(
            pathway, names[where], starts[pathway, where],
            tuple(sorted(people[pathway, where].values(), key=attrgetter("last_name", "pk"))),
            half_days[pathway, where], free.get((pathway, where)), kept[pathway, where, referred],
            kept[pathway, where, regulated], theatre[pathway, where], of_months(pathway, where),
            tuple(notes[pathway, where]), means.own_half_days(notes[pathway, where], today),
        )
        for pathway, where in people
        if where in hospitals
    ]  # fmt: skip
    return sorted(found, key=attrgetter("pathway", "hospital.name"))


def _in_force(
    versions: Sequence[AgreementVersion], last_days: Mapping[int, date | None], today: date
) -> list[AgreementVersion]:
    """Return the version of each agreement that holds today, else its next one to come."""
    found: dict[int, AgreementVersion] = {}
    for version in sorted(versions, key=attrgetter("starts", "number")):
        last = last_days[version.pk]
        if last is None or today <= last:
            found.setdefault(version.agreement_id, version)
    return list(found.values())


def _present(
    versions: Sequence[AgreementVersion], places: dict[str, Place]
) -> tuple[dict[Key, dict[int, Professional]], dict[Key, float]]:
    """Return who is where in a usual week, and for how many half-days."""
    people: defaultdict[Key, dict[int, Professional]] = defaultdict(dict)
    half_days: defaultdict[Key, float] = defaultdict(float)
    for version in versions:
        known = {one.reference: one.professional for one in version.people.all()}
        for one in version.week.presences:
            if one.place in places and one.staff in known:
                key = version.agreement.pathway, places[one.place].organisation_id
                people[key][known[one.staff].pk] = known[one.staff]
                half_days[key] += one.per_week
    return people, half_days


def _promised(
    versions: Iterable[AgreementVersion],
    last_days: Mapping[int, date | None],
    places: dict[str, Place],
    first: date,
    today: date,
) -> Counter[tuple[str, int, date, str]]:
    """Count the half-days promised from ``first`` to ``today`` (included) by pathway, hospital, month and activity."""
    return Counter(
        (version.agreement.pathway, places[one.place or ""].organisation_id, one.date.replace(day=1),
         one.activity.value)
        for version in versions
        for one in promises.until(version, first, today + timedelta(days=1), last_days[version.pk], places)
    )  # fmt: skip


def _held(
    agreements: Collection[Agreement], first: date, today: date, zones: Mapping[int, ZoneInfo]
) -> Counter[tuple[str, int, date, str]]:
    """Count the sessions held by pathway, hospital, month and activity (one query)."""
    rows = _sessions(agreements, first, today + timedelta(days=1)).filter(state=Session.State.HELD)
    found = rows.values_list(f"{AGREEMENT}__pathway", "place__organisation", "starts", "activity")
    return Counter(
        (pathway, where, starts.astimezone(zones[where]).date().replace(day=1), activity)
        for pathway, where, starts, activity in found
        if where in zones
    )


def _emergency(
    agreements: Collection[Agreement], first: date, today: date, zones: Mapping[int, ZoneInfo]
) -> Counter[tuple[str, int, date]]:
    """Count the slots kept for the regulation in sessions held, by pathway, hospital and month (one query)."""
    rows = Slot.objects.filter(
        session__in=_sessions(agreements, first, today + timedelta(days=1)).filter(state=Session.State.HELD),
        kept_for__contains=[PatientGroup.REGULATED.value],
    )
    found = rows.order_by().values_list(f"{PATHWAY}__pathway", HOSPITAL, "starts")
    return Counter(
        (pathway, where, starts.astimezone(zones[where]).date().replace(day=1))
        for pathway, where, starts in found
        if where in zones
    )


def _theatre(agreements: Collection[Agreement], today: date) -> Counter[Key]:
    rows = _sessions(agreements, today, today + AHEAD).filter(
        state__in=Session.OPEN_STATES, activity=Session.Activity.THEATRE
    )
    return Counter(rows.values_list(f"{AGREEMENT}__pathway", "place__organisation"))


def _sessions(agreements: Collection[Agreement], start: date, end: date) -> SessionQuerySet:
    rows = Session.objects.filter(**{f"{AGREEMENT}__in": agreements}, place__isnull=False)
    return rows.from_day(start, until=end).order_by()


AGREEMENT = "programme__agreement_version__agreement"
PATHWAY, HOSPITAL = f"session__{AGREEMENT}", "session__place__organisation"


def _first_free(agreements: Collection[Agreement], zones: Mapping[int, ZoneInfo]) -> dict[Key, date]:
    """Return the day, by the hospital's clock, of the first slot that can be booked (one query)."""
    rows = bookable(timezone.now()).filter(**{f"{PATHWAY}__in": agreements})
    found = rows.order_by().values_list(f"{PATHWAY}__pathway", HOSPITAL).annotate(first=Min("starts"))
    return {
        (pathway, where): first.astimezone(zones[where]).date() for pathway, where, first in found if where in zones
    }


def _kept_slots(agreements: Collection[Agreement]) -> Counter[tuple[str, int, str]]:
    """Count the slots that are still kept, free or not, by the group they are kept for (one query)."""
    now = timezone.now()
    rows = Slot.objects.filter(
        **{f"{PATHWAY}__in": agreements}, session__state__in=Session.OPEN_STATES, starts__gt=now,
        starts__lt=now + AHEAD, released_at__gt=now,
    ).exclude(kept_for=[])  # fmt: skip
    found = rows.order_by().values_list(f"{PATHWAY}__pathway", HOSPITAL, "kept_for")
    return Counter((pathway, where, group) for pathway, where, groups in found for group in groups)


def _waits(
    agreements: Collection[Agreement], first: date, zones: Mapping[int, ZoneInfo]
) -> defaultdict[tuple[str, int, date], list[float]]:
    """Return the days between booking and appointment, by the month of the booking (one query)."""
    found: defaultdict[tuple[str, int, date], list[float]] = defaultdict(list)
    start = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    rows = Appointment.objects.filter(**{f"slot__{PATHWAY}__in": agreements}, booked_at__gte=start)
    for pathway, where, booked, starts in rows.values_list(
        f"slot__{PATHWAY}__pathway", f"slot__{HOSPITAL}", "booked_at", "slot__starts"
    ):
        if where not in zones:
            continue
        month = booked.astimezone(zones[where]).date().replace(day=1)
        found[pathway, where, month].append((starts - booked).total_seconds() / 86_400)
    return found


def _median(days: Sequence[float]) -> int | None:
    return round(median(days)) if days else None


def _months_before(today: date, count: int) -> date:
    month = today.replace(day=1)
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _following(first: date, today: date) -> list[date]:
    """Return the first days of the months after ``first``, up to that of ``today``."""
    found, month = list[date](), first
    while (month := next_month(month)) <= today:
        found.append(month)
    return found
