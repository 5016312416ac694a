"""Join ways into roads between junctions: a node with one way in and one way out is only a bend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.travel.compiled import compiled
from maillage.travel.roads.profile import Profile, Traffic
from maillage.travel.roads.reading import AGAINST, ALONG, NO_SIDE, Extract

EARTH_METRES = 6_372_797.560856  # the mean radius used by OSRM
LAST_ALONG, LAST_AGAINST, FERRY, ROUNDABOUT, START, OPEN_ALONG, OPEN_AGAINST = (1 << k for k in range(7))

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class Segments:
    """Straight segments between two neighbouring nodes of a way, each with a direction ``along`` its way."""

    tail: Int64
    head: Int64
    metres: Float64
    along: Float64  # seconds, infinite if closed
    against: Float64
    reluctance_along: Float64
    reluctance_against: Float64
    pass_head: Float64  # seconds lost when passing the head, in the direction of the way
    pass_tail: Float64  # seconds lost when passing the tail, against the direction of the way
    flags: Int64
    way: Int64  # position of the way in the extract
    node_lon: Float64  # by node
    node_lat: Float64
    node_id: Int64


@dataclass(frozen=True)
class Roads:
    """Roads between junctions. Road k has the points ``points[k]:points[k + 1]``, from its tail to its head."""

    tail: Int64
    head: Int64
    points: Int64
    lon: Float64
    lat: Float64
    along: Float64  # by point: seconds from the tail of the road to the point
    against: Float64  # by point: seconds from the point back to the tail of the road
    reluctance: Float64  # (roads, 2) factor on the speed for route choice, each direction
    leave: Float64  # (roads, 2) seconds lost when passing the head, the tail
    flags: Int64
    metres: Float64
    way_id: Int64  # (roads, 2) OpenStreetMap way at the tail and at the head
    node_id: Int64  # OpenStreetMap id by node

    def __len__(self) -> int:
        return len(self.tail)


def great_circle(lon1: Float64, lat1: Float64, lon2: Float64, lat2: Float64) -> Float64:
    """Metres between points in degrees, by the haversine formula."""
    a1, a2 = np.radians(lat1), np.radians(lat2)
    half = np.sin((a2 - a1) / 2) ** 2 + np.cos(a1) * np.cos(a2) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def cut(extract: Extract, profile: Profile, traffic: Traffic) -> Segments:
    """Cut ways into segments with their times; closed nodes end the segments that meet there."""
    node_id, first, node = np.unique(extract.nodes, return_index=True, return_inverse=True)
    lon, lat = extract.lon[first], extract.lat[first]
    count = np.diff(extract.starts)
    way = np.repeat(np.arange(len(count)), count)
    begin = np.flatnonzero(way[1:] == way[:-1])
    tail, head, way = node[begin], node[begin + 1], way[begin]
    metres = great_circle(lon[tail], lat[tail], lon[head], lat[head])
    along, against = _seconds(extract, way, metres)
    values = _way_table(extract)
    factor = _traffic_factors(lon, lat, tail, head, metres, values[:, 3][way] > 0, profile, traffic)
    pass_head, pass_tail = _hindrances(extract, node_id, tail, head)
    segments = Segments(
        tail, head, metres, along * factor, against * factor, values[way, 0], values[way, 1], pass_head, pass_tail,
        values[way, 2].astype(np.int64), way, lon, lat, node_id,
    )  # fmt: skip
    return _closed(segments, extract)


def _way_table(extract: Extract) -> Float64:
    """(ways, 4): reluctance in each direction, flags, street or not."""
    rows: list[tuple[float, float, int, bool]] = []
    for way in extract.ways:
        bits = (way.last_mile[0], way.last_mile[1], way.ferry, way.roundabout, way.start,
                way.speed[0] > 0, way.speed[1] > 0)  # fmt: skip
        rows.append((*way.reluctance, sum(1 << k for k, bit in enumerate(bits) if bit), way.street))
    return np.array(rows, np.float64)


def _seconds(extract: Extract, way: Int64, metres: Float64) -> tuple[Float64, Float64]:
    speeds = np.array([way.speed for way in extract.ways], np.float64)
    timetable = np.array([way.seconds for way in extract.ways], np.float64)
    total = np.bincount(way, metres, len(timetable))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total[way] > 0, metres / total[way], 0.0)
        both = [np.where(speeds[way, k] > 0, metres * 3.6 / speeds[way, k], np.inf) for k in (0, 1)]
    timed = timetable[way] > 0
    return tuple(np.where(timed & np.isfinite(one), timetable[way] * share, one) for one in both)  # type: ignore[return-value]


def _traffic_factors(
    lon: Float64, lat: Float64, tail: Int64, head: Int64, metres: Float64, street: NDArray[np.bool_],
    profile: Profile, traffic: Traffic,
) -> Float64:  # fmt: skip
    """Traffic factor on the time of each segment; built-up areas are the cells with enough metres of street."""
    if traffic.urban == traffic.rural:
        return np.full(len(tail), traffic.urban)
    urban: Mapping[str, Any] = profile.rules["urban"]
    size = urban["cell_metres"] / 111_195
    middle_lat = (lat[tail] + lat[head]) / 2
    row = np.floor(middle_lat / size).astype(np.int64)
    column = np.floor((lon[tail] + lon[head]) / 2 * np.cos(np.radians(row * size)) / size).astype(np.int64)
    _, cell = np.unique(row * (1 << 32) + column, return_inverse=True)
    built = np.bincount(cell, metres * street) >= urban["street_metres"]
    return np.where(built[cell], traffic.urban, traffic.rural)


def _hindrances(extract: Extract, node_id: Int64, tail: Int64, head: Int64) -> tuple[Float64, Float64]:
    """Seconds lost at the head in the direction of the way, and at the tail against it."""
    by_side = np.zeros((3, len(node_id)))
    for number, obstacle in extract.obstacles.items():
        place = int(np.searchsorted(node_id, number))
        if place < len(node_id) and node_id[place] == number:
            by_side[obstacle.side, place] = obstacle.seconds
    return (by_side[NO_SIDE] + by_side[ALONG])[head], (by_side[NO_SIDE] + by_side[AGAINST])[tail]


def _closed(segments: Segments, extract: Extract) -> Segments:
    """Give each segment its own copy of the closed nodes it touches, so that no path passes through them."""
    shut = np.array(sorted(k for k, obstacle in extract.obstacles.items() if obstacle.closed), np.int64)
    mask = np.isin(segments.node_id, shut)
    if not mask.any():
        return segments
    ends = [segments.tail.copy(), segments.head.copy()]
    lon, lat, number = [segments.node_lon], [segments.node_lat], [segments.node_id]
    total = len(segments.node_id)
    for end in ends:
        touched = np.flatnonzero(mask[end])
        originals = end[touched]
        end[touched] = total + np.arange(len(touched))
        total += len(touched)
        lon.append(segments.node_lon[originals])
        lat.append(segments.node_lat[originals])
        number.append(np.full(len(touched), -1))
    kept = {name: getattr(segments, name) for name in Segments.__dataclass_fields__}
    kept.update(tail=ends[0], head=ends[1], node_lon=np.concatenate(lon), node_lat=np.concatenate(lat))
    kept.update(node_id=np.concatenate(number))
    return Segments(**kept)


def contract(segments: Segments, extract: Extract, junctions: Int64) -> Roads:
    """Join the segments between junctions into roads; ``junctions`` are nodes that must be junctions."""
    nodes = len(segments.node_id)
    ends = np.concatenate([segments.tail, segments.head])
    order = np.argsort(ends, kind="stable")
    indptr = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=nodes), out=indptr[1:])
    kept = np.isin(segments.node_id, junctions)
    _mark_junctions(indptr, order, segments.flags, kept)
    chain, starts = _chains(indptr, order, segments.tail, segments.head, kept)
    return _roads(segments, extract, chain, starts)


@compiled
def _turned(flags: int) -> int:
    """Flags of a segment seen from its other end."""
    return (flags & 0b0011100) | (flags & 1) << 1 | (flags & 2) >> 1 | (flags & 32) << 1 | (flags & 64) >> 1


@compiled
def _mark_junctions(indptr: Any, order: Any, flags: Any, kept: Any) -> None:
    """Keep every node except those where exactly two segments of the same kind meet."""
    segments = len(flags)
    for node in range(len(kept)):
        if indptr[node + 1] - indptr[node] != 2:
            kept[node] = True
            continue
        one, other = order[indptr[node]], order[indptr[node] + 1]
        a, b = one % segments, other % segments
        # The first segment seen as entering the node, the second as leaving it.
        coming = flags[a] if one >= segments else _turned(flags[a])
        leaving = flags[b] if other < segments else _turned(flags[b])
        if a == b or coming != leaving:
            kept[node] = True


@compiled
def _chains(indptr: Any, order: Any, tail: Any, head: Any, kept: Any) -> Any:
    """Chains of segments between kept nodes: ``2 * segment + (1 if walked against)``, and where each chain starts.

    A closed chain is split in two, so that no road leads into itself.
    """
    segments = len(tail)
    used = np.zeros(segments, np.bool_)
    chain = np.empty(segments, np.int64)
    starts = np.empty(segments + 1, np.int64)
    runs = 0
    size = 0
    for rings in range(2):  # a ring without a junction is cut at the first node found
        for k in range(2 * segments):
            segment = k % segments
            begin = tail[segment] if k < segments else head[segment]
            if used[segment] or (rings == 0 and not kept[begin]):
                continue
            kept[begin] = True
            starts[runs] = size
            runs += 1
            end = k
            while True:
                segment = end % segments
                used[segment] = True
                chain[size] = 2 * segment + (1 if end >= segments else 0)
                size += 1
                node = head[segment] if end < segments else tail[segment]
                if kept[node]:
                    break
                arrival = end + segments if end < segments else end - segments
                first = order[indptr[node]]
                end = order[indptr[node] + 1] if first == arrival else first
            if node == begin and size - starts[runs - 1] > 1:
                starts[runs] = (starts[runs - 1] + size) // 2
                runs += 1
    starts[runs] = size
    return chain[:size], starts[: runs + 1].copy()


@dataclass(frozen=True)
class _Pieces:
    """The segments of all roads in driving order, oriented along their road."""

    begin: Int64  # nodes
    end: Int64
    seconds: Float64  # (pieces, 2) along and against the road, infinite if closed
    weight: Float64  # the same as route-choice weight
    wait: Float64  # (pieces, 2) seconds lost when passing the end, the beginning


def _pieces(s: Segments, chain: Int64) -> _Pieces:
    segment, turned = chain >> 1, (chain & 1) == 1

    def seen(along: NDArray[Any], against: NDArray[Any]) -> NDArray[Any]:
        one, other = along[segment], against[segment]
        return np.stack([np.where(turned, other, one), np.where(turned, one, other)], axis=1)

    nodes = seen(s.tail, s.head)
    seconds = seen(s.along, s.against)
    weight = seconds / seen(s.reluctance_along, s.reluctance_against)
    return _Pieces(nodes[:, 0], nodes[:, 1], seconds, weight, seen(s.pass_head, s.pass_tail))


def _roads(s: Segments, extract: Extract, chain: Int64, starts: Int64) -> Roads:
    pieces = _pieces(s, chain)
    first, last = starts[:-1], starts[1:] - 1
    segment, turned = chain >> 1, (chain & 1) == 1
    flags = s.flags[segment[first]]
    ids = extract.way_id[s.way[segment]]
    with np.errstate(invalid="ignore", divide="ignore"):
        time, weight = (np.add.reduceat(value, first, axis=0) for value in (pieces.seconds, pieces.weight))
        reluctance = np.where(np.isfinite(weight) & (weight > 0), time / weight, 1.0)
    node, seconds, points = _with_waits(pieces, first, last)
    return Roads(
        tail=pieces.begin[first],
        head=pieces.end[last],
        points=points,
        lon=s.node_lon[node],
        lat=s.node_lat[node],
        along=_running(seconds[:, 0], points),
        against=_running(seconds[:, 1], points),
        reluctance=reluctance,
        leave=np.stack([pieces.wait[last, 0], pieces.wait[first, 1]], axis=1),
        flags=np.where(turned[first], _turned_all(flags), flags),
        metres=np.add.reduceat(s.metres[segment], first),
        way_id=np.stack([ids[first], ids[last]], axis=1),
        node_id=s.node_id,
    )


def _with_waits(pieces: _Pieces, first: Int64, last: Int64) -> tuple[Int64, Float64, Int64]:
    """Points of the roads: node, seconds in each direction from the previous point, and where each road starts.

    A delay inside a road (signals, a gate) is a duplicated point, so that only journeys that pass it are delayed.
    Delays at a junction are part of the turn.
    """
    wait = np.zeros((len(pieces.begin), 2))
    inner = np.ones(len(wait), np.bool_)
    inner[last] = False
    after = np.flatnonzero(inner)
    wait[after] = np.stack([pieces.wait[after, 0], pieces.wait[after + 1, 1]], axis=1)
    twice = np.flatnonzero(wait.any(axis=1))
    node = np.insert(pieces.end, twice + 1, pieces.end[twice])
    seconds = np.insert(pieces.seconds, twice + 1, wait[twice], axis=0)
    shift = np.searchsorted(twice, first)  # number of duplicated points before each road
    begins = first + shift
    node = np.insert(node, begins, pieces.begin[first])
    seconds = np.insert(seconds, begins, 0.0, axis=0)
    points = np.append(begins + np.arange(len(first)), len(node))
    return node, seconds, points


def _turned_all(flags: Int64) -> Int64:
    return (flags & 0b0011100) | (flags & 1) << 1 | (flags & 2) >> 1 | (flags & 32) << 1 | (flags & 64) >> 1


def _running(seconds: Float64, points: Int64) -> Float64:
    """Seconds from the tail of its road to each point; infinite on roads closed in that direction."""
    total = np.cumsum(np.where(np.isfinite(seconds), seconds, 0.0))
    count = np.diff(points)
    running = total - np.repeat(total[points[:-1]], count)
    closed = np.add.reduceat(~np.isfinite(seconds), points[:-1]) > 0
    running[np.repeat(closed, count)] = np.inf
    return running
