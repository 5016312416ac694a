"""Borders between departments: edges shared by two communes of different departments, joined into lines.

Finding the shared edges takes one sort; merging the communes of each department takes a hundred times longer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maillage.site.cartography.baking import Rings

GRID = 64
"""Two edges are the same if their ends agree to this fraction of a pixel."""
SMOOTH = 0.6
"""Pixels by which a border may be simplified."""


def border_lines(
    rings: Rings, department: NDArray[np.str_], own: NDArray[np.bool_], width: int
) -> dict[str, NDArray[Any]]:
    """Return arrays ``border_xy`` (m, 2) in pixels, ``border_start`` (lines + 1,), ``border_own`` (lines,).

    ``department`` and ``own`` (the commune is of the area) are by position in the Territory, as the rings' labels are.
    A line is the area's own if a commune of the area lies on one side.
    """
    lines = {True: _shared(rings, department, own, mine=True), False: _shared(rings, department, own, mine=False)}
    pieces = [(line, mine) for mine, found in lines.items() for line in found]
    xy = [shapely.get_coordinates(line) for line, _ in pieces]
    start = np.cumsum([0, *(len(part) for part in xy)])
    flat = np.concatenate(xy) if xy else np.empty((0, 2))
    return {
        "border_xy": np.clip(flat, -width, 2 * width).astype(np.float32),
        "border_start": start.astype(np.int64),
        "border_own": np.array([mine for _, mine in pieces], dtype=bool),
    }


def _shared(rings: Rings, department: NDArray[np.str_], own: NDArray[np.bool_], *, mine: bool) -> NDArray[np.object_]:
    first, second, label = _edges(rings)
    order = np.lexsort((label, second, first))
    first, second, label = first[order], second[order], label[order]
    same = (first[1:] == first[:-1]) & (second[1:] == second[:-1])
    a, b = label[:-1][same], label[1:][same]
    kept = (department[a] != department[b]) & ((own[a] | own[b]) == mine)
    ends = np.stack([_point(first[:-1][same][kept]), _point(second[:-1][same][kept])], axis=1)
    if not len(ends):
        return np.empty(0, dtype=object)
    merged = shapely.line_merge(shapely.multilinestrings(list(ends)))
    return shapely.get_parts(shapely.simplify(merged, SMOOTH))


def _edges(rings: Rings) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return both ends of every edge as numbers, the smaller first, and the commune it bounds."""
    xy, start, commune = rings
    whole = np.rint(xy.astype(np.float64) * GRID).astype(np.int64) + (1 << 30)
    number = (whole[:, 0] << 32) | whole[:, 1]
    ring = np.repeat(np.arange(len(start) - 1), np.diff(start))
    inside = (ring[1:] == ring[:-1]) & (number[1:] != number[:-1])
    a, b = number[:-1][inside], number[1:][inside]
    return np.minimum(a, b), np.maximum(a, b), commune[ring[:-1][inside]]


def _point(number: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.column_stack([(number >> 32) - (1 << 30), (number & 0xFFFFFFFF) - (1 << 30)]) / GRID
