"""The programme of a rota for CP-SAT: who may fill what, rest, limits by week and weekend, and unfairness."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from ortools.sat.python import cp_model

from maillage.planning.rota.data import Count, Duty, Person, RotaProblem
from maillage.planning.rota.fairness import SCALE, far_numbers, points


@dataclass(eq=False)
class RotaModel:
    """A CP-SAT model with one truth value for each (person, duty) that may be; by their positions."""

    problem: RotaProblem
    model: cp_model.CpModel
    fills: dict[tuple[int, int], Any]

    @cached_property
    def own(self) -> dict[int, list[tuple[Duty, Any]]]:
        """For each person with a pair, the duties that they may fill, with their truth values."""
        own: dict[int, list[tuple[Duty, Any]]] = defaultdict(list)
        for (p, d), var in self.fills.items():
            own[p].append((self.problem.duties[d], var))
        return dict(own)

    def fill_all(self, duties: Iterable[int]) -> None:
        """Each of the duties, by position, is filled by exactly one person."""
        of_duty: dict[int, list[Any]] = {d: [] for d in duties}
        for (_, d), var in self.fills.items():
            of_duty[d].append(var)
        for there in of_duty.values():
            self.model.add_exactly_one(there)

    def hint(self, found: Container[tuple[int, int]]) -> None:
        """Start the search from a rota, as (person, duty) by position."""
        for pair, var in self.fills.items():
            self.model.add_hint(var, pair in found)

    def filled(self, solver: cp_model.CpSolver) -> set[tuple[int, int]]:
        """The rota that the solver found, as (person, duty) by position."""
        return {pair for pair, var in self.fills.items() if solver.boolean_value(var)}


def rota_model(problem: RotaProblem, pairs: Sequence[tuple[int, int]]) -> RotaModel:
    """A model with a truth value for each of ``pairs``, and the rest that everybody needs between duties."""
    model = cp_model.CpModel()
    fills = {pair: model.new_bool_var(f"{pair[0]}:{pair[1]}") for pair in pairs}
    rota = RotaModel(problem, model, fills)
    for person in rota.own:
        _rest(rota, person)
    return rota


def allowed_pairs(problem: RotaProblem) -> list[tuple[int, int]]:
    """(person, duty) that no rule on the person forbids, by position."""
    return [
        (p, d)
        for p, person in enumerate(problem.people)
        for d, duty in enumerate(problem.duties)
        if problem.refusal(person, duty) is None
    ]


def _rest(rota: RotaModel, person: int) -> None:
    """At most one of the duties of a person that are not over, rest included, when one of them starts."""
    for together in rota.problem.one_at_most(d for p, d in rota.fills if p == person):
        rota.model.add_at_most_one(rota.fills[person, d] for d in together)


@dataclass(frozen=True)
class Limit:
    """At most ``most`` of a sum of weights for one person; ``terms`` are (weight, truth value)."""

    person: int
    name: str
    when: date
    terms: list[tuple[int, Any]]
    most: int


def limits(rota: RotaModel) -> list[Limit]:
    """The limits by week and by four weeks of everybody, not yet in the model."""
    rules = rota.problem.rules
    found: list[Limit] = []
    for p, pairs in rota.own.items():
        weeks: dict[date, list[tuple[Duty, Any]]] = defaultdict(list)
        for duty, var in pairs:
            weeks[duty.week].append((duty, var))
        for week, own in weeks.items():
            most = math.floor(rules.week_hours * 60)
            longest = sorted((duty.minutes for duty, _ in own), reverse=True)[: rules.week_duties]
            if sum(longest) > most:
                found.append(Limit(p, "hours a week", week, [(duty.minutes, var) for duty, var in own], most))
            found.append(Limit(p, "duties a week", week, [(1, var) for _, var in own], rules.week_duties))
        found += _weekends(rota, p, weeks)
    return [one for one in found if sum(weight for weight, _ in one.terms) > one.most]


def _weekends(rota: RotaModel, person: int, weeks: dict[date, list[tuple[Duty, Any]]]) -> list[Limit]:
    busy: dict[date, Any] = {}
    for week, own in weeks.items():
        there = [var for duty, var in own if duty.date.weekday() >= 5]
        if there:
            busy[week] = rota.model.new_bool_var(f"weekend {person} {week}")
            for var in there:
                rota.model.add_implication(var, busy[week])
    most = rota.problem.rules.weekends_of_four
    return [
        Limit(person, "weekends of four", first, terms, most)
        for first in sorted(weeks)
        if len(terms := [(1, busy[w]) for k in range(4) if (w := first + timedelta(weeks=k)) in busy]) > most
    ]


def hold(rota: RotaModel, kept: Sequence[Limit]) -> None:
    """Add the limits to the model."""
    for one in kept:
        rota.model.add(sum(weight * var for weight, var in one.terms) <= one.most)


def unfairness(rota: RotaModel, people: Iterable[int] | None = None) -> tuple[list[tuple[int, Any]], int]:
    """Terms and constant of the objective, hundredths of a point: distances to fair shares, and wishes not met.

    Those of ``people``, by position, or of everybody.
    """
    terms: list[tuple[int, Any]] = []
    constant = 0
    for p in range(len(rota.problem.people)) if people is None else people:
        person, own = rota.problem.people[p], rota.own.get(p, [])
        for count in Count:
            terms.append((1, _distance(rota, person, count, [var for duty, var in own if count in duty.counts])))
        wishes, fixed = wish_terms(rota, person, own)
        terms += wishes
        constant += fixed
    return terms, constant


def _distance(rota: RotaModel, person: Person, count: Count, own: list[Any]) -> Any:
    """Points of a count: the highest of the lines through neighbouring points, which are convex in the number."""
    first, last = far_numbers(rota.problem, person, count)
    at = [points(rota.problem, person, count, number) for number in range(first, last + 1)]
    number = sum(own)
    if not own:
        return rota.model.new_constant(points(rota.problem, person, count, 0))
    cost = rota.model.new_int_var(0, SCALE * 10**6, "")
    for k, (here, there) in enumerate(itertools.pairwise(at)):
        rota.model.add(cost >= here + (there - here) * (number - first - k))
    return cost


def wish_terms(rota: RotaModel, person: Person, own: list[tuple[Duty, Any]]) -> tuple[list[tuple[int, Any]], int]:
    """Points of a person's wishes that are not met, hundredths, and those that no rota can meet."""
    rules = rota.problem.rules
    off = [(SCALE * rules.wish_off, var) for duty, var in own if duty.date in person.wishes_off]
    constant = 0
    on: list[tuple[int, Any]] = []
    for day in sorted(person.wishes_on):
        there = [var for duty, var in own if duty.date == day]
        if not there:
            continue
        missed = rota.model.new_bool_var("")
        rota.model.add_bool_or([missed, *there])
        on.append((SCALE * rules.wish_on, missed))
    return [*off, *on], constant


def deterministic(seed: int, seconds: float) -> cp_model.CpSolver:
    """A solver whose search depends on nothing but the model and the seed: one worker, with an effort in its own time.

    Several workers in turns (``interleave_search``) would be as repeatable, but OR-Tools 9.15 ends the process on some
    rotas that cannot be filled.
    """
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = seconds
    return solver
