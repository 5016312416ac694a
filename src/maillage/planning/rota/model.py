"""The programme of a rota for CP-SAT: who may fill what, rest, limits by week and weekend, and unfairness."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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

    def of_person(self, person: int) -> list[tuple[Duty, Any]]:
        """The duties that a person may fill, with their truth values."""
        return [(self.problem.duties[d], var) for (p, d), var in self.fills.items() if p == person]


def rota_model(problem: RotaProblem, pairs: Sequence[tuple[int, int]]) -> RotaModel:
    """A model with a truth value for each of ``pairs``, and the rest that everybody needs between duties."""
    model = cp_model.CpModel()
    fills = {pair: model.new_bool_var(f"{pair[0]}:{pair[1]}") for pair in pairs}
    rota = RotaModel(problem, model, fills)
    for person in range(len(problem.people)):
        _rest(rota, rota.of_person(person))
    return rota


def allowed_pairs(problem: RotaProblem) -> list[tuple[int, int]]:
    """(person, duty) that no rule on the person forbids, by position."""
    return [
        (p, d)
        for p, person in enumerate(problem.people)
        for d, duty in enumerate(problem.duties)
        if problem.refusal(person, duty) is None
    ]


def _rest(rota: RotaModel, own: list[tuple[Duty, Any]]) -> None:
    """At most one of the duties that are not over, rest included, when one of them starts."""
    rest = timedelta(hours=rota.problem.rules.rest_hours)
    done = set[frozenset[str]]()
    for duty, _ in own:
        together = [(other, var) for other, var in own if other.starts <= duty.starts < other.ends + rest]
        key = frozenset(other.id for other, _ in together)
        if len(together) > 1 and key not in done:
            done.add(key)
            rota.model.add_at_most_one(var for _, var in together)


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
    for p in range(len(rota.problem.people)):
        weeks: dict[date, list[tuple[Duty, Any]]] = defaultdict(list)
        for duty, var in rota.of_person(p):
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


def unfairness(rota: RotaModel) -> tuple[list[tuple[int, Any]], int]:
    """Terms and constant of the objective, hundredths of a point: distances to fair shares, and wishes not met."""
    terms: list[tuple[int, Any]] = []
    constant = 0
    for p, person in enumerate(rota.problem.people):
        own = rota.of_person(p)
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
    """A solver whose search depends on nothing but the model and the seed."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 2
    solver.parameters.interleave_search = True
    solver.parameters.max_deterministic_time = seconds
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    return solver
