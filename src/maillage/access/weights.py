"""``Weights``: the matrix W of the method, stored by destination in 2 bytes per pair.

A step decay has few distinct weights: the pairs of a destination are grouped into *bands*, one for each weight, and
only their origins are stored. A decay with many weights (a curve) has a single band, and each pair also stores the
index of its weight, in 1 or 2 more bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.access.decay import Decay
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix, csr_matrix

    from maillage.travel import TravelTimes

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
SHARED_FROM = 4_000_000  # pairs from which two halves are summed on two threads; the split is the same on every machine
MOST_BANDS = 16  # distinct weights up to which bands are used: with more, most bands would hold one pair or none


@dataclass(frozen=True, eq=False)
class Weights:
    """W (n, n), for people of i and care in j; pairs of weight 0 are not stored.

    Band b of column j holds ``origin[start[j * bands + b]:start[j * bands + b + 1]]``, ascending. Without ``step`` its
    weight is ``table[b]``; with ``step`` there is one band, and each pair has the weight ``table[step]``.
    """

    start: Positions  # (n * bands + 1,)
    origin: NDArray[Any]  # (nnz,) uint16 up to 65,536 communes, else int32
    step: NDArray[Any]  # (0,) if pairs are in bands; (nnz,) uint8 up to 256 distinct weights, else uint16
    table: Floats  # (k,) weights

    @classmethod
    def build(cls, times: TravelTimes, decay: Decay) -> Weights:
        """Weigh the pairs of ``times``. Raises ``MaillageError`` if the times end before the decay's limit."""
        from maillage.access.kernels import count_bands, fill_bands

        check_limit(times, decay.limit)
        n = len(times.code)
        table, step_of = steps_by_second(decay, int(times.limit_seconds))
        bands = bands_of(len(table))
        arrays = np.asarray(times.indptr), np.asarray(times.indices), np.asarray(times.seconds), step_of, bands
        # Each half of the rows is counted and filled separately; within a band, pairs of the first half come first.
        halves = _halves(arrays[0], n)
        count = np.zeros((len(halves), n * bands), dtype=np.int64)
        _together(count_bands, [(*half, *arrays, one) for half, one in zip(halves, count, strict=True)])
        start = np.concatenate([[0], np.cumsum(count.sum(axis=0))]).astype(np.int64)
        free = start[:-1] + np.concatenate([np.zeros((1, n * bands), np.int64), np.cumsum(count, axis=0)[:-1]])
        origin = np.empty(start[-1], dtype=np.uint16 if n <= 1 << 16 else np.int32)
        step = np.empty(
            start[-1] if len(table) > MOST_BANDS else 0, dtype=np.uint8 if len(table) <= 1 << 8 else np.uint16
        )
        _together(fill_bands, [(*half, *arrays, one, origin, step) for half, one in zip(halves, free, strict=True)])
        # Without any pair, ``step`` is empty in both layouts and could not tell them apart.
        return cls(start, origin, step, table) if len(origin) else cls(start[::bands], origin, step, table[:0])

    def __len__(self) -> int:
        return (len(self.start) - 1) // self.bands

    @property
    def bands(self) -> int:
        """Number of bands of each destination."""
        return 1 if len(self.step) else max(len(self.table), 1)

    @property
    def pairs(self) -> int:
        """Number of pairs with a weight above 0."""
        return len(self.origin)

    @property
    def nbytes(self) -> int:
        """Size in memory, in bytes."""
        return self.start.nbytes + self.origin.nbytes + self.step.nbytes + self.table.nbytes

    def toward(self, people: Floats) -> Floats:
        """W' x: sum over the origins of each destination of their ``people`` (n,), weighted, (n,)."""
        value = np.ascontiguousarray(people, np.float64)
        bounds, weight = self.start, self._band_weights()
        if not self._worth_compiling():
            band = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
            weighed = self.table[self.step] * value[self.origin] if len(self.step) else value[self.origin]
            sums = np.bincount(band, weights=weighed, minlength=len(bounds) - 1).astype(np.float64, copy=False)
            return band_sum(sums.reshape(len(self), self.bands), weight)
        from maillage.access.kernels import gather

        out = np.empty(len(self))
        arrays = bounds, self.origin, self.step, self.table, weight, value, out
        _together(gather, [(*half, *arrays) for half in _halves(bounds[:: self.bands], len(self))])
        return out

    def spread(self, ratio: Floats) -> Floats:
        """W x: sum for each origin of the ``ratio`` (n,) at its destinations, weighted; columns with ratio 0 cost
        nothing.
        """
        value = np.ascontiguousarray(ratio, np.float64)
        if not self._worth_compiling():
            return np.bincount(self.origin, weights=self._pair_weights(value), minlength=len(self)).astype(
                np.float64, copy=False
            )
        from maillage.access.kernels import scatter

        arrays = (self.start, self.origin, self.step, self.table, self._band_weights(), value)
        halves = _halves(self.start[:: self.bands], len(self))
        out = np.zeros((len(halves), len(self)))
        _together(scatter, [(*half, *arrays, one) for half, one in zip(halves, out, strict=True)])
        return out[0] if len(halves) == 1 else out[0] + out[1]

    def _band_weights(self) -> Floats:
        """Weight of each band, (bands,); 1 if each pair has its own."""
        return np.ones(1) if len(self.step) or not len(self.table) else self.table

    def _pair_weights(self, ratio: Floats | None = None) -> Floats:
        """Weight of each pair, (nnz,), times the ``ratio`` (n,) of its destination if given."""
        by_band = np.tile(self._band_weights(), len(self))
        if ratio is not None:
            by_band *= np.repeat(ratio, self.bands)
        weight = np.repeat(by_band, np.diff(self.start))
        return self.table[self.step] * weight if len(self.step) else weight

    def _worth_compiling(self) -> bool:
        """Whether to use the compiled loops: loading them takes ten times as long as one sum over France in NumPy.

        Both add the same numbers in the same order, so the results are bit-identical.
        """
        return self.pairs >= SHARED_FROM or "numba" in sys.modules

    def column(self, position: int) -> tuple[Positions, Floats]:
        """Origins of one destination, without duplicates, in ascending order of weight, and their weights."""
        first, last = position * self.bands, (position + 1) * self.bands
        here = slice(int(self.start[first]), int(self.start[last]))
        if len(self.step):
            return self.origin[here].astype(np.int64), self.table[self.step[here]]
        weight = np.repeat(self._band_weights(), np.diff(self.start[first : last + 1]))
        return self.origin[here].astype(np.int64), weight

    def columns(self, positions: Sequence[int] | Positions) -> csc_matrix[Any]:
        """The columns of some destinations, (n, len(positions)), as a SciPy matrix."""
        from scipy.sparse import csc_matrix

        parts = [self.column(int(position)) for position in positions]
        start = np.concatenate([[0], np.cumsum([len(rows) for rows, _ in parts])])
        rows = np.concatenate([rows for rows, _ in parts]) if parts else np.empty(0, np.int64)
        data = np.concatenate([weight for _, weight in parts]) if parts else np.empty(0)
        return csc_matrix((data, rows, start), shape=(len(self), len(parts)))

    def to_csr(self) -> csr_matrix[Any]:
        """The same matrix for SciPy, (n, n), 12 bytes per pair."""
        from scipy.sparse import csc_matrix

        start = self.start[:: self.bands]
        data, shape = self._pair_weights(), (len(self), len(self))
        return csc_matrix((data, self.origin.astype(np.int32), start), shape=shape).tocsr()

    def squared(self) -> Weights:
        """Every weight squared; the pairs are shared, not copied."""
        return replace(self, table=self.table**2)

    def row_sums(self) -> Floats:
        """Sum of the weights of each origin, (n,)."""
        return self.spread(np.ones(len(self)))

    def column_sums(self) -> Floats:
        """Sum of the weights of each destination, (n,)."""
        return self.toward(np.ones(len(self)))


