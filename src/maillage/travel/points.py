"""Minutes between any two points over the mesh: to a nearby town hall, along the mesh, and on to the other point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.artefacts import ArtefactStore
from maillage.territory import Territory
from maillage.territory.planes import plane_of_points, to_plane
from maillage.travel.barriers import Barriers
from maillage.travel.graph import RoadGraph
from maillage.travel.mesh import Mesh, Surroundings, load_mesh, surroundings
from maillage.travel.town_halls import halls

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
Arcs = tuple[Int64, Int64, Int64]
FARTHEST_METRES = 50_000.0
PAIRS_AT_ONCE = 1000
NEVER = np.iinfo(np.int32).max // 8
LONGEST_SECONDS = 65_000
# The first search stops at a time that journeys of this length seldom exceed; pairs it misses are searched without
# limit.
SLOWEST_KMH, SLOWEST_FIXED_SECONDS = 30.0, 1800.0


@dataclass(frozen=True)
class Points:
    """Points in metres on their planes (-1: far from France), with their longitude and latitude."""

    lon: Float64
    lat: Float64
    x: Float64
    y: Float64
    plane: NDArray[np.int8]

    @classmethod
    def from_degrees(cls, lon: ArrayLike, lat: ArrayLike) -> Points:
        """Points given by longitude and latitude (WGS 84)."""
        east, north = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
        if east.ndim != 1 or east.shape != north.shape:
            raise ValueError(f"longitudes and latitudes must be lists of one length, not {east.shape}, {north.shape}")
        plane = plane_of_points(east, north)
        return cls(east, north, *to_plane(east, north, plane), plane)

    def __len__(self) -> int:
        return len(self.lon)


@dataclass(frozen=True)
class Approach:
    """Access of points to the mesh: their nearest town halls with the distance to each, and their surroundings.

    ``metres`` is infinite if a town hall cannot be reached in a straight line.
    """

    hall: Int64  # (p, k)
    metres: Float64  # (p, k)
    around: Surroundings  # (p,)
    group: NDArray[np.int16]  # (p,) isolated group the point belongs to


def nearest_hall_metres(territory: Territory, points: Points) -> Float64:
    """(p,) metres from each point to the nearest town hall; infinite if the point is far from France."""
    _, metres = _nearest(territory, points, 1)
    return metres[:, 0]


def _nearest(territory: Territory, points: Points, count: int) -> tuple[Int64, Float64]:
    hall = np.zeros((len(points), count), dtype=np.int64)
    metres = np.full((len(points), count), np.inf)
    for plane in np.unique(points.plane[points.plane >= 0]):
        home, tree = halls(territory, int(plane))
        asked = np.flatnonzero(points.plane == plane)
        if tree is None:
            continue
        found = min(count, len(home))
        distance, at = tree.query(np.column_stack([points.x[asked], points.y[asked]]), k=np.arange(1, found + 1))
        hall[asked, :found], metres[asked, :found] = home[at], distance
    return hall, metres


def approach(mesh: Mesh, points: Points, barriers: Barriers) -> Approach:
    """The town halls by which each point may reach the mesh: on its side of the water, in its isolated group."""
    territory = mesh.territory
    hall, metres = _nearest(territory, points, mesh.parameters.nearest)
    shape = hall.shape
    lon = np.stack([np.broadcast_to(points.lon[:, None], shape), territory.lon[hall]], axis=2).reshape(-1, 2)
    lat = np.stack([np.broadcast_to(points.lat[:, None], shape), territory.lat[hall]], axis=2).reshape(-1, 2)
    metres = np.where(barriers.crossed(lon, lat).reshape(shape), np.inf, metres)
    group = barriers.group_of(territory)[hall]
    metres = np.where(group == group[:, :1], metres, np.inf)
    # If all town halls near a point lie across the water, the nearest is used nevertheless.
    _, nearest = _nearest(territory, points, 1)
    lost = ~np.isfinite(metres).any(axis=1)
    metres[lost, 0] = nearest[lost, 0]
    return Approach(hall, metres, surroundings(territory, points, mesh.parameters), group[:, 0])


@dataclass(frozen=True)
class PointPairs:
    """Pairs of points prepared for a mesh: everything that does not depend on speeds."""

    origin: Approach
    destination: Approach
    direct_metres: Float64  # (p,) straight-line; infinite if no straight road is possible

    @classmethod
    def prepare(cls, mesh: Mesh, origin: Points, destination: Points, barriers: Barriers | None = None) -> PointPairs:
        """Compute the approaches of both ends of each pair."""
        barriers = barriers if barriers is not None else Barriers.load()
        start, end = approach(mesh, origin, barriers), approach(mesh, destination, barriers)
        direct = np.hypot(origin.x - destination.x, origin.y - destination.y)
        lon, lat = np.column_stack([origin.lon, destination.lon]), np.column_stack([origin.lat, destination.lat])
        apart = (origin.plane != destination.plane) | (start.group != end.group) | barriers.crossed(lon, lat)
        return cls(start, end, np.where(apart, np.inf, direct))

    def __len__(self) -> int:
        return len(self.direct_metres)

    def minutes(self, mesh: Mesh, threads: int | None = None) -> Float64:
        """(p,) minutes of each pair; 0 for a point with itself, NaN if no route joins the two."""
        seconds = np.full(len(self), np.nan)
        links = _both_ways(mesh)
        order = np.argsort(self.direct_metres, kind="stable")
        for start in range(0, len(order), PAIRS_AT_ONCE):
            chunk = order[start : start + PAIRS_AT_ONCE]
            seconds[chunk] = self._chunk_seconds(mesh, links, chunk, threads)
        seconds[self.direct_metres == 0] = 0
        return seconds / 60

    def _chunk_seconds(self, mesh: Mesh, links: Arcs, chunk: Int64, threads: int | None) -> Float64:
        graph, sources, targets = self._graph(mesh, links, chunk)
        far = self.direct_metres[chunk]
        longest = far[np.isfinite(far)].max() if np.isfinite(far).any() else np.inf
        limit = min(SLOWEST_FIXED_SECONDS + longest / SLOWEST_KMH * 3.6, LONGEST_SECONDS)
        found = _diagonal(graph, sources, targets, int(limit), threads)
        missed = np.flatnonzero(np.isnan(found))
        if len(missed) and limit < LONGEST_SECONDS:
            found[missed] = _diagonal(graph, sources[missed], targets[missed], LONGEST_SECONDS, threads)
        return found

    def _graph(self, mesh: Mesh, links: Arcs, chunk: Int64) -> tuple[RoadGraph, NDArray[np.int32], NDArray[np.int32]]:
        """The mesh with the points of some pairs: origins have only outgoing arcs, destinations only incoming ones."""
        n, pairs = len(mesh.territory), len(chunk)
        origin, destination = n + np.arange(pairs), n + pairs + np.arange(pairs)
        k = self.origin.hall.shape[1]
        tails = [links[0], np.repeat(origin, k), self.destination.hall[chunk].ravel(), origin]
        heads = [links[1], self.origin.hall[chunk].ravel(), np.repeat(destination, k), destination]
        legs = [_leg_seconds(mesh, end, chunk).ravel() for end in (self.origin, self.destination)]
        costs = [links[2], *legs, self._direct_seconds(mesh, chunk)]
        tail, head, cost = np.concatenate(tails), np.concatenate(heads), np.concatenate(costs)
        usable = cost < NEVER
        territory, planes = mesh.territory, 1e8 * mesh.territory.plane
        # A point gets a number close to that of its town hall, for memory locality.
        x = np.concatenate([territory.x + planes, *((territory.x + planes)[e.hall[chunk, 0]] for e in self._ends)])
        y = np.concatenate([territory.y, *(territory.y[e.hall[chunk, 0]] for e in self._ends)])
        graph = RoadGraph.from_arcs(tail[usable], head[usable], cost[usable], x, y)
        return graph, graph.place[origin], graph.place[destination]

    @property
    def _ends(self) -> tuple[Approach, Approach]:
        return self.origin, self.destination

    def _direct_seconds(self, mesh: Mesh, chunk: Int64) -> Int64:
        start, end = self.origin.around[chunk], self.destination.around[chunk]
        parameters = mesh.parameters
        slower = (parameters.slowness(start) + parameters.slowness(end)) / 2
        moving = self.direct_metres[chunk] / (parameters.local_kmh / 3.6) * slower
        return _whole(moving + parameters.door_seconds(start) + parameters.door_seconds(end))


def _both_ways(mesh: Mesh) -> Arcs:
    links, seconds = mesh.links, mesh.link_seconds()
    ends = np.concatenate([links.tail, links.head]), np.concatenate([links.head, links.tail])
    return *ends, np.concatenate([seconds, seconds])


def _leg_seconds(mesh: Mesh, end: Approach, chunk: Int64) -> Int64:
    parameters, around = mesh.parameters, end.around[chunk]
    moving = end.metres[chunk] / (parameters.local_kmh / 3.6) * parameters.slowness(around)[:, None]
    return _whole(moving + parameters.door_seconds(around)[:, None])


def _whole(seconds: Float64) -> Int64:
    return np.minimum(np.rint(seconds), NEVER).astype(np.int64)


def _diagonal(
    graph: RoadGraph, sources: NDArray[np.int32], targets: NDArray[np.int32], limit: int, threads: int | None
) -> Float64:
    """(p,) seconds from each source to the target of the same index, NaN beyond the limit."""
    from maillage.travel.search import bounded_times

    indptr, indices, seconds = bounded_times(graph, sources, targets, limit, threads)
    row = np.repeat(np.arange(len(sources)), np.diff(indptr))
    own = indices == row
    found = np.full(len(sources), np.nan)
    found[row[own]] = seconds[own]
    return found


def point_minutes(
    mesh: Mesh | Territory,
    lon1: ArrayLike,
    lat1: ArrayLike,
    lon2: ArrayLike,
    lat2: ArrayLike,
    store: ArtefactStore | None = None,
    threads: int | None = None,
) -> Float64:
    """(p,) minutes from each point (lon1, lat1) to (lon2, lat2), degrees, at any distance.

    A point is at 0 minutes from itself. NaN if no road joins the two (an island, another continent). Raises
    ``ValueError`` for a point more than 50 km from every town hall of France.
    """
    mesh = load_mesh(mesh, store=store) if isinstance(mesh, Territory) else mesh
    origin, destination = Points.from_degrees(lon1, lat1), Points.from_degrees(lon2, lat2)
    if len(origin) != len(destination):
        raise ValueError(f"{len(origin)} origins but {len(destination)} destinations")
    for points in (origin, destination):
        far = np.flatnonzero(nearest_hall_metres(mesh.territory, points) > FARTHEST_METRES)
        if len(far):
            place = f"{points.lon[far[0]]:g}, {points.lat[far[0]]:g}"
            raise ValueError(f"point {far[0]} ({place}) is more than 50 km from every town hall of France")
    return PointPairs.prepare(mesh, origin, destination).minutes(mesh, threads)
