"""The rules on several days of one plan, as the independent checker reads them: without any code of the solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from maillage.planning.data import PlanningData
from maillage.planning.people import Doctor, Site
from maillage.planning.result import Assignment
from maillage.planning.values import WEEKS_PER_MONTH


@dataclass(frozen=True)
class Violation:
    """One broken rule: its name, and a sentence that says what breaks it."""

    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail}"


def further_rules(data: PlanningData, days: Sequence[Assignment]) -> list[Violation]:
    """Pins, openings, payers, people of a site, supervision, beds and distances; ``days`` name people of ``data``."""
    doctors, sites = {one.id: one for one in data.doctors}, {one.id: one for one in data.sites}
    return [
        *_pins(data, days),
        *_least_days(data, sites, days),
        *_payers(data, doctors, sites, days),
        *_at_sites(doctors, sites, days),
        *_apart(doctors, sites, days),
        *_promised(data, sites, days),
        *_weeks(data, doctors, sites, days),
    ]


def _promised(data: PlanningData, sites: dict[str, Site], days: Sequence[Assignment]) -> list[Violation]:
    """Days promised at a site in each month: in part of a month so many parts, or all dates that both have."""
    count = Counter((a.doctor_id, a.site_id, f"{a.date:%Y-%m}") for a in days)
    found: list[Violation] = []
    for doctor in data.doctors:
        own = data.rules.of(doctor.scheme)
        most = min(doctor.max_days_per_month, own.days_per_month) * (2 if doctor.half else 1)
        for name, promised in sorted(doctor.promised):
            for month, weeks in zip(data.months, data.weeks_of_month.tolist(), strict=True):
                dates = [t for t, day in enumerate(data.days) if f"{day:%Y-%m}" == month]
                both = sum(_may_be(data, doctor, sites[name], data.days[t]) for t in dates) if name in sites else 0
                least = min(promised * min(weeks, WEEKS_PER_MONTH) // WEEKS_PER_MONTH, both, most)
                if doctor.weeks == 0 and count[doctor.id, name, month] < least:
                    detail = f"{doctor.id} has {count[doctor.id, name, month]} days at {name} in {month}, not {least}"
                    found.append(Violation("promised days", detail))
    return found


def _may_be(data: PlanningData, doctor: Doctor, site: Site, day: date) -> bool:
    """Whether a doctor can be at a site on a date, by the rules on one day."""
    halves = site.rooms_in_halves(day.weekday())
    rooms = {"am": halves[0], "pm": halves[1]}.get(doctor.half, min(halves))
    staff = data.rules.of(doctor.scheme).staff
    there = day not in site.closed and rooms > 0 and all(site.has_staff(role, day.weekday()) for role in staff)
    return there and day in doctor.offered


def _weeks(
    data: PlanningData, doctors: dict[str, Doctor], sites: dict[str, Site], days: Sequence[Assignment]
) -> list[Violation]:
    """Who gives weeks is at one site on all its open dates of a week, in no more weeks than given."""
    held: dict[tuple[str, tuple[int, int]], set[Assignment]] = defaultdict(set)
    for a in days:
        if doctors[a.doctor_id].weeks:
            held[a.doctor_id, a.date.isocalendar()[:2]].add(a)
    found: list[Violation] = []
    for (who, week), given in held.items():
        places = {a.site_id for a in given}
        if len(places) > 1:
            found.append(Violation("whole weeks", f"{who} is at {len(places)} sites in week {week[1]} of {week[0]}"))
            continue
        site = sites[places.pop()]
        opens = {day for day in data.days if day.isocalendar()[:2] == week and _opens(data, site, day)}
        if opens - {a.date for a in given}:
            missing = min(opens - {a.date for a in given})
            found.append(Violation("whole weeks", f"{who} is not at {site.id} on {missing.isoformat()}, a whole week"))
    for who, count in Counter(who for who, _ in held).items():
        if count > doctors[who].weeks:
            found.append(Violation("weeks", f"{who} gives {count} weeks, at most {doctors[who].weeks}"))
    return found


def _pins(data: PlanningData, days: Sequence[Assignment]) -> list[Violation]:
    held = {(a.doctor_id, a.site_id, a.date) for a in days}
    return [
        Violation("pins", f"{doctor.id} at {site} on {day.isoformat()} is pinned, and not in the plan")
        for doctor in data.doctors
        for site, day in sorted(doctor.pinned)
        if (doctor.id, site, day) not in held
    ]


def _least_days(data: PlanningData, sites: dict[str, Site], days: Sequence[Assignment]) -> list[Violation]:
    """An open site keeps its least days in each month, in part of a month as many parts of them as it has weeks."""
    count = Counter((a.site_id, f"{a.date:%Y-%m}") for a in days)
    found: list[Violation] = []
    for name in sorted({a.site_id for a in days}):
        site = sites[name]
        for month, weeks in zip(data.months, data.weeks_of_month.tolist(), strict=True):
            rooms = [day for day in data.days if f"{day:%Y-%m}" == month and _opens(data, site, day, whole=False)]
            least = min(site.least_days * min(weeks, WEEKS_PER_MONTH) // WEEKS_PER_MONTH, len(rooms))
            if count[name, month] < least:
                detail = f"{name} is open and has {count[name, month]} days in {month}, at least {least}"
                found.append(Violation("least days", detail))
    return found


def _opens(data: PlanningData, site: Site, day: date, *, whole: bool = True) -> bool:
    """Whether a site opens on a date; for whole days, or, where somebody gives half-days, for one of them."""
    staff = () if data.rules.others else data.rules.staff
    staffed = all(site.has_staff(role, day.weekday()) for role in staff)
    halves = site.rooms_in_halves(day.weekday())
    some = max(halves) if not whole and any(one.half for one in data.doctors) else min(halves)
    return staffed and day not in site.closed and some > 0


def _payers(
    data: PlanningData, doctors: dict[str, Doctor], sites: dict[str, Site], days: Sequence[Assignment]
) -> list[Violation]:
    place = {one.id: k for k, one in enumerate(data.doctors)}, {one.id: k for k, one in enumerate(data.sites)}
    couples = zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True)
    cents = dict(zip(couples, data.pairs.cost_cents.tolist(), strict=True))
    spent: defaultdict[str, int] = defaultdict(int)
    for a in days:
        payer = doctors[a.doctor_id].payer or sites[a.site_id].payer
        spent[payer] += cents[place[0][a.doctor_id], place[1][a.site_id]]
    for name in {a.site_id for a in days}:
        spent[sites[name].payer] += sites[name].opening_cents
    return [
        Violation("payers", f"{payer} would pay {spent[payer] / 100:.2f} EUR of {most / 100:.2f}")
        for payer, most in data.rules.budgets
        if spent[payer] > most
    ]


def _at_sites(doctors: dict[str, Doctor], sites: dict[str, Site], days: Sequence[Assignment]) -> list[Violation]:
    """Doctors who come to a site at all; on each date, who is supervised, and who needs a bed."""
    found: list[Violation] = []
    people: defaultdict[str, set[str]] = defaultdict(set)
    there: defaultdict[tuple[str, date], list[Doctor]] = defaultdict(list)
    for a in days:
        people[a.site_id].add(a.doctor_id)
        there[a.site_id, a.date].append(doctors[a.doctor_id])
    for name, who in sorted(people.items()):
        most = sites[name].most_doctors
        if most and len(who) > most:
            found.append(Violation("doctors of a site", f"{name} sees {len(who)} doctors, at most {most}"))
    for (name, day), present in sorted(there.items(), key=lambda one: one[0]):
        supervised, room = sum(one.supervised for one in present), sum(one.supervises for one in present)
        if supervised > room:
            told = f"{name} on {day.isoformat()}: {supervised} doctors need supervision, {room} have it"
            found.append(Violation("supervision", told))
        beds = sum(one.bed for one in present)
        if beds > sites[name].beds:
            told = f"{name} on {day.isoformat()}: {beds} doctors need a bed, {sites[name].beds} are there"
            found.append(Violation("beds", told))
    return found


def _apart(doctors: dict[str, Doctor], sites: dict[str, Site], days: Sequence[Assignment]) -> list[Violation]:
    dates: defaultdict[str, list[date]] = defaultdict(list)
    served: defaultdict[str, set[date]] = defaultdict(set)
    for a in days:
        dates[a.doctor_id].append(a.date)
        served[a.site_id].add(a.date)
    lists = [(name, doctors[name].days_apart, sorted(own)) for name, own in sorted(dates.items())]
    lists += [(name, sites[name].days_apart, sorted(own)) for name, own in sorted(served.items())]
    return [
        Violation("days apart", f"{name} on {one.isoformat()} and {other.isoformat()}, at least {apart} days apart")
        for name, apart, own in lists
        if apart > 1
        for one, other in pairwise(own)
        if (other - one).days < apart
    ]
