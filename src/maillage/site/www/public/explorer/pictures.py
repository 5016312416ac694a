"""What the browser draws the map from, and the same map drawn here for those without script and to keep."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from maillage.site.cartography import CLASSES, RegionMap, ids_webp
from maillage.site.cartography.palette import ACCESS, CHANGE, PAPER, Scale, rgb
from maillage.site.cartography.render import coloured
from maillage.site.www import french
from maillage.site.www.public.explorer.areas import Names
from maillage.site.www.public.explorer.state import State

LARGEST = 65_535
INK, SOFT, HAIRLINE, OCHRE, LOSS = "#1b2a33", "#4a5963", "#d9d6cf", "#f2b134", "#682c59"
TITLES = {
    "avant": "L’accès aux généralistes {where}",
    "apres": "L’accès aux généralistes {where}, avec le scénario",
    "difference": "Ce que change le scénario {where}",
}


@lru_cache(maxsize=12)
def numbers(shown: RegionMap) -> bytes:
    """The image whose pixels are commune numbers, lossless WebP."""
    return ids_webp(shown)


def thousandths(values: NDArray[np.float64]) -> bytes:
    """Access in thousandths, two bytes each, little end first; at most 65.535."""
    return np.clip(np.rint(1000 * values), 0, LARGEST).astype("<u2").tobytes()


@lru_cache(maxsize=12)
def ground(shown: RegionMap) -> dict[str, Any]:
    """Size, borders of departments, towns and insets: what lies over the colours."""
    xy, start = np.asarray(shown.arrays["border_xy"]), shown.arrays["border_start"]
    return {
        "width": shown.width,
        "height": shown.height,
        "count": len(shown.positions),
        "borders": [
            {"own": bool(mine), "p": np.rint(2 * xy[a:b]).astype(int).ravel().tolist()}
            for a, b, mine in zip(start[:-1], start[1:], shown.arrays["border_own"], strict=True)
        ],
        "towns": [{**town, "name": french.curly(town["name"])} for town in shown.meta["towns"]],
        "insets": [{**box, "name": french.curly(box["name"])} for box in shown.meta["insets"]],
    }


def directory(shown: RegionMap, code: NDArray[np.str_], names: Names) -> dict[str, Any]:
    """Codes, names and places of the communes, in the order of the pixel numbers: read once somebody asks for one."""
    positions = shown.positions
    return {
        "codes": code[positions].tolist(),
        "names": names.name[positions].tolist(),
        "points": np.rint(np.asarray(shown.arrays["points"])).astype(int).ravel().tolist(),
    }


def values(state: State, shown: RegionMap) -> tuple[NDArray[np.float64], Scale]:
    """The figures of a view and their colours."""
    before, after = state.outcome.before[shown.positions], state.outcome.after[shown.positions]
    if state.view == "difference":
        return after - before, CHANGE
    return (after if state.view == "apres" else before), ACCESS


def webp(state: State, shown: RegionMap) -> bytes:
    """The map of a view, for pages without script."""
    buffer = io.BytesIO()
    _map(state, shown).save(buffer, "WEBP", quality=82, method=2)
    return buffer.getvalue()


def _map(state: State, shown: RegionMap) -> Image.Image:
    """The coloured map with the names of towns, the insets and the places of the scenario."""
    picture = coloured(shown, *values(state, shown))
    draw = ImageDraw.Draw(picture)
    for box in shown.meta["insets"]:
        draw.rectangle((box["x"], box["y"], box["x"] + box["w"], box["y"] + box["h"]), outline=HAIRLINE)
        draw.text((box["x"], box["y"] + box["h"] + 4), french.curly(box["name"]), fill=SOFT, font=_font(20, False))
    marks = _marks(state, shown)
    for town in shown.meta["towns"]:
        near = any(abs(town["x"] - x) < 110 and abs(town["y"] - y) < 26 for x, y, _, _ in marks)
        if not near:
            draw.ellipse(_around(town["x"], town["y"], 4), fill=INK, outline=PAPER)
            _name(draw, town["x"], town["y"], french.curly(town["name"]), left=town["left"], bold=town["major"])
    for x, y, name, more in marks:
        if more:
            draw.ellipse(_around(x, y, 9), fill=OCHRE, outline=INK, width=3)
        else:
            draw.rectangle(_around(x, y, 8), fill=LOSS, outline="white", width=2)
        _name(draw, x, y, name, left=x > 0.8 * shown.width, bold=True)
    return picture


def _marks(state: State, shown: RegionMap) -> list[tuple[float, float, str, bool]]:
    """Where doctors come or leave on this map: place, name, whether they come."""
    found = []
    for code, count in state.scenario.doctors().items():
        position = int(np.searchsorted(state.bench.code, code))
        at = int(np.searchsorted(shown.positions, position))
        if at < len(shown.positions) and shown.positions[at] == position:
            x, y = np.asarray(shown.arrays["points"][at]).tolist()
            found.append((x, y, state.name(position), count > 0))
    return found


def _around(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius


def _name(draw: ImageDraw.ImageDraw, x: float, y: float, name: str, *, left: bool, bold: bool) -> None:
    draw.text((x - 13 if left else x + 13, y), name, fill=INK, font=_font(22, bold), anchor="rm" if left else "lm",
              stroke_width=3, stroke_fill=PAPER)  # fmt: skip


@lru_cache(maxsize=8)
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The site's own font where Pillow reads it, otherwise Pillow's."""
    name = f"atkinson-hyperlegible-latin-{700 if bold else 400}-normal.woff2"
    try:
        return ImageFont.truetype(settings.STATIC_ROOT / "fonts" / name, size)
    except OSError:
        return ImageFont.load_default(size)


