"""Isochrones: the area reached within some minutes from any point, as polygons around the roads reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maillage.artefacts import ArtefactStore
from maillage.errors import MaillageError
from maillage.travel.barriers import Barriers
from maillage.travel.coast import LandOutline
from maillage.travel.compiled import compiled
from maillage.travel.graph import RoadGraph
from maillage.travel.mesh import Mesh, Surroundings
from maillage.travel.outlines import METRES_A_DEGREE, SMALLEST_CELL_METRES, around_places, around_roads
from maillage.travel.points import Points, approach
from maillage.travel.roads.network import RoadNetwork
from maillage.travel.roads.times import FARTHEST_METRES, Ends, locate, reach
from maillage.travel.search import bounded_times

Float64 = NDArray[np.float64]

FARTHEST_HALL_METRES = 50_000.0
GO_ON_METRES = 15_000.0
REACH_METRES = 250.0  # a place belongs to an isochrone if a road reached in time passes within this distance


def isochrones(
    network: RoadNetwork,
    lon: float,
    lat: float,
    minutes: Sequence[float],
    reach_metres: float = REACH_METRES,
    farthest_metres: float = FARTHEST_METRES,
) -> list[shapely.MultiPolygon]:
    """Area that can be reached by car from a point (degrees) within each of ``minutes``, as polygons in degrees.

    A place counts if it is within ``reach_metres`` of a road reached in time; the outline is drawn on a grid of at most
    320 cells across, at least 40 m wide. Longer times contain shorter ones. Raises ``UnusablePoint`` if the point is
    not on the network, ``ValueError`` for minutes that are not positive.
    """
    limits = _limits(minutes) - float(network.meta["terminal_seconds"])
    snapped, origin = locate(network, "origin", [lon], [lat], farthest_metres)
    if limits.max() < 0:
        return [shapely.MultiPolygon() for _ in limits]
    state, begun = reach(network, origin, float(limits.max()))
    x, y, seconds = _pieces(network, state, begun, origin, float(limits.max()))
    at, share = int(snapped.point[0]), float(snapped.share[0])
    x0, y0 = (line[at] + share * (line[at + 1] - line[at]) for line in (network.lon, network.lat))
    return around_roads(np.append(x, x0), np.append(y, y0), np.append(seconds, 0.0), limits, reach_metres)


def _pieces(
    network: RoadNetwork, state: NDArray[np.int64], begun: Float64, origin: Ends, limit: float
) -> tuple[Float64, Float64, Float64]:
    """Points (lon, lat, seconds) along every road reached, for times within ``limit``."""
    collect: Callable[..., tuple[Float64, Float64, Float64]] = _walk
    own = 2 * int(origin.road[0]) + np.flatnonzero(origin.node[0] >= 0)
    before = origin.before[0, own & 1] / network.graph.ticks
    states = np.concatenate([own, state])
    begins = np.concatenate([-before, begun])
    return collect(
        network.points, network.lon, network.lat, network.along, network.against, states, begins, limit,
        SMALLEST_CELL_METRES, METRES_A_DEGREE,
    )  # fmt: skip


@compiled
def _walk(
    points: Any, lon: Any, lat: Any, along: Any, against: Any, states: Any, begins: Any, limit: float, step: float,
    degree: float,
) -> Any:  # fmt: skip
    """Walk each directed road from its beginning, adding a point at least every ``step`` metres."""
    room = 1024
    x, y, t = np.empty(room), np.empty(room), np.empty(room)
    size = 0
    for k in range(len(states)):
        road, back = states[k] >> 1, states[k] & 1
        first, last = points[road], points[road + 1] - 1
        whole = against[last]
        for place in range(first, last):
            a = place if back == 0 else last - (place - first)
            b = a + 1 if back == 0 else a - 1
            one = begins[k] + (along[a] if back == 0 else whole - against[a])
            two = begins[k] + (along[b] if back == 0 else whole - against[b])
            if one > limit or two < 0:
                continue
            length = np.hypot((lon[b] - lon[a]) * np.cos(np.radians(lat[a])), lat[b] - lat[a]) * degree
            parts = int(length / step) + 1
            if size + parts + 1 > room:
                room = 2 * (room + parts)
                bigger = np.empty((3, room))
                bigger[0, :size], bigger[1, :size], bigger[2, :size] = x[:size], y[:size], t[:size]
                x, y, t = bigger[0], bigger[1], bigger[2]
            for part in range(parts + 1):
                share = part / parts
                time = one + share * (two - one)
                if 0 <= time <= limit:
                    x[size] = lon[a] + share * (lon[b] - lon[a])
                    y[size] = lat[a] + share * (lat[b] - lat[a])
                    t[size] = time
                    size += 1
    return x[:size], y[:size], t[:size]


@dataclass(frozen=True)
class MeshReach:
    """A mesh of town halls prepared for isochrones of any number of points."""

    mesh: Mesh
    graph: RoadGraph  # town halls without their doors
    barriers: Barriers
    land: LandOutline | None  # area to which isochrones are clipped

    @classmethod
    def prepare(cls, mesh: Mesh, store: ArtefactStore | None = None) -> MeshReach:
        """Build the graph of town halls and open the outline of the land, cached in ``store``."""
        tail, head, seconds = mesh.links.tail, mesh.links.head, mesh.link_seconds()
        ends = np.concatenate([tail, head]), np.concatenate([head, tail])
        halls = mesh.territory
        x = halls.x + 1e8 * halls.plane  # planes are placed side by side
        return cls(
            mesh,
            RoadGraph.from_arcs(*ends, np.tile(seconds, 2), x, halls.y),
            Barriers.load(),
            LandOutline.of(halls, store),
        )

    def isochrones(self, lon: float, lat: float, minutes: Sequence[float]) -> list[shapely.MultiPolygon]:
        """Area reached from a point (degrees) within each of ``minutes``, as polygons in degrees.

        From each town hall reached, travel continues at the local pace, at most 15 km, but not over the sea or the
        border. Raises ``MaillageError`` for a point far from France, ``ValueError`` for minutes that are not positive.
        """
        limits = _limits(minutes)
        start = approach(self.mesh, Points.from_degrees([lon], [lat]), self.barriers)
        usable = np.isfinite(start.metres[0])
        if not usable.any() or start.metres[0].min() > FARTHEST_HALL_METRES:
            raise MaillageError(f"Point ({lon:g}, {lat:g}) is more than 50 km from France. Give longitude first.")
        door = self.mesh.parameters.door_seconds
        pace = self._pace(start.around)[0]
        hall, leg = start.hall[0, usable], start.metres[0, usable] * pace
        leg = leg + float(door(start.around)[0])
        seconds = self._seconds(hall, leg, float(limits.max()))
        near = np.flatnonzero(seconds <= limits.max())
        territory, around = self.mesh.territory, self.mesh.around[near]
        arrive = seconds[near] + door(around)
        lons, lats = np.append(territory.lon[near], lon), np.append(territory.lat[near], lat)
        direct = float(door(start.around)[0]) * 2  # travel that passes through no town hall
        times, paces = np.append(arrive, direct), np.append(self._pace(around), pace)
        drawn = around_places(lons, lats, times, paces, limits, GO_ON_METRES)
        if self.land is None:
            return drawn
        # The point itself is last: it is reached whatever the limit.
        there = [np.append(arrive <= limit, True) for limit in limits]
        return [self.land.part_reached(area, lons[at], lats[at]) for area, at in zip(drawn, there, strict=True)]

    def _pace(self, around: Surroundings) -> Float64:
        """Seconds per metre off the mesh."""
        return self.mesh.parameters.slowness(around) / (self.mesh.parameters.local_kmh / 3.6)

    def _seconds(self, hall: NDArray[np.int64], leg: Float64, limit: float) -> Float64:
        """(n,) seconds to each town hall by the best of the starting halls, infinite beyond the limit."""
        place = self.graph.place
        indptr, indices, seconds = bounded_times(self.graph, place[hall], place, int(limit), threads=1)
        total = np.full(len(place), np.inf)
        begun = np.repeat(leg, np.diff(indptr))
        np.minimum.at(total, indices, begun + seconds)
        return total


def _limits(minutes: Sequence[float]) -> Float64:
    limits = np.asarray(minutes, np.float64) * 60
    if limits.ndim != 1 or len(limits) == 0 or not np.isfinite(limits).all() or limits.min() <= 0:
        raise ValueError(f"minutes must be a list of positive numbers, not {minutes!r}")
    return limits
