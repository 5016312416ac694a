"""Find the nearest usable road to any point, with a grid of cells over the straight segments of road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.travel.compiled import compiled

METRES_A_DEGREE = 6_372_797.560856 * np.pi / 180
CELL_DEGREES = 0.005  # about 500 m; larger if roads are so sparse that there would be more cells than segments
MOST_CELLS = 1 << 24

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """Straight segments by cell; segment k runs from point ``piece[k]`` to the next, on road ``road[k]``."""

    west: float
    south: float
    cell: float  # degrees
    columns: int
    rows: int
    indptr: Int64
    piece: NDArray[np.int32]
    road: NDArray[np.int32]  # by point


@dataclass(frozen=True)
class Snapped:
    """Points snapped to the network: the road, the preceding point on it, the share of the way to the next, the
    distance.
    """

    road: NDArray[np.int32]  # -1 if no road is near enough
    point: NDArray[np.int32]
    share: Float64  # 0 at ``point``, 1 at the next
    metres: Float64


def build_grid(points: Int64, lon: Float64, lat: Float64, start: NDArray[np.bool_]) -> Grid:
    """Index the segments of the roads on which a journey may start."""
    road = np.repeat(np.arange(len(points) - 1, dtype=np.int32), np.diff(points))
    inside = np.ones(len(lon), np.bool_)
    inside[points[1:] - 1] = False
    piece = np.flatnonzero(inside & start[road]).astype(np.int32)
    west, south = float(lon.min()), float(lat.min())
    cell = max(CELL_DEGREES, float(np.sqrt(np.ptp(lon) * np.ptp(lat) / MOST_CELLS)))
    columns = int((lon.max() - west) / cell) + 1
    rows = int((lat.max() - south) / cell) + 1
    indptr = np.zeros(columns * rows + 1, np.int64)
    for fill in (False, True):
        entries = np.empty(int(indptr[-1]) if fill else 0, np.int32)
        _register(piece, lon, lat, west, south, cell, columns, indptr, entries, fill)
        if not fill:
            np.cumsum(indptr, out=indptr)
    indptr[1:] = indptr[:-1]
    indptr[0] = 0
    return Grid(west, south, cell, columns, rows, indptr, entries, road)


@compiled
def _register(
    piece: Any,
    lon: Any,
    lat: Any,
    west: float,
    south: float,
    size: float,
    columns: int,
    indptr: Any,
    entries: Any,
    fill: bool,
) -> None:
    """Count the segments of each cell, or write them if ``fill``; writing moves ``indptr[cell]`` to the cell's end."""
    for k in range(len(piece)):
        a = piece[k]
        b = a + 1
        for row in range(int((min(lat[a], lat[b]) - south) / size), int((max(lat[a], lat[b]) - south) / size) + 1):
            for column in range(int((min(lon[a], lon[b]) - west) / size), int((max(lon[a], lon[b]) - west) / size) + 1):
                cell = row * columns + column
                if fill:
                    entries[indptr[cell]] = a
                    indptr[cell] += 1
                else:
                    indptr[cell + 1] += 1


def snap(
    grid: Grid, points: Int64, lon: Float64, lat: Float64, usable: NDArray[np.uint8], leaving: bool, x: Float64,
    y: Float64, farthest: float,
) -> Snapped:  # fmt: skip
    """Nearest place on a road to each point (``x``, ``y`` degrees), within ``farthest`` metres.

    ``usable`` is 0 for roads that cannot be used, 1 for those used in digitised direction only, 2 against it only, 3 in
    both. At a junction, a two-way road is preferred, then one at whose end a ``leaving`` journey can choose a turn (for
    an arriving journey, one at whose beginning it could).
    """
    point, share, metres = _snap(
        grid.indptr, grid.piece, grid.road, grid.west, grid.south, grid.cell, grid.columns, grid.rows, points, lon,
        lat, usable, leaving, x, y, farthest,
    )  # fmt: skip
    return Snapped(np.where(point >= 0, grid.road[point], -1).astype(np.int32), point, share, metres)


TIE = 1e-3  # square metres


@compiled
def _choice(kind: int, leaving: bool, at_tail: bool, at_head: bool) -> int:
    """Number of choices that a road leaves to a journey that begins or ends there."""
    if kind == 3:
        return 2
    free = at_head if (kind == 1) == leaving else at_tail
    return 1 if free else 0


@compiled
def _offset(lon: Any, lat: Any, a: int, x: float, y: float, squeeze: float) -> Any:
    """Square metres from a point to the segment that begins at ``a``, and the position along the segment."""
    ax, ay = (lon[a] - x) * squeeze * METRES_A_DEGREE, (lat[a] - y) * METRES_A_DEGREE
    dx, dy = (lon[a + 1] - lon[a]) * squeeze * METRES_A_DEGREE, (lat[a + 1] - lat[a]) * METRES_A_DEGREE
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / length))
    return (ax + share * dx) ** 2 + (ay + share * dy) ** 2, share


@compiled
def _snap(
    indptr: Any, pieces: Any, road: Any, west: float, south: float, cell: float, columns: int, rows: int, points: Any,
    lon: Any, lat: Any, usable: Any, leaving: bool, x: Any, y: Any, farthest: float,
) -> Any:  # fmt: skip
    count = len(x)
    point = np.full(count, -1, np.int32)
    share = np.zeros(count)
    metres = np.full(count, np.inf)
    for k in range(count):
        squeeze = np.cos(np.radians(y[k]))
        side = cell * METRES_A_DEGREE * min(squeeze, 1.0)
        column = int(np.floor((x[k] - west) / cell))
        row = int(np.floor((y[k] - south) / cell))
        best, choice = farthest * farthest, -1
        for ring in range(int(farthest / side) + 2):
            if ring > 1 and ((ring - 1) * side) ** 2 > best + TIE:
                break
            for r in range(max(row - ring, 0), min(row + ring + 1, rows)):
                step = 1 if r == row - ring or r == row + ring or ring == 0 else 2 * ring
                for c in range(column - ring, column + ring + 1, step):
                    if c < 0 or c >= columns:
                        continue
                    for entry in range(indptr[r * columns + c], indptr[r * columns + c + 1]):
                        a = pieces[entry]
                        kind = usable[road[a]]
                        if kind == 0:
                            continue
                        off, part = _offset(lon, lat, a, x[k], y[k], squeeze)
                        if off > best + TIE:
                            continue
                        first, last = points[road[a]], points[road[a] + 1] - 1
                        free = _choice(kind, leaving, a == first and part == 0, a + 1 == last and part == 1)
                        if off < best - TIE or free > choice:
                            best, choice = min(off, best), free
                            point[k], share[k], metres[k] = a, part, np.sqrt(off)
    return point, share, metres
