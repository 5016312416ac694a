"""The communes of a map as rings of integers, which a browser draws at a zoom level finer than the image.

File format, in bytes: ``MLC1``; the length of the header as four bytes, little-endian; the header as JSON; then one
sequence of integers, each zigzag-encoded (0, −1, 1, −2 as 0, 1, 2, 3) as a little-endian varint (seven bits a byte, the
eighth set if more follow). Each part of a commune is its number (65535 for neighbouring land) minus that of the part
before, its number of rings, and for each ring its number of points and the points: the first minus the first of the
previous ring, the others minus the previous point. After the parts come the communes by population, the largest first,
each number minus the one before.

Header: ``parts``, ``points``, ``towns`` are counts; ``step``, ``x``, ``y`` convert integers to pixels of the map's
image; ``departments`` are the first commune number of each; ``metres`` is the size of a pixel of the image; ``anchor``
is the pixel of commune 1.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maillage.artefacts import Artefact, ArtefactStore, DamagedArtefact, recipe_of
from maillage.site.cartography.areas import FOREIGN_ENCLAVES, MapArea, drawn_from, lay_out, shown_in
from maillage.site.cartography.baking import NEIGHBOUR
from maillage.site.cartography.coverage import mended
from maillage.territory import Territory, load_outlines

KIND, MAGIC, VERSION = "contours", b"MLC1", 1
GRID = 65_535
TOLERANCE = {"france": 450.0, "region": 140.0, "department": 60.0}
"""Metres by which lines may be simplified (square root of the area of the triangle that a removed point cuts off)."""
ACROSS = {"france": 24_000.0, "region": 14_000.0, "department": 9_000.0}
"""Width in metres of the closest useful frame: any closer, the simplification of lines shows."""
TOWNS = 6_000

Whole = NDArray[np.int64]


def recipe(store: ArtefactStore, vintage: str, area: MapArea) -> str:
    """Return the recipe of the contours of ``area``; it includes the ``vintage`` of the communes."""
    facts = (KIND, VERSION, TOLERANCE[area.level], TOWNS, area.level, area.code, vintage)
    return recipe_of(*facts, *drawn_from(store))


def kept(store: ArtefactStore, vintage: str, area: MapArea) -> Artefact | None:
    """Return the contours of ``area`` from the store if they are there and undamaged, else None."""
    key = store.find(KIND, recipe(store, vintage, area))
    try:
        return store.load(KIND, key) if key is not None else None
    except DamagedArtefact:
        return None


def save_contours(store: ArtefactStore, territory: Territory, area: MapArea) -> Artefact:
    """Return the contours of ``area`` from the store; draw them first if missing. Array ``gzip`` is the file."""

    def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        outlines = load_outlines([str(code) for code in territory.code[shown_in(territory, area)]], store)
        data = draw_contours(territory, outlines, area)
        return {"gzip": np.frombuffer(gzip.compress(data, 9, mtime=0), dtype=np.uint8)}, {"bytes": len(data)}

    return store.cached(KIND, recipe(store, territory.vintage, area), build)


def draw_contours(territory: Territory, outlines: Mapping[str, BaseGeometry], area: MapArea) -> bytes:
    """Draw the file of ``area`` from outlines in degrees: its communes, and the land around them as one piece."""
    laid = lay_out(territory, outlines, area)
    halls = laid.ground.points(territory.lon[laid.shown], territory.lat[laid.shown], laid.shown)
    whole = mended(laid.shapes, halls, laid.ground.points(*np.transpose(FOREIGN_ENCLAVES)))
    simple = shapely.coverage_simplify(whole, TOLERANCE[area.level])
    parts, owner = shapely.get_parts(simple[laid.own], return_index=True)
    land = shapely.get_parts(shapely.coverage_union_all(simple[~laid.own]))
    shapes = np.concatenate([parts, land])
    number = np.concatenate([owner + 1, np.full(len(land), NEIGHBOUR)])
    named = ~shapely.is_empty(shapes)
    shapes, number = shapes[named], number[named]
    pixels = shapely.transform(shapes, laid.frame.pixels)
    x0, y0, x1, y1 = shapely.total_bounds(pixels)
    step = max(x1 - x0, y1 - y0) / GRID
    department = territory.department[laid.inside]
    anchor = laid.frame.pixels(halls[laid.own][:1])[0]
    header = {
        "step": step,
        "x": float(x0),
        "y": float(y0),
        "departments": (np.flatnonzero(department[1:] != department[:-1]) + 2).tolist(),
        "metres": laid.frame.scale,
        "anchor": anchor.tolist(),
    }
    grid = shapely.transform(pixels, lambda xy: np.rint((xy - (x0, y0)) / step))
    towns = np.argsort(-territory.population[laid.inside], kind="stable")[:TOWNS] + 1
    return encode(grid, number, towns, header)


def encode(shapes: NDArray[Any], number: Whole, towns: Whole, header: Mapping[str, Any]) -> bytes:
    """Encode polygons with integer coordinates (p,), their numbers (p,) and the towns (t,), largest first.

    Repeated points are left out; so are rings of fewer than three points, and polygons with such an outer ring, unless
    nothing else is left of their number.
    """
    rings, part, xy, ring = _rings(shapes, number)
    used, index = np.unique(part, return_inverse=True)
    order = _near_each_other(xy[np.searchsorted(ring, np.searchsorted(part, used))])
    place = np.argsort(order)[index]
    turn = np.argsort(place, kind="stable")
    count = np.bincount(ring, minlength=rings)[turn]
    start = np.searchsorted(ring, np.arange(rings))[turn]
    points = xy[np.repeat(start - np.concatenate([[0], np.cumsum(count)[:-1]]), count) + np.arange(count.sum())]
    stream = _stream(points, count, place[turn], number[used][order])
    found = {**header, "parts": len(used), "points": len(points), "towns": len(towns)}
    said = json.dumps(found, separators=(",", ":")).encode()
    return MAGIC + len(said).to_bytes(4, "little") + said + varints(np.concatenate([stream, np.diff(towns, prepend=0)]))


def _rings(shapes: NDArray[Any], number: Whole) -> tuple[int, Whole, Whole, Whole]:
    """Return the number of kept rings, the polygon of each, all points (m, 2), and the ring of each point."""
    lines, part = shapely.get_rings(shapes, return_index=True)
    xy, ring = shapely.get_coordinates(lines, return_index=True)
    xy = xy.astype(np.int64)
    last = np.append(ring[1:] != ring[:-1], True)
    fresh = np.append(True, (xy[1:] != xy[:-1]).any(axis=1) | (ring[1:] != ring[:-1]))
    closing = last & (xy == xy[np.searchsorted(ring, ring)]).all(axis=1)
    kept = fresh & ~closing
    whole = np.bincount(ring[kept], minlength=len(lines)) >= 3
    outer = np.append(True, part[1:] != part[:-1])
    sound = np.zeros(len(shapes), dtype=bool)
    sound[part[outer & whole]] = True
    alone = ~np.isin(number, number[sound])
    stays = (whole & sound[part]) | (outer & alone[part])
    kept = np.where(alone[part][ring], fresh, kept) & stays[ring]
    names = np.cumsum(stays) - 1
    return int(stays.sum()), part[stays], xy[kept], names[ring[kept]]


def _near_each_other(xy: Whole) -> Whole:
    """Return an order of points (p, 2) that keeps near points together: interleaved bits of x and y (Z-order)."""
    code = np.zeros(len(xy), dtype=np.int64)
    for bit in range(16):
        code |= ((xy[:, 0] >> bit) & 1) << (2 * bit) | ((xy[:, 1] >> bit) & 1) << (2 * bit + 1)
    return np.argsort(code, kind="stable")


def _stream(points: Whole, count: Whole, place: Whole, number: Whole) -> Whole:
    """Return the integers of the parts: rings in their order; ``place`` is the part of each."""
    first = np.concatenate([[0], np.cumsum(count)[:-1]]).astype(np.int64)
    delta = np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64))
    delta[first] = np.diff(points[first], axis=0, prepend=np.zeros((1, 2), np.int64))
    opens = np.append(True, place[1:] != place[:-1])
    length = 2 * count + 1 + 2 * opens
    begin = np.concatenate([[0], np.cumsum(length)[:-1]]).astype(np.int64)
    stream = np.zeros(int(length.sum()), dtype=np.int64)
    stream[begin[opens]] = np.diff(number, prepend=0)
    stream[begin[opens] + 1] = np.bincount(place, minlength=len(number))
    counts_at = begin + 2 * opens
    stream[counts_at] = count
    at = np.repeat(counts_at + 1 - 2 * first, count) + 2 * np.arange(len(points))
    stream[at], stream[at + 1] = delta[:, 0], delta[:, 1]
    return stream


def varints(values: Whole) -> bytes:
    """Encode integers as zigzag varints, little-endian."""
    zigzag = ((values << 1) ^ (values >> 63)).astype(np.uint64)
    groups = np.maximum(1, -(-_bits(zigzag) // 7))
    row = np.repeat(np.arange(len(values)), groups)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(groups) - groups, groups)
    byte = (zigzag[row] >> (7 * nth).astype(np.uint64)) & np.uint64(0x7F)
    more = nth < groups[row] - 1
    return (byte | (more.astype(np.uint64) << np.uint64(7))).astype(np.uint8).tobytes()


def _bits(values: NDArray[np.uint64]) -> Whole:
    """Return the number of bits that each number needs."""
    found = np.zeros(len(values), dtype=np.int64)
    rest = values.copy()
    while rest.any():
        found += rest > 0
        rest >>= np.uint64(1)
    return found
