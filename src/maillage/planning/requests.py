"""What is wrong with a request, all at once: pins that contradict each other, people and places that cannot serve.

Each problem names the row (a doctor, a site, or the request) and the field, and what to do; where one exists, the
nearest request that can be planned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.people import Doctor, Site


@dataclass(frozen=True)
class Problem:
    """A problem of one ``field`` of a ``row``: what it is, what to do, and the nearest value that can be planned."""

    row: str
    field: str
    text: str
    remedy: str
    nearest: str = ""

    def __str__(self) -> str:
        nearest = f" Nearest: {self.nearest}." if self.nearest else ""
        return f"{self.row}, {self.field}: {self.text}. {self.remedy}.{nearest}"


def contradictions(data: PlanningData) -> list[Problem]:
    """Every problem of pins, sites and budgets that makes the request impossible; empty if none is seen."""
    return [*_pins(data), *_pins_together(data), *_promises(data), *_contracts(data), *_weeks(data), *_purses(data)]


def useless(data: PlanningData) -> list[Problem]:
    """People and places of whom nothing can come: not wrong, but likely not meant."""
    found: list[Problem] = []
    reach = set(data.pairs.doctor.tolist())
    known = sorted({word for site in data.sites for word in site.equipment})
    for k, doctor in enumerate(data.doctors):
        unknown = sorted(doctor.needed - set(known))
        if unknown:
            remedy = f"Write words of the sites' equipment: {', '.join(known) or 'there are none'}"
            found.append(Problem(doctor.id, "needs", f"no site has {', '.join(unknown)}", remedy))
        elif k not in reach:
            text = f"no site can be reached{data.rules.reach}, or has what is needed"
            found.append(Problem(doctor.id, "commune", text, "Allow longer journeys, or leave the doctor out"))
    for k, site in enumerate(data.sites):
        if not data.seats[k].any():
            text = "no room opens on any day of the plan"
            found.append(Problem(site.id, "weekdays", text, "Give opening days and rooms, or leave the site out"))
    return found


def _named(data: PlanningData) -> dict[str, tuple[int, Site]]:
    return {site.id: (k, site) for k, site in enumerate(data.sites)}


def _each_pin(data: PlanningData) -> Iterator[tuple[int, Doctor, str, date]]:
    for k, doctor in enumerate(data.doctors):
        for name, day in sorted(doctor.pinned):
            yield k, doctor, name, day


def _pins(data: PlanningData) -> Iterator[Problem]:
    """Pins that no plan can have, one by one."""
    couples = set(zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True))
    sites, days = _named(data), {day: t for t, day in enumerate(data.days)}
    for k, doctor, name, day in _each_pin(data):
        pin, away = f"{name}@{day.isoformat()}", "Take the pin away"
        if name not in sites:
            yield Problem(doctor.id, "pinned", f"{pin}: no such site in the plan", "Write the id of a site of the plan")
        elif name in doctor.never:
            yield Problem(doctor.id, "pinned", f"{pin}: the site is among those never to be chosen", away)
        elif (k, sites[name][0]) not in couples:
            text = f"{pin}: the site is not{data.rules.reach}, or has not what the doctor needs"
            yield Problem(doctor.id, "pinned", text, away)
        elif day not in days:
            yield Problem(doctor.id, "pinned", f"{pin}: the plan has no such day", "Choose a working day of the plan")
        else:
            yield from _pin_on_day(data, doctor, sites[name], day, days[day])


def _pin_on_day(data: PlanningData, doctor: Doctor, where: tuple[int, Site], day: date, t: int) -> Iterator[Problem]:
    at, site = where
    pin = f"{site.id}@{day.isoformat()}"
    open_days = {one for one, rooms in zip(data.days, data.rooms[at].tolist(), strict=True) if rooms}
    both = sorted(open_days & doctor.offered, key=lambda one: (abs((one - day).days), one))
    nearest = f"{site.id}@{both[0].isoformat()}" if both else ""
    if day not in doctor.offered:
        yield Problem(doctor.id, "pinned", f"{pin}: the doctor does not offer that day", "Choose another", nearest)
    elif not data.rooms[at, t]:
        yield Problem(doctor.id, "pinned", f"{pin}: the site has no room on that day", "Choose another", nearest)


def _pins_together(data: PlanningData) -> Iterator[Problem]:
    """Pins of which each is possible and not all."""
    sites, pins = _named(data), list(_each_pin(data))
    for (who, day), count in Counter((doctor.id, day) for _, doctor, _, day in pins).items():
        if count > 1:
            text = f"{count} pins on {day.isoformat()}"
            yield Problem(who, "pinned", text, "Keep one: a doctor is at one site a day")
    for (who, month), count in Counter((k, f"{day:%Y-%m}") for k, _, _, day in pins).items():
        most = int(data.max_days[who])
        if count > most:
            text = f"{count} pins in {month}, at most {most} days a month"
            yield Problem(data.doctors[who].id, "pinned", text, f"Keep {most}", f"{most} pins in {month}")
    for (name, day), count in Counter((name, day) for _, _, name, day in pins).items():
        if name in sites and day in data.days:
            rooms = int(data.rooms[sites[name][0], data.days.index(day)])
            if count > rooms > 0:
                text = f"{count} doctors are pinned on {day.isoformat()}, for {rooms} rooms"
                yield Problem(name, "rooms", text, f"Give {count} rooms, or keep {rooms} pins", f"{count} rooms")
    for k, doctor in enumerate(data.doctors):
        days = sorted({day for who, _, _, day in pins if who == k})
        for one, other in pairwise(days):
            if 0 < (other - one).days < doctor.days_apart:
                text = f"pins on {one.isoformat()} and {other.isoformat()}, at least {doctor.days_apart} days apart"
                yield Problem(doctor.id, "pinned", text, "Move one", f"days_apart {(other - one).days}")


def _promises(data: PlanningData) -> Iterator[Problem]:
    """Sites that promise more days than they have."""
    for k, site in enumerate(data.sites):
        seats = data.rooms[k] @ data.month_matrix
        most = max(seats.tolist(), default=0)
        if site.least_days and most and site.least_days > most:
            text = f"{site.least_days} days a month are promised, and at most {most} fit"
            yield Problem(site.id, "least_days", text, "Open more days, or promise fewer", f"least_days {most}")


def _contracts(data: PlanningData) -> Iterator[Problem]:
    """Days promised at sites that are not in the plan or out of reach, or more than the contract has."""
    sites, couples = _named(data), set(zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True))
    for k, doctor in enumerate(data.doctors):
        for name, days in sorted(doctor.promised):
            told = f"{name}:{days}"
            if name not in sites:
                yield Problem(doctor.id, "promised", f"{told}: no such site in the plan", "Write the id of a site")
            elif (k, sites[name][0]) not in couples:
                text = f"{told}: the site is not{data.rules.reach}, or not for this scheme or profession"
                yield Problem(doctor.id, "promised", text, "Take the promise away")
        promised, most = sum(days for _, days in doctor.promised), int(data.max_days[k])
        if promised > most:
            text = f"{promised} days a month are promised, at most {most} are given"
            yield Problem(
                doctor.id, "promised", text, "Promise fewer days, or allow more", f"days_per_month {promised}"
            )
    for name, (s, _) in sites.items():
        owed = data.promised[data.pairs.site == s].sum(axis=0)
        seats = data.seats[s] @ data.month_matrix
        for m in np.flatnonzero(owed > 2 * seats if data.half_rooms is not None else owed > seats).tolist():
            text = f"{int(owed[m])} days are promised in {data.months[m]}, for {seats[m]:g} rooms and days"
            yield Problem(name, "rooms", text, "Give more rooms, or promise fewer days")


def _weeks(data: PlanningData) -> Iterator[Problem]:
    """Whole weeks that no site can have: longer than the days a month, or asked to be days apart."""
    for k, doctor in enumerate(data.doctors):
        if doctor.weeks and doctor.days_apart > 1:
            yield Problem(doctor.id, "days_apart", "days of a whole week are not apart", "Leave one of both empty")
        shortest = min((len(site.open_weekdays) for site in data.sites if site.open_weekdays), default=0)
        if doctor.weeks and shortest > int(data.max_days[k]):
            text = f"a week has {shortest} days, at most {int(data.max_days[k])} a month are given"
            yield Problem(doctor.id, "weeks", text, "Allow more days a month", f"days_per_month {shortest}")


def _purses(data: PlanningData) -> Iterator[Problem]:
    """Payers without any day to pay, and pins that cost more than there is."""
    payers = {doctor.payer for doctor in data.doctors} | {site.payer for site in data.sites}
    for payer, _ in data.rules.budgets:
        if payer not in payers:
            known = ", ".join(sorted(one for one in payers if one)) or "none"
            yield Problem("budgets", payer, "no doctor and no site has this payer", f"Name one of: {known}")
    pairs, days = data.pinned.nonzero()
    used = sorted({int(data.pairs.site[p]) for p in pairs.tolist()})
    cost = int(data.pairs.cost_cents[pairs].sum()) + int(data.opening_cents[used].sum() if used else 0)
    if len(days) and cost > data.rules.budget_cents:
        text = f"the pins cost {cost / 100:.2f} EUR, the budget is {data.rules.budget_cents / 100:.2f}"
        yield Problem("request", "budget", text, "Raise the budget, or take pins away", f"{cost / 100:.2f} EUR")
