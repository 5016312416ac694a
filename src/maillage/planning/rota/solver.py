"""Fill a rota: all duties, under all rules, as fairly as possible, with the proof of how fair it can be."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from maillage.errors import ImpossiblePlan
from maillage.planning.result import gap_of
from maillage.planning.rota.at_numbers import at_numbers
from maillage.planning.rota.changes import ImpossibleRota, smallest_change
from maillage.planning.rota.data import RotaProblem
from maillage.planning.rota.fairness import SCALE, points_of
from maillage.planning.rota.greedy import first_rota
from maillage.planning.rota.model import allowed_pairs, deterministic, hold, limits, rota_model, unfairness
from maillage.planning.rota.programme import fair_numbers
from maillage.planning.rota.search import Found, improve_rota

SMALL = 5_000  # people times duties up to which CP-SAT proves more than the relaxation
EXACT = 1.5  # effort of the exact search at the fairest numbers, in that of small changes
RELAXATION = 120.0  # seconds for the bound: a safeguard, as the same seed gives the same rota only if it suffices


@dataclass(frozen=True)
class Rota:
    """Who fills each duty, as (duty id, person id) by start, with the proof.

    ``objective`` and ``bound`` are points of unfairness: no rota has fewer than ``bound``; ``gap`` is their difference
    over the objective.
    """

    filled: tuple[tuple[str, str], ...]
    objective: float
    bound: float
    gap: float
    seed: int
    seconds: float

    def of(self, person: str) -> tuple[str, ...]:
        """Ids of the duties of a person."""
        return tuple(duty for duty, who in self.filled if who == person)


def fill(problem: RotaProblem, seed: int = 1, seconds: float = 20.0, gap: float = 0.01) -> Rota:
    """Fill the duties; the same problem and seed give the same rota.

    A first rota is made fairer by small changes; the relaxation of the programme gives the bound and the fairest
    numbers of duties by person. Until the relative ``gap``, or for the effort ``seconds`` (about seconds on a machine
    of 2020, counted in tries), more small changes aim at these numbers; if they do not reach it, CP-SAT looks for a
    rota that has exactly these numbers. For a small problem, or if duties stay empty, it searches the whole programme,
    in its own deterministic time. Raises ``ImpossibleRota`` with the smallest change that makes a rota possible and the
    rota with holes, ``ImpossiblePlan`` without duties or if none was found.
    """
    start = time.perf_counter()
    if not problem.duties:
        raise ImpossiblePlan("There is no duty between these dates. Give patterns with days in the weeks of the rota.")
    large = len(problem.people) * len(problem.duties) > SMALL

    def whole(rota: Found) -> bool:
        return len(rota) == len(problem.duties)

    def fair_enough(rota: Found) -> bool:
        return whole(rota) and _points(problem, rota) - bound <= gap * _points(problem, rota)

    found, bound = improve_rota(problem, first_rota(problem), seed, min(seconds, 1.0)), 0.0
    if large and not whole(found):
        found = improve_rota(problem, found, seed, seconds / 2, whole)
    if whole(found):
        fair = fair_numbers(problem, RELAXATION)
        bound = fair.least
        if not fair_enough(found):
            found = improve_rota(problem, found, seed + 1, seconds, fair_enough, fair.numbers)
        if large and fair.numbers is not None and not fair_enough(found):
            found = at_numbers(problem, found, fair.numbers, bound / (1 - gap), seed, seconds * EXACT)
    if not whole(found) or not (large or fair_enough(found)):
        found, proven = _search(problem, found, bound, seed, seconds, gap)
        bound = max(bound, proven)
    names = _named(problem, found)
    objective = _points(problem, found) / SCALE
    bound = min(bound / SCALE, objective)
    return Rota(names, objective, bound, gap_of(bound, objective), seed, time.perf_counter() - start)


def _named(problem: RotaProblem, found: Found) -> tuple[tuple[str, str], ...]:
    """(duty id, person id) by start of the duty."""
    return tuple((problem.duties[d].id, problem.people[p].id) for d, p in sorted((d, p) for p, d in found))


def _points(problem: RotaProblem, found: Found) -> int:
    return points_of(problem, [(problem.duties[d].id, problem.people[p].id) for p, d in found])


def _search(
    problem: RotaProblem, found: Found, bound: float, seed: int, seconds: float, gap: float
) -> tuple[Found, float]:
    """The fairest rota that CP-SAT finds from ``found``, and its bound, in hundredths of a point."""
    rota = rota_model(problem, allowed_pairs(problem))
    by_duty: dict[int, list[Any]] = {d: [] for d in range(len(problem.duties))}
    for pair, var in rota.fills.items():
        by_duty[pair[1]].append(var)
        rota.model.add_hint(var, pair in found)
    for there in by_duty.values():
        rota.model.add_exactly_one(there)
    hold(rota, limits(rota))
    terms, constant = unfairness(rota)
    total = sum(points * var for points, var in terms)
    if bound > 0:
        rota.model.add(total + constant >= math.floor(bound))
    rota.model.minimize(total)
    solver = deterministic(seed, seconds)
    # The gap is that of all points, the constant among them.
    if len(found) == len(problem.duties):
        solver.parameters.absolute_gap_limit = gap * max(bound, 1.0)
    status = solver.solve(rota.model)
    if status == cp_model.INFEASIBLE:
        raise ImpossibleRota(smallest_change(problem, seed), _named(problem, found))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        better = {pair for pair, var in rota.fills.items() if solver.boolean_value(var)}
        if len(found) < len(problem.duties) or _points(problem, better) < _points(problem, found):
            found = better
    if len(found) < len(problem.duties):
        raise ImpossiblePlan(f"No rota was found with the effort of {seconds:g} seconds. Allow more, or fewer rules.")
    return found, solver.best_objective_bound + constant
