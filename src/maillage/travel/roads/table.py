"""Times by road from many points to many points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.travel.roads.network import RoadNetwork
from maillage.travel.roads.spread import FAR, Arcs, packed, table_rows
from maillage.travel.roads.times import FARTHEST_METRES, LONGEST_HOURS, Ends, locate
from maillage.travel.search import LONGEST_SECONDS, assemble, in_threads
from maillage.travel.tiles import Rows

Int64 = NDArray[np.int64]
Int32 = NDArray[np.int32]

ORIGINS_A_CHUNK = 64


def table(
    network: RoadNetwork,
    origins: tuple[ArrayLike, ArrayLike],
    destinations: tuple[ArrayLike, ArrayLike],
    limit_minutes: float,
    farthest_metres: float = FARTHEST_METRES,
    threads: int | None = None,
) -> tuple[Int64, Int32, NDArray[np.uint16]]:
    """Times from each origin to every destination within ``limit_minutes``, points as (longitudes, latitudes).

    Returns compressed rows ``(indptr, indices, seconds)`` by origin, destinations ascending, as
    :func:`maillage.travel.search.bounded_times`. The times are those of :func:`maillage.travel.roads.pairs`, to the
    second; if the preferred route takes longer than the limit, the time of another route within the limit may be
    returned. Raises ``UnusablePoint`` and, for a limit of more than 18 hours, ``ValueError``.
    """
    _, start = locate(network, "origin", *origins, farthest_metres)
    _, end = locate(network, "destination", *destinations, farthest_metres)
    return Drives.towards(network, end, limit_minutes * 60).rows(start, threads)


@dataclass(frozen=True)
class Drives:
    """All the data for journeys to some destinations within a limit; this is what is sent to a remote worker."""

    arcs: Arcs
    ticks: int  # per second
    last_mile: NDArray[np.bool_]  # by node of the graph
    served: tuple[Int32, ...]  # for each destination: road, and for each side the cost before and after it on the road
    lists: tuple[Int32, ...]  # destinations by node and by road
    limit_seconds: float
    terminal_seconds: float

    @classmethod
    def towards(cls, network: RoadNetwork, end: Ends, limit_seconds: float) -> Drives:
        """Data for journeys of at most ``limit_seconds``; raises ``ValueError`` for more than 18 hours."""
        if not 0 <= limit_seconds <= LONGEST_SECONDS:
            raise ValueError(f"the limit must lie between 0 and {LONGEST_SECONDS // 60} minutes")
        graph, node = network.graph, end.node.ravel()
        by_node = _lists(node, np.arange(len(node)), len(graph))
        by_road = _lists(end.road, np.arange(len(end.road)), len(network))
        served = (end.road, end.before, end.after, end.before_weight, end.after_weight)
        terminal = float(network.meta["terminal_seconds"])
        return cls(
            packed(graph), graph.ticks, network.last_mile_node, served, (*by_node, *by_road), limit_seconds, terminal
        )

    def rows(self, start: Ends, threads: int | None = None) -> Rows:
        """Compressed rows ``(indptr, indices, seconds)``, one for each origin; rows are independent of each other."""
        longest = int((self.limit_seconds - self.terminal_seconds) * self.ticks)
        if longest < 0:
            return np.zeros(len(start.road) + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint16)
        order = np.argsort(start.node.max(axis=1), kind="stable")
        chunks = [order[at : at + ORIGINS_A_CHUNK] for at in range(0, len(order), ORIGINS_A_CHUNK)]
        rows: Callable[..., tuple[Int64, Int32, Int32]] = table_rows
        towards = (*self.served, *self.lists, self.last_mile, longest, LONGEST_HOURS * 3600 * self.ticks)

        def workspace() -> NDArray[Any]:
            return np.full(len(self.last_mile), FAR, np.uint64)

        def search(chunk: Int64, space: NDArray[Any]) -> tuple[Int64, Int32, NDArray[np.uint16]]:
            count, target, ticks = rows(*self.arcs, *start.of(chunk), *towards, space)
            return count, target, np.rint(ticks / self.ticks + self.terminal_seconds).astype(np.uint16)

        return assemble(len(order), list(zip(chunks, in_threads(search, chunks, workspace, threads), strict=True)))


def _lists(key: NDArray[Any], item: Int64, keys: int) -> tuple[Int32, Int32]:
    """Items by key as linked lists: first item of each key, next item of each item; key -1 is on no list."""
    first, following = np.full(keys, -1, np.int32), np.full(len(item), -1, np.int32)
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    same = ranked[1:] == ranked[:-1]
    following[order[:-1][same]] = order[1:][same]
    begins = np.append(True, ~same) & (ranked >= 0) if len(order) else np.zeros(0, np.bool_)
    first[ranked[begins]] = order[begins]
    return first, following
