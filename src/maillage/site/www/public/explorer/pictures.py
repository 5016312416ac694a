"""Data from which the browser draws the map, and the same map as an image, without script or to download."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from maillage.site.cartography import AreaMap, ids_webp
from maillage.site.cartography.palette import PAPER, Scale, rgb
from maillage.site.cartography.render import coloured
from maillage.site.observatory.workbench import Workbench
from maillage.site.www import toponyms
from maillage.site.www.public.explorer import scales, wording
from maillage.site.www.public.explorer.areas import CommuneNames
from maillage.site.www.public.explorer.scales import Box
from maillage.site.www.public.explorer.state import State

INK, SOFT, HAIRLINE, OCHRE, LOSS = "#1b2a33", "#4a5963", "#d9d6cf", "#f2b134", "#682c59"
PICTURES = ("avant", "apres", "difference")
"""Views that show an image."""


@lru_cache(maxsize=12)
def numbers(shown: AreaMap) -> bytes:
    """Return the image whose pixels are commune numbers, lossless WebP."""
    return ids_webp(shown)


def title(state: State) -> str:
    """Return the title of a view."""
    where, choice = state.place.where, state.bench.choice
    if state.earlier is not None:
        years = state.earlier.vintage, state.bench.vintage
        told = {"avant": f", {years[0]}", "apres": f", {years[1]}", "difference": f", de {years[0]} à {years[1]}"}
        return wording.title(choice, where) + told[state.view]
    if state.planned:
        return {
            "avant": wording.title(choice, where),
            "apres": f"{wording.title(choice, where)}, avec les consultations prévues",
            "difference": f"Ce que changent les consultations prévues {where}",
        }[state.view]
    if state.view == "difference":
        return f"Ce que change le scénario {where}"
    return wording.title(choice, where) + (", avec le scénario" if state.view == "apres" else "")


def figures(values: NDArray[np.float64], factor: int, scale: Scale) -> bytes:
    """Return figures times ``factor`` as two-byte little-endian integers, rounded without changing their class."""
    found = np.rint(factor * values)
    found -= np.sign(scale.classes(found / factor) - scale.classes(values))
    return np.clip(found, 0, scales.LARGEST).astype("<u2").tobytes()


@lru_cache(maxsize=12)
def ground(shown: AreaMap) -> dict[str, Any]:
    """Return what is drawn over the colours: size, borders of departments, towns and insets."""
    xy, start = np.asarray(shown.arrays["border_xy"]), shown.arrays["border_start"]
    return {
        "width": shown.width,
        "height": shown.height,
        "count": len(shown.positions),
        "borders": [
            {"own": bool(mine), "p": np.rint(2 * xy[a:b]).astype(int).ravel().tolist()}
            for a, b, mine in zip(start[:-1], start[1:], shown.arrays["border_own"], strict=True)
        ],
        "towns": [{**town, "name": toponyms.curly(town["name"])} for town in shown.meta["towns"]],
        "insets": [{**box, "name": toponyms.curly(box["name"])} for box in shown.meta["insets"]],
    }


def directory(shown: AreaMap, code: NDArray[np.str_], names: CommuneNames) -> dict[str, Any]:
    """Return codes, names and places of the communes by pixel number; the script loads it when needed."""
    positions = shown.positions
    return {
        "codes": code[positions].tolist(),
        "names": names.name[positions].tolist(),
        "points": np.rint(np.asarray(shown.arrays["points"])).astype(int).ravel().tolist(),
    }


def values(state: State, shown: AreaMap) -> tuple[NDArray[np.float64], Scale]:
    """Return the figures of a view and their scale; NaN where nothing is measured."""
    told = np.where(state.bench.unmeasured, np.nan, 0.0)[shown.positions]
    before, after = (one[shown.positions] + told for one in (state.outcome.before, state.outcome.after))
    if state.view == "difference":
        return after - before, scales.change_of(state.bench.choice, evolution=state.earlier is not None).scale
    return (after if state.view == "apres" else before), scales.classes_of(state.bench).scale


def webp(state: State, shown: AreaMap) -> bytes:
    """Return the map of a view as WebP, for pages without script."""
    buffer = io.BytesIO()
    _map(state, shown).save(buffer, "WEBP", quality=82, method=2)
    return buffer.getvalue()


@lru_cache(maxsize=8)
def unnamed(shown: AreaMap, bench: Workbench) -> bytes:
    """Return the coloured map of a measure without names of towns, which the page writes over it; cached."""
    silent = np.where(bench.unmeasured, np.nan, 0.0)[shown.positions]
    buffer = io.BytesIO()
    picture = coloured(shown, bench.model.access()[shown.positions] + silent, scales.classes_of(bench).scale)
    picture.save(buffer, "WEBP", quality=88, method=3)
    return buffer.getvalue()


def _map(state: State, shown: AreaMap) -> Image.Image:
    """Draw the coloured map with the names of towns, the insets and the places of the scenario."""
    picture = coloured(shown, *values(state, shown))
    draw = ImageDraw.Draw(picture)
    for box in shown.meta["insets"]:
        draw.rectangle((box["x"], box["y"], box["x"] + box["w"], box["y"] + box["h"]), outline=HAIRLINE)
        draw.text((box["x"], box["y"] + box["h"] + 4), toponyms.curly(box["name"]), fill=SOFT, font=font(20, False))
    marks = _marks(state, shown)
    for town in shown.meta["towns"]:
        near = any(abs(town["x"] - x) < 110 and abs(town["y"] - y) < 26 for x, y, _, _ in marks)
        if not near:
            dot(draw, town["x"], town["y"])
            label(draw, town["x"], town["y"], toponyms.curly(town["name"]), left=town["left"], bold=town["major"])
    for x, y, name, more in marks:
        if more:
            draw.ellipse(_around(x, y, 9), fill=OCHRE, outline=INK, width=3)
        else:
            draw.rectangle(_around(x, y, 8), fill=LOSS, outline="white", width=2)
        label(draw, x, y, name, left=x > 0.8 * shown.width, bold=True)
    return picture


def _marks(state: State, shown: AreaMap) -> list[tuple[float, float, str, bool]]:
    """Return where doctors are added or removed on this map: place, name, whether they are added."""
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


def dot(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    """Draw the dot of a town."""
    draw.ellipse(_around(x, y, 4), fill=INK, outline=PAPER)


def label(
    draw: ImageDraw.ImageDraw, x: float, y: float, name: str, *, left: bool, bold: bool = False, size: int = 22
) -> None:
    """Write a town's name beside its dot, with an outline of the paper's colour."""
    draw.text((x - 13 if left else x + 13, y), name, fill=INK, font=font(size, bold), anchor="rm" if left else "lm",
              stroke_width=3, stroke_fill=PAPER)  # fmt: skip


@lru_cache(maxsize=8)
def font(size: int, bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the site's own font if Pillow can read it, otherwise Pillow's."""
    name = f"atkinson-hyperlegible-latin-{700 if bold else 400}-normal.woff2"
    try:
        return ImageFont.truetype(settings.STATIC_ROOT / "fonts" / name, size)
    except OSError:
        return ImageFont.load_default(size)