def png(state: State, shown: RegionMap) -> bytes:
    """The map to keep: title, colours, legend, source."""
    picture, scale = _map(state, shown), values(state, shown)[1]
    width, height = shown.width, shown.height
    sheet = Image.new("RGB", (width, height + 250), rgb(PAPER))
    sheet.paste(picture, (0, 96))
    draw = ImageDraw.Draw(sheet)
    draw.text((40, 30), TITLES[state.view].format(where=state.place.where), fill=INK, font=_font(38, True))
    _legend(draw, scale, height + 112)
    source = (
        f"Consultations de généraliste par an et par habitant. {'Offre modélisée, ' if state.bench.modelled else ''}"
        f"{state.bench.vintage}. Maillage."
    )
    draw.text((40, height + 206), source, fill=SOFT, font=_font(22, False))
    buffer = io.BytesIO()
    sheet.quantize(192, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(buffer, "PNG")
    return buffer.getvalue()


def _legend(draw: ImageDraw.ImageDraw, scale: Scale, top: int) -> None:
    box = 86
    difference = scale is CHANGE
    bounds = scale.bounds if difference else CLASSES
    for k, colour in enumerate(scale.colours):
        draw.rectangle((40 + k * box, top, 40 + (k + 1) * box, top + 26), fill=colour)
    for k, bound in enumerate(bounds):
        x = 40 + (k + 1 if difference else k) * box
        if difference and abs(bound) < 0.01:
            continue
        text = french.number(bound, 2).rstrip("0").rstrip(",") or "0"
        draw.text((x, top + 34), f"+{text}" if difference and bound > 0 else text, fill=INK, font=_font(22, False),
                  anchor="ma" if x > 40 else "la")  # fmt: skip
    ends = ("perd", "gagne") if difference else ("peu d’accès", "beaucoup")
    draw.text((40, top + 60), ends[0], fill=SOFT, font=_font(22, False))
    draw.text((40 + len(scale.colours) * box, top + 60), ends[1], fill=SOFT, font=_font(22, False), anchor="ra")
