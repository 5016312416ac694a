"""Times by road from many points to many points, and between the communes a network covers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.errors import MaillageError
from maillage.territory import Territory
from maillage.travel.roads.network import RoadNetwork
from maillage.travel.roads.spread import FAR, table_rows
from maillage.travel.roads.times import FARTHEST_METRES, LONGEST_HOURS, Ends, locate, snap_all
from maillage.travel.search import LONGEST_SECONDS, assemble, in_threads
from maillage.travel.times import TravelTimes

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
    second; where the way a driver prefers takes longer than the limit, one that keeps within it may be told instead.
    Raises ``UnusablePoint`` and, for a limit of more than 18 hours, ``ValueError``.
    """
    _, start = locate(network, "origin", *origins, farthest_metres)
    _, end = locate(network, "destination", *destinations, farthest_metres)
    return _rows(network, start, end, limit_minutes * 60, threads)


def _rows(
    network: RoadNetwork, start: Ends, end: Ends, limit_seconds: float, threads: int | None
) -> tuple[Int64, Int32, NDArray[np.uint16]]:
    if not 0 <= limit_seconds <= LONGEST_SECONDS:
        raise ValueError(f"the limit must lie between 0 and {LONGEST_SECONDS // 60} minutes")
    graph, terminal = network.graph, float(network.meta["terminal_seconds"])
    longest = int((limit_seconds - terminal) * graph.ticks)
    if longest < 0:
        empty = np.zeros(len(start.road) + 1, np.int64)
        return empty, np.zeros(0, np.int32), np.zeros(0, np.uint16)
    ends = end.node.ravel()
    lists = (*_lists(ends, np.arange(len(ends)), len(graph)), *_lists(end.road, np.arange(len(end.road)), len(network)))
    served = (end.road, end.before, end.after, end.before_weight, end.after_weight)
    order = np.argsort(start.node.max(axis=1), kind="stable")
    chunks = [order[at : at + ORIGINS_A_CHUNK] for at in range(0, len(order), ORIGINS_A_CHUNK)]
    rows: Callable[..., tuple[Int64, Int32, Int32]] = table_rows

    def workspace() -> NDArray[Any]:
        return np.full((2, len(graph)), FAR, np.int32)

    def search(chunk: Int64, space: NDArray[Any]) -> tuple[Int64, Int32, NDArray[np.uint16]]:
        begun = tuple(getattr(start, name)[chunk] for name in Ends.__dataclass_fields__)
        arcs = (graph.indptr, graph.heads, graph.seconds, graph.weights)
        limit = LONGEST_HOURS * 3600 * graph.ticks
        count, target, ticks = rows(*arcs, *begun, *served, *lists, network.last_mile_node, longest, limit, *space)
        return count, target, np.rint(ticks / graph.ticks + terminal).astype(np.uint16)

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


def commune_times(
    network: RoadNetwork,
    territory: Territory,
    limit_minutes: float = 60,
    farthest_metres: float = FARTHEST_METRES,
    threads: int | None = None,
) -> tuple[TravelTimes, NDArray[np.float64]]:
    """Times by road between the town halls the network covers, and how far each is off its road.

    Returns the times of the whole territory, where a commune with no road within ``farthest_metres`` is only at 0 from
    itself, and ``metres (n,)``, infinite for those. Raises ``MaillageError`` where the network serves no commune.
    """
    off = np.stack([snap_all(network, end, territory.lon, territory.lat, farthest_metres).metres
                    for end in ("origin", "destination")])  # fmt: skip
    metres = off.max(axis=0)
    served = np.flatnonzero(np.isfinite(metres))
    if len(served) == 0:
        raise MaillageError(
            f"No commune of the territory lies within {farthest_metres:g} m of the roads of {network.meta['extract']}. "
            "Build the network from an extract of its country."
        )
    place = (territory.lon[served], territory.lat[served])
    indptr, indices, seconds = table(network, place, place, limit_minutes, farthest_metres, threads)
    row = np.repeat(served, np.diff(indptr))
    column = served[indices]
    other = row != column
    every = np.arange(len(territory))
    row, column = np.concatenate([row[other], every]), np.concatenate([column[other], every])
    time = np.concatenate([seconds[other], np.zeros(len(territory), np.uint16)])
    order = np.lexsort((column, row))
    bounds = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(territory)))])
    source = f"roads {network.meta['extract']} {network.meta['profile']} {network.meta['traffic']}"
    times = TravelTimes(
        territory.code, bounds, column[order].astype(np.int32), time[order], int(limit_minutes * 60), source,
        territory.vintage,
    )  # fmt: skip
    return times, metres
