"""Draw the area reached: rasterise times at points, then trace the cells within a limit as polygons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from maillage.travel.compiled import compiled

Float64 = NDArray[np.float64]

METRES_A_DEGREE = 111_195.0
CELLS_ACROSS = 320
SMALLEST_CELL_METRES = 40.0
LARGEST_HOLE_FILLED = 12  # cells


def around_roads(
    lon: Float64, lat: Float64, seconds: Float64, limits: Float64, reach_metres: float
) -> list[shapely.MultiPolygon]:
    """Outlines of the area within ``reach_metres`` of a point (degrees, (n,)) reached within each limit."""
    raster = Raster.over(lon, lat, reach_metres)
    roads = np.full(raster.shape, np.inf, np.float32)
    _spot(*raster.cells(lon, lat), seconds, roads)
    around = int(np.ceil(reach_metres / raster.metres))
    spread = np.arange(-around, around + 1) * raster.metres
    disk = np.argwhere(np.hypot(spread[:, None], spread[None, :]) <= reach_metres) - around
    drawn: list[shapely.MultiPolygon] = []
    for limit in limits:
        wide = np.zeros(raster.shape, np.bool_)
        _dilate(roads <= limit, disk, wide)
        drawn.append(raster.polygons(wide))
    return drawn


def around_places(
    lon: Float64, lat: Float64, seconds: Float64, pace: Float64, limits: Float64, farthest_metres: float
) -> list[shapely.MultiPolygon]:
    """Outlines of the area reached from places (degrees, (n,)) at ``seconds``, at ``pace`` seconds per metre.

    The area ends ``farthest_metres`` from each place.
    """
    raster = Raster.over(lon, lat, farthest_metres)
    times = np.full(raster.shape, np.inf, np.float32)
    _cones(*raster.cells(lon, lat), seconds, pace, raster.metres, float(limits.max()), farthest_metres, times)
    return [raster.polygons(times <= limit) for limit in limits]


@dataclass(frozen=True)
class Raster:
    """Square cells over a small part of the Earth, row 0 in the south, with an empty border."""

    west: float
    south: float
    cell: Float64  # (2,) degrees of longitude and latitude
    metres: float  # side of a cell
    shape: tuple[int, int]

    @classmethod
    def over(cls, lon: Float64, lat: Float64, margin_metres: float) -> Raster:
        """A raster of at most ``CELLS_ACROSS`` cells over the points and a margin around them."""
        west, south = float(lon.min()), float(lat.min())
        scale = METRES_A_DEGREE * np.array([np.cos(np.radians((south + float(lat.max())) / 2)), 1.0])
        width, height = float(np.ptp(lon)) * scale[0], float(np.ptp(lat)) * scale[1]
        metres = max((max(width, height) + 2 * margin_metres) / (CELLS_ACROSS - 4), SMALLEST_CELL_METRES)
        border = int(np.ceil(margin_metres / metres)) + 1
        cell = metres / scale
        shape = (int(height / metres) + 2 * border + 1, int(width / metres) + 2 * border + 1)
        return cls(west - border * float(cell[0]), south - border * float(cell[1]), cell, metres, shape)

    def cells(self, lon: Float64, lat: Float64) -> tuple[Float64, Float64]:
        """Column and row of points, as fractional numbers."""
        return (lon - self.west) / self.cell[0], (lat - self.south) / self.cell[1]

    def polygons(self, mask: NDArray[np.bool_]) -> shapely.MultiPolygon:
        """Outline of the cells of a mask in degrees, cutting across corners; holes of a few cells are filled."""
        trace: Callable[..., tuple[Float64, NDArray[np.int64], NDArray[np.int64]]] = _trace
        places, starts, owner = trace(mask)
        label, _ = ndimage.label(mask)
        outer: dict[int, Float64] = {}
        holes: dict[int, list[Float64]] = {}
        for ring in range(len(starts) - 1):
            line = places[starts[ring] : starts[ring + 1]]
            x, y = line[:, 0], line[:, 1]
            area = float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
            part = int(label.flat[owner[ring]])
            degrees = line * self.cell + np.array([self.west, self.south])
            if area > 0:
                outer[part] = degrees
            elif -area > LARGEST_HOLE_FILLED:
                holes.setdefault(part, []).append(degrees)
        parts = [shapely.Polygon(line, holes.get(part)) for part, line in outer.items()]
        found = shapely.MultiPolygon(parts)
        # A part may lie in a hole of another one that is filled: together they are one.
        return found if found.is_valid else shapely.MultiPolygon(shapely.get_parts(shapely.union_all(parts)).tolist())


@compiled
def _spot(x: Any, y: Any, seconds: Any, times: Any) -> None:
    """Minimum time of the points in each cell."""
    for k in range(len(x)):
        row, column = int(y[k]), int(x[k])
        times[row, column] = min(times[row, column], seconds[k])


@compiled
def _cones(x: Any, y: Any, seconds: Any, pace: Any, metres: float, limit: float, farthest: float, times: Any) -> None:
    """Minimum time in each cell, moving on from each place at its pace."""
    rows, columns = times.shape
    for k in range(len(x)):
        reach = min((limit - seconds[k]) / pace[k], farthest) / metres
        if reach < 0:
            continue
        for row in range(max(1, int(y[k] - reach)), min(rows - 1, int(y[k] + reach) + 1)):
            for column in range(max(1, int(x[k] - reach)), min(columns - 1, int(x[k] + reach) + 1)):
                off = np.hypot(row + 0.5 - y[k], column + 0.5 - x[k])
                if off <= reach:
                    times[row, column] = min(times[row, column], seconds[k] + off * metres * pace[k])


@compiled
def _dilate(mask: Any, offsets: Any, wide: Any) -> None:
    rows, columns = mask.shape
    for row in range(rows):
        for column in range(columns):
            if not mask[row, column]:
                continue
            for k in range(len(offsets)):
                r, c = row + offsets[k, 0], column + offsets[k, 1]
                if 0 < r < rows - 1 and 0 < c < columns - 1:
                    wide[r, c] = True


@compiled
def _trace(mask: Any) -> Any:
    """Rings around a mask, which is on their left: points (column, row), starts, and one mask cell (flat) of each.

    A ring passes through the midpoints of the cells' sides, and never joins cells that touch only at a corner.
    """
    rows, columns = mask.shape
    east, north = np.array([1, 0, -1, 0]), np.array([0, 1, 0, -1])
    # The cell to the left of the side that leaves corner (row, column) in each direction; the cell to its right is
    # opposite.
    left_row, left_column = np.array([0, 0, -1, -1]), np.array([0, -1, -1, 0])
    seen = np.zeros((rows + 1, columns + 1, 4), np.bool_)
    room = 1024
    places = np.empty((room, 2))
    starts = [0]
    owner = [0 for _ in range(0)]
    size = 0
    for row in range(1, rows):
        for column in range(1, columns):
            if seen[row, column, 0] or not mask[row, column] or mask[row - 1, column]:
                continue
            owner.append(row * columns + column)
            r, c, d = row, column, 0
            while not seen[r, c, d]:
                seen[r, c, d] = True
                if size == room:
                    room *= 2
                    bigger = np.empty((room, 2))
                    bigger[:size] = places
                    places = bigger
                places[size, 0] = c + east[d] / 2
                places[size, 1] = r + north[d] / 2
                size += 1
                r, c = r + north[d], c + east[d]
                for turn in (1, 0, 3):
                    e = (d + turn) % 4
                    f = (e + 3) % 4  # the cell on the right of direction e is the cell on the left of direction e - 1
                    if mask[r + left_row[e], c + left_column[e]] and not mask[r + left_row[f], c + left_column[f]]:
                        d = e
                        break
            starts.append(size)
    return places[:size], np.array(starts), np.array(owner)
