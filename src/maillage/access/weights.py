"""``Weights``: the matrix W of the method, kept by destination in 3 bytes a pair (4 where a decay has many values)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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
SHARED_FROM = 4_000_000  # pairs from which two halves are summed on two threads; the halves never depend on the machine


@dataclass(frozen=True, eq=False)
class Weights:
    """W (n, n): ``W[i, j] = table[step]`` of the pair, for people of i and care in j; pairs of weight 0 are not kept.

    Column j holds ``origin[start[j]:start[j + 1]]``, ascending, and ``step`` of the same slice.
    """

    start: Positions  # (n + 1,)
    origin: NDArray[Any]  # (nnz,) uint16 up to 65,536 communes, else int32
    step: NDArray[Any]  # (nnz,) uint8 up to 256 distinct weights, else uint16
    table: Floats  # (k,) weights

    @classmethod
    def build(cls, times: TravelTimes, decay: Decay) -> Weights:
        """Weigh the pairs of ``times``. Raises ``MaillageError`` where the times stop short of the decay's limit."""
        from maillage.access.kernels import count_columns, fill_columns

        check_limit(times, decay.limit)
        n = len(times.code)
        # Times are whole seconds: the decay is looked up once for each second, so no step is decided by rounding.
        by_second = decay(np.arange(int(times.limit_seconds) + 1) / 60.0)
        table, number = np.unique(by_second[by_second > 0], return_inverse=True)
        step_of = np.full(len(by_second), -1, dtype=np.int32)
        step_of[by_second > 0] = number
        indptr, indices, seconds = np.asarray(times.indptr), np.asarray(times.indices), np.asarray(times.seconds)
        count = np.zeros(n, dtype=np.int64)
        count_columns(indices, seconds, step_of, count)
        start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        origin = np.empty(start[-1], dtype=np.uint16 if n <= 1 << 16 else np.int32)
        step = np.empty(start[-1], dtype=np.uint8 if len(table) <= 1 << 8 else np.uint16)
        fill_columns(indptr, indices, seconds, step_of, start[:-1].copy(), origin, step)
        return cls(start, origin, step, table)

    def __len__(self) -> int:
        return len(self.start) - 1

    @property
    def pairs(self) -> int:
        """Number of pairs with a weight above 0."""
        return len(self.origin)

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.start.nbytes + self.origin.nbytes + self.step.nbytes + self.table.nbytes

    def toward(self, people: Floats) -> Floats:
        """W' x: what reaches each destination from the ``people`` (n,) of its origins, (n,)."""
        value = np.ascontiguousarray(people, np.float64)
        if not self._worth_compiling():
            column = np.repeat(np.arange(len(self)), np.diff(self.start))
            weighed = self.table[self.step] * value[self.origin]
            return np.bincount(column, weights=weighed, minlength=len(self)).astype(np.float64, copy=False)
        from maillage.access.kernels import gather

        out = np.empty(len(self))
        gather(self.start, self.origin, self.step, self.table, value, out)
        return out

    def spread(self, ratio: Floats) -> Floats:
        """W x: what each origin gets of the ``ratio`` (n,) at its destinations; columns of ratio 0 cost nothing."""
        value = np.ascontiguousarray(ratio, np.float64)
        if not self._worth_compiling():
            weight = self.table[self.step] * np.repeat(value, np.diff(self.start))
            return np.bincount(self.origin, weights=weight, minlength=len(self)).astype(np.float64, copy=False)
        from maillage.access.kernels import scatter

        arrays = (self.start, self.origin, self.step, self.table, value)
        n = len(self)
        if self.pairs < SHARED_FROM:
            out = np.zeros(n)
            scatter(0, n, *arrays, out)
            return out
        middle = int(np.searchsorted(self.start, self.pairs // 2))
        halves = np.zeros((2, n))
        tasks = [_pool().submit(scatter, first, last, *arrays, half)
                 for first, last, half in ((0, middle, halves[0]), (middle, n, halves[1]))]  # fmt: skip
        for task in tasks:
            task.result()
        return halves[0] + halves[1]

    def _worth_compiling(self) -> bool:
        """Loading the compiled loops takes ten times as long as one sum over the pairs of France in NumPy.

        Both add the same numbers in the same order, so the result is the same to the last bit.
        """
        return self.pairs >= SHARED_FROM or "numba" in sys.modules

    def column(self, position: int) -> tuple[Positions, Floats]:
        """Origins of one destination, ascending, and their weights."""
        here = slice(int(self.start[position]), int(self.start[position + 1]))
        return self.origin[here].astype(np.int64), self.table[self.step[here]]

    def columns(self, positions: Sequence[int] | Positions) -> csc_matrix[Any]:
        """The columns of some destinations, (n, len(positions)), as a SciPy matrix."""
        from scipy.sparse import csc_matrix

        parts = [self.column(int(position)) for position in positions]
        start = np.concatenate([[0], np.cumsum([len(rows) for rows, _ in parts])])
        rows = np.concatenate([rows for rows, _ in parts]) if parts else np.empty(0, np.int64)
        data = np.concatenate([weight for _, weight in parts]) if parts else np.empty(0)
        return csc_matrix((data, rows, start), shape=(len(self), len(parts)))

    def to_csr(self) -> csr_matrix[Any]:
        """The same matrix for SciPy, (n, n), 12 bytes a pair."""
        from scipy.sparse import csc_matrix

        data = self.table[self.step]
        return csc_matrix((data, self.origin.astype(np.int32), self.start), shape=(len(self), len(self))).tocsr()

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
    """Raise ``MaillageError`` where pairs up to ``minutes`` are not all known."""
    if times.limit_seconds < minutes * 60:
        raise MaillageError(
            f"Travel times stop at {times.limit_seconds / 60:g} minutes, {minutes:g} are needed. "
            "Compute them again with a larger limit, or ask for fewer minutes."
        )


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="weights")