def check_limit(times: TravelTimes, minutes: float) -> None:
    """Raise ``MaillageError`` if the times end before ``minutes``."""
    if times.limit_seconds < minutes * 60:
        raise MaillageError(
            f"Travel times stop at {times.limit_seconds / 60:g} minutes, {minutes:g} are needed. "
            "Compute them again with a larger limit, or ask for fewer minutes."
        )


def steps_by_second(decay: Decay, limit_seconds: int) -> tuple[Floats, NDArray[np.int32]]:
    """Distinct weights of a decay, ascending, and the index of each second's weight up to the limit; -1 for weight 0.

    Raises ``MaillageError`` for a weight that is negative, infinite or NaN. Times are whole seconds: the decay is
    evaluated once for each second, so rounding never decides the step.
    """
    by_second = decay(np.arange(limit_seconds + 1) / 60.0)
    wrong = ~np.isfinite(by_second) | (by_second < 0)
    if bool(wrong.any()):
        second = int(wrong.argmax())
        raise MaillageError(f"The decay weighs {second / 60:g} minutes {by_second[second]}. Give weights of 0 or more.")
    table, number = np.unique(by_second[by_second > 0], return_inverse=True)
    step_of = np.full(len(by_second), -1, dtype=np.int32)
    step_of[by_second > 0] = number
    return table, step_of


def bands_of(weights: int) -> int:
    """Number of bands for a decay with ``weights`` distinct weights."""
    return max(weights, 1) if weights <= MOST_BANDS else 1


def band_sum(sums: Floats, weight: Floats) -> Floats:
    """Sum over the bands of ``weight`` (bands,) times ``sums`` (n, bands), added band after band, (n,)."""
    total = np.zeros(len(sums))
    for b, one in enumerate(weight):
        total += one * sums[:, b]
    return total


def _halves(start: Positions, n: int) -> list[tuple[int, int]]:
    """Two ranges with about equal numbers of pairs, of n rows or columns that begin at ``start``; one range for few
    pairs.
    """
    pairs = int(start[-1])
    if pairs < SHARED_FROM:
        return [(0, n)]
    middle = int(np.searchsorted(start, pairs // 2))
    return [(0, middle), (middle, n)]


def _together(work: Callable[..., None], calls: Sequence[tuple[Any, ...]]) -> None:
    """Call ``work`` with each of these arguments, in parallel threads if there are several."""
    if len(calls) == 1:
        work(*calls[0])
        return
    for task in [_pool().submit(work, *call) for call in calls]:
        task.result()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="weights")
