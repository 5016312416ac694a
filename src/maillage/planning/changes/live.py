"""A plan that is changed by hand, day by day: what each change does, computed from what it touches alone.

A change takes days away and gives others. Its effect is access gained and lost by territory, rules broken, money,
minutes and the objective; the rest of the plan is not read again. The independent checker says the same of the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.presence import PresenceTerm, presences
from maillage.planning.result import Assignment
from maillage.planning.utility import Utility, own_worth, pair_effect
from maillage.planning.values import Floats, Ints

RELATIVE = 1e-6  # as in the checker
FELT = 1e-9  # change of access that is only rounding


class BrokenRule(StrEnum):
    """The rules that a day can break, by the names of the checker."""

    PEOPLE = "people"
    DATES = "dates"
    JOURNEY = "journey"
    AVAILABILITY = "availability"
    ABSENCE = "absences"
    OPENING = "opening days"
    ONE_SITE = "one site a day"
    MONTH = "days a month"
    ROOMS = "rooms"
    BUDGET = "budget"
    HOME = "home territory"


@dataclass(frozen=True)
class Broken:
    """A rule that the plan would break: ``most`` is what it allows, ``found`` what the plan would have.

    Days or rooms, cents for the budget, access for a home territory; ``day`` is the day that breaks it, if one does.
    """

    rule: BrokenRule
    day: Assignment | None = None
    territory: str = ""
    most: float = 0.0
    found: float = 0.0


@dataclass(frozen=True)
class AccessChange:
    """Access of a territory before and after a change, in consultations per year and inhabitant."""

    code: str
    name: str
    population: float
    before: float
    after: float


@dataclass(frozen=True)
class Effect:
    """What a change does to the plan. ``minutes`` are those of all journeys, one way; ``access`` the largest first."""

    objective: float
    days: int
    consultations: int
    cost_cents: int
    minutes: float
    access: tuple[AccessChange, ...]
    broken: tuple[Broken, ...]


class LiveProblem:
    """A problem with the tables that every change reads; built once, used by many plans."""

    def __init__(self, data: PlanningData) -> None:
        self.data = data
        self.doctor = {one.id: k for k, one in enumerate(data.doctors)}
        self.site = {one.id: k for k, one in enumerate(data.sites)}
        self.day = {one: k for k, one in enumerate(data.days)}
        couples = zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True)
        self.pair = {couple: k for k, couple in enumerate(couples)}
        self.utility, self.effect = Utility.of(data), pair_effect(data)
        self.presence: tuple[PresenceTerm, ...] = presences(data, own_worth(data) > 0)

    def pair_of(self, one: Assignment) -> int | None:
        """The pair of a day, None if the doctor or site is unknown or too far apart."""
        return self.pair.get((self.doctor.get(one.doctor_id, -1), self.site.get(one.site_id, -1)))

    def effect_of(self, pair: int) -> tuple[Ints, Floats]:
        """Territories that a day of ``pair`` changes, and by how much."""
        part = slice(self.effect.indptr[pair], self.effect.indptr[pair + 1])
        return self.effect.indices[part].astype(np.int64), self.effect.data[part]

    @cached_property
    def limits(self) -> list[int]:
        """Days that each doctor may give in a month."""
        return self.data.max_days.tolist()


class LivePlan:
    """The days of a plan and the sums that a change needs. Days that no pair can give count for nothing but a rule."""

    def __init__(self, problem: LiveProblem, days: Iterable[Assignment]) -> None:
        self.problem = problem
        self.days = set[Assignment]()
        data = problem.data
        self.change = np.zeros(len(data.groups.code))
        self.visits = Counter[int]()
        self.present = [np.zeros((one.places, len(data.months))) for one in problem.presence]
        self.of_day, self.of_month, self.at_site = Counter[object](), Counter[object](), Counter[object]()
        self.cost_cents, self.minutes, self.objective = 0, 0.0, 0.0
        for one in sorted(days):
            self._put(one, 1)

    def try_change(self, gone: Sequence[Assignment], come: Sequence[Assignment]) -> Effect:
        """What a change would do; the plan stays as it is. Raises ``KeyError`` for a day gone that it does not have."""
        before = (self.change.copy(), self.objective, self.minutes)
        found = self.make_change(gone, come)
        for one in come:
            self._put(one, -1)
        for one in gone:
            self._put(one, 1)
        self.change, self.objective, self.minutes = before
        return found

    def make_change(self, gone: Sequence[Assignment], come: Sequence[Assignment]) -> Effect:
        """Change the plan and say what that did. Raises ``KeyError`` for a day gone that it does not have."""
        if missing := set(gone) - self.days:
            raise KeyError(min(missing))
        come = [one for one in dict.fromkeys(come) if one not in self.days or one in gone]
        count, money, minutes, worth, access = (
            len(self.days), self.cost_cents, self.minutes, self.objective, self.change.copy(),
        )  # fmt: skip
        for one in gone:
            self._put(one, -1)
        for one in come:
            self._put(one, 1)
        days = len(self.days) - count
        return Effect(
            objective=self.objective - worth,
            days=days,
            consultations=self._consultations(come) - self._consultations(gone),
            cost_cents=self.cost_cents - money,
            minutes=self.minutes - minutes,
            access=self._access(access),
            broken=tuple(self._broken(come, access, spent=self.cost_cents > money)),
        )

    def _consultations(self, days: Iterable[Assignment]) -> int:
        problem, data = self.problem, self.problem.data
        known = (problem.doctor[one.doctor_id] for one in days if one.doctor_id in problem.doctor)
        return round(sum(float(data.dose[k]) for k in known) * data.rules.consultations_per_day)

    def _put(self, one: Assignment, sign: int) -> None:
        """Add (1) or take away (-1) a day, in all sums."""
        (self.days.add if sign > 0 else self.days.remove)(one)
        month = f"{one.date:%Y-%m}"
        self.of_day[one.doctor_id, one.date] += sign
        self.of_month[one.doctor_id, month] += sign
        self.at_site[one.site_id, one.date] += sign
        problem, data = self.problem, self.problem.data
        pair = problem.pair_of(one)
        if pair is None or one.date not in problem.day:
            return
        where, effect = problem.effect_of(pair)
        known = self.change[where]
        base, scale = problem.utility.base[where], problem.utility.scale[where]
        ratio = np.maximum((known + sign * effect) / base, -1 + 1e-12)
        self.objective += float(scale @ (np.log1p(ratio) - np.log1p(np.maximum(known / base, -1 + 1e-12))))
        self.change[where] = known + sign * effect
        self._visit(pair, problem.day[one.date], sign)
        self.minutes += sign * float(data.pairs.minutes[pair])
        self.objective -= sign * data.weights.minute * float(data.pairs.minutes[pair])
        self.cost_cents += sign * int(data.pairs.cost_cents[pair])

    def _visit(self, pair: int, day: int, sign: int) -> None:
        """Count a visit: its return to the site, and the presence at the site and in the territory."""
        data = self.problem.data
        more = max(self.visits[pair] + sign - 1, 0) - max(self.visits[pair] - 1, 0)
        self.objective += data.weights.returning_visit * more
        self.visits[pair] += sign
        month = int(data.month_of_day[day])
        for term, days in zip(self.problem.presence, self.present, strict=True):
            if not term.counted[pair]:
                continue
            place, amount = int(term.place[pair]), float(term.amount[pair])
            held = days[place] if sign > 0 else days[place] - amount
            self.objective += sign * float(term.one_more(held, amount)[month])
            days[place, month] += sign * amount

    def _access(self, before: Floats) -> tuple[AccessChange, ...]:
        groups = self.problem.data.groups
        moved = self.change - before
        order = np.argsort(-np.abs(moved), kind="stable")
        return tuple(
            AccessChange(
                groups.code[k], groups.name[k], float(groups.population[k]),
                float(groups.access[k] + before[k]), float(groups.access[k] + self.change[k]),
            )
            for k in order.tolist()
            if abs(moved[k]) > FELT
        )  # fmt: skip

    def _broken(self, come: Sequence[Assignment], before: Floats, *, spent: bool) -> Iterator[Broken]:
        for one in come:
            yield from self._of_one(one)
        data = self.problem.data
        if spent and self.cost_cents > data.rules.budget_cents:
            yield Broken(BrokenRule.BUDGET, most=data.rules.budget_cents, found=self.cost_cents)
        groups = data.groups
        most = groups.may_lose + RELATIVE * np.maximum(groups.access, 1.0)
        for k in np.flatnonzero((-self.change > most) & (self.change < before)).tolist():
            yield Broken(
                BrokenRule.HOME, None, groups.name[k], float(groups.may_lose[k]), float(-self.change[k])
            )  # fmt: skip

    def _of_one(self, one: Assignment) -> Iterator[Broken]:
        """The rules that a day breaks, alone and with the others of its doctor and of its site."""
        problem, data = self.problem, self.problem.data
        who, where, when = problem.doctor.get(one.doctor_id), problem.site.get(one.site_id), problem.day.get(one.date)
        if who is None or where is None:
            yield Broken(BrokenRule.PEOPLE, one)
            return
        if when is None:
            yield Broken(BrokenRule.DATES, one)
            return
        doctor, site, rooms = data.doctors[who], data.sites[where], int(data.rooms[where, when])
        if problem.pair_of(one) is None:
            yield Broken(BrokenRule.JOURNEY, one, most=data.rules.max_minutes)
        if one.date in doctor.absent:
            yield Broken(BrokenRule.ABSENCE, one)
        if not data.available[who, when]:
            yield Broken(BrokenRule.AVAILABILITY, one)
        if one.date.weekday() not in site.open_weekdays or one.date in site.closed:
            yield Broken(BrokenRule.OPENING, one)
        elif (count := self.at_site[one.site_id, one.date]) > rooms:
            yield Broken(BrokenRule.ROOMS, one, most=rooms, found=count)
        if (count := self.of_day[one.doctor_id, one.date]) > 1:
            yield Broken(BrokenRule.ONE_SITE, one, most=1, found=count)
        if (count := self.of_month[one.doctor_id, f"{one.date:%Y-%m}"]) > problem.limits[who]:
            yield Broken(BrokenRule.MONTH, one, most=problem.limits[who], found=count)


def free_dates(problem: LiveProblem, doctor: str, site: str) -> tuple[date, ...]:
    """Dates on which the doctor offers a day and the site has a room, whatever the plan does; empty if too far."""
    pair = problem.pair_of(Assignment(date.min, site, doctor))
    if pair is None:
        return ()
    data = problem.data
    return tuple(data.days[k] for k in np.flatnonzero(data.pair_dates[pair]).tolist())
