"""A proven bound: Lagrangian relaxation of "each demand point is served once", improved by subgradient steps.

For prices u (N,) of being served, no choice of p sites costs less than

    L(u) = sum u + the p smallest of rho_j,    rho_j = sum_i min(0, c_ij - u_i)

J. E. Beasley, A note on solving large p-median problems, European Journal of Operational Research 21, 1985. The same
rho tell which candidates every better choice opens, and which it cannot open.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maillage.planning.openings.problem import Bools, Floats, Ints

SMALLEST = 2e-3  # step, as a share of the distance to the best choice, at which a search ends
CLOSER = 1e-3  # share of the gap by which the bound must rise to count as progress
MOMENTUM = 0.5  # share of the last heading that is kept
ROUNDING = 1e-9  # relative error of sums of costs


@dataclass(eq=False)
class Node:
    """A set of choices and its bound: ``must`` open and ``may`` open, (M,); ``prices`` (N,) give the ``bound``.

    ``bound`` holds for the choices of the set that are better than the best one known.
    """

    must: Bools
    may: Bools
    prices: Floats
    bound: float = -np.inf

    @property
    def free(self) -> Bools:
        """(M,) candidates that are not settled."""
        return self.may & ~self.must


@dataclass(frozen=True)
class Effort:
    """``steps`` of a search, beginning with step length ``first``, halved after ``patience`` turns without progress."""

    steps: int
    first: float
    patience: int


@dataclass(eq=False)
class Best:
    """The best choice known, its cost, and until when to search (a time of ``perf_counter``).

    With ``integral`` costs a better choice is cheaper by one or more.
    """

    sites: Ints
    cost: float
    integral: bool
    deadline: float

    def excludes(self, bound: float) -> bool:
        """Whether no choice of at least ``bound`` is better."""
        return bound > self.cost - (1 - 1e-6 if self.integral else ROUNDING * max(1.0, abs(self.cost)))

    @property
    def late(self) -> bool:
        """Whether time is over."""
        return time.perf_counter() > self.deadline


Look = Callable[[Ints, int], None]
"""Called with the choice of a turn (candidates, sorted) and the number of the turn; may improve the best choice."""


def raise_bound(cost: Floats, count: int, node: Node, best: Best, effort: Effort, look: Look) -> Floats:
    """Raise the bound of ``node`` and settle candidates, until nothing better is left or the effort is spent.

    ``cost`` (N, M) is weighted. Returns the rho (M,) of the best bound.
    """
    price, heading = node.prices.copy(), np.zeros(len(cost))
    step, idle, spare, kept = effort.first, 0, np.empty_like(cost), np.zeros(cost.shape[1])
    for turn in range(effort.steps):
        np.subtract(cost, price[:, None], out=spare)
        np.minimum(spare, 0.0, out=spare)
        rho = spare.sum(axis=0)
        chosen = cheapest(rho, node, count)
        bound = float(price.sum() + rho[chosen].sum())
        idle = 0 if bound > node.bound + CLOSER * abs(best.cost - node.bound) else idle + 1
        if bound > node.bound:
            node.bound, node.prices, kept = bound, price.copy(), rho
        look(chosen, turn)
        settle(node, rho, count, bound, best)
        if best.excludes(node.bound) or not node.free.any() or step < SMALLEST or best.late:
            break
        if idle >= effort.patience:
            step, idle = step / 2, 0
        heading = 1.0 - (spare[:, chosen] < 0).sum(axis=1) + MOMENTUM * heading
        length = float(heading @ heading)
        if not length:
            break
        price = price + step * (1.01 * best.cost - bound) / length * heading
    return kept


def cheapest(rho: Floats, node: Node, count: int) -> Ints:
    """The ``count`` candidates of smallest rho, sorted, among them all that must open."""
    ranked = np.where(node.must, -np.inf, np.where(node.may, rho, np.inf))
    return np.sort(np.argpartition(ranked, count - 1)[:count])


def settle(node: Node, rho: Floats, count: int, bound: float, best: Best) -> None:
    """Settle what the ``bound`` of these ``rho`` proves: opening, or closing, one candidate would exclude the rest."""
    chosen = np.zeros(len(rho), dtype=np.bool_)
    chosen[cheapest(rho, node, count)] = True
    inside, outside = chosen & ~node.must, ~chosen & node.may
    if not inside.any() or not outside.any():
        return
    dearest, next_one = float(rho[inside].max()), float(rho[outside].min())
    limit = best.cost - (1 - 1e-6 if best.integral else -ROUNDING * max(1.0, abs(best.cost)))
    node.may &= ~(outside & (bound + rho - dearest > limit))
    node.must |= inside & (bound - rho + next_one > limit)
