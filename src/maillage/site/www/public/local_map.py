"""A commune and what lies around it, drawn as SVG from the outlines kept with the region's map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.site.cartography import RegionMap
from maillage.site.cartography.palette import ACCESS, legend_share
from maillage.site.geography.models import Commune
from maillage.site.www import figures, french, toponyms
from maillage.site.www.figures import Figures

WIDTH, HEIGHT = 620, 500
ACROSS_METRES = 52_000
TOWNS = 6


@dataclass(frozen=True)
class Shape:
    """One outline: its class of access (0 outside the region) and its SVG path."""

    klass: int
    path: str


@dataclass(frozen=True)
class Town:
    """A named place, in units of the drawing."""

    name: str
    x: str
    y: str


@dataclass(frozen=True)
class LocalMap:
    """What the template draws."""

    shapes: list[Shape]
    borders: list[str]
    towns: list[Town]
    x: int
    y: int
    alt: str
    mean_at: str


def _path(points: NDArray[np.float64]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _pieces(xy: NDArray[np.float32], start: NDArray[np.int64], window: NDArray[np.float64]) -> list[int]:
    """Indices of the rings whose box meets the window (x0, y0, x1, y1)."""
    low = np.minimum.reduceat(xy, start[:-1], axis=0)
    high = np.maximum.reduceat(xy, start[:-1], axis=0)
    meets = (high >= window[:2]).all(axis=1) & (low <= window[2:]).all(axis=1)
    return np.flatnonzero(meets).tolist()


def _shapes(shown: RegionMap, now: Figures, window: NDArray[np.float64], scale: float) -> list[Shape]:
    xy, start = np.asarray(shown.arrays["outline_xy"]), np.asarray(shown.arrays["outline_start"])
    owner = shown.arrays["outline_commune"]
    found: list[Shape] = []
    for k in _pieces(xy, start, window):
        points = (xy[start[k] : start[k + 1]] - window[:2]) * scale
        klass = int(ACCESS.classes(np.array([now.access[owner[k]]]))[0]) + 1
        found.append(Shape(klass, _path(points)))
    return found


def _borders(shown: RegionMap, window: NDArray[np.float64], scale: float) -> list[str]:
    xy, start = np.asarray(shown.arrays["border_xy"]), np.asarray(shown.arrays["border_start"])
    return [_path((xy[start[k] : start[k + 1]] - window[:2]) * scale) for k in _pieces(xy, start, window)]


def _towns(shown: RegionMap, now: Figures, window: NDArray[np.float64], scale: float, here: int) -> list[Town]:
    """The largest communes in the window whose names find room."""
    points, positions = np.asarray(shown.arrays["points"]), shown.positions
    inside = ((points > window[:2]) & (points < window[2:])).all(axis=1) & (positions != here)
    taken = [(WIDTH / 2, HEIGHT / 2, 260.0)]
    towns: list[Town] = []
    for k in np.flatnonzero(inside)[np.argsort(-now.population[positions[inside]])]:
        x, y = (points[k] - window[:2]) * scale
        name = toponyms.curly(str(now.name[positions[k]]))
        long = 11.0 * len(name)
        if not (long / 2 < x < WIDTH - long / 2 and 40 < y < HEIGHT - 40):
            continue
        if any(abs(x - a) < (long + b) / 2 and abs(y - c) < 62 for a, c, b in taken):
            continue
        taken.append((float(x), float(y), long))
        towns.append(Town(name, f"{x:.1f}", f"{y:.1f}"))
        if len(towns) == TOWNS:
            break
    return towns


def local_map(commune: Commune, now: Figures) -> LocalMap | None:
    """The map around a commune of the region, None for one elsewhere (one query)."""
    shown = figures.region_map()
    position = figures.position_of(now, commune.pk)
    if shown is None or position is None:
        return None
    place = np.flatnonzero(shown.positions == position)
    if not place.size:
        return None
    width = ACROSS_METRES / float(shown.meta["metres_per_pixel"])
    scale = WIDTH / width
    centre = np.asarray(shown.arrays["points"])[place[0]].astype(np.float64)
    half = np.array([width / 2, width * HEIGHT / WIDTH / 2])
    window = np.concatenate([centre - half, centre + half])
    towns = _towns(shown, now, window, scale, position)
    name = toponyms.curly(commune.name)
    around = french.joined([town.name for town in towns])
    return LocalMap(
        shapes=_shapes(shown, now, window, scale),
        borders=_borders(shown, window, scale),
        towns=towns,
        x=WIDTH // 2,
        y=HEIGHT // 2,
        alt=f"{name} et ses environs, communes colorées selon l’accès aux généralistes"
        + (f"\u00a0: autour, {around}." if around else "."),
        mean_at=f"{legend_share(now.mean):.1f}",
    )
