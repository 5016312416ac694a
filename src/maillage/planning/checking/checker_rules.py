"""The rules on several days of one plan, as the independent checker reads them: without any code of the solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from maillage.planning.data import WEEKS_PER_MONTH, PlanningData
from maillage.planning.people import Doctor, Site
from maillage.planning.result import Assignment


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
    ]


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
            rooms = [day for day in data.days if f"{day:%Y-%m}" == month and _opens(data, site, day)]
            least = min(site.least_days * min(weeks, WEEKS_PER_MONTH) // WEEKS_PER_MONTH, len(rooms))
            if count[name, month] < least:
                detail = f"{name} is open and has {count[name, month]} days in {month}, at least {least}"
                found.append(Violation("least days", detail))
    return found


def _opens(data: PlanningData, site: Site, day: date) -> bool:
    staffed = all(site.has_staff(role, day.weekday()) for role in data.rules.staff)
    return staffed and day not in site.closed and site.rooms_of(day.weekday()) > 0


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
