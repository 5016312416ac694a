"""A rota with exactly the fairest numbers of duties of everybody: only who fills which duty is left to find.

The numbers of the relaxation decide all points but those of wishes. As equations they leave CP-SAT a problem without a
sum of distances, and the points that are enough are one more row: what is looked for is any rota that satisfies them.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from maillage.planning.rota.data import Count, RotaProblem
from maillage.planning.rota.fairness import points
from maillage.planning.rota.model import allowed_pairs, hold, limits, rota_model, wish_terms
from maillage.planning.rota.search import Found

ENOUGH = 10**12  # points, in hundredths, that are no limit
WORKERS = 8  # kinds of search, in turns of a fixed length: two of them alone hardly ever find a rota


def at_numbers(
    problem: RotaProblem, found: Found, numbers: NDArray[np.int64], most: float, seed: int, seconds: float
) -> Found:
    """A rota with these ``numbers`` (P, C) and at most ``most`` points, in hundredths; ``found`` if none is found.

    The same problem and seed give the same rota: the effort is in the deterministic time of CP-SAT.
    """
    rota = rota_model(problem, allowed_pairs(problem))
    of_duty: dict[int, list[cp_model.IntVar]] = {d: [] for d in range(len(problem.duties))}
    for pair, var in rota.fills.items():
        of_duty[pair[1]].append(var)
        rota.model.add_hint(var, pair in found)
    for there in of_duty.values():
        rota.model.add_exactly_one(there)
    hold(rota, limits(rota))
    left, terms = math.floor(min(most, ENOUGH)), list[tuple[int, cp_model.IntVar]]()
    for p, person in enumerate(problem.people):
        own = rota.of_person(p)
        for c, count in enumerate(Count):
            number = int(numbers[p, c])
            left -= points(problem, person, count, number)
            rota.model.add(sum(var for duty, var in own if count in duty.counts) == number)
        wishes, constant = wish_terms(rota, person, own)
        terms += wishes
        left -= constant
    rota.model.add(sum(weight * var for weight, var in terms) <= left)
    solver = cp_model.CpSolver()
    solver.parameters.random_seed, solver.parameters.max_deterministic_time = seed, seconds
    solver.parameters.num_workers, solver.parameters.interleave_search = WORKERS, True
    if solver.solve(rota.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return found
    return {pair for pair, var in rota.fills.items() if solver.boolean_value(var)}
