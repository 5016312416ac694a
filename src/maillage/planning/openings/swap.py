"""Good choices of sites: greedy opening, and swaps of an open site for a closed one until none helps.

Swaps are valued all at once from the two cheapest open sites of each demand point: M. Resende, R. Werneck, A fast
swap-based local search procedure for location problems, Annals of Operations Research 150, 2007.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from maillage.planning.openings.problem import Floats, Ints

BLOCK = 256  # candidates valued at once, so that the work space stays small


def greedy(cost: Floats, count: int, opened: Ints) -> Ints:
    """Open sites one by one, each the one that saves most; ``cost`` is weighted, (N, M)."""
    chosen = [int(site) for site in opened]
    best = cost[:, chosen].min(axis=1) if chosen else cost.max(axis=1)
    for _ in range(count - len(chosen)):
        total = np.minimum(cost, best[:, None]).sum(axis=0)
        total[chosen] = np.inf
        site = int(total.argmin())
        chosen.append(site)
        best = np.minimum(best, cost[:, site])
    return np.sort(np.array(chosen, dtype=np.int64))


def improve(cost: Floats, sites: Ints, opened: Ints) -> Ints:
    """Swap until no swap of one open site (never of ``opened``) for one closed site lowers the weighted cost."""
    sites = sites.copy()
    fixed = np.isin(sites, opened)
    while not fixed.all():
        gain = _swap_gains(cost, sites)
        gain[fixed] = -np.inf
        gain[:, sites] = -np.inf
        out, into = np.unravel_index(int(gain.argmax()), gain.shape)
        if not gain[out, into] > 1e-9 * max(1.0, float(cost[:, sites].min(axis=1).sum())):
            break
        sites[out] = into
    return np.sort(sites)


def _swap_gains(cost: Floats, sites: Ints) -> Floats:
    """(p, M) decrease of the weighted cost if open site ``sites[r]`` is replaced by candidate j."""
    n, m = cost.shape
    p = len(sites)
    served = cost[:, sites]
    first = served.argmin(axis=1)
    rows = np.arange(n)
    nearest = served[rows, first]
    if p > 1:
        served[rows, first] = np.inf
        second = served.min(axis=1)
    else:
        second = cost.max(axis=1)
    loss = np.bincount(first, weights=second - nearest, minlength=p)
    serves = sparse.csr_array((np.ones(n), (first, rows)), shape=(p, n))
    gains = np.empty((p, m))
    for start in range(0, m, BLOCK):
        part = cost[:, start : start + BLOCK]
        saved = np.maximum(nearest[:, None] - part, 0.0).sum(axis=0)
        spared = serves @ np.maximum(second[:, None] - np.maximum(part, nearest[:, None]), 0.0)
        gains[:, start : start + BLOCK] = saved[None, :] - loss[:, None] + spared
    return gains
