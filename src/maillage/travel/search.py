"""Shortest times in a road graph: bounded many-to-many, listed pairs, and the nearest of many.

All three use Dial's bucket queue: costs are small whole numbers, so a node waits in the bucket of its distance and no
heap is needed. A search forgets itself by walking the list of nodes it touched, so its price is what it reaches,
never the size of the graph.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.travel.compiled import compiled
from maillage.travel.graph import Int32, Int64, RoadGraph

LONGEST_SECONDS = 65_535
SOURCES_A_CHUNK = 128
UNREACHED = -1
FAR = np.iinfo(np.int32).max

UInt16 = NDArray[np.uint16]
Work = TypeVar("Work")
Result = TypeVar("Result")


def bounded_times(
    graph: RoadGraph, sources: ArrayLike, targets: ArrayLike, limit_seconds: int, threads: int | None = None
) -> tuple[Int64, Int32, UInt16]:
    """Times from each source to every target within ``limit_seconds`` (included).

    ``sources`` (s,) and ``targets`` (t,) are nodes of ``graph``; either may repeat a node. Returns compressed rows
    ``(indptr (s + 1,), indices (nnz,), seconds (nnz,))``: row k belongs to ``sources[k]``, its indices are positions in
    ``targets``, ascending; a source that is also a target is at 0 seconds. The result takes 6 bytes a pair and is the
    same for any number of ``threads`` (default: the processors this process may use).

    Raises ``ValueError`` for a node outside the graph or a limit outside 0..65,535 seconds.
    """
    if not 0 <= limit_seconds <= LONGEST_SECONDS:
        raise ValueError(f"limit_seconds must lie between 0 and {LONGEST_SECONDS}, not {limit_seconds}")
    source, target = _nodes(graph, sources, "source"), _nodes(graph, targets, "target")
    first, following = _chain(len(graph), target)
    limit = limit_seconds * graph.ticks
    kind = np.uint16 if limit < LONGEST_SECONDS else np.int32
    far = np.iinfo(kind).max
    order = np.argsort(source, kind="stable")
    chunks = [order[at : at + SOURCES_A_CHUNK] for at in range(0, len(order), SOURCES_A_CHUNK)]

    def workspace() -> NDArray[Any]:
        return np.full(len(graph), far, kind)

    def search(chunk: Int64, dist: NDArray[Any]) -> tuple[Int64, Int32, UInt16]:
        arcs = (graph.indptr, graph.heads, graph.seconds)
        return _bounded_rows(*arcs, source[chunk], first, following, limit, graph.ticks, dist, far)

    found = list(zip(chunks, in_threads(search, chunks, workspace, threads), strict=True))
    return _assemble(len(source), found)


def _nodes(graph: RoadGraph, nodes: ArrayLike, what: str) -> Int32:
    array = np.asarray(nodes, np.int64)
    if array.ndim != 1:
        raise ValueError(f"{what}s must be a list of nodes, not an array of shape {array.shape}")
    if len(array) and not (array.min() >= 0 and array.max() < len(graph)):
        raise ValueError(f"a {what} lies outside the graph's nodes 0..{len(graph) - 1}")
    return array.astype(np.int32)


def _chain(nodes: int, targets: Int32) -> tuple[Int32, Int32]:
    """The targets that stand on each node, as linked lists: first target by node, next target by target."""
    first = np.full(nodes, -1, np.int32)
    following = np.full(len(targets), -1, np.int32)
    _link(targets, first, following)
    return first, following


@compiled
def _link(targets: Any, first: Any, following: Any) -> None:
    for position in range(len(targets) - 1, -1, -1):
        following[position] = first[targets[position]]
        first[targets[position]] = position


def in_threads(
    run: Callable[[Work, NDArray[Any]], Result],
    work: Iterable[Work],
    workspace: Callable[[], NDArray[Any]],
    threads: int | None,
) -> Iterator[Result]:
    """Yield ``run(item, workspace)`` in the order of ``work``; each thread keeps one workspace."""
    count = threads if threads is not None else len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if count < 1:
        raise ValueError(f"threads must be at least 1, not {count}")
    idle: list[NDArray[Any]] = []

    def with_workspace(item: Work) -> Result:
        space = idle.pop() if idle else workspace()
        try:
            return run(item, space)
        finally:
            idle.append(space)

    if count == 1:
        yield from map(with_workspace, work)
        return
    with ThreadPoolExecutor(count) as pool:
        yield from pool.map(with_workspace, work)


def _assemble(rows: int, found: list[tuple[Int64, tuple[Int64, Int32, UInt16]]]) -> tuple[Int64, Int32, UInt16]:
    """Put the rows of all chunks in the caller's order, giving each chunk's memory back as it is copied."""
    counts = np.zeros(rows + 1, np.int64)
    for chunk, (count, _, _) in found:
        counts[chunk + 1] = count
    indptr = np.cumsum(counts)
    indices = np.empty(int(indptr[-1]), np.int32)
    seconds = np.empty(int(indptr[-1]), np.uint16)
    found.reverse()
    while found:
        chunk, (count, target, time) = found.pop()
        _copy_rows(indptr, chunk, count, target, time, indices, seconds)
    return indptr, indices, seconds


@compiled
def _copy_rows(indptr: Any, chunk: Any, count: Any, target: Any, time: Any, indices: Any, seconds: Any) -> None:
    at = 0
    for k in range(len(chunk)):
        start = indptr[chunk[k]]
        for offset in range(count[k]):
            indices[start + offset] = target[at + offset]
            seconds[start + offset] = time[at + offset]
        at += count[k]


@compiled
def _grown(array: Any) -> Any:
    bigger = np.empty(2 * len(array), array.dtype)
    bigger[: len(array)] = array
    return bigger


@compiled
def _settle(
    indptr: Any, heads: Any, costs: Any, source: int, limit: int, dist: Any, bucket: Any, waiting: Any, behind: Any
) -> Any:
    """Fill ``dist`` with the costs up to ``limit``; the nodes touched are ``waiting[:pushed]``, some more than once.

    Each arc is looked at once, so the queue never holds more entries than there are arcs, plus the source.
    """
    dist[source] = 0
    waiting[0] = source
    behind[0] = -1
    bucket[0] = 0
    pushed = 1
    left = 1
    now = 0
    while left > 0:
        entry = bucket[now]
        if entry < 0:
            now += 1
            continue
        bucket[now] = behind[entry]
        left -= 1
        node = waiting[entry]
        if dist[node] != now:
            continue  # a quicker way was found after this entry was queued
        for arc in range(indptr[node], indptr[node + 1]):
            there = now + costs[arc]
            head = heads[arc]
            if there <= limit and there < dist[head]:
                dist[head] = there
                waiting[pushed] = head
                behind[pushed] = bucket[there]
                bucket[there] = pushed
                pushed += 1
                left += 1
    return pushed


@compiled
def _bounded_rows(
    indptr: Any, heads: Any, costs: Any, sources: Any, first: Any, following: Any, limit: int, ticks: int,
    dist: Any, far: int,
) -> Any:  # fmt: skip
    """Rows (targets ascending, seconds) of each source. ``dist`` comes and goes filled with ``far``."""
    counts = np.zeros(len(sources), np.int64)
    found = np.empty(1 << 14, np.int32)
    times = np.empty(1 << 14, np.uint16)
    bucket = np.full(limit + 1, -1, np.int32)
    waiting = np.empty(len(heads) + 1, np.int32)  # memory is real only as far as it is written
    behind = np.empty(len(heads) + 1, np.int32)
    marks = np.zeros((len(following) + 8) // 8 * 8, np.uint8)
    eight = marks.view(np.uint64)  # eight marks at once, so that sorting a row is a scan of its marks
    time_of = np.empty(len(following), np.uint16)
    size = 0
    for row in range(len(sources)):
        pushed = _settle(indptr, heads, costs, sources[row], limit, dist, bucket, waiting, behind)
        low, high = len(eight), -1
        for entry in range(pushed):
            node = waiting[entry]
            if dist[node] == far:
                continue
            target = first[node]
            while target >= 0:
                marks[target] = 1
                time_of[target] = (2 * np.int64(dist[node]) + ticks) // (2 * ticks)
                low = min(low, target >> 3)
                high = max(high, target >> 3)
                target = following[target]
            dist[node] = far
        before = size
        for word in range(low, high + 1):
            if eight[word] == 0:
                continue
            for target in range(word * 8, word * 8 + 8):
                if marks[target] == 0:
                    continue
                if size == len(found):
                    found = _grown(found)
                    times = _grown(times)
                found[size] = target
                times[size] = time_of[target]
                size += 1
            eight[word] = 0
        counts[row] = size - before
    return counts, found[:size].copy(), times[:size].copy()
