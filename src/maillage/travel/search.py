"""Bounded many-to-many shortest times in a road graph.

A search uses Dial's bucket queue: costs are small integers, so a node waits in the bucket of its distance and no heap
is needed. After a search, only the nodes it touched are reset, so its cost depends on what it reaches, not on the size
of the graph.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.travel.compiled import compiled
from maillage.travel.core import core
from maillage.travel.graph import Int32, Int64, RoadGraph

LONGEST_SECONDS = 65_535
SOURCES_A_CHUNK = 128
SOURCES_REPAY, TERMINALS_MOST = 0.01, 0.2  # least share of sources, largest of terminals, for contraction to pay off

UInt16 = NDArray[np.uint16]
Work = TypeVar("Work")
Result = TypeVar("Result")


def bounded_times(
    graph: RoadGraph,
    sources: ArrayLike,
    targets: ArrayLike,
    limit_seconds: int,
    threads: int | None = None,
    contract: bool | None = None,
) -> tuple[Int64, Int32, UInt16]:
    """Times from each source to every target within ``limit_seconds`` (included).

    ``sources`` (s,) and ``targets`` (t,) are nodes of ``graph``; either may repeat a node. Returns compressed rows
    ``(indptr (s + 1,), indices (nnz,), seconds (nnz,))``: row k belongs to ``sources[k]``, its indices are positions in
    ``targets``, ascending; a source that is also a target is at 0 seconds. The result takes 6 bytes per pair and is the
    same for any number of ``threads`` (default: the processors available to this process).

    With ``contract``, nodes that are neither source nor target are first contracted (see :mod:`maillage.travel.core`),
    which changes no time; by default this is done if there are enough sources for it to pay off.

    Raises ``ValueError`` for a node outside the graph or a limit outside 0..65,535 seconds.
    """
    if not 0 <= limit_seconds <= LONGEST_SECONDS:
        raise ValueError(f"limit_seconds must lie between 0 and {LONGEST_SECONDS}, not {limit_seconds}")
    source, target = _nodes(graph, sources, "source"), _nodes(graph, targets, "target")
    limit = limit_seconds * graph.ticks
    if contract is None:
        terminals = len(source) + len(target)
        contract = len(source) >= SOURCES_REPAY * len(graph) and terminals <= TERMINALS_MOST * len(graph)
    rows, heads, costs = graph.indptr, graph.heads, graph.seconds
    if contract:
        chosen = np.zeros(len(graph), np.bool_)
        chosen[source] = chosen[target] = True
        kept, rows, heads, costs = core(graph, chosen, limit)
        source, target = (np.searchsorted(kept, nodes).astype(np.int32) for nodes in (source, target))
    return _search_all(_pack(rows, heads, costs), source, target, limit, graph.ticks, threads)


def _search_all(
    arcs: tuple[NDArray[np.uint32], NDArray[np.uint64]],
    source: Int32,
    target: Int32,
    limit: int,
    ticks: int,
    threads: int | None,
) -> tuple[Int64, Int32, UInt16]:
    nodes = len(arcs[0]) - 1
    first, following = _chain(nodes, target)
    has_target = (first >= 0).view(np.uint8)
    kind = np.uint16 if limit < LONGEST_SECONDS else np.int32
    far = np.iinfo(kind).max
    order = np.argsort(source, kind="stable")
    chunks = [order[at : at + SOURCES_A_CHUNK] for at in range(0, len(order), SOURCES_A_CHUNK)]
    rows: Callable[..., tuple[Int64, Int32, UInt16]] = _bounded_rows

    def workspace() -> NDArray[Any]:
        return np.full(nodes, far, kind)

    def search(chunk: Int64, dist: NDArray[Any]) -> tuple[Int64, Int32, UInt16]:
        return rows(*arcs, source[chunk], has_target, first, following, limit, ticks, dist, far)

    return assemble(len(source), list(zip(chunks, in_threads(search, chunks, workspace, threads), strict=True)))


def _nodes(graph: RoadGraph, nodes: ArrayLike, what: str) -> Int32:
    array = np.asarray(nodes, np.int64)
    if array.ndim != 1:
        raise ValueError(f"{what}s must be a list of nodes, not an array of shape {array.shape}")
    if len(array) and not (array.min() >= 0 and array.max() < len(graph)):
        raise ValueError(f"a {what} lies outside the graph's nodes 0..{len(graph) - 1}")
    return array.astype(np.int32)


def _chain(nodes: int, targets: Int32) -> tuple[Int32, Int32]:
    """The targets at each node, as linked lists: first target by node, next target by target."""
    first = np.full(nodes, -1, np.int32)
    following = np.full(len(targets), -1, np.int32)
    _link(targets, first, following)
    return first, following


@compiled
def _link(targets: Any, first: Any, following: Any) -> None:
    for position in range(len(targets) - 1, -1, -1):
        following[position] = first[targets[position]]
        first[targets[position]] = position


def processors() -> int:
    """Number of processors available to this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_threads(
    run: Callable[[Work, NDArray[Any]], Result],
    work: Iterable[Work],
    workspace: Callable[[], NDArray[Any]],
    threads: int | None,
) -> Iterator[Result]:
    """Yield ``run(item, workspace)`` in the order of ``work``; each thread reuses one workspace."""
    count = threads if threads is not None else processors()
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


def assemble(rows: int, found: list[tuple[Int64, tuple[Int64, Int32, UInt16]]]) -> tuple[Int64, Int32, UInt16]:
    """Put the rows of all chunks in the caller's order, freeing the memory of each chunk once it is copied."""
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


# Unsigned integers, two of them packed in one word, save a quarter of the time: an unsigned index needs no test for
# negative values, and an arc or a queue entry takes one memory load.
NONE = np.uint32(0xFFFFFFFF)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
ONE = np.uint32(1)


