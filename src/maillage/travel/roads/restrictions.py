"""Turn restrictions: forbidden sequences of directed roads, and a graph of turns that enforces them.

A restriction at a node forbids a turn, so its arc is removed from the graph. A restriction over via ways forbids the
last turn only after driving the first way: the via roads get a second node, entered from the first way, without the
last turn. The rest of the graph is unchanged, and a journey that begins on a via road is not restricted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product

import numpy as np
from numpy.typing import NDArray

from maillage.travel.roads.contraction import OPEN_AGAINST, OPEN_ALONG, Roads
from maillage.travel.roads.reading import Extract, Restriction

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]
Drive = tuple[int, ...]  # directed roads driven one after the other

MOST_TURNED_ROUND = 5  # a relation with more via ways is read in the given order only


@dataclass(frozen=True)
class RestrictedStretch:
    """A restriction and the nodes (OpenStreetMap ids) from the end of its first way to the start of its last."""

    rule: Restriction
    nodes: tuple[int, ...]
    lon: tuple[float, ...]
    lat: tuple[float, ...]


def trace(extract: Extract) -> list[RestrictedStretch]:
    """The nodes along each restriction; none for restrictions whose ways do not meet, or are closed."""
    wanted = {way for rule in extract.restrictions for way in (rule.from_way, *rule.via_ways, rule.to_way)}
    pieces: dict[int, list[Int64]] = defaultdict(list)
    for k in np.flatnonzero(np.isin(extract.way_id, np.array(sorted(wanted), np.int64))):
        pieces[int(extract.way_id[k])].append(extract.nodes[extract.starts[k] : extract.starts[k + 1]])
    found = [(rule, nodes) for rule in extract.restrictions for nodes in _runs(rule, pieces)]
    mentioned = np.unique(np.array([node for _, nodes in found for node in nodes], np.int64))
    at = np.flatnonzero(np.isin(extract.nodes, mentioned))
    place = dict(zip(extract.nodes[at].tolist(), zip(extract.lon[at].tolist(), extract.lat[at].tolist(), strict=True),
                     strict=True))  # fmt: skip
    return [
        RestrictedStretch(rule, nodes, tuple(place[node][0] for node in nodes), tuple(place[node][1] for node in nodes))
        for rule, nodes in found
        if all(node in place for node in nodes)
    ]


def _runs(rule: Restriction, pieces: dict[int, list[Int64]]) -> list[tuple[int, ...]]:
    """Nodes from the first way of a restriction to its last, with the via ways in an order in which they connect."""
    if rule.via_node is not None:
        return [(rule.via_node,)]
    if len(rule.via_ways) > MOST_TURNED_ROUND:
        orders: Iterable[tuple[int, ...]] = [rule.via_ways]
    else:
        orders = permutations(rule.via_ways)
    for order in orders:
        chain = (rule.from_way, *order, rule.to_way)
        meets = [_meeting(pieces[one], pieces[other]) for one, other in pairwise(chain)]
        runs = [run for corners in product(*meets) for run in _between(corners, [pieces[way] for way in order])]
        if runs:
            return runs
    return []


def _meeting(one: Sequence[Int64], other: Sequence[Int64]) -> list[int]:
    """Nodes where two ways meet: preferably at an end of one of them, if they also cross elsewhere."""
    common = {int(node) for a in one for b in other for node in np.intersect1d(a, b)}
    ends = {int(piece[k]) for piece in (*one, *other) for k in (0, -1)}
    return sorted(common & ends or common)


def _between(corners: tuple[int, ...], ways: Sequence[Sequence[Int64]]) -> list[tuple[int, ...]]:
    """Nodes from the first corner to the last, where each way leads from one corner to the next."""
    runs: list[tuple[int, ...]] = [corners[:1]]
    for (one, other), pieces in zip(pairwise(corners), ways, strict=True):
        parts = [part for piece in pieces for part in _parts(piece.tolist(), one, other)]
        runs = [run + part for run in runs for part in parts]
    return runs


def _parts(piece: list[int], one: int, other: int) -> list[tuple[int, ...]]:
    """Nodes after ``one`` up to ``other`` along a way, in both directions if it is a closed ring."""
    if one == other or one not in piece or other not in piece:
        return []
    if piece[0] == piece[-1]:
        ring = piece[:-1]
        a, b, size = ring.index(one), ring.index(other), len(ring)
        return [tuple(ring[(a + step * k) % size] for k in range(1, (step * (b - a)) % size + 1)) for step in (1, -1)]
    a, b = piece.index(one), piece.index(other)
    return [tuple(piece[a + 1 : b + 1])] if a < b else [tuple(piece[b:a][::-1])]


def junctions(stretches: Iterable[RestrictedStretch]) -> Int64:
    """Nodes at which roads must be split to represent the restrictions: where each begins and ends."""
    return np.array(sorted({stretch.nodes[end] for stretch in stretches for end in (0, -1)}), np.int64)


@dataclass(frozen=True)
class _Ends:
    """Open directed roads by the node they arrive at or leave, with the way they follow there."""

    roads: Roads
    arriving: dict[int, list[tuple[int, int]]]
    leaving: dict[int, list[tuple[int, int]]]

    @classmethod
    def of(cls, roads: Roads, numbers: Iterable[int]) -> _Ends:
        begin = np.stack([roads.tail, roads.head], axis=1).ravel()
        end = np.stack([roads.head, roads.tail], axis=1).ravel()
        is_open = np.stack([roads.flags & OPEN_ALONG, roads.flags & OPEN_AGAINST], axis=1).ravel() > 0
        first, last = roads.way_id.ravel(), roads.way_id[:, ::-1].ravel()
        node = np.isin(roads.node_id, np.array(sorted(set(numbers)), np.int64))
        found = cls(roads, defaultdict(list), defaultdict(list))
        for state in np.flatnonzero(is_open & node[end]).tolist():
            found.arriving[int(roads.node_id[end[state]])].append((state, int(last[state])))
        for state in np.flatnonzero(is_open & node[begin]).tolist():
            found.leaving[int(roads.node_id[begin[state]])].append((state, int(first[state])))
        return found

    def towards(self, node: int, lon: float, lat: float) -> int | None:
        """The directed road that leaves ``node`` along the segment to the given place."""
        points = self.roads.points
        for state, _ in self.leaving[node]:
            next_point = points[(state >> 1) + 1] - 2 if state & 1 else points[state >> 1] + 1
            if self.roads.lon[next_point] == lon and self.roads.lat[next_point] == lat:
                return state
        return None

    def end(self, state: int) -> int:
        """Number of the node at which a directed road arrives."""
        node = self.roads.tail if state & 1 else self.roads.head
        return int(self.roads.node_id[node[state >> 1]])


def forbidden(roads: Roads, stretches: Sequence[RestrictedStretch], leaving: Float64, arriving: Float64) -> set[Drive]:
    """Forbidden sequences of directed roads (states): two for a forbidden turn, more for a restriction over via ways.

    ``leaving`` and ``arriving`` are the bearings of each state at its ends, in degrees.
    """
    if not stretches:
        return set()
    ends = _Ends.of(roads, (node for stretch in stretches for node in stretch.nodes))
    found: set[Drive] = set()
    for stretch in stretches:
        middle = _middle(ends, stretch)
        if middle is None:
            continue
        rule, onwards = stretch.rule, ends.leaving[stretch.nodes[-1]]
        comes = [state for state, way in ends.arriving[stretch.nodes[0]] if way == rule.from_way]
        goes = [state for state, way in onwards if way == rule.to_way]
        pairs = {(one, other) for one in comes for other in goes}
        if not middle and (len(comes) > 1 or len(goes) > 1):
            pairs = _as_named(rule.kind, pairs, leaving, arriving)
        if rule.only:
            pairs = {(one, other) for one in {one for one, _ in pairs} for other, _ in onwards
                     if (one, other) not in pairs}  # fmt: skip
        found |= {(one, *middle, other) for one, other in pairs}
    return found


def _middle(ends: _Ends, stretch: RestrictedStretch) -> Drive | None:
    """The directed roads along the nodes of a stretch; None if they cannot be driven."""
    drive: list[int] = []
    at = 0
    while at < len(stretch.nodes) - 1:
        state = ends.towards(stretch.nodes[at], stretch.lon[at + 1], stretch.lat[at + 1])
        if state is None or ends.end(state) not in stretch.nodes[at + 1 :]:
            return None
        at = stretch.nodes.index(ends.end(state), at + 1)
        drive.append(state)
    return tuple(drive)


def _as_named(kind: str, pairs: set[tuple[int, int]], leaving: Float64, arriving: Float64) -> set[tuple[int, int]]:
    """Of several turns between two ways, those in the direction named by the restriction; all if none matches."""
    words = {"left": (-180.0, 0.0), "right": (0.0, 180.0), "straight": (-90.0, 90.0)}
    named: set[tuple[int, int]] = set()
    for one, other in pairs:
        angle = (leaving[other] - arriving[one] + 180) % 360 - 180
        bounds = next((words[word] for word in words if word in kind), None)
        fits = bounds is None or bounds[0] < angle < bounds[1]
        if abs(angle) > 90 if "u_turn" in kind else fits:
            named.add((one, other))
    return named or pairs


@dataclass(frozen=True)
class Remembering:
    """A graph of turns in which a road may have several nodes, one for each history that a restriction depends on.

    Arc k leads from ``tail[k]`` to ``head[k]`` and is the turn ``arc[k]``, or -1 for an arc that joins the nodes of one
    directed road to the node where journeys ``end``. ``state`` is the directed road of each node. Each road has one
    node where journeys ``begin``; if the road has several nodes, no arc leads to that one, because a journey that
    begins in the middle of a road has not driven the whole of it.
    """

    tail: Int64
    head: Int64
    arc: Int64
    state: Int64
    begin: NDArray[np.bool_]
    end: NDArray[np.bool_]


def remember(tail: Int64, head: Int64, states: int, drives: Iterable[Drive]) -> Remembering:
    """Remove the forbidden turns, and add nodes for the via roads of longer forbidden sequences.

    ``tail`` and ``head`` (m,) are the turns between ``states`` directed roads.
    """
    shut = {drive for drive in drives if len(drive) > 2}
    pairs = np.array([one * states + other for one, other in (d for d in drives if len(d) == 2)], np.int64)
    kept = np.flatnonzero(~np.isin(tail * states + head, pairs))
    if not shut:
        every = np.ones(states, np.bool_)
        return Remembering(tail[kept], head[kept], kept, np.arange(states), every, every)
    prefixes = sorted({drive[:size] for drive in shut for size in range(2, len(drive))})
    node = {prefix: states + k for k, prefix in enumerate(prefixes)}
    tails, heads = tail[kept].copy(), head[kept].copy()
    out: dict[int, list[int]] = defaultdict(list)
    for k in np.flatnonzero(np.isin(tails, np.array(sorted({state for prefix in prefixes for state in prefix})))):
        out[int(tails[k])].append(int(k))
    more: list[tuple[int, int, int]] = []
    for prefix, own in node.items():
        for k in out[prefix[-1]]:
            drive = (*prefix, int(head[kept[k]]))
            if not any(drive[at:] in shut for at in range(len(drive) - 2)):
                more.append((own, _longest(drive, node), int(kept[k])))
    for prefix in prefixes:
        for k in out[prefix[0]] if len(prefix) == 2 else ():
            if int(head[kept[k]]) == prefix[1]:
                heads[k] = node[prefix]
    return _gathered(tails, heads, kept, more, np.array([prefix[-1] for prefix in prefixes]), states)


def _longest(drive: Drive, node: dict[Drive, int]) -> int:
    """The node for the longest known suffix of a sequence of roads; the road itself if there is none."""
    return next((node[drive[at:]] for at in range(len(drive) - 1) if drive[at:] in node), drive[-1])


def _gathered(
    tails: Int64, heads: Int64, kept: Int64, more: list[tuple[int, int, int]], copied: Int64, states: int
) -> Remembering:
    """Add the history nodes, and for each road that has some, one node to begin at and one to end at."""
    doubled = np.unique(copied)
    first, last = (states + len(copied) + k * len(doubled) + np.arange(len(doubled)) for k in (0, 1))
    begin_of, end_of = np.full((2, states), -1, np.int64)
    begin_of[doubled], end_of[doubled] = first, last
    extra = np.array(more, np.int64).reshape(-1, 3)
    out = np.flatnonzero(begin_of[tails] >= 0)
    gathered = np.concatenate([doubled, states + np.arange(len(copied))])
    into = end_of[np.concatenate([doubled, copied])]
    begin = np.concatenate([begin_of < 0, np.zeros(len(copied), np.bool_), np.ones(len(doubled), np.bool_),
                            np.zeros(len(doubled), np.bool_)])  # fmt: skip
    end = np.concatenate([end_of < 0, np.zeros(len(copied) + len(doubled), np.bool_), np.ones(len(doubled), np.bool_)])
    return Remembering(
        tail=np.concatenate([tails, extra[:, 0], begin_of[tails[out]], gathered]),
        head=np.concatenate([heads, extra[:, 1], heads[out], into]),
        arc=np.concatenate([kept, extra[:, 2], kept[out], np.full(len(into), -1)]),
        state=np.concatenate([np.arange(states), copied, doubled, doubled]),
        begin=begin,
        end=end,
    )
