"""Barriers that no straight link may cross: estuaries, arms of the sea, and places without a road connection.

Shapely is imported only where links are built, not where stored times are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.parameters import load_toml
from maillage.territory import Territory

if TYPE_CHECKING:
    from shapely import STRtree

Links = NDArray[np.int64]
Flags = NDArray[np.bool_]
MAINLAND = 0
SAMPLE_METRES = 1000.0


@dataclass(frozen=True)
class Barriers:
    """Lines (lon, lat) that links must not cross, and groups of communes that no road joins to the others.

    ``isolated`` maps a name to the commune codes of the group; ``isolated_departments`` to whole departments. ``roads``
    are pairs of communes that are linked regardless of the other rules (bridges, dykes).
    """

    lines: Sequence[Sequence[tuple[float, float]]]
    isolated: Mapping[str, frozenset[str]]
    isolated_departments: Mapping[str, frozenset[str]]
    roads: Sequence[tuple[str, str]] = ()

    @classmethod
    def load(cls, name: str = "mesh-barriers") -> Barriers:
        """The barriers of ``travel/parameters/<name>.toml``."""
        document = load_toml("maillage.travel", name, "set of barriers")
        return cls(
            lines=[[(lon, lat) for lon, lat in barrier["line"]] for barrier in document["barrier"]],
            isolated={one["name"]: frozenset(one.get("communes", ())) for one in document["isolated"]},
            isolated_departments={one["name"]: frozenset(one.get("departments", ())) for one in document["isolated"]},
            roads=[(one["communes"][0], one["communes"][1]) for one in document["road"]],
        )

    def facts(self) -> dict[str, Any]:
        """All values that determine what these barriers forbid, for a recipe."""
        return {
            "lines": self.lines,
            "isolated": {name: sorted(codes) for name, codes in self.isolated.items()},
            "roads": list(self.roads),
            "departments": {name: sorted(codes) for name, codes in self.isolated_departments.items()},
        }

    def group_of(self, territory: Territory) -> NDArray[np.int16]:
        """(n,) number of the isolated group of each commune; 0 on the mainland of its plane."""
        group = np.full(len(territory), MAINLAND, dtype=np.int16)
        for number, name in enumerate(self.isolated, start=1):
            here = np.isin(territory.code, sorted(self.isolated[name]))
            here |= np.isin(territory.department, sorted(self.isolated_departments.get(name, ())))
            group[here] = number
        return group

    def road_ends(self, territory: Territory) -> NDArray[np.int64]:
        """(k, 2) positions of the communes of each road, for roads with both ends in the territory."""
        at, _ = territory.locate([code for road in self.roads for code in road])
        ends = np.sort(at.reshape(-1, 2), axis=1)
        return ends[ends[:, 0] >= 0]

    @cached_property
    def _shapes(self) -> NDArray[Any]:
        import shapely

        return np.asarray([shapely.LineString(line) for line in self.lines], dtype=object)

    def crossed(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Flags:
        """(m,) whether each segment crosses a line; ``lon`` and ``lat`` are (m, 2) in degrees."""
        import shapely

        found = np.zeros(len(lon), dtype=np.bool_)
        if len(lon) and len(self.lines):
            pairs = shapely.STRtree(segments(lon, lat)).query(self._shapes, predicate="intersects")
            found[pairs[1]] = True
        return found


def segments(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[Any]:
    """Straight lines between the two points of each row of ``lon`` and ``lat`` (m, 2)."""
    import shapely

    return np.atleast_1d(np.asarray(shapely.linestrings(np.stack([lon, lat], axis=2)), dtype=object))


def length_outside(
    lon: NDArray[np.float64], lat: NDArray[np.float64], metres: NDArray[np.float64], land: Sequence[Any]
) -> NDArray[np.float64]:
    """Metres of each segment (m, 2) outside all the polygons of ``land`` (sea, bays, foreign country).

    A segment without a sample point outside (one per kilometre) counts as 0, as the gaps of interest are longer.
    """
    import shapely

    outside = np.zeros(len(metres))
    tree = shapely.STRtree(land)
    doubtful = _some_sample_outside(lon, lat, metres, tree)
    lines = segments(lon[doubtful], lat[doubtful])
    of, part = tree.query(lines, predicate="intersects")
    cut = shapely.length(shapely.intersection(lines[of], tree.geometries[part]))
    inside = np.bincount(of, weights=cut, minlength=len(lines)) / np.maximum(shapely.length(lines), 1e-12)
    outside[doubtful] = np.clip(1 - inside, 0, 1) * metres[doubtful]
    return outside


def _some_sample_outside(
    lon: NDArray[np.float64], lat: NDArray[np.float64], metres: NDArray[np.float64], tree: STRtree
) -> NDArray[np.int64]:
    import shapely

    count = np.ceil(metres / SAMPLE_METRES).astype(np.int64)
    owner = np.repeat(np.arange(len(metres)), count)
    share = (np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count) + 0.5) / count[owner]
    x = lon[owner, 0] * (1 - share) + lon[owner, 1] * share
    y = lat[owner, 0] * (1 - share) + lat[owner, 1] * share
    wet = np.ones(len(owner), dtype=np.bool_)
    wet[tree.query(shapely.points(x, y), predicate="intersects")[0]] = False
    return np.unique(owner[wet])
