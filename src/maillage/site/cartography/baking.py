"""Draws outlines in metres as an image whose pixels are commune numbers: frame, rings, gaps between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

NEIGHBOUR = 0xFFFF
FINE = 2

Rings = tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class Frame:
    """Position of the image on the map: x0, y1 is the top left corner; metres per pixel of the page's image."""

    x0: float
    y1: float
    scale: float
    width: int
    height: int

    def pixels(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Convert metres (n, 2) to pixels of the page's image, (n, 2)."""
        return np.column_stack([(metres[:, 0] - self.x0) / self.scale, (self.y1 - metres[:, 1]) / self.scale])


def frame_around(shapes: NDArray[np.object_], width: int, margin: float, tallest: int | None = None) -> Frame:
    """Return a frame ``width`` pixels wide around ``shapes``, with ``margin`` of their width on each side.

    If the shapes would be taller than ``tallest`` pixels, the frame is made wider on both sides instead.
    """
    x0, y0, x1, y1 = shapely.total_bounds(shapes)
    room = margin * (x1 - x0)
    scale = (x1 - x0 + 2 * room) / width
    if tallest is not None and (y1 - y0 + 2 * room) / scale > tallest:
        room = margin * (y1 - y0)
        scale = (y1 - y0 + 2 * room) / tallest
    across = width * scale
    return Frame((x0 + x1 - across) / 2, y1 + room, scale, width, round((y1 - y0 + 2 * room) / scale))


def flat_rings(shapes: NDArray[np.object_], labels: NDArray[np.int64], frame: Frame) -> Rings:
    """Return the outer rings as one float32 array of pixels, the start of each ring (and the end), and its label."""
    rings, owner = _outer_rings(shapes)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.searchsorted(ring, np.arange(len(rings) + 1))
    return frame.pixels(xy).astype(np.float32), start.astype(np.int64), labels[owner]


def _outer_rings(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the outer rings of all parts, and the index of the shape of each."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    polygons = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    return shapely.get_exterior_ring(parts[polygons]), owner[polygons]


def bake(rings: Rings, pixel_of: Mapping[int, int], frame: Frame) -> NDArray[np.uint16]:
    """Paint the rings' numbers, larger parts first, so that parts inside others stay visible."""
    xy, start, commune = rings
    image = Image.new("I", (frame.width * FINE, frame.height * FINE), 0)
    draw = ImageDraw.Draw(image)
    fine = xy * FINE
    spans = [float(np.ptp(fine[a:b, 0]) * np.ptp(fine[a:b, 1])) for a, b in pairwise(start)]
    for k in np.argsort(spans)[::-1]:
        a, b = int(start[k]), int(start[k + 1])
        draw.polygon(fine[a:b].ravel().tolist(), fill=pixel_of.get(int(commune[k]), NEIGHBOUR))
    return np.asarray(image).astype(np.uint16)


def fill_gaps(ids: NDArray[np.uint16], foreign: NDArray[np.float64]) -> None:
    """Give land without outline to the nearest commune; land connected to the image's edge is sea or abroad.

    ``foreign`` are pixels (n, 2) of the page's image on foreign land that communes enclose.
    """
    gaps, count = ndimage.label(ids == 0)
    edge = np.concatenate([gaps[0], gaps[-1], gaps[:, 0], gaps[:, -1]])
    inside = np.ones(count + 1, dtype=bool)
    inside[np.unique(edge)] = False
    inside[0] = False
    for x, y in np.rint(foreign * FINE).astype(int):
        if 0 <= y < ids.shape[0] and 0 <= x < ids.shape[1]:
            inside[gaps[y, x]] = False
    for number, box in enumerate(ndimage.find_objects(gaps), start=1):
        if not inside[number]:
            continue
        room = tuple(slice(max(side.start - 1, 0), side.stop + 1) for side in box)
        part, hole = ids[room], gaps[room] == number
        nearest = ndimage.distance_transform_edt(part == 0, return_distances=False, return_indices=True)
        part[hole] = part[tuple(nearest)][hole]
