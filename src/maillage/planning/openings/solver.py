"""Choose the sites to open: p-median and maximal coverage, with the proof."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from maillage.errors import ImpossiblePlan
from maillage.planning.openings.branching import Told, search
from maillage.planning.openings.covering import cover
from maillage.planning.openings.problem import Floats, Ints, Location
from maillage.planning.result import gap_of


@dataclass(frozen=True, eq=False)
class Chosen:
    """The sites to open (positions, sorted), with the proof.

    ``objective`` is what they are worth or cost, ``bound`` what no choice of as many sites surpasses, ``gap`` the
    difference over the bound (over the objective, where less is better). ``marginal`` (M,) is the change of the
    objective by each candidate, the others as chosen: what an open site adds, what a closed one would add.
    """

    sites: Ints
    objective: float
    bound: float
    gap: float
    seconds: float
    marginal: Floats


def choose(problem: Location, seconds: float = 60.0, told: Told | None = None) -> Chosen:
    """Choose the sites of least weighted cost; the same problem gives the same sites if ``seconds`` suffice.

    ``told`` is called with (objective, bound) while the search goes on. The marginals are savings of cost.
    """
    start = time.perf_counter()
    find = cover if problem.covering else search
    best, bound = find(problem, start + refused_seconds(seconds), told)
    if problem.integral and np.isfinite(bound):
        bound = math.ceil(bound - 1e-6)
    bound = min(float(bound), best.cost)
    return Chosen(
        sites=best.sites,
        objective=best.cost,
        bound=bound,
        gap=gap_of(bound, best.cost),
        seconds=time.perf_counter() - start,
        marginal=_savings(problem, best.sites),
    )


def refused_seconds(seconds: float) -> float:
    """The time allowed. Raises ``ImpossiblePlan`` if there is none."""
    if not seconds > 0:
        raise ImpossiblePlan(f"{seconds:g} seconds give no time to choose. Allow more than 0.")
    return seconds


def nearest_site(problem: Location, sites: Ints) -> tuple[Ints, Floats]:
    """The open site that serves each demand point (N,), and what one of its units costs there (N,)."""
    served = problem.cost[:, sites]
    which = served.argmin(axis=1)
    return sites[which], served[np.arange(len(served)), which]


def _savings(problem: Location, sites: Ints) -> Floats:
    """(M,) cost that each candidate saves: an open site beside the other ones, a closed site beside all of them."""
    cost = problem.weighted
    served = np.sort(cost[:, sites], axis=1)
    saved = np.maximum(served[:, :1] - cost, 0.0).sum(axis=0)
    for site in sites.tolist():
        others = cost[:, sites[sites != site]]
        # The only site of all: without it, everything would be as far as the farthest candidate.
        without = others.min(axis=1) if others.shape[1] else cost.max(axis=1)
        saved[site] = float((without - served[:, 0]).sum())
    return saved
