"""Fill a rota: all duties, under all rules, as fairly as possible, with the proof of how fair it can be."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from maillage.errors import ImpossiblePlan
from maillage.planning.result import gap_of
from maillage.planning.rota.changes import ImpossibleRota, smallest_change
from maillage.planning.rota.data import RotaProblem
from maillage.planning.rota.fairness import SCALE, points_of
from maillage.planning.rota.greedy import first_rota
from maillage.planning.rota.model import allowed_pairs, deterministic, hold, limits, rota_model, unfairness
from maillage.planning.rota.programme import least_points
from maillage.planning.rota.search import improve_rota

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

    A first rota is made fairer by small changes; the relaxation of the programme gives the bound; CP-SAT then searches
    for a fairer rota until the relative ``gap``, or for the effort ``seconds``, in its own deterministic time (about a
    second on a machine of 2020). Raises ``ImpossibleRota`` with the smallest change that makes a rota possible and the
    rota with holes, ``ImpossiblePlan`` without duties or if none was found.
    """
    start = time.perf_counter()
    if not problem.duties:
        raise ImpossiblePlan("There is no duty between these dates. Give patterns with days in the weeks of the rota.")
    found = improve_rota(problem, first_rota(problem), seed)
    whole = len(found) == len(problem.duties)
    bound = least_points(problem, RELAXATION) if whole else 0.0
    if not whole or _points(problem, found) - bound > gap * _points(problem, found):
        found, proven = _search(problem, found, bound, seed, seconds, gap)
        bound = max(bound, proven)
    names = _named(problem, found)
    objective = _points(problem, found) / SCALE
    bound = min(bound / SCALE, objective)
    return Rota(names, objective, bound, gap_of(bound, objective), seed, time.perf_counter() - start)


def _named(problem: RotaProblem, found: set[tuple[int, int]]) -> tuple[tuple[str, str], ...]:
    """(duty id, person id) by start of the duty."""
    return tuple((problem.duties[d].id, problem.people[p].id) for d, p in sorted((d, p) for p, d in found))


def _points(problem: RotaProblem, found: set[tuple[int, int]]) -> int:
    return points_of(problem, [(problem.duties[d].id, problem.people[p].id) for p, d in found])


def _search(
    problem: RotaProblem, found: set[tuple[int, int]], bound: float, seed: int, seconds: float, gap: float
) -> tuple[set[tuple[int, int]], float]:
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