def _pack(indptr: Int64, heads: Int32, costs: Int32) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """Rows and arcs in the layout of the search: head in the low half of a word, cost in the high half.

    Raises ``ValueError`` for a graph of 4 billion arcs or more.
    """
    if len(heads) >= int(NONE):
        raise ValueError(f"the graph has {len(heads)} arcs, more than the search can number")
    return indptr.astype(np.uint32), heads.astype(np.uint64) | (costs.astype(np.uint64) << HALF)


@compiled
def _settle(indptr: Any, arcs: Any, source: Any, limit: Any, dist: Any, bucket: Any, queue: Any) -> Any:
    """Fill ``dist`` with the costs up to ``limit`` and return the number of ``queue`` entries used.

    The low half of an entry is the node touched (some more than once), its high half the next entry of the same bucket.
    Each arc is visited once, so the queue never holds more entries than there are arcs, plus the source.
    """
    dist[source] = 0
    queue[0] = np.uint64(source) | (np.uint64(NONE) << HALF)
    bucket[0] = np.uint32(0)
    used = np.uint32(1)
    left = 1
    now = np.uint32(0)
    while left > 0:
        entry = bucket[now]
        if entry == NONE:
            now = np.uint32(now + ONE)
            continue
        word = queue[entry]
        bucket[now] = np.uint32(word >> HALF)
        left -= 1
        node = np.uint32(word & LOW)
        if dist[node] != now:
            continue  # a shorter path was found after this entry was queued
        arc = indptr[node]
        end = indptr[np.uint32(node + ONE)]
        while arc < end:
            there = np.uint32(now + np.uint32(arcs[arc] >> HALF))
            head = np.uint32(arcs[arc] & LOW)
            arc = np.uint32(arc + ONE)
            if there <= limit and there < dist[head]:
                dist[head] = there
                queue[used] = np.uint64(head) | (np.uint64(bucket[there]) << HALF)
                bucket[there] = used
                used = np.uint32(used + ONE)
                left += 1
    return used


@compiled
def _mark_targets(
    queue: Any, used: int, has_target: Any, first: Any, following: Any, ticks: int, dist: Any, far: int, marks: Any,
    time_of: Any,
) -> Any:  # fmt: skip
    """Mark the targets among the touched nodes, store their seconds, and reset ``dist``."""
    low, high = len(marks) >> 3, -1
    for entry in range(used):
        node = np.uint32(queue[entry] & LOW)
        if has_target[node] and dist[node] != far:
            seconds = dist[node] if ticks == 1 else (2 * np.int64(dist[node]) + ticks) // (2 * ticks)
            target = first[node]
            while target >= 0:
                marks[target] = 1
                time_of[target] = seconds
                low = min(low, target >> 3)
                high = max(high, target >> 3)
                target = following[target]
        dist[node] = far
    return low, high


def _bounded_rows(
    indptr: NDArray[np.uint32], arcs: NDArray[np.uint64], sources: Int32, has_target: NDArray[np.uint8], first: Int32,
    following: Int32, limit: int, ticks: int, dist: NDArray[Any], far: int,
) -> tuple[Int64, Int32, UInt16]:  # fmt: skip
    """Rows (targets ascending, seconds) of each source. ``dist`` is filled with ``far`` on entry and on return.

    The arrays are allocated here, because allocating them in compiled code makes it take three times as long to
    compile.
    """
    counts = np.zeros(len(sources), np.int64)
    bucket = np.full(limit + 1, NONE, np.uint32)
    queue = np.empty(len(arcs) + 1, np.uint64)  # the system allocates pages only when they are written
    marks = np.zeros((len(following) + 8) // 8 * 8, np.uint8)
    eight = marks.view(np.uint64)  # reads eight marks at once, so that targets come out sorted by a scan of the marks
    time_of = np.empty(len(following), np.uint16)
    targets, seconds = np.empty(1 << 14, np.int32), np.empty(1 << 14, np.uint16)
    row, size = 0, 0
    while row < len(sources):
        if len(targets) < size + len(following):
            room = max(2 * len(targets), size + len(following))
            targets, seconds = _grown(targets, size, room), _grown(seconds, size, room)
        row, size = _some_rows(
            indptr, arcs, sources, has_target, first, following, limit, ticks, dist, far, bucket, queue, marks, eight,
            time_of, row, size, counts, targets, seconds,
        )  # fmt: skip
    return counts, targets[:size].copy(), seconds[:size].copy()


def _grown(array: NDArray[Any], used: int, room: int) -> NDArray[Any]:
    bigger = np.empty(room, array.dtype)
    bigger[:used] = array[:used]
    return bigger


@compiled
def _some_rows(
    indptr: Any, arcs: Any, sources: Any, has_target: Any, first: Any, following: Any, limit: int, ticks: int,
    dist: Any, far: int, bucket: Any, queue: Any, marks: Any, eight: Any, time_of: Any, row: int, size: int,
    counts: Any, targets: Any, seconds: Any,
) -> Any:  # fmt: skip
    """Fill rows from ``row`` on while another whole row has room; return the next row and the places used."""
    while row < len(sources) and size + len(following) <= len(targets):
        used = _settle(indptr, arcs, np.uint32(sources[row]), np.uint32(limit), dist, bucket, queue)
        low, high = _mark_targets(queue, used, has_target, first, following, ticks, dist, far, marks, time_of)
        before = size
        for word in range(low, high + 1):
            if eight[word] == 0:
                continue
            for target in range(word * 8, word * 8 + 8):
                if marks[target] == 0:
                    continue
                targets[size] = target
                seconds[size] = time_of[target]
                size += 1
            eight[word] = 0
        counts[row] = size - before
        row += 1
    return row, size
