"""What no straight link may cross: estuaries, arms of the sea, and places without a road to the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maillage.parameters import load_toml
from maillage.territory import Territory

Links = NDArray[np.int64]
Flags = NDArray[np.bool_]
MAINLAND = 0


@dataclass(frozen=True)
class Barriers:
    """Lines (lon, lat) that links must not cross, and groups of communes that no road joins to the others.

    ``isolated`` maps a name to the commune codes of the group; ``isolated_departments`` to whole departments.
    """

    lines: Sequence[Sequence[tuple[float, float]]]
    isolated: Mapping[str, frozenset[str]]
    isolated_departments: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls, name: str = "mesh-barriers") -> Barriers:
        """The barriers of ``travel/parameters/<name>.toml``."""
        document = load_toml("maillage.travel", name, "set of barriers")
        return cls(
            lines=[[(lon, lat) for lon, lat in barrier["line"]] for barrier in document["barrier"]],
            isolated={one["name"]: frozenset(one.get("communes", ())) for one in document["isolated"]},
            isolated_departments={one["name"]: frozenset(one.get("departments", ())) for one in document["isolated"]},
        )

    def facts(self) -> dict[str, Any]:
        """Everything that determines what these barriers forbid, for a recipe."""
        return {
            "lines": self.lines,
            "isolated": {name: sorted(codes) for name, codes in self.isolated.items()},
            "departments": {name: sorted(codes) for name, codes in self.isolated_departments.items()},
        }

    def group_of(self, territory: Territory) -> NDArray[np.int16]:
        """(n,) number of the isolated group of each commune; 0 on the mainland of its plane."""
        group = np.full(len(territory), MAINLAND, dtype=np.int16)
        for number, name in enumerate(self.isolated, start=1):
            here = np.isin(territory.code, sorted(self.isolated[name]))
            here |= np.isin(territory.department, sorted(self.isolated_departments[name]))
            group[here] = number
        return group

    @cached_property
    def _shapes(self) -> NDArray[Any]:
        return np.asarray([shapely.LineString(line) for line in self.lines], dtype=object)

    def crossed(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Flags:
        """(m,) whether each segment crosses a line; ``lon`` and ``lat`` are (m, 2) in degrees."""
        found = np.zeros(len(lon), dtype=np.bool_)
        if len(lon) and len(self.lines):
            pairs = shapely.STRtree(segments(lon, lat)).query(self._shapes, predicate="intersects")
            found[pairs[1]] = True
        return found


def segments(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[Any]:
    """Straight lines between the two points of each row of ``lon`` and ``lat`` (m, 2)."""
    return shapely.linestrings(np.stack([lon, lat], axis=2))


def length_outside(
    lon: NDArray[np.float64], lat: NDArray[np.float64], metres: NDArray[np.float64], land: Sequence[Any]
) -> NDArray[np.float64]:
    """Metres of each segment (m, 2) that lie outside all the polygons of ``land`` (sea, bays, foreign country).

    Only segments that meet the outer edge of the land are measured; the others lie inside it.
    """
    lines = segments(lon, lat)
    whole = shapely.union_all(np.asarray(land, dtype=object), grid_size=1e-6)
    edges = shapely.get_parts(shapely.boundary(whole))
    pieces = _two_points(edges)
    touched = np.unique(shapely.STRtree(pieces).query(lines, predicate="intersects")[0])
    outside = np.zeros(len(lines))
    parts = shapely.get_parts(whole)
    of, part = shapely.STRtree(parts).query(lines[touched], predicate="intersects")
    inside = np.zeros(len(touched))
    if len(of):
        shapely.prepare(parts)
        cut = shapely.length(shapely.intersection(lines[touched][of], parts[part]))
        inside = np.bincount(of, weights=cut, minlength=len(touched))
    share = 1 - inside / np.maximum(shapely.length(lines[touched]), 1e-12)
    outside[touched] = np.clip(share, 0, 1) * metres[touched]
    return outside


def _two_points(lines: NDArray[Any]) -> NDArray[Any]:
    """Every segment of the given lines as a line of its own."""
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    joined = np.flatnonzero(owner[1:] == owner[:-1])
    return shapely.linestrings(np.stack([coordinates[joined], coordinates[joined + 1]], axis=1))
