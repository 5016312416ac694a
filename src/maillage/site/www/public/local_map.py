"""A map of a commune and its surroundings as SVG, from the outlines stored with the region's map."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from django.utils.safestring import SafeString
from numpy.typing import NDArray

from maillage.site.cartography import AreaMap
from maillage.site.cartography.palette import ACCESS
from maillage.site.geography.models import Commune
from maillage.site.www import figures, french, toponyms
from maillage.site.www.figures import Figures
from maillage.site.www.public.explorer import areas

WIDTH, HEIGHT = 620, 500
ACROSS_METRES = 52_000
TOWNS = 6


@dataclass(frozen=True)
class CommuneOutline:
    """An outline: its access class (0 outside the region) and its SVG path."""

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
    """The data of the template."""

    shapes: list[CommuneOutline]
    borders: list[str]
    towns: list[Town]
    x: int
    y: int
    alt: str
    shift: str = "0 0"
    """Translation from the units of the outlines to the corner of the drawing."""

    @property
    def drawn(self) -> SafeString:
        """Outlines and borders as SVG elements: some 300, which take a template longer than the rest of the page."""
        # Paths are written here from numbers alone, so they need no escaping.
        shapes = [f'<path class="c{shape.klass}" d="{shape.path}" />' for shape in self.shapes]
        return SafeString("".join([*shapes, *(f'<path class="border" d="{line}" />' for line in self.borders)]))


def _path(points: NDArray[np.float64]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Lines of a region's map in units of the drawing: (m, 2) points, and the bounding box of each line, (n, 2).

    ``ends`` closes a line that is a ring.
    """

    xy: NDArray[np.float64]
    start: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    ends: str
    written: dict[int, str] = field(default_factory=dict)

    def path(self, ring: int) -> str:
        """Return a line as an SVG path (0.1 of a unit), cached, because maps of neighbouring communes share lines."""
        found = self.written.get(ring)
        if found is None:
            found = self.written[ring] = _path(self.xy[self.start[ring] : self.start[ring + 1]]) + self.ends
        return found

    def within(self, window: NDArray[np.float64]) -> list[int]:
        """Return the numbers of the lines whose box intersects the window (x0, y0, x1, y1), in units of the drawing."""
        meets = (self.high >= window[:2]).all(axis=1) & (self.low <= window[2:]).all(axis=1)
        return np.flatnonzero(meets).tolist()


@lru_cache(maxsize=8)
def _drawn(shown: AreaMap, what: str) -> _Drawn:
    xy = np.asarray(shown.arrays[f"{what}_xy"], dtype=np.float64) * _scale(shown)
    start = np.asarray(shown.arrays[f"{what}_start"])
    low, high = np.minimum.reduceat(xy, start[:-1], axis=0), np.maximum.reduceat(xy, start[:-1], axis=0)
    return _Drawn(xy, start, low, high, "Z" if what == "outline" else "")


def _scale(shown: AreaMap) -> float:
    """Return the units of the drawing per pixel of the map."""
    return WIDTH * float(shown.meta["metres_per_pixel"]) / ACROSS_METRES


@lru_cache(maxsize=4)
def _classes(shown: AreaMap, now: Figures) -> NDArray[np.int64]:
    """Return the access class of each ring's commune, from 1."""
    return np.asarray(ACCESS.classes(now.access[np.asarray(shown.arrays["outline_commune"])]), dtype=np.int64) + 1


def _shapes(shown: AreaMap, now: Figures, window: NDArray[np.float64]) -> list[CommuneOutline]:
    drawn, classes = _drawn(shown, "outline"), _classes(shown, now)
    return [CommuneOutline(int(classes[k]), drawn.path(k)) for k in drawn.within(window)]


def _borders(shown: AreaMap, window: NDArray[np.float64]) -> list[str]:
    drawn = _drawn(shown, "border")
    return [drawn.path(k) for k in drawn.within(window)]


def _towns(shown: AreaMap, now: Figures, window: NDArray[np.float64], scale: float, here: int) -> list[Town]:
    """Return the largest communes in the window whose names fit."""
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
    """Return the map around a commune of the site's regions, None for another one (three queries)."""
    place = areas.home_of(commune)
    shown = areas.map_or_none(place) if place is not None else None
    position = figures.position_of(now, commune.pk)
    if shown is None or position is None:
        return None
    number = np.flatnonzero(shown.positions == position)
    if not number.size:
        return None
    scale = _scale(shown)
    width = WIDTH / scale
    centre = np.asarray(shown.arrays["points"])[number[0]].astype(np.float64)
    half = np.array([width / 2, width * HEIGHT / WIDTH / 2])
    window = np.concatenate([centre - half, centre + half])
    towns = _towns(shown, now, window, scale, position)
    name = toponyms.curly(commune.name)
    around = french.joined([town.name for town in towns])
    return LocalMap(
        shapes=_shapes(shown, now, window * scale),
        borders=_borders(shown, window * scale),
        shift=f"{-window[0] * scale:.1f} {-window[1] * scale:.1f}",
        towns=towns,
        x=WIDTH // 2,
        y=HEIGHT // 2,
        alt=f"{name} et ses environs, communes colorées selon l’accès aux généralistes"
        + (f"\u00a0: autour, {around}." if around else "."),
    )
