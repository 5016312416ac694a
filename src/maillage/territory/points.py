"""Location of a commune: its town hall, unless the point is missing or implausible."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maillage.territory.planes import to_plane
from maillage.territory.territory import BY_POSTCODE, SURFACE_FAR, SURFACE_MISSING, TOWN_HALL

# A town hall may lie slightly outside the generalised outline. One further outside than this has a wrong address (most
# are kilometres away, some on another continent).
FAR_METRES = 500.0

Geometries = NDArray[Any]
Floats = NDArray[np.float64]


def choose_points(
    town_hall: Geometries, outline: Geometries, plane: NDArray[np.int8], postcodes: tuple[tuple[str, ...], ...]
) -> tuple[Floats, Floats, NDArray[np.int8]]:
    """Longitude, latitude and ``point_kind`` of each commune.

    ``town_hall`` and ``outline`` are arrays of shapely points and polygons in degrees, None if missing.
    """
    point = town_hall.copy()
    kind = np.full(len(point), TOWN_HALL, dtype=np.int8)
    missing = shapely.is_missing(point) | shapely.is_empty(point)
    point[missing] = None
    drawn = ~shapely.is_missing(outline) & ~shapely.is_empty(outline)
    kind[missing & drawn] = SURFACE_MISSING
    suspect = np.flatnonzero(~missing & drawn & ~shapely.covers(outline, point))
    far = suspect[distance_outside(outline[suspect], point[suspect], plane[suspect]) > FAR_METRES]
    kind[far] = SURFACE_FAR
    replaced = kind != TOWN_HALL
    point[replaced] = shapely.point_on_surface(outline[replaced])
    lost = missing & ~drawn
    kind[lost] = BY_POSTCODE
    lon, lat = np.full(len(point), np.nan), np.full(len(point), np.nan)
    lon[~lost], lat[~lost] = shapely.get_x(point[~lost]), shapely.get_y(point[~lost])
    _place_by_postcode(lon, lat, np.flatnonzero(lost), postcodes)
    return lon, lat, kind


def distance_outside(outline: Geometries, point: Geometries, plane: NDArray[np.int8]) -> Floats:
    """Metres from each point to its outline, measured on the commune's plane; infinite if it cannot be projected."""
    if len(point) == 0:
        return np.zeros(0)
    coordinates = shapely.get_coordinates(outline)
    owner = np.repeat(np.arange(len(outline)), shapely.get_num_coordinates(outline))
    flat_coordinates = np.column_stack(to_plane(coordinates[:, 0], coordinates[:, 1], plane[owner]))
    flat: Geometries = shapely.set_coordinates(outline.copy(), flat_coordinates)
    x, y = to_plane(shapely.get_x(point), shapely.get_y(point), plane)
    placed = np.isfinite(x) & np.isfinite(y)
    distance = np.full(len(point), np.inf)
    distance[placed] = shapely.distance(flat[placed], shapely.points(x[placed], y[placed]))
    return distance


def _place_by_postcode(
    lon: Floats, lat: Floats, lost: NDArray[np.int64], postcodes: tuple[tuple[str, ...], ...]
) -> None:
    """Assign to each commune without a point the mean location of the communes that share a postcode with it."""
    by_postcode: dict[str, list[int]] = {}
    for position, codes in enumerate(postcodes):
        for code in codes:
            by_postcode.setdefault(code, []).append(position)
    placed = ~np.isnan(lon)
    for position in lost:
        near = {i for code in postcodes[position] for i in by_postcode[code] if placed[i]}
        if not near:
            raise ValueError(f"commune {position} has no point, no outline and no placed commune of its postcode")
        chosen = sorted(near)
        lon[position], lat[position] = lon[chosen].mean(), lat[chosen].mean()
