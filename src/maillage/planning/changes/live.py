"""A plan that is changed by hand, day by day: what each change does, computed from what it touches alone.

A change takes days away and gives others. Its effect is access gained and lost by territory, rules broken, money,
minutes and the objective; the rest of the plan is not read again. Rules are read by the independent checker, so that a
change breaks what ``plan check`` would name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from maillage.planning.checking.checker import NearChange
from maillage.planning.checking.violation import Violation
from maillage.planning.data import PlanningData
from maillage.planning.presence import PresenceTerm, presences
from maillage.planning.result import Assignment
from maillage.planning.utility import Utility, own_worth, pair_effect
from maillage.planning.values import Floats, Ints

FELT = 1e-9  # change of access that is only rounding


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
    """What a change does to the plan. ``minutes`` are those of all journeys, one way; ``access`` the largest first.

    ``broken`` are the rules that the plan did not break before, or not as much.
    """

    objective: float
    days: int
    consultations: int
    cost_cents: int
    minutes: float
    access: tuple[AccessChange, ...]
    broken: tuple[Violation, ...]


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
        self.near = NearChange(data)

    def pair_of(self, one: Assignment) -> int | None:
        """The pair of a day, None if the doctor or site is unknown or too far apart."""
        return self.pair.get((self.doctor.get(one.doctor_id, -1), self.site.get(one.site_id, -1)))

    def effect_of(self, pair: int) -> tuple[Ints, Floats]:
        """Territories that a day of ``pair`` changes, and by how much."""
        part = slice(self.effect.indptr[pair], self.effect.indptr[pair + 1])
        return self.effect.indices[part].astype(np.int64), self.effect.data[part]


class LivePlan:
    """The days of a plan and the sums that a change needs. Days that no pair can give count for nothing but a rule."""

    def __init__(self, problem: LiveProblem, days: Iterable[Assignment]) -> None:
        self.problem, self.days = problem, set(days)
        data = problem.data
        couples = ((problem.pair_of(one), problem.day.get(one.date)) for one in self.days)
        known = np.array([one for one in couples if None not in one], dtype=np.int64).reshape(-1, 2)
        placed = np.zeros((len(data.pairs), len(data.months)), dtype=np.int64)
        np.add.at(placed, (known[:, 0], data.month_of_day[known[:, 1]]), 1)
        visits = placed.sum(axis=1)
        self.change = np.asarray(problem.effect @ visits.astype(np.float64))
        self.visits = Counter({k: int(visits[k]) for k in np.flatnonzero(visits).tolist()})
        self.present = [term.days(placed).astype(np.float64) for term in problem.presence]
        self.open_at = Counter(one.site_id for one in self.days if one.site_id in problem.site)
        self.minutes = float(visits @ data.pairs.minutes)
        self.objective = (
            float(problem.utility.value(self.change).sum())
            + sum(term.value(placed) for term in problem.presence)
            + data.weights.returning_visit * float(np.maximum(visits - 1, 0).sum())
            - data.weights.minute * self.minutes
        )
        opened = sum(int(data.opening_cents[problem.site[name]]) for name in self.open_at)
        self.cost_cents = int(visits @ data.pairs.cost_cents) + opened

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
        touched = [*gone, *come]
        count, money, minutes, worth, access = (
            len(self.days), self.cost_cents, self.minutes, self.objective, self.change.copy(),
        )  # fmt: skip
        before = {one.what: one.excess for one in self._broken(touched)}
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
            broken=tuple(
                one for one in self._broken(touched)
                if one.what not in before or one.excess > before[one.what] + FELT
            ),
        )  # fmt: skip

    def _broken(self, touched: Sequence[Assignment]) -> list[Violation]:
        return self.problem.near.broken(self.days, touched, self.change.tolist(), self.cost_cents)

    def _consultations(self, days: Iterable[Assignment]) -> int:
        problem, data = self.problem, self.problem.data
        known = (problem.doctor[one.doctor_id] for one in days if one.doctor_id in problem.doctor)
        return round(sum(float(data.dose[k]) for k in known) * data.rules.consultations_per_day)

    def _put(self, one: Assignment, sign: int) -> None:
        """Add (1) or take away (-1) a day, in all sums."""
        (self.days.add if sign > 0 else self.days.remove)(one)
        problem, data = self.problem, self.problem.data
        if one.site_id in problem.site:
            others = self.open_at[one.site_id] - (sign < 0)
            self.open_at[one.site_id] += sign
            if not others:
                self.cost_cents += sign * int(data.opening_cents[problem.site[one.site_id]])
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


def free_dates(problem: LiveProblem, doctor: str, site: str) -> tuple[date, ...]:
    """Dates on which the doctor offers a day and the site has a room, whatever the plan does; empty if too far."""
    pair = problem.pair_of(Assignment(date.min, site, doctor))
    if pair is None:
        return ()
    data = problem.data
    return tuple(data.days[k] for k in np.flatnonzero(data.pair_dates[pair]).tolist())
