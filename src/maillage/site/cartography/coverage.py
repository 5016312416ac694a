"""Removes overlaps and gaps between generalised outlines, so that neighbours share their edges exactly.

Published outlines share edges, except around communes merged from parts that were generalised separately. Only these
and their neighbours are redrawn: their lines are cut where they cross, and every face between the lines is given to one
commune. Simplified together afterwards, neighbours still share their edges.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[Any]
Points = NDArray[np.float64]
NEAR_METRES = 1.0
"""A face without owner is next to the communes within this distance."""


def mended(shapes: Shapes, halls: Points, foreign: Points) -> Shapes:
    """Return shapes (n,) in metres without overlaps, and without holes except those that contain a ``foreign`` point.

    A hole goes to the commune without a shape whose town hall (``halls``, (n, 2)) lies in it, otherwise to the
    neighbour with which it shares the longest edge. ``foreign`` is (m, 2).
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
    """Return the position of the commune of each face, -1 for land outside all communes."""
    owner = np.full(len(faces), -1, dtype=np.int64)
    face, position = tree.query(shapely.point_on_surface(faces), predicate="intersects")
    # Assign in reverse order, so that the first commune wins a face that several cover.
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
