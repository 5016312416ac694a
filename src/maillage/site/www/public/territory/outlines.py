"""A map of a small territory as SVG: its communes coloured, from their outlines."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maillage.errors import UnknownName
from maillage.site.cartography.palette import ACCESS
from maillage.site.observatory import reading
from maillage.site.www import toponyms
from maillage.site.www.figures import Figures
from maillage.site.www.public.local_map import HEIGHT, TOWNS, WIDTH, CommuneOutline, LocalMap, Town
from maillage.territory import load_outlines

MARGIN = 0.14


def outline_map(now: Figures, members: NDArray[np.int64], name: str) -> LocalMap | None:
    """Draw the coloured communes from their outlines; return None if there are no outlines."""
    try:
        found = load_outlines([str(code) for code in now.code[members]], reading.store())
    except UnknownName:
        return None
    shapes = np.array(list(found.values()), dtype=object)
    if shapely.is_empty(shapes).all():
        return None
    west, south, east, north = shapely.total_bounds(shapes)
    flat = float(np.cos(np.radians((south + north) / 2)))
    scale = min(WIDTH * (1 - MARGIN) / ((east - west) * flat), HEIGHT * (1 - MARGIN) / (north - south))

    def pixels(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x = WIDTH / 2 + (xy[:, 0] - (west + east) / 2) * flat * scale
        return np.column_stack([x, HEIGHT / 2 - (xy[:, 1] - (south + north) / 2) * scale])

    drawn = shapely.transform(shapes, pixels)
    classes = ACCESS.classes(now.access[members]) + 1
    pieces = [CommuneOutline(int(klass), _path(shape)) for klass, shape in zip(classes, drawn, strict=True)]
    return LocalMap(
        shapes=[piece for piece in pieces if piece.path],
        borders=[],
        towns=_towns(now, members, drawn),
        x=WIDTH // 2,
        y=HEIGHT // 2,
        alt=f"{name}\u00a0: ses communes colorées selon l’accès aux généralistes.",
    )


def _path(shape: Any) -> str:
    rings = [part.exterior for part in shapely.get_parts(shape) if not part.is_empty]
    lines = ("L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)) for ring in rings)
    return "".join(f"M{line}Z" for line in lines)


def _towns(now: Figures, members: NDArray[np.int64], drawn: NDArray[np.object_]) -> list[Town]:
    """Return the largest communes whose names fit."""
    taken: list[tuple[float, float, float]] = []
    towns: list[Town] = []
    for k in np.argsort(-now.population[members]):
        point: Any = shapely.point_on_surface(drawn[k])
        name = toponyms.curly(str(now.name[members[k]]))
        long = 11.0 * len(name)
        if point.is_empty or not (long / 2 < point.x < WIDTH - long / 2 and 40 < point.y < HEIGHT - 20):
            continue
        if any(abs(point.x - a) < (long + b) / 2 and abs(point.y - c) < 44 for a, c, b in taken):
            continue
        taken.append((point.x, point.y, long))
        towns.append(Town(name, f"{point.x:.1f}", f"{point.y:.1f}"))
        if len(towns) == TOWNS:
            break
    return towns
