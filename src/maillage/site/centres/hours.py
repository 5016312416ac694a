"""The hours of a week: what contracts promise beside what the agenda and the rotation hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from maillage.schemes import PatientGroup, next_month
from maillage.schemes.words import Half
from maillage.site.accounts.models import Organisation
from maillage.site.agenda.models import Claim, Session, Slot
from maillage.site.booking.models import Appointment
from maillage.site.centres import rotations
from maillage.site.centres.models import CentreContract, CentreLeave
from maillage.site.centres.working_time import (
    BESIDE_PATIENTS_MINUTES,
    HOUR,
    duties_owed,
    half_day_minutes,
    half_days_owed,
)

DUTY = "duty_rota"
WORKING_HALF_DAYS = 10
DAYS = 7


@dataclass(frozen=True)
class PersonWeek:
    """The week of a person; all in minutes, ``away`` are days off and holidays, which count as worked."""

    contract: CentreContract
    rooms: int
    visits: int
    duties: int
    away: int
    half_days: int

    @property
    def total(self) -> int:
        """Minutes of the week."""
        return self.rooms + self.visits + self.duties + self.away

    @property
    def difference(self) -> int:
        """Minutes above the contract; negative below."""
        return self.total - self.contract.weekly_minutes

    @property
    def owed(self) -> int:
        """Half-days that the contract makes."""
        return half_days_owed(self.contract.weekly_minutes)

    @property
    def stands(self) -> str:
        """Where the week stands against the contract: "over", "under" by half a half-day, or ""."""
        if abs(self.difference) < half_day_minutes() / 2:
            return ""
        return "over" if self.difference > 0 else "under"


def of_week(centre: Organisation, monday: date) -> list[PersonWeek]:
    """Return the week from ``monday`` of everybody with a contract then (five queries)."""
    contracts = CentreContract.objects.filter(centre=centre).on(monday).select_related("professional__home__department")
    rows = list(contracts)
    people = {one.professional_id for one in rows}
    rooms, duties, counts = _sessions(people, monday)
    outside = rotations.outside_of_week(centre, monday)
    away = _away(rows, monday)
    found: list[PersonWeek] = []
    for one in rows:
        person = one.professional_id
        visits = len([half for half in outside[person] if half not in away[person]])
        off = round(len(away[person]) * one.weekly_minutes / WORKING_HALF_DAYS)
        found.append(
            PersonWeek(
                one, rooms[person], visits * half_day_minutes(), duties[person], off, counts[person] + visits
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class Duties:
    """The duties of a doctor in a quarter: held or to come, and owed."""

    count: int
    owed: int


def duties_of_quarter(contracts: list[CentreContract], day: date) -> dict[int, Duties]:
    """Return the duties of the doctors among these contracts in the quarter of ``day``, by person (one query)."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    last = next_month(next_month(next_month(first)))
    doctors = {one.professional_id: one for one in contracts if one.professional.profession in rotations.DOCTORS}
    sessions = Session.objects.filter(state__in=Session.COUNTED_STATES, programme__scheme=DUTY).from_day(
        first, until=last
    )
    claims = Claim.objects.filter(
        active=True, post__giver=True, resource__professional__in=doctors, post__session__in=sessions.values("pk")
    )
    counts = Counter(claims.values_list("resource__professional", flat=True))
    return {person: Duties(counts[person], duties_owed(one.weekly_minutes)) for person, one in doctors.items()}


@dataclass(frozen=True)
class Unscheduled:
    """Slots of a week kept for the regulator of unscheduled care, those taken, and all slots."""

    kept: int
    taken: int
    total: int

    @property
    def percent(self) -> float:
        """Share kept, in per cent."""
        return 100 * self.kept / self.total if self.total else 0.0


def unscheduled(centre: Organisation, monday: date) -> Unscheduled:
    """Return the unscheduled share of the slots of a week at the places of a centre (one query)."""
    sessions = Session.objects.filter(state__in=Session.COUNTED_STATES, place__organisation=centre).from_day(
        monday, until=monday + timedelta(days=DAYS)
    )
    kept = Q(kept_for__contains=[PatientGroup.REGULATED.value])
    booked = Q(appointments__state__in=[Appointment.State.BOOKED, Appointment.State.SEEN])
    found = Slot.objects.filter(session__in=sessions.values("pk")).aggregate(
        total=Count("pk", distinct=True),
        kept=Count("pk", filter=kept, distinct=True),
        taken=Count("pk", filter=kept & booked, distinct=True),
    )
    return Unscheduled(found["kept"], found["taken"], found["total"])


def _sessions(people: set[int], monday: date) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Return the minutes in rooms and on duty, and the half-days in rooms, by person."""
    rooms: defaultdict[int, int] = defaultdict(int)
    duties: defaultdict[int, int] = defaultdict(int)
    counts: defaultdict[int, int] = defaultdict(int)
    sessions = Session.objects.filter(state__in=Session.COUNTED_STATES).from_day(
        monday, until=monday + timedelta(days=DAYS)
    )
    claims = Claim.objects.filter(
        active=True, post__giver=True, resource__professional__in=people, post__session__in=sessions.values("pk")
    )
    read = claims.values_list("resource__professional", "during", "post__session__programme__scheme")
    for person, during, scheme in read:
        minutes = round((during.upper - during.lower).total_seconds() / HOUR)
        if scheme == DUTY:
            duties[person] += minutes
        else:
            rooms[person] += minutes + BESIDE_PATIENTS_MINUTES
            counts[person] += 1
    return rooms, duties, counts


def _away(contracts: list[CentreContract], monday: date) -> dict[int, set[tuple[int, str]]]:
    """Return the half-days (weekday, half) of days off and holidays of a week, Monday to Friday."""
    found: dict[int, set[tuple[int, str]]] = {one.professional_id: set() for one in contracts}
    leaves = CentreLeave.objects.filter(contract__in=contracts, first__lte=monday + timedelta(days=4), last__gte=monday)
    read: defaultdict[int, list[CentreLeave]] = defaultdict(list)
    for leave in leaves:
        read[leave.contract_id].append(leave)
    for one in contracts:
        calendar = one.professional.home.calendar
        for weekday in range(5):
            day = monday + timedelta(days=weekday)
            for half in Half:
                off = any(_covers(leave, day, half) for leave in read[one.pk])
                if off or calendar.is_holiday(day):
                    found[one.professional_id].add((weekday, half.value))
    return found


def _covers(leave: CentreLeave, day: date, half: Half) -> bool:
    if not leave.first <= day <= leave.last:
        return False
    if day == leave.first and leave.from_noon and half is Half.MORNING:
        return False
    return not (day == leave.last and leave.until_noon and half is Half.AFTERNOON)