def png(state: State, shown: AreaMap) -> bytes:
    """Return the map to download: title, colours, legend, source."""
    picture = _map(state, shown)
    width, height = shown.width, shown.height
    sheet = Image.new("RGB", (width, height + 290), rgb(PAPER))
    sheet.paste(picture, (0, 96))
    draw = ImageDraw.Draw(sheet)
    draw.text((40, 30), title(state), fill=INK, font=_fitting(title(state), width - 80, 38))
    _legend(draw, state, height + 112)
    bench = state.bench
    unit = wording.unit(bench.choice)
    source = (
        f"{unit[0].upper()}{unit[1:]}. {'Offre modélisée, ' if bench.supply_modelled else ''}{bench.vintage}. Maillage."
    )
    draw.text((40, height + 246), source, fill=SOFT, font=font(22, False))
    buffer = io.BytesIO()
    sheet.quantize(192, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(buffer, "PNG")
    return buffer.getvalue()


def _fitting(text: str, width: float, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the largest bold font up to ``size`` in which a text fits."""
    while size > 20 and font(size, True).getlength(text) > width:
        size -= 2
    return font(size, True)


def _legend(draw: ImageDraw.ImageDraw, state: State, top: int) -> None:
    change = state.view == "difference"
    evolution = state.earlier is not None
    classes = scales.change_of(state.bench.choice, evolution=evolution) if change else scales.classes_of(state.bench)
    width = 86 if len(classes.boxes) > 4 else 172
    for k, (box, colour) in enumerate(zip(classes.boxes, classes.scale.colours, strict=True)):
        left = 40 + k * width
        draw.rectangle((left, top, left + width, top + 26), fill=colour)
        _label(draw, box, left, top + 34, first=k == 0, named=len(classes.boxes) == 4)
    draw.text((40, top + 92), classes.ends[0], fill=SOFT, font=font(22, False))
    draw.text(
        (40 + len(classes.boxes) * width, top + 92), classes.ends[1], fill=SOFT, font=font(22, False), anchor="ra"
    )


def _label(draw: ImageDraw.ImageDraw, box: Box, left: int, top: int, *, first: bool, named: bool) -> None:
    """Write a bound at the left edge of its box, or the name of a class below the box."""
    anchor = "la" if first or named else "ma"
    draw.text((left, top), box.label, fill=INK, font=font(20 if named else 22, False), anchor=anchor)
    if box.under:
        draw.text((left, top + 26), box.under, fill=SOFT, font=font(18, False), anchor="la")
