"""Times by road between any points, snapped to the network; the result includes the snapping distances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.errors import MaillageError
from maillage.travel.roads.network import RoadNetwork
from maillage.travel.roads.snapping import METRES_A_DEGREE, Snapped, snap
from maillage.travel.roads.spread import FAR, packed, pair_rows, reached
from maillage.travel.search import in_threads

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

FARTHEST_METRES = 5_000.0
LONGEST_HOURS = 24
PAIRS_A_CHUNK = 512


class UnusablePoint(MaillageError):
    """A point of a journey that the network cannot serve: which end, its position in the list, reason, remedy."""

    def __init__(self, end: str, position: int, place: str, problem: str, remedy: str) -> None:
        self.end, self.position, self.problem, self.remedy = end, position, problem, remedy
        super().__init__(f"{end.capitalize()} {position + 1} {place} {problem}. {remedy}.")


@dataclass(frozen=True)
class Ends:
    """Snapped points as search input; column 0 is for driving along the road's direction, column 1 against it.

    ``node`` is the graph node of the directed road, -1 if closed. ``before`` is the part of that road driven by a
    journey that ends here, ``after`` the part driven by one that starts here, in ticks, -1 if the direction is closed;
    ``*_weight`` are the same as route-choice weights.
    """

    road: NDArray[np.int32]
    node: NDArray[np.int32]  # (n, 2)
    before: NDArray[np.int32]
    after: NDArray[np.int32]
    before_weight: NDArray[np.int32]
    after_weight: NDArray[np.int32]

    def of(self, chosen: Int64 | slice) -> tuple[NDArray[np.int32], ...]:
        """The columns of some of the points."""
        return tuple(getattr(self, name)[chosen] for name in Ends.__dataclass_fields__)


def pairs(
    network: RoadNetwork,
    lon1: ArrayLike,
    lat1: ArrayLike,
    lon2: ArrayLike,
    lat2: ArrayLike,
    farthest_metres: float = FARTHEST_METRES,
    threads: int | None = None,
) -> tuple[Float64, Float64]:
    """Minutes from each first point to the second of its pair, and the distance of both to the nearest usable road.

    The four coordinates are (n,) in degrees. Returns ``minutes (n,)`` and ``metres (n, 2)``. The route is the one the
    profile prefers, the minutes are its driving time; walking to the road is not added; a point is at 0 minutes from
    itself. Raises ``UnusablePoint`` naming the first point that is not a coordinate, lies outside the network, or is
    over ``farthest_metres`` from any of its roads.
    """
    first, origin = locate(network, "origin", lon1, lat1, farthest_metres)
    second, destination = locate(network, "destination", lon2, lat2, farthest_metres)
    if len(first.road) != len(second.road):
        raise MaillageError(f"Pairs need as many destinations as origins: {len(first.road)} and {len(second.road)}.")
    metres = np.stack([first.metres, second.metres], axis=1)
    order = np.lexsort((first.share, first.point, origin.node.max(axis=1)))
    chunks = [order[at : at + PAIRS_A_CHUNK] for at in range(0, len(order), PAIRS_A_CHUNK)]
    graph = network.graph
    limit = LONGEST_HOURS * 3600 * graph.ticks
    ticks = np.full(len(order), -1, np.int64)

    drive: Callable[..., Int64] = pair_rows

    arcs = packed(graph)

    def workspace() -> NDArray[Any]:
        return np.full(len(graph), FAR, np.uint64)

    def search(chunk: Int64, space: NDArray[Any]) -> tuple[Int64, Int64]:
        one, other = origin.of(chunk), destination.of(chunk)
        return chunk, drive(*arcs, *one, *other, limit, space)

    for chunk, found in in_threads(search, chunks, workspace, threads):
        ticks[chunk] = found
    seconds = ticks / graph.ticks + float(network.meta["terminal_seconds"])
    seconds[np.logical_and(np.equal(lon1, lon2), np.equal(lat1, lat2))] = 0
    return np.where(ticks < 0, np.inf, seconds / 60), metres


def reach(network: RoadNetwork, origin: Ends, limit_seconds: float) -> tuple[Int64, Float64]:
    """Directed roads whose beginning is reached from the first of ``origin`` within the limit, by the preferred routes.

    Returns ``state`` (2 * road, plus 1 from head to tail) and the seconds at which the road is entered, both (k,).
    """
    graph = network.graph
    spread: Callable[..., tuple[Int64, Int64]] = reached
    bounds = int(limit_seconds * graph.ticks), LONGEST_HOURS * 3600 * graph.ticks
    label = np.full(len(graph), FAR, np.uint64)
    begun = (origin.node[0], origin.after[0], origin.after_weight[0])
    nodes, ticks = spread(*packed(graph), *begun, network.last_mile_node, *bounds, label)
    state = network.state[graph.original[nodes]]
    road, back = state >> 1, state & 1
    last = network.points[road + 1] - 1
    whole = np.where(back == 0, network.along[last], network.against[last]).astype(np.float64)
    begins = ticks / graph.ticks - whole
    near = begins <= limit_seconds
    return state[near], begins[near]


def locate(
    network: RoadNetwork, end: str, lon: ArrayLike, lat: ArrayLike, farthest_metres: float = FARTHEST_METRES
) -> tuple[Snapped, Ends]:
    """Snap points (degrees, (n,)) to roads where a journey may have its ``end``: "origin" or "destination".

    Raises ``UnusablePoint`` for the first point that cannot be used.
    """
    x, y = np.atleast_1d(np.asarray(lon, np.float64)), np.atleast_1d(np.asarray(lat, np.float64))
    if x.ndim != 1 or x.shape != y.shape:
        raise MaillageError(f"Longitudes and latitudes must be two lists of one length: {x.shape}, {y.shape}.")
    wrong = ~(np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180) & (np.abs(y) <= 90))
    _first_culprit(end, wrong, x, y, "is not a longitude and latitude in degrees", "Correct it")
    west, south, east, north = network.box
    margin = farthest_metres / METRES_A_DEGREE
    side = margin / max(np.cos(np.radians(max(abs(south), abs(north)))), 0.01)
    outside = (x < west - side) | (x > east + side) | (y < south - margin) | (y > north + margin)
    place = f"(longitude {west:.3f} to {east:.3f}, latitude {south:.3f} to {north:.3f})"
    problem = f"lies outside the road network of {network.meta['extract']} {place}"
    remedy = "Take the extract of its country, or leave the point out"
    if outside.any() and _inside(network.box, float(y[outside.argmax()]), float(x[outside.argmax()])):
        remedy = "Longitude and latitude seem exchanged: give longitude first"
    _first_culprit(end, outside, x, y, problem, remedy)
    snapped = snap_all(network, end, x, y, farthest_metres)
    problem = f"is more than {farthest_metres:g} m from any usable road: in the sea, or far off"
    _first_culprit(end, snapped.road < 0, x, y, problem, "Correct the point, or leave it out")
    return snapped, _ends(network, _nodes(network, end), snapped)


def _inside(box: tuple[float, float, float, float], lon: float, lat: float) -> bool:
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


def snap_all(network: RoadNetwork, end: str, lon: Float64, lat: Float64, farthest_metres: float) -> Snapped:
    """Snap all points; those too far from a road get road -1 and infinite metres."""
    nodes = _nodes(network, end)
    usable = ((nodes[0::2] >= 0) + 2 * (nodes[1::2] >= 0)).astype(np.uint8)
    return snap(
        network.grid, network.points, network.lon, network.lat, usable, end == "origin", lon, lat, farthest_metres
    )


def _nodes(network: RoadNetwork, end: str) -> NDArray[np.int32]:
    return network.origin_node if end == "origin" else network.destination_node


def _first_culprit(end: str, bad: NDArray[np.bool_], x: Float64, y: Float64, problem: str, remedy: str) -> None:
    if bad.any():
        k = int(np.argmax(bad))
        more = f", as {int(bad.sum()) - 1} more" if bad.sum() > 1 else ""
        raise UnusablePoint(end, k, f"({x[k]:g}, {y[k]:g})", problem + more, remedy)


def _ends(network: RoadNetwork, nodes: NDArray[np.int32], snapped: Snapped) -> Ends:
    road, at = snapped.road, snapped.point
    last = network.points[road + 1] - 1
    before, after = np.zeros((2, len(road), 2))
    node = np.stack([nodes[2 * road.astype(np.int64) + side] for side in (0, 1)], axis=1)
    open_ = np.zeros(node.shape, np.bool_)
    for side, seconds in enumerate((network.along, network.against)):
        open_[:, side] = np.isfinite(seconds[last])
        here, there, whole = (
            np.where(open_[:, side], seconds[place], 0.0).astype(np.float64) for place in (at, at + 1, last)
        )
        from_tail = here + (there - here) * snapped.share
        parts = (from_tail, whole - from_tail)
        before[:, side], after[:, side] = parts if side == 0 else parts[::-1]
    ticks, share = network.graph.ticks, network.reluctance[road]
    whole = [np.where(open_, np.rint(part), -1).astype(np.int32) for part in (
        before * ticks, after * ticks, before * ticks / share, after * ticks / share
    )]  # fmt: skip
    return Ends(road, node, *whole)
