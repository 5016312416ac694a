"""Planar projections in metres: Lambert-93 in metropolitan France, the legal UTM projection of each overseas one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Department code of the overseas territories -> (plane, EPSG code of its legal projection, decree 2019-165).
OVERSEAS = {"971": (1, 5490), "972": (2, 5490), "973": (3, 2972), "974": (4, 2975), "976": (5, 4471)}
METROPOLITAN, LAMBERT_93 = 0, 2154
EPSG = {METROPOLITAN: LAMBERT_93, **dict(OVERSEAS.values())}
# Bounding boxes with a margin (west, south, east, north, in degrees), to find the plane of any point.
BOXES = {
    0: (-6.5, 40.5, 11.0, 52.0),
    1: (-62.5, 15.7, -60.5, 17.0),
    2: (-61.7, 14.1, -60.4, 15.4),
    3: (-55.5, 1.5, -51.0, 6.5),
    4: (54.7, -21.9, 56.3, -20.4),
    5: (44.5, -13.5, 45.8, -12.2),
}

Floats = NDArray[np.float64]
Planes = NDArray[np.int8]


def plane_of_departments(departments: NDArray[np.str_]) -> Planes:
    """Plane of each department code: 0 in metropolitan France, 1 to 5 overseas."""
    plane = np.zeros(len(departments), dtype=np.int8)
    for code, (number, _) in OVERSEAS.items():
        plane[departments == code] = number
    return plane


def plane_of_points(lon: Floats, lat: Floats) -> Planes:
    """Plane of each point (degrees, WGS 84) by bounding box; -1 if it is far from France."""
    plane = np.full(len(lon), -1, dtype=np.int8)
    for number, (west, south, east, north) in BOXES.items():
        plane[(lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)] = number
    return plane


def to_plane(lon: Floats, lat: Floats, plane: Planes) -> tuple[Floats, Floats]:
    """Metres east and north of each point on its plane; NaN if the plane is -1."""
    from pyproj import Transformer

    x, y = np.full(len(lon), np.nan), np.full(len(lon), np.nan)
    for number in np.unique(plane[plane >= 0]):
        here = plane == number
        transformer = Transformer.from_crs(4326, EPSG[int(number)], always_xy=True)
        x[here], y[here] = transformer.transform(lon[here], lat[here])
    return x, y


def from_plane(x: Floats, y: Floats, plane: Planes) -> tuple[Floats, Floats]:
    """Longitude and latitude (degrees, WGS 84) of points given in metres on their plane."""
    from pyproj import Transformer

    lon, lat = np.full(len(x), np.nan), np.full(len(x), np.nan)
    for number in np.unique(plane[plane >= 0]):
        here = plane == number
        transformer = Transformer.from_crs(EPSG[int(number)], 4326, always_xy=True)
        lon[here], lat[here] = transformer.transform(x[here], y[here])
    return lon, lat
