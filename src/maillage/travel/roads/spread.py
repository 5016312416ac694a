"""The searches over the graph of turns: a road is chosen by weight and its time told in ticks.

Journeys begin and end in the middle of roads. A search notes for each directed road what it takes to stand at its end
having driven it whole; a journey that ends on it gives back what lies beyond its place. The bucket of a weight holds
the roads waiting at that weight, as linked entries of ``waiting`` and ``behind``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from maillage.travel.compiled import compiled

FAR = np.iinfo(np.int32).max
TICKS = 10  # of a second


@compiled
def _relax(
    indptr: Any, heads: Any, seconds: Any, weights: Any, at: int, weight: int, ticks: int, limit: int, longest: int,
    best: Any, time: Any, bucket: Any, waiting: Any, behind: Any, pushed: int, highest: int,
) -> Any:  # fmt: skip
    """Try every turn out of the road ``at``, ``weight`` and ``ticks`` being what was spent up to its end.

    A road whose preferred way takes over ``longest`` ticks is noted, so that no lesser way to it counts, but not
    followed.
    """
    for arc in range(indptr[at], indptr[at + 1]):
        there = weight + weights[arc]
        head = heads[arc]
        if there <= limit and there < best[head]:
            best[head] = there
            time[head] = ticks + seconds[arc]
            waiting[pushed] = head
            if time[head] <= longest:
                behind[pushed] = bucket[there]
                bucket[there] = pushed
                highest = max(highest, there)
            pushed += 1
    return pushed, highest


@compiled
def _spread(
    indptr: Any, heads: Any, seconds: Any, weights: Any, node: Any, after: Any, after_weight: Any, limit: int,
    longest: int, wanted: Any, missing: int, best: Any, time: Any, bucket: Any, waiting: Any, behind: Any,
) -> int:  # fmt: skip
    """Reckon from one start until the ``missing`` roads flagged in ``wanted`` are settled, or a limit is reached.

    ``best`` (weight) and ``time`` (ticks) hold what it takes to stand at the end of a road, driven from its beginning.
    Returns how many entries of ``waiting`` were used; the buckets are left empty.
    """
    pushed = 0
    highest = 0
    for side in range(2):
        if node[side] >= 0:
            pushed, highest = _relax(
                indptr, heads, seconds, weights, node[side], after_weight[side], after[side], limit, longest,
                best, time, bucket, waiting, behind, pushed, highest,
            )  # fmt: skip
    now = 0
    while now <= highest and missing > 0:
        entry = bucket[now]
        if entry < 0:
            now += 1
            continue
        bucket[now] = behind[entry]
        at = waiting[entry]
        if best[at] != now:
            continue
        missing -= wanted[at]
        pushed, highest = _relax(
            indptr, heads, seconds, weights, at, now, time[at], limit, longest,
            best, time, bucket, waiting, behind, pushed, highest,
        )  # fmt: skip
    for left in range(now, highest + 1):
        bucket[left] = -1
    return pushed


@compiled
def _ahead(road1: int, before1: int, road2: int, before2: int) -> int:
    """What lies between two places on one road in a direction that is open, -1 where it is not so."""
    return before2 - before1 if road1 == road2 and before1 >= 0 and before2 >= before1 else -1


@compiled
def pair_rows(
    indptr: Any, heads: Any, seconds: Any, weights: Any,
    road1: Any, node1: Any, before1: Any, after1: Any, before_weight1: Any, after_weight1: Any,
    road2: Any, node2: Any, before2: Any, after2: Any, before_weight2: Any, after_weight2: Any,
    limit: int, best: Any, time: Any, wanted: Any,
) -> Any:  # fmt: skip
    """Ticks of each pair, -1 where there is no way. Neighbouring pairs of one origin share a search."""
    far = best[0]
    found = np.full(len(road1), -1, np.int64)
    bucket = np.full(limit + 1, -1, np.int32)
    waiting = np.empty(len(heads) + 1, np.int32)
    behind = np.empty(len(heads) + 1, np.int32)
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
        pushed = _spread(
            indptr, heads, seconds, weights, node1[begin], after1[begin], after_weight1[begin], limit, FAR,
            wanted, missing, best, time, bucket, waiting, behind,
        )  # fmt: skip
        for k in range(begin, end):
            least = far
            for side in range(2):
                target = node2[k, side]
                if target < 0:
                    continue
                wanted[target] = 0
                if best[target] < far and best[target] - after_weight2[k, side] < least:
                    least = best[target] - after_weight2[k, side]
                    found[k] = time[target] - after2[k, side]
            for side in range(2):
                ahead = _ahead(road1[k], before_weight1[k, side], road2[k], before_weight2[k, side])
                if 0 <= ahead < least:
                    least = ahead
                    found[k] = before2[k, side] - before1[k, side]
        for entry in range(pushed):
            best[waiting[entry]] = far
        begin = end
    return found


@compiled
def _lawful(weight: int, ticks: int, last_mile: bool) -> bool:
    """Whether a way goes through no road of the last mile, but to end on one.

    Reluctance makes a road weigh two and a half times its time at most; a limited search meets the forbidden way where
    the lawful one lies beyond the limit.
    """
    return last_mile or 2 * weight <= 5 * ticks


@compiled
def _from_last_mile(node: Any, last_mile: Any) -> bool:
    return (node[0] >= 0 and last_mile[node[0]]) or (node[1] >= 0 and last_mile[node[1]])


@compiled
def reached(
    indptr: Any, heads: Any, seconds: Any, weights: Any, node: Any, after: Any, after_weight: Any, last_mile: Any,
    longest: int, limit: int, best: Any, time: Any,
) -> Any:  # fmt: skip
    """Every node touched by a lawful way, once; ``time`` then tells its ticks."""
    bucket = np.full(limit + 1, -1, np.int32)
    waiting = np.empty(len(heads) + 1, np.int32)
    behind = np.empty(len(heads) + 1, np.int32)
    none = np.zeros(len(best), np.uint8)
    pushed = _spread(
        indptr, heads, seconds, weights, node, after, after_weight, limit, longest, none, 1, best, time,
        bucket, waiting, behind,
    )  # fmt: skip
    free = _from_last_mile(node, last_mile)
    size = 0
    for entry in range(pushed):
        at = waiting[entry]
        if best[at] != FAR:
            if _lawful(best[at], time[at], free or last_mile[at]):
                waiting[size] = at
                size += 1
            best[at] = FAR
    return waiting[:size].copy()


@compiled
def table_rows(
    indptr: Any, heads: Any, seconds: Any, weights: Any,
    road1: Any, node1: Any, before1: Any, after1: Any, before_weight1: Any, after_weight1: Any,
    road2: Any, before2: Any, after2: Any, before_weight2: Any, after_weight2: Any,
    by_node: Any, next_on_node: Any, by_road: Any, next_on_road: Any, last_mile: Any, longest: int, limit: int,
    best: Any, time: Any,
) -> Any:  # fmt: skip
    """Ticks from each origin to every destination within ``longest``: count by origin, destinations, ticks.

    ``by_node`` and ``next_on_node`` list the ends (2 * destination + side) on each directed road, ``by_road`` and
    ``next_on_road`` the destinations on each road. Destinations of a row are ascending.
    """
    counts = np.zeros(len(road1), np.int64)
    room = 1 << 12
    found, ticks = np.empty(room, np.int32), np.empty(room, np.int32)
    size = 0
    bucket = np.full(limit + 1, -1, np.int32)
    waiting, behind = np.empty(len(heads) + 1, np.int32), np.empty(len(heads) + 1, np.int32)
    nothing = np.zeros(len(best), np.uint8)
    count = len(road2)
    least, took = np.full(count, FAR, np.int32), np.zeros(count, np.int32)
    for row in range(len(road1)):
        pushed = _spread(
            indptr, heads, seconds, weights, node1[row], after1[row], after_weight1[row], limit, longest, nothing, 1,
            best, time, bucket, waiting, behind,
        )  # fmt: skip
        free = _from_last_mile(node1[row], last_mile)
        low, high = count, -1  # destinations noted for this row lie between
        target = by_road[road1[row]]
        while target >= 0:
            for side in range(2):
                ahead = _ahead(road1[row], before_weight1[row, side], road2[target], before_weight2[target, side])
                if 0 <= ahead < least[target]:
                    low, high = min(low, target), max(high, target)
                    least[target], took[target] = ahead, before2[target, side] - before1[row, side]
            target = next_on_road[target]
        for entry in range(pushed):
            node = waiting[entry]
            if best[node] == FAR:
                continue
            end = by_node[node] if _lawful(best[node], time[node], free or last_mile[node]) else -1
            while end >= 0:
                target, side = end >> 1, end & 1
                weight = best[node] - after_weight2[target, side]
                if weight < least[target]:
                    low, high = min(low, target), max(high, target)
                    least[target], took[target] = weight, time[node] - after2[target, side]
                end = next_on_node[end]
            best[node] = FAR
        for target in range(low, high + 1):
            if least[target] == FAR:
                continue
            least[target] = FAR
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
