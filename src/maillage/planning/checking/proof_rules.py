"""The further rules on quotas as the check of a proof writes them, from the problem alone, without code of the solver.

A rule says that a sum of days, first visits and openings, each with a coefficient, stays at most a number, in every
plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from maillage.planning.data import PlanningData
from maillage.planning.people import Doctor, Site
from maillage.planning.values import WEEKS_PER_MONTH

Couples = Mapping[tuple[int, int], int]


class UnknownRule(ValueError):
    """A name for which the problem has no rule."""


@dataclass(frozen=True)
class Rule:
    """Coefficients of days (pair, month), of first visits (pair) and of openings (site), and the number ``most``."""

    most: float
    days: tuple[tuple[int, int, float], ...] = ()
    first: tuple[tuple[int, float], ...] = ()
    opened: tuple[tuple[int, float], ...] = ()


def written_rule(data: PlanningData, pairs: Couples, name: tuple[str, ...]) -> Rule:
    """The rule of a name; ``pairs`` are the positions of the (doctor, site) pairs. Raises ``UnknownRule``."""
    kind, *names = name
    try:
        return _KINDS[kind](data, pairs, *names)
    except (KeyError, TypeError, ValueError) as problem:
        raise UnknownRule(f"the proof names the rule {name}, which the problem does not have") from problem


def _site(data: PlanningData, name: str) -> int:
    return [one.id for one in data.sites].index(name)


def _opening(data: PlanningData, name: str) -> int:
    site = _site(data, name)
    if not data.sites[site].optional:
        raise UnknownRule(f"{name} is open anyway")
    return site


def _dates(data: PlanningData, site: int, month: int) -> list[int]:
    """Dates of a month on which a site has rooms."""
    return [t for t, one in enumerate(data.month_of_day.tolist()) if one == month and _visits(data, site, t)]


def _visits(data: PlanningData, site: int, t: int) -> int:
    """Most visits to a site on a date: one a room, or one a room in each half."""
    halves = data.half_rooms
    return int(data.rooms[site, t] if halves is None else halves[0, site, t] + halves[1, site, t])


def _seats(data: PlanningData, pairs: Couples, site: str, month: str) -> Rule:
    """No day at a site that is not open."""
    s, m = _opening(data, site), data.months.index(month)
    seats = sum(_visits(data, s, t) for t in _dates(data, s, m))
    days = tuple((p, m, 1.0) for (_, there), p in pairs.items() if there == s)
    return Rule(0.0, days, opened=((s, -float(seats)),))


def _least(data: PlanningData, pairs: Couples, site: str, month: str) -> Rule:
    """No fewer days at an open site than it promises: of four weeks, as many parts as the month has weeks."""
    s, m = _opening(data, site), data.months.index(month)
    weeks = min(int(data.weeks_of_month[m]), WEEKS_PER_MONTH)
    least = min(data.sites[s].least_days * weeks // WEEKS_PER_MONTH, len(_dates(data, s, m)))
    days = tuple((p, m, -1.0) for (_, there), p in pairs.items() if there == s)
    return Rule(0.0, days, opened=((s, float(least)),))


def _opened(data: PlanningData, pairs: Couples, doctor: str, site: str) -> Rule:
    """No first visit at a site that is not open."""
    s = _opening(data, site)
    pair = pairs[[one.id for one in data.doctors].index(doctor), s]
    return Rule(0.0, first=((pair, 1.0),), opened=((s, -1.0),))


def _position(people: Sequence[Doctor] | Sequence[Site], name: str) -> int:
    return [one.id for one in people].index(name)


def _pin(data: PlanningData, pairs: Couples, doctor: str, site: str, month: str) -> Rule:
    """As many days as are pinned."""
    m = data.months.index(month)
    pair = pairs[_position(data.doctors, doctor), _site(data, site)]
    dates = {day for day, one in zip(data.days, data.month_of_day.tolist(), strict=True) if one == m}
    pinned = [day for where, day in data.doctors[_position(data.doctors, doctor)].pinned if where == site]
    return Rule(-float(sum(day in dates for day in pinned)), ((pair, m, -1.0),))


def _payer(data: PlanningData, pairs: Couples, name: str) -> Rule:
    """What a payer's days and openings cost, in units of 128 cents."""
    budget = dict(data.rules.budgets)[name]
    days: list[tuple[int, int, float]] = []
    for (d, s), p in pairs.items():
        if (data.doctors[d].payer or data.sites[s].payer) == name:
            days += [(p, m, int(data.pairs.cost_cents[p]) / 128) for m in range(len(data.months))]
    opened = tuple(
        (s, site.opening_cents / 128) for s, site in enumerate(data.sites) if site.payer == name and site.opening_cents
    )
    return Rule(budget / 128, tuple(days), opened=opened)


def _visitors(data: PlanningData, pairs: Couples, site: str) -> Rule:
    """No more doctors at a site than it may have."""
    s = _site(data, site)
    if not data.sites[s].most_doctors:
        raise UnknownRule(f"{site} may have any number of doctors")
    first = tuple((p, 1.0) for (_, there), p in pairs.items() if there == s)
    return Rule(float(data.sites[s].most_doctors), first=first)


