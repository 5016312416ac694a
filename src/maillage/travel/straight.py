"""Straight-line times: the baseline for better models, and an estimate beyond the limit of known times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maillage.errors import MaillageError
from maillage.territory import Territory
from maillage.travel.times import TravelTimes

ROWS = 4096  # origins averaged at once
MINUTES_PER_KM = 1.2  # straight-line: the usual pace of a journey of an hour or more, a rough estimate


def crow_minutes(territory: Territory, here: NDArray[np.int64], there: NDArray[np.int64]) -> NDArray[np.float64]:
    """Estimated minutes between communes given by position, broadcast; infinite if the sea lies between them."""
    metres = np.hypot(territory.x[here] - territory.x[there], territory.y[here] - territory.y[there])
    joined = territory.plane[here] == territory.plane[there]
    return np.where(joined, metres / 1000 * MINUTES_PER_KM, np.inf)


def straight_times(territory: Territory, kmh: float, limit_minutes: float) -> TravelTimes:
    """Straight-line times between all town halls of the same plane, in whole seconds.

    ``kmh`` is the straight-line speed. Raises ``ValueError`` if it is not positive.
    """
    from scipy.spatial import KDTree

    if not kmh > 0:
        raise ValueError(f"speed must be positive, not {kmh:g} km/h")
    limit, metres_a_second = int(limit_minutes * 60), kmh / 3.6
    n = len(territory)
    # Planes are placed far apart, so that one k-d tree never finds neighbours across planes.
    place = np.column_stack([territory.x + 1e8 * territory.plane, territory.y])
    pairs = KDTree(place).query_pairs((limit + 0.5) * metres_a_second, output_type="ndarray")
    itself = np.arange(n)
    origin = np.concatenate([pairs[:, 0], pairs[:, 1], itself])
    destination = np.concatenate([pairs[:, 1], pairs[:, 0], itself])
    metres = np.hypot(*(place[origin] - place[destination]).T)
    seconds = np.rint(metres / metres_a_second).astype(np.int64)
    kept = np.flatnonzero(seconds <= limit)
    kept = kept[np.lexsort((destination[kept], origin[kept]))]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(origin[kept], minlength=n))]).astype(np.int64)
    return TravelTimes(
        code=np.asarray(territory.code),
        indptr=indptr,
        indices=destination[kept].astype(np.int32),
        seconds=seconds[kept].astype(np.uint16),
        limit_seconds=limit,
        source=f"straight lines at {kmh:g} km/h",
        vintage=territory.vintage,
    )


def averaged_with_straight_line(
    territory: Territory, times: TravelTimes, share: float, fixed: float, per_km: float, limit_minutes: float
) -> TravelTimes:
    """Weighted mean of ``times`` and, with weight ``share``, of ``fixed`` + ``per_km`` × straight-line distance.

    Contains the pairs of ``times`` up to ``limit_minutes`` of that mean; a commune stays at 0 from itself. Raises
    ``MaillageError`` if the limit of the times is too short to contain all such pairs.
    """
    limit, n = int(np.ceil(limit_minutes * 60)), len(times)
    # The straight-line estimate is at least ``fixed``: pairs with longer times than this cannot have a mean within the
    # limit.
    longest = (limit_minutes - share * fixed) / (1 - share) * 60
    if longest > times.limit_seconds:
        raise MaillageError(
            f"Travel times stop at {times.limit_seconds / 60:g} minutes, {longest / 60:.0f} are needed. "
            "Compute them again with a larger limit."
        )
    indptr = np.asarray(times.indptr)
    parts: list[tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint16]]] = []
    for first in range(0, n, ROWS):
        last = min(first + ROWS, n)
        here = slice(int(indptr[first]), int(indptr[last]))
        known = np.asarray(times.seconds[here])
        near = np.flatnonzero(known <= longest)
        origin = np.repeat(np.arange(first, last), np.diff(indptr[first : last + 1]))[near]
        destination = np.asarray(times.indices[here])[near]
        km = np.hypot(territory.x[origin] - territory.x[destination], territory.y[origin] - territory.y[destination])
        straight = 60 * (fixed + per_km * km / 1000)
        mean = np.rint((1 - share) * known[near] + share * straight)
        mean[origin == destination] = 0
        kept = mean <= limit
        parts.append((origin[kept], destination[kept], mean[kept].astype(np.uint16)))
    origin, destination, seconds = (np.concatenate(column) for column in zip(*parts, strict=True))
    rows = np.concatenate([[0], np.cumsum(np.bincount(origin, minlength=n))]).astype(np.int64)
    source = f"{times.source} and straight lines"
    return TravelTimes(times.code, rows, destination, seconds, limit, source, times.vintage)
