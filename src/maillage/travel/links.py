"""The links of the mesh: between neighbouring town halls, and between consecutive interchanges of a motorway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.territory import Territory
from maillage.travel.barriers import Barriers, length_outside
from maillage.travel.motorways import Motorways

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class Links:
    """Undirected links between positions of a territory: both ends, straight-line length, motorway or not."""

    tail: Int64  # (m,)
    head: Int64  # (m,)
    metres: Float64  # (m,)
    motorway: NDArray[np.bool_]  # (m,)

    def __len__(self) -> int:
        return len(self.tail)

    def only(self, kept: NDArray[Any]) -> Links:
        """Some of the links."""
        return Links(self.tail[kept], self.head[kept], self.metres[kept], self.motorway[kept])


def neighbours(x: Float64, y: Float64) -> Int64:
    """(m, 2) Delaunay neighbours among points in metres; points at the same place are linked with each other.

    If there are three points or fewer, or they lie on one line, they are linked along their order.
    """
    from scipy.spatial import Delaunay, QhullError

    if len(x) < 2:
        return np.zeros((0, 2), dtype=np.int64)
    points = np.column_stack([x, y])
    try:
        mesh = Delaunay(points - points.mean(axis=0))
    except (QhullError, ValueError):
        order = np.lexsort((y, x))
        return np.sort(np.column_stack([order[:-1], order[1:]]), axis=1).astype(np.int64)
    corners = mesh.simplices
    pairs = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]], mesh.coplanar[:, [0, 2]]])
    pairs = np.sort(pairs.astype(np.int64), axis=1)
    return np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)


def make_links(
    territory: Territory,
    barriers: Barriers,
    motorways: Motorways,
    longest_metres: float,
    longest_outside_metres: float,
    land: Sequence[Any] | None,
) -> Links:
    """Link the communes of each plane and isolated group with their neighbours, and drop links that no road can follow.

    A link is dropped if it is longer than ``longest_metres``, crosses a barrier, or runs more than
    ``longest_outside_metres`` outside ``land`` (polygons in degrees; None: no such check) and the mesh stays connected
    without it. Motorways, bridges and dykes are kept whatever they cross.
    """
    links = _neighbours(territory, barriers.group_of(territory))
    links = links.only(links.metres <= longest_metres)
    lon = np.column_stack([territory.lon[links.tail], territory.lon[links.head]])
    lat = np.column_stack([territory.lat[links.tail], territory.lat[links.head]])
    passable = ~barriers.crossed(lon, lat)
    links, lon, lat = links.only(passable), lon[passable], lat[passable]
    outside = np.zeros(len(links))
    if land is not None:
        long_enough = np.flatnonzero(links.metres > longest_outside_metres)
        outside[long_enough] = length_outside(lon[long_enough], lat[long_enough], links.metres[long_enough], land)
    always = [
        _measured(territory, barriers.road_ends(territory)),
        _measured(territory, motorways.ends(territory), motorway=True),
    ]
    links, outside = _joined([links, *always], [outside, *(np.zeros(len(part)) for part in always)])
    return links.only((outside <= longest_outside_metres) | _needed(links, outside, len(territory)))


def _neighbours(territory: Territory, group: NDArray[np.int16]) -> Links:
    found: list[Links] = []
    for plane, island in sorted({(int(p), int(g)) for p, g in zip(territory.plane, group, strict=True)}):
        at = np.flatnonzero((territory.plane == plane) & (group == island)).astype(np.int64)
        found.append(_measured(territory, at[neighbours(territory.x[at], territory.y[at])]))
    return _joined(found, [np.zeros(len(part)) for part in found])[0]


def _needed(links: Links, outside: Float64, communes: int) -> NDArray[np.bool_]:
    """(m,) the links of a spanning tree with the least length outside the land.

    A peninsula whose links all run over water along the shore thus keeps the one with the least.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import minimum_spanning_tree

    # Each link once, by its ends; the index added to the cost identifies the link of each edge of the tree.
    order = np.lexsort((outside, links.head, links.tail))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(links.tail[order]) != 0) | (np.diff(links.head[order]) != 0)
    chosen = order[first]
    cost = csr_matrix((outside[chosen] + 1.0, (links.tail[chosen], links.head[chosen])), shape=(communes, communes))
    tree = minimum_spanning_tree(cost).tocoo()
    wanted = tree.row.astype(np.int64) * communes + tree.col
    needed = np.zeros(len(links), dtype=np.bool_)
    needed[chosen] = np.isin(links.tail[chosen] * communes + links.head[chosen], wanted)
    return needed


def _measured(territory: Territory, pairs: Int64, motorway: bool = False) -> Links:
    tail, head = np.sort(pairs.reshape(-1, 2), axis=1).T
    metres = np.hypot(territory.x[tail] - territory.x[head], territory.y[tail] - territory.y[head])
    return Links(tail, head, metres, np.full(len(tail), motorway, dtype=np.bool_))


def _joined(parts: Sequence[Links], values: Sequence[Float64]) -> tuple[Links, Float64]:
    """Concatenate all links, with a value for each, sorted by kind and ends so that the mesh is deterministic."""
    tail, head = np.concatenate([p.tail for p in parts]), np.concatenate([p.head for p in parts])
    motorway, metres = np.concatenate([p.motorway for p in parts]), np.concatenate([p.metres for p in parts])
    value = np.concatenate(values)
    order = np.lexsort((value, head, tail, motorway))
    return Links(tail[order], head[order], metres[order], motorway[order]), value[order]
