"""Images of a map: the commune numbers themselves, or coloured by values."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from maillage.site.cartography.area_map import AreaMap
from maillage.site.cartography.baking import FINE, NEIGHBOUR
from maillage.site.cartography.palette import ACCESS, GROUND, PAPER, Scale, rgb

BORDER_WIDTH = 2.6


def _webp(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", **options)
    return buffer.getvalue()


def ids_webp(area_map: AreaMap) -> bytes:
    """Return the lossless image of numbers for the page: red * 256 + green = number of the commune + 1."""
    kept = area_map.arrays.get("webp")
    return kept.tobytes() if kept is not None else numbers_webp(area_map.arrays["ids"])


def numbers_webp(fine: NDArray[np.uint16]) -> bytes:
    """Return the same from the numbers at twice the size of the page's image."""
    ids = np.ascontiguousarray(fine[::FINE, ::FINE])
    planes = np.zeros((*ids.shape, 3), dtype=np.uint8)
    planes[..., 0] = ids >> 8
    planes[..., 1] = ids & 0xFF
    return _webp(Image.fromarray(planes), lossless=True, quality=60, method=3)


def _palette(values: NDArray[np.float64], scale: Scale) -> NDArray[np.uint8]:
    table = np.zeros((NEIGHBOUR + 1, 3), dtype=np.uint8)
    table[0] = rgb(PAPER)
    table[1 : len(values) + 1] = scale.table()[scale.classes(values)]
    table[NEIGHBOUR] = rgb(GROUND)
    table[1 : len(values) + 1][np.isnan(values)] = rgb(GROUND)
    return table


def _draw_borders(image: Image.Image, area_map: AreaMap) -> None:
    draw = ImageDraw.Draw(image)
    xy = np.asarray(area_map.arrays["border_xy"]) * FINE
    start, own = area_map.arrays["border_start"], area_map.arrays["border_own"]
    for a, b, mine in zip(start[:-1], start[1:], own, strict=True):
        width = BORDER_WIDTH if mine else 1.4
        draw.line(xy[a:b].ravel().tolist(), fill=rgb(PAPER), width=round(width * FINE), joint="curve")


def coloured(area_map: AreaMap, values: NDArray[np.float64], scale: Scale = ACCESS) -> Image.Image:
    """Return the map coloured by one value per commune, smoothed, with department borders.

    ``values`` has shape (n,), in the order of ``area_map.positions``, in the unit of ``scale``; NaN gets the colour of
    the land around.
    """
    fine = Image.fromarray(_palette(values, scale)[np.asarray(area_map.arrays["ids"])])
    _draw_borders(fine, area_map)
    return fine.resize((area_map.width, area_map.height), Image.Resampling.BOX)
