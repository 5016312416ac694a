"""Outlines that meet exactly: overlaps and gaps between generalised neighbours are given to one of them.

Published outlines meet edge by edge, except around communes that were merged from parts drawn otherwise. Only those
and their neighbours are drawn anew: their lines are cut where they cross, every face between the lines goes to one
commune. Simplified together afterwards, neighbours still meet.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[Any]
Points = NDArray[np.float64]
NEAR_METRES = 1.0
"""A face without owner touches the communes within this distance of it."""


def mended(shapes: Shapes, halls: Points, foreign: Points) -> Shapes:
    """Shapes (n,) in metres as a coverage: no overlap, and no hole but those that hold a point of ``foreign`` (m, 2).

    A hole goes to the commune without a shape whose town hall (``halls``, (n, 2)) lies in it, otherwise to the
    neighbour with which it shares the longest edge.
    """
    result = _without_overlaps(shapes, np.asarray(shapely.points(foreign)))
    for hole in _holes(result):
        if shapely.intersects(hole, shapely.points(foreign)).any():
            continue
        inside = np.flatnonzero(shapely.is_empty(result) & shapely.intersects(hole, shapely.points(halls)))
        if len(inside):
            result[inside[0]] = hole
        else:
            owner = _neighbour(hole, result, shapely.STRtree(result))
            result[owner] = shapely.coverage_union(result[owner], hole)
    return result


def _without_overlaps(shapes: Shapes, foreign: Shapes) -> Shapes:
    result = shapes.copy()
    wrong = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    if not len(wrong):
        return result
    tree = shapely.STRtree(shapes)
    around = np.unique(tree.query(shapes[wrong], predicate="intersects")[1])
    lines = shapely.union_all(shapely.boundary(shapes[around]))
    faces = shapely.get_parts(shapely.polygonize([lines]))
    owner = _owners(faces, shapes, tree, foreign)
    for position in around:
        result[position] = shapely.coverage_union_all(faces[owner == position])
    return result


def _owners(faces: Shapes, shapes: Shapes, tree: Any, foreign: Shapes) -> NDArray[np.int64]:
    """Position of the commune each face goes to, -1 for land that is not theirs."""
    owner = np.full(len(faces), -1, dtype=np.int64)
    face, position = tree.query(shapely.point_on_surface(faces), predicate="intersects")
    # Written backwards, so that the first commune keeps what several claim.
    owner[face[::-1]] = position[::-1]
    abroad = np.unique(shapely.STRtree(faces).query(foreign, predicate="intersects")[1])
    for k in np.setdiff1d(np.flatnonzero(owner < 0), abroad):
        owner[k] = _neighbour(faces[k], shapes, tree)
    return owner


def _neighbour(face: Any, shapes: Shapes, tree: Any) -> int:
    near = tree.query(face, predicate="dwithin", distance=NEAR_METRES)
    edge = shapely.intersection(shapely.buffer(face, NEAR_METRES), shapely.boundary(shapes[near]))
    return int(near[int(np.argmax(shapely.length(edge)))])


def _holes(shapes: Shapes) -> list[Any]:
    land = shapely.get_parts(shapely.coverage_union_all(shapes))
    return [shapely.Polygon(ring) for part in land for ring in part.interiors]
