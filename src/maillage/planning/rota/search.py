"""A good rota by many small changes: towards the fairest numbers of duties, if they are known, else in rounds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from maillage.planning.rota.annealing import anneal, as_positions
from maillage.planning.rota.data import Count, RotaProblem
from maillage.planning.rota.fairness import points_of
from maillage.planning.rota.tables import Tables, Whole, tables_of

Found = set[tuple[int, int]]  # (person, duty), by position

TRIES = 3_000  # tries for each duty in the first round; each round has twice as many as the one before
HOT, COLD = 400.0, 4.0  # temperatures, hundredths of a point
WARM, COOL = 100.0, 8.0  # those of a search towards numbers
TRIES_A_SECOND = 2_000_000  # on a machine of 2020: the unit of effort, so that the seed alone decides
ROUNDS = 12  # a rota that so many rounds leave where it is will not move
AWAY = 100  # points, in hundredths, for each duty away from the number aimed at, times the weight of its count
DEARER = 3  # wishes against those, so that they are not given up for a number


def improve_rota(
    problem: RotaProblem,
    filled: Found,
    seed: int,
    seconds: float = 1.0,
    enough: Callable[[Found], bool] = lambda _: False,
    numbers: NDArray[np.int64] | None = None,
) -> Found:
    """A rota at least as full as ``filled``, and fairer.

    Rounds end when the rota is ``enough``, or the effort of ``seconds`` is spent; one round is always run. With
    ``numbers`` (P, C) of duties by person and count, every second round aims at them in place of the points.
    """
    tables = tables_of(problem)
    aimed = None if numbers is None else _aimed_at(problem, tables, numbers)
    best = as_positions(tables, filled)
    left, tries = int(seconds * TRIES_A_SECOND), TRIES * len(best)
    for turn in range(ROUNDS):
        tries = min(tries, max(left, len(best)))
        if aimed is not None and turn % 2 == 0:
            who = anneal(aimed, best, seed + turn, tries, WARM, COOL)
        else:
            who = anneal(tables, best, seed + turn, tries, HOT if numbers is None else WARM / 4, COLD)
        if _worth(problem, who) < _worth(problem, best):
            best = who
        left -= tries
        tries *= 2
        if left <= 0 or enough(_pairs(problem, best)):
            break
    return _pairs(problem, best)


def _pairs(problem: RotaProblem, who: Whole) -> Found:
    return {(p, d) for d, p in enumerate(who.tolist()) if p < len(problem.people)}


def _worth(problem: RotaProblem, who: Whole) -> tuple[int, int]:
    """The lower the better: duties that nobody holds, then points."""
    pairs = _pairs(problem, who)
    named = [(problem.duties[d].id, problem.people[p].id) for p, d in pairs]
    return len(who) - len(pairs), points_of(problem, named)


def _aimed_at(problem: RotaProblem, tables: Tables, numbers: NDArray[np.int64]) -> Tables:
    """The same tables, with points for the distance to ``numbers`` in place of those for the fair shares."""
    weights = np.array([AWAY * max(problem.rules.weights[count], 1) for count in Count], dtype=np.int64)
    distance = np.abs(np.arange(tables.points.shape[2]) - numbers[:, :, None])
    points = np.ascontiguousarray(distance * weights[:, None])
    return tables._replace(points=points, off=DEARER * tables.off, missed=DEARER * tables.missed)
