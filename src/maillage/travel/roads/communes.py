"""Times by road between the town halls that a network covers, computed locally or by tiles of origins on other
machines.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maillage.errors import MaillageError
from maillage.territory import Territory
from maillage.travel.roads.network import RoadNetwork
from maillage.travel.roads.table import Drives
from maillage.travel.roads.times import Ends, locate, snap_all
from maillage.travel.tiles import Rows, Runner, Tiles, tile_bounds
from maillage.travel.times import TravelTimes

# A town hall further than this from any road lies outside the extract or near a disconnected road.
HALL_METRES = 1_000.0
TILE_ORIGINS = 256


def commune_times(
    network: RoadNetwork,
    territory: Territory,
    limit_minutes: float = 60,
    farthest_metres: float = HALL_METRES,
    threads: int | None = None,
    runner: Runner | None = None,
) -> tuple[TravelTimes, NDArray[np.float64]]:
    """Times by road between the town halls covered by the network, and the distance of each to its road.

    Returns the times of the communes covered, and only those, and ``metres (n,)`` of all communes of the territory,
    infinite for those without a road within ``farthest_metres``. With a ``runner``, tiles of origins are submitted to
    it, with bit-identical results. Raises ``MaillageError`` if the network covers no commune or the limit is out of
    range (at most 1,092 minutes).
    """
    if not 0 < limit_minutes <= 1092:
        raise MaillageError(
            f"A limit of {limit_minutes:g} minutes is out of range. Ask for more than 0 and at most 1,092."
        )
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
    _, start = locate(network, "origin", *place, farthest_metres)
    _, end = locate(network, "destination", *place, farthest_metres)
    drives = Drives.towards(network, end, int(limit_minutes * 60))
    rows = drives.rows(start, threads) if runner is None else _by_tiles(drives, start, runner)
    source = f"roads {network.meta['extract']} {network.meta['profile']} {network.meta['traffic']}"
    times = TravelTimes(
        territory.code[served], *_with_home(rows), int(limit_minutes * 60), source, territory.vintage
    )  # fmt: skip
    return times, metres


def _by_tiles(drives: Drives, start: Ends, runner: Runner) -> Rows:
    """Submit tiles of origins to the runner; the graph is sent once."""
    bounds = tile_bounds(len(start.road), TILE_ORIGINS)
    shared = runner.share(drives)
    rows = [runner.submit(drive_tile, shared, Ends(*start.of(slice(*bound)))) for bound in bounds]
    return Tiles(runner, bounds, rows, len(start.road), int(drives.limit_seconds)).gather()


def drive_tile(drives: Drives, start: Ends) -> Rows:
    """The rows of the origins of one tile, computed on one core."""
    return drives.rows(start, threads=1)


def _with_home(rows: Rows) -> Rows:
    """Set every commune at 0 seconds from itself: no time to start or park, whatever its road."""
    indptr, indices, seconds = rows
    n = len(indptr) - 1
    row = np.repeat(np.arange(n), np.diff(indptr))
    other = row != indices
    every = np.arange(n, dtype=np.int32)
    column = np.concatenate([indices[other], every])
    time = np.concatenate([seconds[other], np.zeros(n, np.uint16)])
    row = np.concatenate([row[other], every])
    order = np.lexsort((column, row))
    bounds = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=n))]).astype(np.int64)
    return bounds, column[order], time[order]
