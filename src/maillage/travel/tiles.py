"""Times by tiles of origins: the same search split into tasks for any number of processes or machines.

A tile is a run of consecutive origins with all their destinations. Rows are independent of each other, so the combined
tiles are bit-identical to one search, whatever the workers and the order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.travel.graph import Int32, Int64, RoadGraph

if TYPE_CHECKING:
    from maillage.travel.times import TravelTimes

ORIGINS = 1024  # a tile of the communes of France is a million pairs, some 6 MB
Rows = tuple[Int64, Int32, NDArray[np.uint16]]  # indptr (k + 1,), indices (nnz,), seconds (nnz,) of k origins


class Runner(Protocol):
    """Executes tasks. A handle refers to a value that stays where the work is done."""

    def share(self, value: Any) -> Any:
        """Return a handle to a value used by many tasks."""
        ...

    def submit(self, task: Callable[..., Any], *arguments: Any) -> Any:
        """Return the handle of ``task(*arguments)``; arguments may be handles."""
        ...

    def result(self, handle: Any) -> Any:
        """Wait for the value of a handle and transfer it to this process."""
        ...


class Here:
    """The runner that executes each task immediately in this process; its handles are the values themselves."""

    def share(self, value: Any) -> Any:
        """Return the value."""
        return value

    def submit(self, task: Callable[..., Any], *arguments: Any) -> Any:
        """Execute the task immediately."""
        return task(*arguments)

    def result(self, handle: Any) -> Any:
        """Return the value."""
        return handle


def tile_bounds(origins: int, size: int = ORIGINS) -> list[tuple[int, int]]:
    """First and last origin (excluded) of each tile. Raises ``ValueError`` for tiles without origins."""
    if size < 1:
        raise ValueError(f"a tile holds at least one origin, not {size}")
    return [(first, min(first + size, origins)) for first in range(0, origins, size)]


def tile_rows(graph: RoadGraph, places: Int32, first: int, last: int, limit_seconds: int, threads: int) -> Rows:
    """Times from ``places[first:last]`` to all ``places`` (nodes of ``graph``) within the limit: one tile."""
    from maillage.travel.search import bounded_times

    return bounded_times(graph, places[first:last], places, limit_seconds, threads, contract=False)


def cut_rows(indptr: Int64, indices: Int32, seconds: NDArray[np.uint16], first: int, last: int) -> Rows:
    """The tile of origins ``first`` to ``last`` (excluded) of existing times."""
    here = slice(int(indptr[first]), int(indptr[last]))
    return indptr[first : last + 1] - indptr[first], np.asarray(indices[here]), np.asarray(seconds[here])


@dataclass(frozen=True)
class Tiles:
    """Times of ``n`` places within ``limit_seconds``: the handles of their tiles, and their runner."""

    runner: Runner
    bounds: Sequence[tuple[int, int]]
    rows: Sequence[Any]
    n: int
    limit_seconds: int

    @classmethod
    def search(
        cls,
        graph: RoadGraph,
        places: ArrayLike,
        limit_seconds: int,
        runner: Runner,
        size: int = ORIGINS,
        threads: int = 1,
    ) -> Tiles:
        """Search from each of ``places`` (nodes, (n,)) to all, tile by tile, with ``threads`` per task."""
        nodes = np.asarray(places, dtype=np.int32)
        bounds = tile_bounds(len(nodes), size)
        shared, ends = runner.share(graph), runner.share(nodes)
        rows = [runner.submit(tile_rows, shared, ends, *bound, limit_seconds, threads) for bound in bounds]
        return cls(runner, bounds, rows, len(nodes), limit_seconds)

    @classmethod
    def cut(cls, times: TravelTimes, runner: Runner, size: int = ORIGINS) -> Tiles:
        """Cut existing times into tiles and share them with the runner."""
        bounds = tile_bounds(len(times), size)
        arrays = (np.asarray(times.indptr), np.asarray(times.indices), np.asarray(times.seconds))
        rows = [runner.share(cut_rows(*arrays, *bound)) for bound in bounds]
        return cls(runner, bounds, rows, len(times), times.limit_seconds)

    def gather(self) -> Rows:
        """Transfer all tiles to this process and combine them into the result of a single search."""
        parts: list[Rows] = [self.runner.result(handle) for handle in self.rows]
        if not parts:
            return np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint16)
        sizes = np.concatenate([np.diff(part[0]) for part in parts])
        indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return indptr, np.concatenate([part[1] for part in parts]), np.concatenate([part[2] for part in parts])
