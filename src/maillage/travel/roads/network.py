"""The road network: built once from an extract, stored in one file, loaded for queries."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components

from maillage.artefacts import storage_problem
from maillage.errors import BadInput, WrongVersion
from maillage.travel.graph import RoadGraph
from maillage.travel.roads.contraction import START, Roads, contract, cut
from maillage.travel.roads.profile import Profile
from maillage.travel.roads.reading import Extract, read_extract
from maillage.travel.roads.restrictions import RestrictedStretch, junctions, trace
from maillage.travel.roads.snapping import Grid, build_grid
from maillage.travel.roads.spread import TICKS
from maillage.travel.roads.turns import Turns, turns

FORMAT = 2
ISLANDS_LISTED = 50
# An extract with fewer directed roads is a fragment: one-way roads that leave or enter it at its border are kept. In a
# larger one they are a handful of mapping errors and stubs, which no journey should use.
FRAGMENT = 1_000

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class RoadNetwork:
    """Roads between junctions and the graph of turns between directed roads.

    Road k has the points ``points[k]:points[k + 1]`` of ``lon``, ``lat`` (degrees). ``along[p]`` are the seconds from
    the road's tail to point p, ``against[p]`` from point p back to the tail, infinite if the direction is closed. Node
    ``graph.place[s]`` of ``graph`` is the directed road ``state[s]`` (``2 * road``, plus 1 from head to tail); a via
    road of a turn restriction has several nodes. An arc costs the turn and the whole of the road turned into.
    ``leads[s]`` marks the node where journeys begin on a road from which the largest connected part can be reached,
    ``led_to[s]`` the node where they end on a road that can be reached from there; a one-way road out of the extract is
    only the second. ``last_mile[s]`` marks roads open only to journeys that start or end there, or enclosed by such
    roads.
    """

    points: Int64
    lon: Float64
    lat: Float64
    along: NDArray[np.float32]
    against: NDArray[np.float32]
    reluctance: NDArray[np.float32]  # (roads, 2)
    start: NDArray[np.bool_]  # a journey may begin or end on the road
    state: Int64
    leads: NDArray[np.bool_]
    led_to: NDArray[np.bool_]
    last_mile: NDArray[np.bool_]
    graph: RoadGraph
    meta: Mapping[str, Any]

    def __len__(self) -> int:
        return len(self.points) - 1

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the roads, in degrees."""
        return (
            float(self.lon.min()), float(self.lat.min()), float(self.lon.max()), float(self.lat.max())
        )  # fmt: skip

    @cached_property
    def origin_node(self) -> NDArray[np.int32]:
        """(2 * roads,) the graph's node of each directed road on which a journey may begin, else -1."""
        return self._nodes(self.leads)

    @cached_property
    def destination_node(self) -> NDArray[np.int32]:
        """(2 * roads,) the graph's node of each directed road on which a journey may end, else -1."""
        return self._nodes(self.led_to)

    def _nodes(self, chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
        node = np.full(2 * len(self), -1, np.int32)
        node[self.state[chosen]] = self.graph.place[chosen]
        return node

    @cached_property
    def last_mile_node(self) -> NDArray[np.bool_]:
        """By node of the graph: whether its road is a last-mile road."""
        return self.last_mile[self.graph.original]

    @cached_property
    def grid(self) -> Grid:
        """Index of the straight segments of road on which a journey may begin or end."""
        return build_grid(self.points, self.lon, self.lat, self.start)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All arrays of the network and of its graph, by name; two networks are equal if these are."""
        own = {name: getattr(self, name) for name in _ARRAYS}
        return own | {f"graph_{name}": getattr(self.graph, name) for name in _GRAPH_ARRAYS}

    def save(self, path: Path) -> None:
        """Write one file, atomically. Raises ``StorageProblem`` if it cannot be written."""
        arrays: dict[str, Any] = self.arrays()
        document = json.dumps({"format": FORMAT, "ticks": self.graph.ticks, "meta": dict(self.meta)})
        arrays["document"] = np.frombuffer(document.encode(), np.uint8)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as handle:
                np.savez(handle, **arrays)
            Path(handle.name).chmod(0o644)
            os.replace(handle.name, path)  # noqa: PTH105
        except OSError as error:
            raise storage_problem(path.parent, error) from error

    @classmethod
    def load(cls, path: Path) -> RoadNetwork:
        """Read a file written by :meth:`save`.

        Raises ``BadInput`` if it is missing, damaged or another kind of file, ``WrongVersion`` if another version of
        the program wrote it.
        """
        again = "Build it again with 'maillage travel build EXTRACT --out NET'"
        if not path.is_file():
            raise BadInput(path, "there is no such road network", again)
        try:
            with path.open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
                document = json.loads(bytes(stored["document"]))
                if document["format"] != FORMAT:
                    raise WrongVersion(f"{path} has network format {document['format']}, not {FORMAT}. {again}.")
                graph = RoadGraph(ticks=document["ticks"], **{name: stored[f"graph_{name}"] for name in _GRAPH_ARRAYS})
                return cls(**{name: stored[name] for name in _ARRAYS}, graph=graph, meta=document["meta"])
        except WrongVersion:
            raise
        except Exception as error:  # a damaged archive may raise almost any exception
            raise BadInput(path, f"this is not a whole road network ({error})", again) from error


_ARRAYS = ("points", "lon", "lat", "along", "against", "reluctance", "start", "state", "leads", "led_to", "last_mile")
_GRAPH_ARRAYS = ("indptr", "heads", "seconds", "weights", "x", "y", "original")


def build_network(extract_path: Path, profile: str = "car", traffic: str = "free-flow") -> RoadNetwork:
    """Build a routable network from an OpenStreetMap extract.

    Roads are joined between junctions, turns get costs, and roads that cannot be both reached and left from the largest
    connected part are dropped and listed in ``meta["islands"]``. Raises ``BadInput`` for a file that cannot be used and
    ``UnknownName`` for a profile or traffic condition that does not exist.
    """
    rules = Profile.load(profile)
    condition = rules.traffic(traffic)
    extract = read_extract(extract_path, rules)
    stretches = trace(extract)
    roads = contract(cut(extract, rules, condition), extract, junctions(stretches))
    made = turns(roads, stretches, rules)
    leads, led_to = _around_largest_part(made, roads.metres)
    out, into = (_by_state(made, nodes) for nodes in (leads, led_to))
    if not (out | into).any():
        raise BadInput(extract_path, "no two of its roads are connected", "Take a larger extract")
    kept = (out | into)[0::2] | (out | into)[1::2]
    meta = {
        "extract": extract_path.name,
        "profile": rules.name,
        "traffic": condition.name,
        "traffic_source": condition.source,
        "terminal_seconds": condition.terminal_seconds,
        **_counts(extract, roads, kept),
        **_restrictions(extract, stretches, made),
        "one_way_roads_in_or_out": int((out ^ into).sum()),
        "islands": _islands(roads, ~kept),
    }
    return _network(roads, made, kept, leads, led_to, meta)


def _around_largest_part(made: Turns, metres: Float64) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """By node: whether it leads to the largest strongly connected part, and whether it is reachable from there.

    The largest part is the one with the greatest length; a single road with only a U-turn is not a part.
    """
    size = len(made.state)
    matrix = csr_matrix((np.ones(len(made.tail), np.int8), (made.tail, made.head)), (size, size))
    count, label = connected_components(matrix, connection="strong")
    states = np.bincount(label, minlength=count)
    length = np.where(states > 1, np.bincount(label, metres[made.state >> 1], count), 0.0)
    largest = label == length.argmax()
    leads, led_to = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    if states.max() == 1:
        return leads, led_to
    member = int(np.argmax(largest))
    leads[breadth_first_order(matrix.T.tocsr(), member, return_predecessors=False)] = True
    led_to[breadth_first_order(matrix, member, return_predecessors=False)] = True
    if largest.sum() >= FRAGMENT:
        road = np.isin(made.state >> 1, np.unique(made.state[largest] >> 1))
        return leads & road, led_to & road
    return leads, led_to


def _by_state(made: Turns, nodes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(2 * roads,) directed roads with at least one chosen node."""
    found = np.zeros(made.state.max() + 1, np.bool_)
    found[made.state[nodes]] = True
    return found


def _restrictions(extract: Extract, stretches: list[RestrictedStretch], made: Turns) -> dict[str, int]:
    """Number of turn restrictions, of those over via ways, and of those that could not be interpreted."""
    known = {stretch.rule for stretch in stretches}
    over = [rule for rule in extract.restrictions if rule.via_ways]
    lost = len([rule for rule in over if rule not in known])
    return {
        "restrictions": len(extract.restrictions),
        "restrictions_over_ways": len(over),
        "restrictions_not_understood": extract.odd_restrictions + lost,
        "forbidden_drives": made.restrictions,
    }


def _counts(extract: Extract, roads: Roads, kept: NDArray[np.bool_]) -> dict[str, Any]:
    return {
        "ways": len(extract.ways),
        "road_nodes": len(np.unique(extract.nodes)),
        "roads": int(kept.sum()),
        "kilometres": round(float(roads.metres[kept].sum()) / 1000, 3),
        "dropped_kilometres": round(float(roads.metres[~kept].sum()) / 1000, 3),
        "holes": extract.holes,
        "repeated_ways": extract.repeated,
    }


def _islands(roads: Roads, dropped: NDArray[np.bool_]) -> list[dict[str, float | int]]:
    """The dropped roads, grouped into connected parts, longest first; the first ones are listed individually."""
    which = np.flatnonzero(dropped)
    nodes = len(roads.node_id)
    matrix = csr_matrix((np.ones(len(which)), (roads.tail[which], roads.head[which])), (nodes, nodes))
    _, label = connected_components(matrix, directed=False)
    group = label[roads.tail[which]]
    metres = np.bincount(group, roads.metres[which]) if len(which) else np.zeros(0)
    listed: list[dict[str, float | int]] = []
    for island in np.argsort(-metres, kind="stable")[:ISLANDS_LISTED]:
        members = which[group == island]
        if len(members) == 0:
            break
        at = roads.points[members[0]]
        place = {"lon": round(float(roads.lon[at]), 6), "lat": round(float(roads.lat[at]), 6)}
        listed.append({"roads": len(members), "kilometres": round(float(metres[island]) / 1000, 3), **place})
    return listed


def _network(
    roads: Roads,
    made: Turns,
    kept: NDArray[np.bool_],
    leads: NDArray[np.bool_],
    led_to: NDArray[np.bool_],
    meta: Mapping[str, Any],
) -> RoadNetwork:
    """Keep the connected roads, renumber them, and build the graph of turns."""
    number = np.cumsum(kept) - 1
    inside = np.repeat(kept, np.diff(roads.points))
    points = np.concatenate([[0], np.cumsum(np.diff(roads.points)[kept])])
    old = np.flatnonzero(leads | led_to)
    state = 2 * number[made.state[old] >> 1] + (made.state[old] & 1)
    node = np.full(len(leads), -1, np.int64)
    node[old] = np.arange(len(old))
    arcs = (node[made.tail] >= 0) & (node[made.head] >= 0)
    lon, lat = roads.lon[inside], roads.lat[inside]
    middle = (points[state >> 1] + points[(state >> 1) + 1]) // 2
    squeeze = np.cos(np.radians(lat.mean()))
    graph = RoadGraph.from_arcs(
        node[made.tail[arcs]], node[made.head[arcs]], np.rint(made.seconds[arcs] * TICKS),
        lon[middle] * 111_195 * squeeze, lat[middle] * 111_195, TICKS, np.rint(made.weight[arcs] * TICKS),
    )  # fmt: skip
    return RoadNetwork(
        points, lon, lat, roads.along[inside].astype(np.float32), roads.against[inside].astype(np.float32),
        roads.reluctance[kept].astype(np.float32), (roads.flags[kept] & START) > 0,
        state, (leads & made.begin)[old], (led_to & made.end)[old], made.last_mile[old], graph, meta,
    )  # fmt: skip
