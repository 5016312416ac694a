"""The small map of a department, a region or France: an image of fixed size, cached by browsers."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from maillage.site.cartography import AreaMap
from maillage.site.cartography.palette import PAPER, rgb
from maillage.site.cartography.render import coloured
from maillage.site.www import figures, toponyms
from maillage.site.www.figures import Figures
from maillage.site.www.public.explorer import areas
from maillage.site.www.public.explorer.pictures import dot, font, label
from maillage.site.www.public.local_map import HEIGHT, WIDTH

DENSE = 2
"""Pixels of the image per pixel of the page."""
LETTERS = 44


def webp(slug: str) -> bytes | None:
    """Return the image; None for an unknown territory or without a measure (three queries)."""
    now, place = figures.current(), areas.places().get(slug)
    if now is None or place is None:
        return None
    shown = areas.map_or_none(place)
    return _painted(now, shown) if shown is not None else None


@lru_cache(maxsize=64)
def _painted(now: Figures, shown: AreaMap) -> bytes:
    """Draw the communes coloured by access, centred in the image, with the names of the largest towns."""
    picture = coloured(shown, now.access[shown.positions])
    scale = min(DENSE * WIDTH / shown.width, DENSE * HEIGHT / shown.height)
    size = (round(shown.width * scale), round(shown.height * scale))
    left, top = (DENSE * WIDTH - size[0]) // 2, (DENSE * HEIGHT - size[1]) // 2
    sheet = Image.new("RGB", (DENSE * WIDTH, DENSE * HEIGHT), rgb(PAPER))
    sheet.paste(picture.resize(size, Image.Resampling.LANCZOS), (left, top))
    draw = ImageDraw.Draw(sheet)
    taken: list[tuple[float, float, float, float]] = []
    for town in shown.meta["towns"]:
        if town["small"]:
            _name(draw, left + town["x"] * scale, top + town["y"] * scale, toponyms.curly(town["name"]), taken)
    buffer = io.BytesIO()
    sheet.save(buffer, "WEBP", quality=80, method=3)
    return buffer.getvalue()


def _name(
    draw: ImageDraw.ImageDraw, x: float, y: float, name: str, taken: list[tuple[float, float, float, float]]
) -> None:
    """Write a name on the side where it fits, or not at all."""
    long = font(LETTERS, False).getlength(name) + 24
    for start in (x, x - long):
        box = (start, y - LETTERS / 2, start + long, y + LETTERS / 2)
        free = all(box[0] > b[2] or box[2] < b[0] or box[1] > b[3] or box[3] < b[1] for b in taken)
        if free and start > 0 and box[2] < DENSE * WIDTH:
            taken.append(box)
            dot(draw, x, y)
            label(draw, x, y, name, left=start < x, size=LETTERS)
            return
