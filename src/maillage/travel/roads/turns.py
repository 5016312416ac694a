"""The graph of turns: its nodes are roads driven in one direction, its arcs turns from one road into the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components

from maillage.travel.compiled import compiled
from maillage.travel.roads.contraction import (
    FERRY,
    LAST_AGAINST,
    LAST_ALONG,
    OPEN_AGAINST,
    OPEN_ALONG,
    ROUNDABOUT,
    Roads,
)
from maillage.travel.roads.profile import Profile
from maillage.travel.roads.restrictions import Remembering, RestrictedStretch, forbidden, remember

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

SIGHT_METRES = 10.0  # distance along a road over which its bearing at the junction is measured
# Penalty for entering a road open only to journeys that start or end there. It is longer than any journey computed, so
# the weight shows whether such a road was entered.
NO_THROUGH_SECONDS = 7_200.0


@dataclass(frozen=True)
class Turns:
    """The turns between directed roads, as arcs between nodes that enforce turn restrictions.

    The directed road (state) ``2 * road`` drives a road from tail to head, ``2 * road + 1`` back; ``state`` gives the
    state of each node. For each state, journeys begin at the node ``begin`` and end at the node ``end``. A turn costs
    the seconds of turning and of driving the road turned into; ``weight`` is the corresponding route-choice weight.
    """

    tail: Int64
    head: Int64
    seconds: Float64
    weight: Float64
    state: Int64
    begin: NDArray[np.bool_]
    end: NDArray[np.bool_]
    last_mile: NDArray[np.bool_]  # by node: open only to journeys that start or end there, or enclosed by such roads
    restrictions: int  # forbidden turns and sequences that would otherwise be possible


def turns(roads: Roads, stretches: list[RestrictedStretch], profile: Profile) -> Turns:
    """All allowed turns of the network, with their costs; ``stretches`` are the restrictions."""
    count = len(roads)
    begin = np.stack([roads.tail, roads.head], axis=1).ravel()
    end = np.stack([roads.head, roads.tail], axis=1).ravel()
    is_open = np.stack([roads.flags & OPEN_ALONG, roads.flags & OPEN_AGAINST], axis=1).ravel() > 0
    order = np.argsort(begin, kind="stable")  # every road end once, which also gives the number of roads at a node
    indptr = np.zeros(len(roads.node_id) + 1, np.int64)
    np.cumsum(np.bincount(begin, minlength=len(roads.node_id)), out=indptr[1:])
    leaving, arriving = _bearings(roads)
    rules: Mapping[str, Any] = profile.rules["turns"]
    shape = np.array([rules["penalty"], rules["bias"], rules["oncoming"], rules["u_turn"]], np.float64)
    tagged = np.stack([roads.flags & LAST_ALONG, roads.flags & LAST_AGAINST], axis=1).ravel() > 0
    state_flags = np.repeat(roads.flags, 2)
    state_from, state_to, seconds = _turn_arcs(
        indptr, order, end, is_open, leaving, arriving, (state_flags & ROUNDABOUT) > 0, (state_flags & FERRY) > 0, shape
    )
    seconds += roads.leave.ravel()[state_from]
    drive = driving_seconds(roads)
    weight = seconds + drive[state_to] / roads.reluctance.ravel()[state_to]
    weight[tagged[state_to] & ~tagged[state_from]] += NO_THROUGH_SECONDS
    drives = forbidden(roads, stretches, leaving, arriving)
    graph = remember(state_from, state_to, 2 * count, drives)
    # The appended last element is the cost of arcs that join the nodes of one road: zero.
    seconds, weight = np.append(seconds + drive[state_to], 0.0)[graph.arc], np.append(weight, 0.0)[graph.arc]
    last_mile = _last_mile(tagged, graph)
    return Turns(graph.tail, graph.head, seconds, weight, graph.state, graph.begin, graph.end, last_mile, len(drives))


def _last_mile(tagged: NDArray[np.bool_], graph: Remembering) -> NDArray[np.bool_]:
    """Mask of last-mile nodes: tagged so, or reachable, or left, only over tagged roads.

    A road is reached, or left, if one of its nodes is.
    """
    if not tagged.any():
        return tagged[graph.state]
    size = len(graph.state)
    free = ~(tagged[graph.state[graph.head]] & ~tagged[graph.state[graph.tail]])
    ones = np.ones(int(free.sum()), np.int8)
    matrix = csr_matrix((ones, (graph.tail[free], graph.head[free])), (size, size))
    _, label = connected_components(matrix, connection="strong")
    largest = int(np.argmax(label == np.bincount(label).argmax()))
    last = tagged.copy()
    for way in (matrix, matrix.T.tocsr()):
        joined = np.zeros(len(tagged), np.bool_)
        joined[graph.state[breadth_first_order(way, largest, return_predecessors=False)]] = True
        last |= ~joined
    return last[graph.state]


def driving_seconds(roads: Roads) -> Float64:
    """(2 * roads,) seconds for each state, without the delays at its ends."""
    return np.stack([roads.along[roads.points[1:] - 1], roads.against[roads.points[1:] - 1]], axis=1).ravel()


def _bearings(roads: Roads) -> tuple[Float64, Float64]:
    """Bearings in degrees of each state at its first and last node, measured a short distance along the road."""
    at_tail, at_head = _looks(roads.points, roads.lon, roads.lat, SIGHT_METRES)
    leaving = np.stack([at_tail, at_head], axis=1).ravel()
    arriving = np.stack([at_head + 180, at_tail + 180], axis=1).ravel() % 360
    return leaving, arriving


@compiled
def _looks(points: Any, lon: Any, lat: Any, sight: float) -> Any:
    """Bearing from each end of a road towards the point ``sight`` metres along it."""
    roads = len(points) - 1
    found = np.empty((2, roads))
    for road in range(roads):
        for side in range(2):
            at = points[road] if side == 0 else points[road + 1] - 1
            stop = points[road + 1] - 1 if side == 0 else points[road]
            step = 1 if side == 0 else -1
            squeeze = np.cos(np.radians(lat[at])) * 111_195.0
            x0, y0 = lon[at], lat[at]
            px, py = 0.0, 0.0
            left = sight
            while at != stop:
                at += step
                x, y = (lon[at] - x0) * squeeze, (lat[at] - y0) * 111_195.0
                length = np.hypot(x - px, y - py)
                if length >= left:
                    share = left / length
                    px, py = px + share * (x - px), py + share * (y - py)
                    break
                left -= length
                px, py = x, y
            found[side, road] = np.degrees(np.arctan2(px, py)) % 360
    return found[0], found[1]


@compiled
def _penalty(angle: float, roads_here: int, change: bool, calm: bool, shape: Any) -> float:
    """Seconds of a turn by ``angle`` degrees, right positive (OSRM car profile, process_turn)."""
    full, bias, oncoming, _ = shape
    if roads_here <= 2 and not change:
        return 0.0
    if angle >= 0:
        cost = full / (1 + np.exp(-((13 / bias) * angle / 180 - 6.5 * bias)))
    else:
        cost = full / (1 + np.exp(-((13 * bias) * -angle / 180 - 6.5 / bias)))
        if roads_here > 2 and not calm:
            cost += oncoming / (1 + np.exp(-(13 * -angle / 180 - 3.25)))
    return cost


@compiled
def _turn_arcs(
    indptr: Any, order: Any, end: Any, is_open: Any, leaving: Any, arriving: Any, roundabout: Any, ferry: Any,
    shape: Any,
) -> Any:  # fmt: skip
    """Every pair of states that meet at a node, with the seconds of the turn; U-turns only at dead ends."""
    states = len(end)
    room = 0
    for state in range(states):
        room += indptr[end[state] + 1] - indptr[end[state]] if is_open[state] else 0
    state_from = np.empty(room, np.int64)
    state_to = np.empty(room, np.int64)
    seconds = np.empty(room)
    size = 0
    for state in range(states):
        if not is_open[state]:
            continue
        node = end[state]
        here = indptr[node + 1] - indptr[node]
        ways_on = 0
        for k in range(indptr[node], indptr[node + 1]):
            into = order[k]
            if not is_open[into] or into == state ^ 1:
                continue
            ways_on += 1
            angle = (leaving[into] - arriving[state] + 180) % 360 - 180
            calm = roundabout[state] or roundabout[into]
            state_from[size], state_to[size] = state, into
            seconds[size] = _penalty(angle, here, ferry[state] != ferry[into], calm, shape)
            size += 1
        if ways_on == 0 and is_open[state ^ 1]:
            state_from[size], state_to[size] = state, state ^ 1
            seconds[size] = shape[0] / (1 + np.exp(-(13 / shape[1] - 6.5 * shape[1]))) + shape[3]
            size += 1
    return state_from[:size].copy(), state_to[:size].copy(), seconds[:size].copy()
