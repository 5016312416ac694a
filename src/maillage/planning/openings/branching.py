"""Close the gap: branch on candidates, open or closed, each branch with its own bound, until nothing better is left."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from maillage.planning.openings.problem import Floats, Ints, Location
from maillage.planning.openings.relaxation import Best, Effort, Node, cheapest, raise_bound
from maillage.planning.openings.swap import greedy, improve

ROOT = Effort(steps=2000, first=1.5, patience=20)
BRANCH = Effort(steps=60, first=0.3, patience=8)
EVERY = 15  # turns between two searches by swaps from the choice of the relaxation

Told = Callable[[float, float], None]
"""Called with (objective, bound) whenever one of them improves."""


def search(problem: Location, deadline: float, told: Told | None = None) -> tuple[Best, float]:
    """The best choice of sites found until a time of ``perf_counter``, and the bound proven for all choices."""
    cost = problem.weighted
    opened = np.array(sorted(problem.opened), dtype=np.int64)
    sites = improve(cost, greedy(cost, problem.count, opened), opened)
    best = Best(sites, problem.value(sites), problem.integral, deadline)
    must = np.zeros(cost.shape[1], dtype=np.bool_)
    must[opened] = True
    prices = np.sort(cost[:, sites], axis=1)[:, :2].mean(axis=1)
    root = Node(must, np.ones_like(must), prices)
    seen = set[bytes]()

    def look(chosen: Ints, turn: int) -> None:
        key = chosen.tobytes()
        if key not in seen and (turn % EVERY == 0 or problem.value(chosen) < best.cost):
            seen.add(key)
            _take(best, problem, improve(cost, chosen, opened))
        if told is not None:
            told(best.cost, min(root.bound, best.cost))

    rho = raise_bound(cost, problem.count, root, best, ROOT, look)
    if best.excludes(root.bound) or _one_choice(root, problem, rho, np.arange(len(must)), best):
        return best, best.cost
    return best, _branch(problem, root, rho, best, told)


def _branch(problem: Location, root: Node, rho: Floats, best: Best, told: Told | None) -> float:
    """Search all branches, deepest first; the bound of all choices when it ends."""
    open_nodes = [(root, rho)]
    while open_nodes and not best.late:
        parent, rho = open_nodes.pop()
        if best.excludes(parent.bound):
            continue
        columns = np.flatnonzero(parent.may)
        children = _children(parent, columns, rho[columns], problem.count)
        found: list[tuple[Node, Floats]] = []
        for child in children:
            found += _bounded(problem, parent, child, columns, best)
        open_nodes += sorted(found, key=lambda pair: -pair[0].bound)
        if told is not None:
            told(best.cost, min([best.cost, *(node.bound for node, _ in open_nodes)]))
    return min([best.cost, *(node.bound for node, _ in open_nodes)])


def _children(parent: Node, columns: Ints, rho: Floats, count: int) -> list[Node]:
    """The two branches on the candidate whose change raises the bound most, restricted to ``columns``."""
    must, may = parent.must[columns], parent.may[columns]
    node = Node(must, may, parent.prices)
    chosen = np.zeros(len(columns), dtype=np.bool_)
    chosen[cheapest(rho, node, count)] = True
    inside, outside = chosen & ~must, ~chosen
    rise = np.where(inside, rho[outside].min() - rho, np.where(outside, rho - rho[inside].max(), -np.inf))
    at = int(rise.argmax())
    with_it, without = must.copy(), may.copy()
    with_it[at], without[at] = True, False
    return [
        Node(with_it, may.copy(), parent.prices, parent.bound),
        Node(must.copy(), without, parent.prices, parent.bound),
    ]


def _bounded(problem: Location, parent: Node, child: Node, columns: Ints, best: Best) -> list[tuple[Node, Floats]]:
    """The branch with its bound, in full width; nothing if it holds no better choice."""
    part = np.ascontiguousarray(problem.weighted[:, columns])

    def look(chosen: Ints, _turn: int) -> None:
        _take(best, problem, columns[chosen])

    if child.may.sum() < problem.count:
        return []
    rho = raise_bound(part, problem.count, child, best, BRANCH, look)
    if best.excludes(child.bound) or _one_choice(child, problem, rho, columns, best):
        return []
    wide = Node(np.zeros_like(parent.must), np.zeros_like(parent.may), child.prices, max(child.bound, parent.bound))
    wide.must[columns], wide.may[columns] = child.must, child.may
    all_rho = np.zeros(len(parent.may))
    all_rho[columns] = rho
    return [(wide, all_rho)]


def _one_choice(node: Node, problem: Location, rho: Floats, columns: Ints, best: Best) -> bool:
    """Whether a node holds a single choice, which is then compared with the best one."""
    if node.may.sum() > problem.count > node.must.sum():
        return False
    _take(best, problem, columns[cheapest(rho, node, problem.count)])
    return True


def _take(best: Best, problem: Location, sites: Ints) -> None:
    value = problem.value(sites)
    if value < best.cost:
        best.sites, best.cost = sites, value
