"""Maximal coverage by HiGHS: its programme is nearly integral, so that the search ends soon.

Demand points covered by the same candidates are one point with the sum of their weights.
"""

from __future__ import annotations

import time

import numpy as np

from maillage.planning.openings.branching import Told
from maillage.planning.openings.problem import Location
from maillage.planning.openings.relaxation import Best
from maillage.planning.openings.swap import greedy, improve
from maillage.planning.solving.highs import ModelBuilder


def cover(problem: Location, deadline: float, told: Told | None = None) -> tuple[Best, float]:
    """The best choice found until a time of ``perf_counter``, and the bound, for a problem of costs 0 and 1."""
    patterns, which = np.unique(problem.cost == 0, axis=0, return_inverse=True)
    weight = np.bincount(which, weights=problem.weight, minlength=len(patterns))
    opened = np.array(sorted(problem.opened), dtype=np.int64)
    cost = np.where(patterns, 0.0, weight[:, None])
    sites = improve(cost, greedy(cost, problem.count, opened), opened)
    best = Best(sites, problem.value(sites), problem.integral, deadline)
    model, m = ModelBuilder(), problem.cost.shape[1]
    lower = np.zeros(m)
    lower[opened] = 1.0
    opens = model.add_columns("open", m, lower=lower, upper=1.0, integer=True)
    covered = model.add_columns("covered", len(patterns), upper=1.0, value=weight)
    model.put(model.add_rows("count", 1, lower=problem.count, upper=problem.count)[0], opens, 1.0)
    rows = model.add_rows("reached", len(patterns), lower=0.0)
    model.put(rows, covered, -1.0)
    point, site = np.nonzero(patterns)
    model.put(rows[point], opens[site], 1.0)
    room = 1 - 1e-6 if problem.integral else 0.0
    left = max(deadline - time.perf_counter(), 0.1)
    solved = model.solve(options={"time_limit": left, "mip_rel_gap": 0.0, "mip_abs_gap": room})
    if solved.feasible:
        found = np.flatnonzero(solved.block(opens) > 0.5)
        if problem.value(found) < best.cost:
            best.sites, best.cost = found, problem.value(found)
    bound = float(weight.sum()) - solved.bound if np.isfinite(solved.bound) else 0.0
    if told is not None:
        told(best.cost, min(bound, best.cost))
    return best, min(bound, best.cost)
