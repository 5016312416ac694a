"""Fill a rota: all duties, under all rules, as fairly as possible, with the proof of how fair it can be."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from ortools.sat.python import cp_model

from maillage.errors import ImpossiblePlan
from maillage.planning.result import gap_of
from maillage.planning.rota.changes import ImpossibleRota, smallest_change
from maillage.planning.rota.data import RotaProblem
from maillage.planning.rota.fairness import SCALE, points_of
from maillage.planning.rota.greedy import first_rota, rounded_rota
from maillage.planning.rota.groups import improve_by_groups
from maillage.planning.rota.model import allowed_pairs, deterministic, hold, limits, rota_model, unfairness
from maillage.planning.rota.programme import fair_numbers
from maillage.planning.rota.search import WARM, Found, improve_rota

SMALL = 5_000  # people times duties up to which CP-SAT proves more than the relaxation
SHORT = 2.0  # effort of small changes, of which more hardly help
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

    A first rota is filled by small changes; the relaxation of the programme gives the bound and, rounded, a rota of the
    right outline, which small changes make fairer. Until the relative ``gap``, or for the effort ``seconds`` (about
    seconds on two cores of a machine of 2020, counted in tries), the duties of groups of people are shared out again
    among them. For a small problem that is not within the gap then, or if duties stay empty, CP-SAT searches the whole
    programme, in its own deterministic time. Raises ``ImpossibleRota`` with the smallest change that makes a rota
    possible and the rota with holes, ``ImpossiblePlan`` without duties or if none was found.
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
    if whole(found) and (fair := fair_numbers(problem, RELAXATION)) is not None:
        bound = fair.least
        if not fair_enough(found):
            outline = rounded_rota(problem, fair.shares)
            better = improve_rota(problem, outline, seed, min(seconds, SHORT), fair_enough, WARM)
            if whole(better) and _points(problem, better) < _points(problem, found):
                found = better
        if not fair_enough(found):
            found = improve_by_groups(problem, found, fair.numbers, seed, seconds, fair_enough)
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
    rota.fill_all(range(len(problem.duties)))
    rota.hint(found)
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
        better = rota.filled(solver)
        if len(found) < len(problem.duties) or _points(problem, better) < _points(problem, found):
            found = better
    if len(found) < len(problem.duties):
        raise ImpossiblePlan(f"No rota was found with the effort of {seconds:g} seconds. Allow more, or fewer rules.")
    return found, solver.best_objective_bound + constant
