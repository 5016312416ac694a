"""Searches over the graph of turns: routes are chosen by weight, and their time is returned in ticks.

Journeys begin and end in the middle of roads. A search computes for each directed road the cost up to its end; a
journey that ends on the road subtracts the part beyond its destination. A *label* packs both costs into one word,
weight above ticks, so that the smaller label is the preferred route and, at equal weight, the faster one.

Roads wait in buckets of 64 ticks of weight (about six seconds), few enough to stay in the first-level cache. Roads
within a bucket are not sorted by weight, so a road may be visited again if a better route to it is found there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.travel.compiled import compiled
from maillage.travel.graph import RoadGraph

FAR = np.iinfo(np.uint64).max
LEAST_FAR = np.iinfo(np.int64).max
ANY = 0xFFFFFFFF  # larger than the ticks of any journey
TICKS = 10  # per second
WIDE = 6  # a bucket is 64 ticks of weight wide
SHIFT = np.uint64(WIDE)
NONE = np.uint32(0xFFFFFFFF)
LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
ONE = np.uint64(1)

Arcs = tuple[NDArray[np.uint32], NDArray[np.uint64], NDArray[np.int32]]


def packed(graph: RoadGraph) -> Arcs:
    """Row bounds, arcs (head in the low half of a word, weight in the high half) and ticks, as the searches read them.

    Raises ``ValueError`` for a graph of 4 billion arcs or more, or without weights.
    """
    if graph.arcs >= int(NONE) or graph.weights is None:
        raise ValueError(f"a graph of turns has weights and under {int(NONE)} arcs, not {graph.arcs}")
    arcs = graph.heads.astype(np.uint64) | (graph.weights.astype(np.uint64) << HALF)
    return graph.indptr.astype(np.uint32), arcs, np.asarray(graph.seconds)


@compiled
def _buckets(arcs: Any, after_weight: Any) -> Any:
    """Empty buckets, a power of two, more than a search front can span."""
    most = np.uint64(0)
    for arc in range(len(arcs)):
        most = max(most, arcs[arc] >> HALF)
    start = np.int64(0)
    for k in range(after_weight.shape[0]):
        start = max(start, max(after_weight[k, 0], after_weight[k, 1]))
    size = 1
    while size < ((np.int64(most) + start) >> WIDE) + 2:
        size *= 2
    return np.full(size, NONE, np.uint32)


@compiled
def _relax(
    indptr: Any, arcs: Any, seconds: Any, at: Any, weight: Any, ticks: Any, limit: Any, longest: Any, label: Any,
    bucket: Any, queue: Any, used: Any, left: Any,
) -> Any:  # fmt: skip
    """Relax every turn out of the road ``at``, reached with ``weight`` and ``ticks`` at its end.

    A road whose preferred route takes over ``longest`` ticks gets its label, so that no less preferred route replaces
    it, but is not expanded.
    """
    mask = np.uint64(len(bucket) - 1)
    for arc in range(indptr[at], indptr[at + ONE]):
        word = arcs[arc]
        there = weight + (word >> HALF)
        head = word & LOW
        if there > limit or there > (label[head] >> HALF):
            continue
        took = ticks + np.uint64(seconds[arc])
        key = (there << HALF) | took
        if key < label[head]:
            label[head] = key
            if took <= longest:
                place = (there >> SHIFT) & mask
                queue[used] = head | (np.uint64(bucket[place]) << HALF)
                bucket[place] = np.uint32(used)
                left += 1
            else:
                queue[used] = head
            used += 1
    return used, left


@compiled
def _spread(
    indptr: Any, arcs: Any, seconds: Any, node: Any, after: Any, after_weight: Any, limit: int, longest: int,
    wanted: Any, missing: int, label: Any, bucket: Any, queue: Any,
) -> Any:  # fmt: skip
    """Search from one start until the ``missing`` roads flagged 1 in ``wanted`` are settled, or a limit is reached.

    Returns the number of queue entries used, and the queue, enlarged if necessary: the low half of an entry is a road
    with a label, some more than once. The buckets are empty on return.
    """
    used = 0
    left = 0
    far, most = np.uint64(limit), np.uint64(longest)
    mask = np.uint64(len(bucket) - 1)
    for side in range(2):
        if node[side] >= 0:
            start = np.uint64(node[side])
            used, left = _relax(
                indptr, arcs, seconds, start, np.uint64(after_weight[side]), np.uint64(after[side]), far, most, label,
                bucket, queue, used, left,
            )  # fmt: skip
    now = np.uint64(0)
    while left > 0:
        entry = bucket[now & mask]
        if entry == NONE:
            if missing <= 0:
                break
            while bucket[now & mask] == NONE:
                now += ONE
            continue
        word = queue[entry]
        bucket[now & mask] = np.uint32(word >> HALF)
        left -= 1
        at = word & LOW
        key = label[at]
        if (key >> HALF) >> SHIFT != now:
            continue  # a better route was found after this entry was queued
        if wanted[at] == 1:
            wanted[at] = 2
            missing -= 1
        if used + int(indptr[at + ONE] - indptr[at]) > len(queue):
            bigger = np.empty(2 * len(queue), np.uint64)
            bigger[:used] = queue[:used]
            queue = bigger
        used, left = _relax(
            indptr, arcs, seconds, at, key >> HALF, key & LOW, far, most, label, bucket, queue, used, left
        )
    if left > 0:
        bucket[:] = NONE
    return used, queue


@compiled
def _ahead(road1: int, before1: int, road2: int, before2: int) -> int:
    """Cost between two places on one road in an open direction, -1 if there is none."""
    return before2 - before1 if road1 == road2 and before1 >= 0 and before2 >= before1 else -1


@compiled
def pair_rows(
    indptr: Any, arcs: Any, seconds: Any,
    road1: Any, node1: Any, before1: Any, after1: Any, before_weight1: Any, after_weight1: Any,
    road2: Any, node2: Any, before2: Any, after2: Any, before_weight2: Any, after_weight2: Any,
    limit: int, label: Any,
) -> Any:  # fmt: skip
    """Ticks of each pair, -1 if there is no route. Consecutive pairs with the same origin share a search."""
    found = np.full(len(road1), -1, np.int64)
    wanted = np.zeros(len(label), np.uint8)
    bucket = _buckets(arcs, after_weight1)
    queue = np.empty(len(arcs) + 2, np.uint64)
    begin = 0
    while begin < len(road1):
        end = begin + 1
        while end < len(road1) and road1[end] == road1[begin] and (after1[end] == after1[begin]).all():
            end += 1
        missing = 0
        for k in range(begin, end):
            for side in range(2):
                target = node2[k, side]
                if target >= 0 and wanted[target] == 0:
                    wanted[target] = 1
                    missing += 1
        used, queue = _spread(
            indptr, arcs, seconds, node1[begin], after1[begin], after_weight1[begin], limit, ANY, wanted, missing,
            label, bucket, queue,
        )  # fmt: skip
        for k in range(begin, end):
            least = LEAST_FAR
            for side in range(2):
                target = node2[k, side]
                if target < 0:
                    continue
                wanted[target] = 0
                if label[target] == FAR:
                    continue
                weight = np.int64(label[target] >> HALF) - after_weight2[k, side]
                if weight < least:
                    least = weight
                    found[k] = np.int64(label[target] & LOW) - after2[k, side]
            for side in range(2):
                ahead = _ahead(road1[k], before_weight1[k, side], road2[k], before_weight2[k, side])
                if 0 <= ahead < least:
                    least = ahead
                    found[k] = before2[k, side] - before1[k, side]
        for entry in range(used):
            label[queue[entry] & LOW] = FAR
        begin = end
    return found


@compiled
def _lawful(key: Any, last_mile: bool) -> bool:
    """Whether a route uses no last-mile road except at its end.

    The weight of allowed roads is at most two and a half times their time, and entering a last-mile road adds far more.
    The test is needed because a limited search may find the forbidden route if the allowed one is beyond the limit.
    """
    return last_mile or np.uint64(2) * (key >> HALF) <= np.uint64(5) * (key & LOW)


@compiled
def _from_last_mile(node: Any, last_mile: Any) -> bool:
    return (node[0] >= 0 and last_mile[node[0]]) or (node[1] >= 0 and last_mile[node[1]])


@compiled
def reached(
    indptr: Any, arcs: Any, seconds: Any, node: Any, after: Any, after_weight: Any, last_mile: Any, longest: int,
    limit: int, label: Any,
) -> Any:  # fmt: skip
    """Every node touched by an allowed route, once, and its ticks."""
    bucket = _buckets(arcs, after_weight.reshape(1, 2))
    none = np.zeros(len(label), np.uint8)
    used, queue = _spread(
        indptr, arcs, seconds, node, after, after_weight, limit, longest, none, 1, label, bucket,
        np.empty(len(arcs) + 2, np.uint64),
    )  # fmt: skip
    free = _from_last_mile(node, last_mile)
    nodes, ticks = np.empty(used, np.int64), np.empty(used, np.int64)
    size = 0
    for entry in range(used):
        at = queue[entry] & LOW
        key = label[at]
        if key != FAR:
            if _lawful(key, free or last_mile[at]):
                nodes[size], ticks[size] = np.int64(at), np.int64(key & LOW)
                size += 1
            label[at] = FAR
    return nodes[:size].copy(), ticks[:size].copy()


@compiled
def table_rows(
    indptr: Any, arcs: Any, seconds: Any,
    road1: Any, node1: Any, before1: Any, after1: Any, before_weight1: Any, after_weight1: Any,
    road2: Any, before2: Any, after2: Any, before_weight2: Any, after_weight2: Any,
    by_node: Any, next_on_node: Any, by_road: Any, next_on_road: Any, last_mile: Any, longest: int, limit: int,
    label: Any,
) -> Any:  # fmt: skip
    """Ticks from each origin to every destination within ``longest``: count by origin, destinations, ticks.

    ``by_node`` and ``next_on_node`` list the ends (2 * destination + side) on each directed road, ``by_road`` and
    ``next_on_road`` the destinations on each road. Destinations of a row are ascending.
    """
    counts = np.zeros(len(road1), np.int64)
    room = 1 << 12
    found, ticks = np.empty(room, np.int32), np.empty(room, np.int32)
    size = 0
    bucket = _buckets(arcs, after_weight1)
    queue = np.empty(len(arcs) + 2, np.uint64)
    nothing = np.zeros(len(label), np.uint8)
    count = len(road2)
    far = np.iinfo(np.int32).max
    least, took = np.full(count, far, np.int32), np.zeros(count, np.int32)
    for row in range(len(road1)):
        used, queue = _spread(
            indptr, arcs, seconds, node1[row], after1[row], after_weight1[row], limit, longest, nothing, 1, label,
            bucket, queue,
        )  # fmt: skip
        free = _from_last_mile(node1[row], last_mile)
        low, high = count, -1  # range of the destinations found for this row
        target = by_road[road1[row]]
        while target >= 0:
            for side in range(2):
                ahead = _ahead(road1[row], before_weight1[row, side], road2[target], before_weight2[target, side])
                if 0 <= ahead < least[target]:
                    low, high = min(low, target), max(high, target)
                    least[target], took[target] = ahead, before2[target, side] - before1[row, side]
            target = next_on_road[target]
        for entry in range(used):
            node = queue[entry] & LOW
            key = label[node]
            if key == FAR:
                continue
            label[node] = FAR
            end = by_node[node]
            if end < 0 or not _lawful(key, free or last_mile[node]):
                continue
            while end >= 0:
                target, side = end >> 1, end & 1
                weight = np.int64(key >> HALF) - after_weight2[target, side]
                if weight < least[target]:
                    low, high = min(low, target), max(high, target)
                    least[target], took[target] = weight, np.int64(key & LOW) - after2[target, side]
                end = next_on_node[end]
        for target in range(low, high + 1):
            if least[target] == far:
                continue
            least[target] = far
            if took[target] > longest:
                continue
            if size == room:
                room *= 2
                more, longer = np.empty(room, np.int32), np.empty(room, np.int32)
                more[:size], longer[:size] = found, ticks
                found, ticks = more, longer
            found[size], ticks[size] = target, took[target]
            size += 1
            counts[row] += 1
    return counts, found[:size].copy(), ticks[:size].copy()
