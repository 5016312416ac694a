"""The commune of a point: by its address, by the outline that contains it, or by the nearest town hall."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from maillage.territory import Territory

Outlines = Callable[[], Mapping[str, Any]]
# A point may lie this far (degrees, about two kilometres) outside its department: outlines are simplified, and
# coordinates of a site on the border are rounded.
OUTSIDE_DEGREES = 0.02
SHOWN = 5
BY_ADDRESS, BY_POINT, BY_TOWN_HALL, BY_NAME = "address", "point", "town hall", "name"
WRONG, ELSEWHERE = "wrong", "elsewhere"


@dataclass(frozen=True)
class PointRow:
    """A point (degrees, WGS 84) with what its address tells: code of the commune and department, "" if unknown."""

    lon: float
    lat: float
    label: str
    commune: str = ""
    department: str = ""


@dataclass(frozen=True, eq=False)
class LocatedPoints:
    """Position of the commune of each point, -1 for none; how each was found; notices."""

    positions: NDArray[np.int64]
    how: tuple[str, ...]
    notices: tuple[str, ...]


def locate_points(rows: Sequence[PointRow], territory: Territory, outlines: Outlines | None = None) -> LocatedPoints:
    """Find the commune of each point.

    The commune of the address counts where it is known. Else it is the one, in the department of the address, whose
    outline contains the point; without ``outlines``, the nearest town hall of that department. A point outside its
    department is wrong and has no commune; so has one whose department this geography does not have. The notices count
    both, and say which points lie outside the commune of their address.
    """
    positions = np.full(len(rows), -1, dtype=np.int64)
    how = [WRONG] * len(rows)
    told, _ = territory.locate(row.commune for row in rows)
    departments: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        departments[row.department].append(at)
    shapes = None if outlines is None else outlines()
    for department, members in departments.items():
        here = np.flatnonzero(territory.department == department) if department else np.arange(len(territory))
        if len(here) == 0:
            for at in members:
                how[at] = ELSEWHERE
            continue
        lon, lat = (np.array([getattr(rows[at], name) for at in members]) for name in ("lon", "lat"))
        found, degrees = (
            _in_outlines(lon, lat, here, territory, shapes) if shapes else _at_halls(lon, lat, here, territory)
        )
        for number, at in enumerate(members):
            if degrees[number] <= OUTSIDE_DEGREES or (shapes is None and _near_enough(degrees[number], department)):
                positions[at], how[at] = found[number], BY_POINT if shapes else BY_TOWN_HALL
    apart = [rows[at].label for at in range(len(rows)) if 0 <= told[at] != positions[at]]
    for at in np.flatnonzero(told >= 0).tolist():
        positions[at], how[at] = told[at], BY_ADDRESS
    return LocatedPoints(positions, tuple(how), tuple(_notices(rows, how, apart)))


SHORTEST_NAME = 4  # letters; a shorter name of a commune is also a common word


def commune_named(text: str, territory: Territory, department: str) -> int:
    """Position of the commune of ``department`` whose name stands in ``text``, the longest one; -1 if there is none."""
    words = f" {_plain(text)} "
    here = np.flatnonzero(territory.department == department).tolist()
    if len(here) == 1:
        return int(here[0])
    names = [(f" {_plain(str(territory.name[at]))} ", at) for at in here]
    found = [(len(name), -at) for name, at in names if len(name) >= SHORTEST_NAME + 2 and name in words]
    return -max(found)[1] if found else -1


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    words = re.sub(r"[^A-Z0-9]+", " ", letters).split()
    return " ".join({"ST": "SAINT", "STE": "SAINTE"}.get(word, word) for word in words)


# Without outlines a point may be far from the town hall of its own commune: the largest ones reach this far (degrees).
FAR_FROM_HALL = 0.35


def _near_enough(degrees: float, department: str) -> bool:
    return not department or degrees <= FAR_FROM_HALL


def _in_outlines(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    here: NDArray[np.int64],
    territory: Territory,
    shapes: Mapping[str, Any],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Position of the commune of ``here`` nearest to each point, and degrees to its outline (0 inside)."""
    import shapely

    drawn = np.array([shapes.get(str(code), shapely.Polygon()) for code in territory.code[here]], dtype=object)
    points = shapely.points(lon, lat)
    nearest = shapely.STRtree(drawn).nearest(points)
    return here[nearest], shapely.distance(points, drawn[nearest])


def _at_halls(
    lon: NDArray[np.float64], lat: NDArray[np.float64], here: NDArray[np.int64], territory: Territory
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Position of the commune of ``here`` with the nearest town hall, and degrees of the great circle to it."""
    from scipy.spatial import cKDTree

    def unit(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        a, b = np.radians(x), np.radians(y)
        return np.column_stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)])

    chord, nearest = cKDTree(unit(territory.lon[here], territory.lat[here])).query(unit(lon, lat))
    degrees = np.degrees(2 * np.arcsin(np.minimum(np.asarray(chord) / 2, 1.0)))
    return here[np.asarray(nearest, dtype=np.int64)], degrees


def _notices(rows: Sequence[PointRow], how: Sequence[str], apart: Sequence[str]) -> list[str]:
    def named(kind: str) -> list[str]:
        return [row.label for row, found in zip(rows, how, strict=True) if found == kind]

    wrong, elsewhere, halls = named(WRONG), named(ELSEWHERE), named(BY_TOWN_HALL)
    return [
        *([f"{_places(wrong)} left out: their point is not in the department of their address"] if wrong else []),
        *([f"{_places(elsewhere)} left out: their department is not in this geography"] if elsewhere else []),
        *([f"{_places(apart)} lie outside the commune of their address, which counts"] if apart else []),
        *([f"{len(halls)} places put in the commune of the nearest town hall: no outlines"] if halls else []),
    ]


def _places(labels: Sequence[str]) -> str:
    noun = "place" if len(labels) == 1 else "places"
    return f"{len(labels)} {noun} ({', '.join(labels[:SHOWN])}{'…' if len(labels) > SHOWN else ''})"
