"""A fairer rota by groups: the duties of a few people are taken from them and shared out again as well as can be.

Large-neighbourhood search: what no chain of small changes reaches, such as the weeks of somebody who is on duty as
often as the rules allow, is a small problem for CP-SAT once everybody else stays as they are. Points and limits are
those of each person, so that groups without a common person can be solved side by side, and their gains add up.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from maillage.planning.rota.data import Count, RotaProblem
from maillage.planning.rota.fairness import SCALE, points, points_of_person
from maillage.planning.rota.model import deterministic, hold, limits, rota_model, unfairness
from maillage.planning.rota.search import Found

SIZES = (7, 7, 9)  # people of a group, in turn
AT_ONCE = 2  # groups solved side by side
LONGEST = 1.0  # effort of one group, in the deterministic time of CP-SAT
EACH = 0.05  # effort of making a group's model, which that time leaves out
ANYBODY = 0.05  # points: the weight with which somebody is drawn who is where they should be


def improve_by_groups(
    problem: RotaProblem,
    filled: Found,
    numbers: NDArray[np.int64],
    seed: int,
    seconds: float,
    enough: Callable[[Found], bool],
) -> Found:
    """A rota at least as fair as ``filled``, in which every duty is filled, until ``enough`` or the effort is spent.

    People far from the fairest ``numbers`` (P, C) of duties are drawn into groups more often. The same problem and seed
    give the same rota: effort is counted in the deterministic time of CP-SAT.
    """
    dice, found, left, turn = random.Random(seed), set(filled), seconds * AT_ONCE, 0  # noqa: S311 a search
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while left > 0 and not enough(found):
            turn += 1
            groups = _draw(dice, _distances(problem, found, numbers), SIZES[turn % len(SIZES)])
            tasks = [threads.submit(_shared_out, problem, found, group, turn) for group in groups]
            for task in tasks:
                before, after, effort = task.result()
                found = (found - before) | after
                left -= EACH + effort
    return found


def _distances(problem: RotaProblem, found: Found, numbers: NDArray[np.int64]) -> list[float]:
    """How many points each person is from those of the fairest numbers, up or down, and of wishes that are not met."""
    own: dict[int, list[int]] = {p: [] for p in range(len(problem.people))}
    for p, d in found:
        own[p].append(d)
    distances: list[float] = []
    for p, person in enumerate(problem.people):
        duties = [problem.duties[d] for d in own[p]]
        now = {count: points(problem, person, count, sum(count in d.counts for d in duties)) for count in Count}
        then = {count: points(problem, person, count, int(numbers[p, c])) for c, count in enumerate(Count)}
        wishes = points_of_person(problem, person, duties) - sum(now.values())
        distances.append((sum(abs(now[count] - then[count]) for count in Count) + wishes) / SCALE)
    return distances


def _draw(dice: random.Random, distances: Sequence[float], size: int) -> list[list[int]]:
    """Groups without a common person, of ``size`` people as far as there are enough, drawn by their distances."""
    left, groups = list(range(len(distances))), list[list[int]]()
    for _ in range(AT_ONCE):
        group: list[int] = []
        while left and len(group) < size:
            at = dice.choices(range(len(left)), [distances[p] + ANYBODY for p in left])[0]
            group.append(left.pop(at))
        if group:
            groups.append(sorted(group))
    return groups


def _shared_out(problem: RotaProblem, found: Found, group: Sequence[int], turn: int) -> tuple[Found, Found, float]:
    """What a group holds, the same duties shared out among them at least as fairly, and the effort that this took."""
    held = {(p, d) for p, d in found if p in group}
    duties = sorted(d for _, d in held)
    pairs = [(p, d) for p in group for d in duties if problem.refusal(problem.people[p], problem.duties[d]) is None]
    rota = rota_model(problem, pairs)
    rota.fill_all(duties)
    rota.hint(held)
    hold(rota, limits(rota))
    terms, _ = unfairness(rota, group)
    rota.model.minimize(sum(weight * var for weight, var in terms))
    solver = deterministic(turn, LONGEST)
    status = solver.solve(rota.model)
    better = rota.filled(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else held
    return held, better, solver.response_proto.deterministic_time
