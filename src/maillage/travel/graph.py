"""The road graph: a directed graph in compressed rows, with nodes ordered along a Morton curve."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

LONGEST_ARC = np.iinfo(np.int32).max // 4


def morton_order(x: Float64, y: Float64) -> Int64:
    """Positions that sort points along a Morton (Z) curve, so that nearby points have nearby numbers.

    ``x`` and ``y`` are (n,) in any common unit. The sort is stable, so equal input gives equal output everywhere.
    """
    if len(x) == 0:
        return np.zeros(0, np.int64)
    span = max(float(np.ptp(x)), float(np.ptp(y)), 1e-9)
    scale = (2**21 - 1) / span
    code = _spread((x - x.min()) * scale) | (_spread((y - y.min()) * scale) << np.uint64(1))
    return np.argsort(code, kind="stable").astype(np.int64)


def _spread(values: Float64) -> NDArray[np.uint64]:
    """Insert zero bits between the 21 bits of each value."""
    bits = values.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits


@dataclass(frozen=True)
class RoadGraph:
    """A directed graph with integer costs on its arcs.

    Node ``k`` is the ``original[k]``-th point given to :meth:`from_arcs`; its arcs are ``heads[indptr[k]:indptr[k +
    1]]``, sorted, at most one towards each head.
    """

    indptr: Int64  # (n + 1,)
    heads: Int32  # (m,)
    seconds: Int32  # (m,) in 1/ticks second; whole seconds if ticks is 1
    x: Float64  # (n,) metres
    y: Float64  # (n,) metres
    original: Int64  # (n,) number of the node before reordering
    ticks: int = 1
    weights: Int32 | None = None  # (m,) costs for route choice, if they are not the seconds

    @classmethod
    def from_arcs(
        cls,
        tails: ArrayLike,
        heads: ArrayLike,
        seconds: ArrayLike,
        x: ArrayLike,
        y: ArrayLike,
        ticks: int = 1,
        weights: ArrayLike | None = None,
    ) -> RoadGraph:
        """Build the graph from arcs ``tails[k] -> heads[k]`` that take ``seconds[k]``, all (m,), over n points (n,).

        Times are integers in 1/``ticks`` second. Of parallel arcs the one with the least weight (by default: the
        fastest) is kept; loops are dropped. Raises ``ValueError`` if an arc refers to a node that does not exist, a
        time is negative or too long, or a coordinate is not finite.
        """
        px, py = np.asarray(x, np.float64), np.asarray(y, np.float64)
        tail, head = np.asarray(tails, np.int64), np.asarray(heads, np.int64)
        time = np.asarray(seconds, np.int64)
        cost = time if weights is None else np.asarray(weights, np.int64)
        _check(tail, head, time, px, py)
        _check(tail, head, cost, px, py)
        order = morton_order(px, py)
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        tail, head = place[tail], place[head]
        sorting = np.lexsort((time, cost, head, tail))
        tail, head = tail[sorting], head[sorting]
        keep = tail != head
        keep[1:] &= (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        chosen = sorting[keep]
        tail, head = tail[keep], head[keep]
        indptr = np.zeros(len(order) + 1, np.int64)
        np.cumsum(np.bincount(tail, minlength=len(order)), out=indptr[1:])
        return cls(
            indptr,
            head.astype(np.int32),
            time[chosen].astype(np.int32),
            px[order],
            py[order],
            order,
            ticks,
            None if weights is None else cost[chosen].astype(np.int32),
        )

    def __len__(self) -> int:
        return len(self.x)

    @property
    def arcs(self) -> int:
        """Number of directed arcs."""
        return len(self.heads)

    @cached_property
    def place(self) -> Int32:
        """(n,) current number of each original node: ``place[original[k]] == k``."""
        place = np.empty(len(self), np.int32)
        place[self.original] = np.arange(len(self), dtype=np.int32)
        return place

    @cached_property
    def tails(self) -> Int32:
        """(m,) the tail node of each arc."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.indptr))


def _check(tail: Int64, head: Int64, cost: Int64, x: Float64, y: Float64) -> None:
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"x and y must be two lists of one length, not {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("every node needs finite coordinates")
    if tail.ndim != 1 or not tail.shape == head.shape == cost.shape:
        raise ValueError(f"tails, heads and seconds differ in length: {tail.shape}, {head.shape}, {cost.shape}")
    if len(tail) == 0:
        return
    if min(tail.min(), head.min()) < 0 or max(tail.max(), head.max()) >= len(x):
        raise ValueError(f"an arc names a node outside 0..{len(x) - 1}")
    if cost.min() < 0 or cost.max() > LONGEST_ARC:
        raise ValueError(f"arc times must lie between 0 and {LONGEST_ARC}, not {cost.min()}..{cost.max()}")
