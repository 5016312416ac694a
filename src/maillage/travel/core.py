"""Contract a graph to chosen nodes: the other nodes are removed, and shortcut arcs preserve all times.

A node that is neither origin nor destination only lies on paths. Removing it and joining its neighbours by arcs of the
summed cost changes no time between the remaining nodes. Nodes with few neighbours are removed first; contraction stops
when removing one more node would add more arcs than a search saves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.travel.compiled import compiled
from maillage.travel.graph import Int32, Int64, RoadGraph

# Maximum number of neighbours (in or out) of a node that may be removed, for each pass.
PASSES = (2, 3, 3, 4, 4, 5, 5, 6, 6, 7)


def core(graph: RoadGraph, chosen: NDArray[np.bool_], limit: int) -> tuple[Int64, Int64, Int32, Int32]:
    """Remove nodes that are not ``chosen`` (n,) from the graph, for journeys of at most ``limit`` ticks.

    Returns the remaining nodes (ascending) and their rows ``(indptr, heads, costs)``; heads are positions among them.
    Times up to the limit between remaining nodes are those of ``graph``.
    """
    shrink: Callable[..., tuple[NDArray[np.bool_], Int64, Int32, Int32]] = _shrink
    alive, indptr, heads, costs = shrink(
        graph.indptr, graph.heads, graph.seconds, graph.tails, chosen, limit, np.array(PASSES)
    )
    return np.flatnonzero(alive), indptr, heads, costs


@compiled
def _grown(array: Any, room: int) -> Any:
    bigger = np.empty(room, array.dtype)
    for at in range(len(array)):  # a slice assignment takes five seconds to compile
        bigger[at] = array[at]
    return bigger


@compiled
def _gather(first: Any, following: Any, other: Any, cost: Any, alive: Any, node: int, ends: Any, costs: Any) -> int:
    """Neighbours of a node that still exist; removed ones are unlinked from its list. -1 if there are too many."""
    count = 0
    before = -1
    arc = first[node]
    while arc >= 0:
        after = following[arc]
        if not alive[other[arc]]:
            if before < 0:
                first[node] = after
            else:
                following[before] = after
        else:
            if count == len(ends):
                return -1
            ends[count], costs[count] = other[arc], cost[arc]
            count += 1
            before = arc
        arc = after
    return count


@compiled
def _shrink(indptr: Any, heads: Any, seconds: Any, tails: Any, chosen: Any, limit: int, passes: Any) -> Any:
    nodes, arcs = len(indptr) - 1, len(heads)
    room = 2 * arcs + 16
    # Arc k leads from tail[k] to head[k]; it is on one list of its tail and on one list of its head.
    head, tail, cost = _grown(heads, room), _grown(tails, room), _grown(seconds, room)
    next_out, next_in = np.full(room, -1, np.int32), np.full(room, -1, np.int32)
    first_out, first_in = np.full(nodes, -1, np.int32), np.full(nodes, -1, np.int32)
    for arc in range(arcs - 1, -1, -1):
        next_out[arc], first_out[tail[arc]] = first_out[tail[arc]], arc
        next_in[arc], first_in[head[arc]] = first_in[head[arc]], arc
    alive = np.ones(nodes, np.bool_)
    widest = passes.max() + 1
    ins, in_costs = np.empty(widest, np.int32), np.empty(widest, np.int32)
    outs, out_costs = np.empty(widest, np.int32), np.empty(widest, np.int32)
    for most in passes:
        for node in range(nodes):
            if chosen[node] or not alive[node]:
                continue
            into = _gather(first_in, next_in, tail, cost, alive, node, ins, in_costs)
            out = _gather(first_out, next_out, head, cost, alive, node, outs, out_costs)
            if into < 0 or out < 0 or into > most or out > most:
                continue
            alive[node] = False
            for i in range(into):
                for o in range(out):
                    total = in_costs[i] + out_costs[o]
                    if ins[i] == outs[o] or total > limit:
                        continue
                    # No shortcut is needed if an existing arc or a path over one other node is as short.
                    found = -1
                    arc = first_out[ins[i]]
                    while arc >= 0:
                        if head[arc] == outs[o]:
                            found = arc
                            break
                        arc = next_out[arc]
                    if found >= 0:
                        cost[found] = min(cost[found], total)
                        continue
                    if _served(first_out, next_out, head, cost, alive, ins[i], outs[o], total):
                        continue
                    if arcs == room:
                        room *= 2
                        head, tail, cost = _grown(head, room), _grown(tail, room), _grown(cost, room)
                        next_out, next_in = _grown(next_out, room), _grown(next_in, room)
                    head[arcs], tail[arcs], cost[arcs] = outs[o], ins[i], total
                    next_out[arcs], first_out[ins[i]] = first_out[ins[i]], arcs
                    next_in[arcs], first_in[outs[o]] = first_in[outs[o]], arcs
                    arcs += 1
    return _rows(first_out, next_out, head, cost, alive, limit)


@compiled
def _served(first_out: Any, next_out: Any, head: Any, cost: Any, alive: Any, start: int, end: int, total: int) -> bool:
    """Whether a path over one intermediate node leads from start to end at no greater cost."""
    arc = first_out[start]
    while arc >= 0:
        middle = head[arc]
        if alive[middle] and cost[arc] <= total:
            onward = first_out[middle]
            while onward >= 0:
                if head[onward] == end and cost[arc] + cost[onward] <= total:
                    return True
                onward = next_out[onward]
        arc = next_out[arc]
    return False


@compiled
def _rows(first_out: Any, next_out: Any, head: Any, cost: Any, alive: Any, limit: int) -> Any:
    """The arcs between remaining nodes, as compressed rows over those nodes."""
    number = np.full(len(alive), -1, np.int32)
    nodes = 0
    for node in range(len(alive)):
        if alive[node]:
            number[node] = nodes
            nodes += 1
    indptr = np.zeros(nodes + 1, np.int64)
    heads, costs = np.empty(0, np.int32), np.empty(0, np.int32)
    for fill in range(2):
        size = 0
        for node in range(len(alive)):
            if not alive[node]:
                continue
            arc = first_out[node]
            while arc >= 0:
                if alive[head[arc]] and cost[arc] <= limit:
                    if fill:
                        heads[size], costs[size] = number[head[arc]], cost[arc]
                    size += 1
                arc = next_out[arc]
            indptr[number[node] + 1] = size
        if fill == 0:
            heads, costs = np.empty(size, np.int32), np.empty(size, np.int32)
    return alive, indptr, heads, costs
