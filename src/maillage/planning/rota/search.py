"""A good rota by many small changes, in rounds."""

from __future__ import annotations

from collections.abc import Callable

from maillage.planning.rota.annealing import anneal, as_positions
from maillage.planning.rota.data import RotaProblem
from maillage.planning.rota.fairness import points_of
from maillage.planning.rota.tables import Whole, tables_of

Found = set[tuple[int, int]]  # (person, duty), by position

TRIES = 3_000  # tries for each duty in the first round; each round has twice as many as the one before
HOT, COLD = 400.0, 2.0  # temperatures, hundredths of a point
WARM = 100.0  # the first temperature from a rota whose outline is right already
TRIES_A_SECOND = 2_000_000  # on a machine of 2020: the unit of effort, so that the seed alone decides
ROUNDS = 12  # a rota that so many rounds leave where it is will not move


def improve_rota(
    problem: RotaProblem,
    filled: Found,
    seed: int,
    seconds: float = 1.0,
    enough: Callable[[Found], bool] = lambda _: False,
    hot: float = HOT,
) -> Found:
    """A rota at least as full as ``filled``, and fairer, by many exchanges that begin at the temperature ``hot``.

    Rounds end when the rota is ``enough``, or the effort of ``seconds`` is spent; one round is always run.
    """
    tables = tables_of(problem)
    best = as_positions(tables, filled)
    left, tries = int(seconds * TRIES_A_SECOND), TRIES * len(best)
    for turn in range(ROUNDS):
        tries = min(tries, max(left, len(best)))
        who = anneal(tables, best, seed + turn, tries, hot, COLD)
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
