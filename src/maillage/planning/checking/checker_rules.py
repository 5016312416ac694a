"""The rules on several days of one plan, as the independent checker reads them: without any code of the solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from maillage.planning.checking.violation import BrokenRule, Violation
from maillage.planning.data import PlanningData
from maillage.planning.people import Doctor, Site
from maillage.planning.result import Assignment
from maillage.planning.values import WEEKS_PER_MONTH


def rules_of_doctors(data: PlanningData, doctors: Iterable[Doctor], days: Sequence[Assignment]) -> list[Violation]:
    """Pins, promises, whole weeks of these doctors and the distances between their days; ``days`` are all of theirs."""
    people, sites = {one.id: one for one in doctors}, {one.id: one for one in data.sites}
    own = [a for a in days if a.doctor_id in people]
    return [
        *_pins(people.values(), own),
        *_apart({one.id: one.days_apart for one in people.values()}, own, "doctor"),
        *_promised(data, people.values(), sites, own),
        *_weeks(data, people, sites, own),
    ]


def rules_of_sites(data: PlanningData, sites: Iterable[Site], days: Sequence[Assignment]) -> list[Violation]:
    """Openings, people, supervision, beds and distances of these sites; ``days`` are all of theirs."""
    places = {one.id: one for one in sites}
    here = [a for a in days if a.site_id in places]
    return [
        *_least_days(data, places, here),
        *_at_sites({one.id: one for one in data.doctors}, places, here),
        *_apart({one.id: one.days_apart for one in places.values()}, here, "site"),
    ]


def _promised(
    data: PlanningData, doctors: Iterable[Doctor], sites: Mapping[str, Site], days: Sequence[Assignment]
) -> list[Violation]:
    """Days promised at a site in each month: in part of a month so many parts, or all dates that both have."""
    count = Counter((a.doctor_id, a.site_id, f"{a.date:%Y-%m}") for a in days)
    found: list[Violation] = []
    for doctor in doctors:
        own = data.rules.of(doctor.scheme)
        most = min(doctor.max_days_per_month, own.days_per_month) * (2 if doctor.half else 1)
        for name, promised in sorted(doctor.promised):
            for month, weeks in zip(data.months, data.weeks_of_month.tolist(), strict=True):
                dates = [t for t, day in enumerate(data.days) if f"{day:%Y-%m}" == month]
                both = sum(_may_be(data, doctor, sites[name], data.days[t]) for t in dates) if name in sites else 0
                least = min(promised * min(weeks, WEEKS_PER_MONTH) // WEEKS_PER_MONTH, both, most)
                held = count[doctor.id, name, month]
                if doctor.weeks == 0 and held < least:
                    detail = f"{doctor.id} has {held} days at {name} in {month}, not {least}"
                    found.append(Violation(BrokenRule.PROMISED, detail, doctor.id, name, None, month, least, held))
    return found


def _may_be(data: PlanningData, doctor: Doctor, site: Site, day: date) -> bool:
    """Whether a doctor can be at a site on a date, by the rules on one day."""
    halves = site.rooms_in_halves(day.weekday())
    rooms = {"am": halves[0], "pm": halves[1]}.get(doctor.half, min(halves))
    staff = data.rules.of(doctor.scheme).staff
    there = day not in site.closed and rooms > 0 and all(site.has_staff(role, day.weekday()) for role in staff)
    return there and day in doctor.offered


def _weeks(
    data: PlanningData, doctors: Mapping[str, Doctor], sites: Mapping[str, Site], days: Sequence[Assignment]
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
            told = f"{who} is at {len(places)} sites in week {week[1]} of {week[0]}"
            monday = date.fromisocalendar(*week, 1)
            found.append(Violation(BrokenRule.WHOLE_WEEKS, told, who, "", monday, "", 1, len(places)))
            continue
        site = sites[places.pop()]
        opens = {day for day in data.days if day.isocalendar()[:2] == week and _opens(data, site, day)}
        if opens - {a.date for a in given}:
            absent = opens - {a.date for a in given}
            missing = min(absent)
            told = f"{who} is not at {site.id} on {missing.isoformat()}, a whole week"
            found.append(Violation(BrokenRule.WHOLE_WEEKS, told, who, site.id, missing, "", 0, len(absent)))
    for who, count in Counter(who for who, _ in held).items():
        if count > doctors[who].weeks:
            most = doctors[who].weeks
            told = f"{who} gives {count} weeks, at most {most}"
            found.append(Violation(BrokenRule.WEEKS, told, who, most=most, found=count))
    return found


def _pins(doctors: Iterable[Doctor], days: Sequence[Assignment]) -> list[Violation]:
    held = {(a.doctor_id, a.site_id, a.date) for a in days}
    return [
        Violation(
            BrokenRule.PINS, f"{doctor.id} at {site} on {day.isoformat()} is pinned, and not in the plan",
            doctor.id, site, day,
        )
        for doctor in doctors
        for site, day in sorted(doctor.pinned)
        if (doctor.id, site, day) not in held
    ]  # fmt: skip


def _least_days(data: PlanningData, sites: Mapping[str, Site], days: Sequence[Assignment]) -> list[Violation]:
    """An open site keeps its least days in each month, in part of a month as many parts of them as it has weeks."""
    count = Counter((a.site_id, f"{a.date:%Y-%m}") for a in days)
    found: list[Violation] = []
    for name in sorted({a.site_id for a in days if sites[a.site_id].least_days}):
        site = sites[name]
        for month, weeks in zip(data.months, data.weeks_of_month.tolist(), strict=True):
            rooms = [day for day in data.days if f"{day:%Y-%m}" == month and _opens(data, site, day, whole=False)]
            least = min(site.least_days * min(weeks, WEEKS_PER_MONTH) // WEEKS_PER_MONTH, len(rooms))
            held = count[name, month]
            if held < least:
                detail = f"{name} is open and has {held} days in {month}, at least {least}"
                found.append(Violation(BrokenRule.LEAST, detail, "", name, None, month, least, held))
    return found


def _opens(data: PlanningData, site: Site, day: date, *, whole: bool = True) -> bool:
    """Whether a site opens on a date; for whole days, or, where somebody gives half-days, for one of them."""
    staff = () if data.rules.others else data.rules.staff
    staffed = all(site.has_staff(role, day.weekday()) for role in staff)
    halves = site.rooms_in_halves(day.weekday())
    some = max(halves) if not whole and any(one.half for one in data.doctors) else min(halves)
    return staffed and day not in site.closed and some > 0


def payers(
    data: PlanningData, doctors: Mapping[str, Doctor], sites: Mapping[str, Site], days: Iterable[Assignment]
) -> list[Violation]:
    """Those who pay for some of the days or sites only, and would pay more than they have."""
    if not data.rules.budgets:
        return []
    place = {one.id: k for k, one in enumerate(data.doctors)}, {one.id: k for k, one in enumerate(data.sites)}
    couples = zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True)
    cents = dict(zip(couples, data.pairs.cost_cents.tolist(), strict=True))
    spent: defaultdict[str, int] = defaultdict(int)
    opened = set[str]()
    for a in days:
        opened.add(a.site_id)
        payer = doctors[a.doctor_id].payer or sites[a.site_id].payer
        spent[payer] += cents[place[0][a.doctor_id], place[1][a.site_id]]
    for name in opened:
        spent[sites[name].payer] += sites[name].opening_cents
    return [
        Violation(
            BrokenRule.PAYERS, f"{payer} would pay {spent[payer] / 100:.2f} EUR of {most / 100:.2f}",
            about=payer, most=most, found=spent[payer],
        )
        for payer, most in data.rules.budgets
        if spent[payer] > most
    ]  # fmt: skip


def _at_sites(doctors: Mapping[str, Doctor], sites: Mapping[str, Site], days: Sequence[Assignment]) -> list[Violation]:
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
            told = f"{name} sees {len(who)} doctors, at most {most}"
            found.append(Violation(BrokenRule.DOCTORS, told, site=name, most=most, found=len(who)))
    for (name, day), present in sorted(there.items(), key=lambda one: one[0]):
        supervised, room = sum(one.supervised for one in present), sum(one.supervises for one in present)
        if supervised > room:
            told = f"{name} on {day.isoformat()}: {supervised} doctors need supervision, {room} have it"
            found.append(Violation(BrokenRule.SUPERVISION, told, "", name, day, "", room, supervised))
        beds = sum(one.bed for one in present)
        if beds > sites[name].beds:
            told = f"{name} on {day.isoformat()}: {beds} doctors need a bed, {sites[name].beds} are there"
            found.append(Violation(BrokenRule.BEDS, told, "", name, day, "", sites[name].beds, beds))
    return found


def _apart(apart: Mapping[str, int], days: Sequence[Assignment], of: str) -> list[Violation]:
    """Days of a doctor, or of a site, that are nearer than they may be."""
    dates: defaultdict[str, set[date]] = defaultdict(set)
    for a in days:
        name = a.doctor_id if of == "doctor" else a.site_id
        if apart.get(name, 0) > 1:
            dates[name].add(a.date)
    return [
        Violation(
            BrokenRule.APART,
            f"{name} on {one.isoformat()} and {other.isoformat()}, at least {apart[name]} days apart",
            day=other, about=one.isoformat(), most=apart[name], found=(other - one).days, **{of: name},
        )
        for name, own in sorted(dates.items())
        for one, other in pairwise(sorted(own))
        if (other - one).days < apart[name]
    ]  # fmt: skip