def _supervision(data: PlanningData, pairs: Couples, site: str, month: str) -> Rule:
    """No more supervised doctors than those at the site supervise: true of each date, so of a month."""
    s, m = _site(data, site), data.months.index(month)
    here = [(d, p) for (d, there), p in pairs.items() if there == s]
    weight = {d: float(data.doctors[d].supervised) - data.doctors[d].supervises for d, _ in here}
    return Rule(0.0, tuple((p, m, weight[d]) for d, p in here if weight[d]))


def _beds(data: PlanningData, pairs: Couples, site: str, month: str) -> Rule:
    """No more doctors who need a bed than there are beds, on each date on which the site opens."""
    s, m = _site(data, site), data.months.index(month)
    days = tuple((p, m, 1.0) for (d, there), p in pairs.items() if there == s and data.doctors[d].bed)
    return Rule(float(data.sites[s].beds * len(_dates(data, s, m))), days)


def _doctor_apart(data: PlanningData, pairs: Couples, doctor: str, month: str) -> Rule:
    """No more days of a doctor in a month than fit at their distance."""
    d, m = _position(data.doctors, doctor), data.months.index(month)
    dates = [t for t, one in enumerate(data.month_of_day.tolist()) if one == m and data.available[d, t]]
    most = _most_apart(data, dates, data.doctors[d].days_apart)
    return Rule(float(most), tuple((p, m, 1.0) for (who, _), p in pairs.items() if who == d))


def _site_apart(data: PlanningData, pairs: Couples, site: str, month: str) -> Rule:
    """No more days at a site in a month than fit at their distance, with all its rooms."""
    s, m = _site(data, site), data.months.index(month)
    most = _most_apart(data, _dates(data, s, m), data.sites[s].days_apart)
    rooms = max((_visits(data, s, t) for t in range(len(data.days))), default=0)
    return Rule(float(most * rooms), tuple((p, m, 1.0) for (_, there), p in pairs.items() if there == s))


def _promised(data: PlanningData, pairs: Couples, doctor: str, site: str, month: str) -> Rule:
    """As many days at a site as are promised, in part of a month so many parts of them, or all that can be there."""
    d, s, m = _position(data.doctors, doctor), _site(data, site), data.months.index(month)
    pair, who = pairs[d, s], data.doctors[d]
    weeks = min(int(data.weeks_of_month[m]), WEEKS_PER_MONTH)
    dates = sum(bool(data.pair_dates[pair, t]) for t, one in enumerate(data.month_of_day.tolist()) if one == m)
    most = min(who.max_days_per_month, data.rules.of(who.scheme).days_per_month) * (2 if who.half else 1)
    least = max(days * weeks // WEEKS_PER_MONTH for where, days in who.promised if where == site)
    return Rule(-float(min(least, dates, most)), ((pair, m, -1.0),))


def _weeks(data: PlanningData, pairs: Couples, doctor: str) -> Rule:
    """No more days than the longest of the whole weeks that are given have, at any site."""
    d = _position(data.doctors, doctor)
    if not data.doctors[d].weeks:
        raise UnknownRule(f"{doctor} gives days, not weeks")
    mine = [p for (who, _), p in pairs.items() if who == d]
    longest: dict[int, int] = {}
    for p in mine:
        own = Counter(int(week) for week, free in zip(data.week_of_day, data.pair_dates[p], strict=True) if free)
        longest = {week: max(longest.get(week, 0), own.get(week, 0)) for week in {*longest, *own}}
    most = sum(sorted(longest.values(), reverse=True)[: data.doctors[d].weeks])
    return Rule(float(most), tuple((p, m, 1.0) for p in mine for m in range(len(data.months))))


def _person(data: PlanningData, pairs: Couples, person: str, month: str) -> Rule:
    """No more dates of a person in several lines than any of them offers."""
    m, lines = data.months.index(month), {k for k, one in enumerate(data.doctors) if one.one == person}
    if len(lines) < 2:
        raise UnknownRule(f"{person} stands in one line")
    dates = [t for t, one in enumerate(data.month_of_day.tolist()) if one == m]
    most = sum(any(bool(data.available[d, t]) for d in lines) for t in dates)
    return Rule(float(most), tuple((p, m, 1.0) for (d, _), p in pairs.items() if d in lines))


def _most_apart(data: PlanningData, dates: list[int], apart: int) -> int:
    """Most of some dates that are ``apart``: as in any choice, the k-th one is no earlier than the k-th of these."""
    if apart < 2:
        raise UnknownRule("days need no distance")
    chosen: list[int] = []
    for t in dates:
        if not chosen or (data.days[t] - data.days[chosen[-1]]).days >= apart:
            chosen.append(t)
    return len(chosen)


_KINDS: Mapping[str, Callable[..., Rule]] = {
    "seats": _seats, "least": _least, "opened": _opened, "pin": _pin, "payer": _payer, "visitors": _visitors,
    "supervision": _supervision, "beds": _beds, "doctor apart": _doctor_apart, "site apart": _site_apart,
    "promised": _promised, "weeks": _weeks, "person": _person,
}  # fmt: skip
