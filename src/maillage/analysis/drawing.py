"""``Drawing``: places as SVG paths in pixel coordinates, each with a colour class; used by both kinds of map."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from maillage.site.cartography.palette import ACCESS, CHANGE, Scale

Floats = NDArray[np.float64]
WIDTH = 1000.0  # width of the drawing in units; paths are written in tenths of a unit
INSET = 110.0
UNKNOWN = "#d9d6cf"
METROPOLITAN = CRS.from_epsg(2154)


@dataclass(frozen=True)
class Drawing:
    """Paths (SVG, tenths of a unit, relative) of n places, their ``labels``, ``values`` and colours by ``classes``.

    ``classes`` is -1 where a value is NaN. ``legend`` gives the interval of each colour.
    """

    paths: tuple[str, ...]
    labels: tuple[str, ...]
    values: Floats
    classes: NDArray[np.int64]
    colours: tuple[str, ...]
    legend: tuple[str, ...]
    column: str
    title: str
    height: float

    @classmethod
    def of(
        cls,
        shapes: list[Any],
        plane: NDArray[Any],
        labels: list[str],
        values: Floats,
        column: str,
        title: str,
        diverging: bool,
        less_is_better: bool = False,
    ) -> Drawing:
        """Draw lon/lat ``shapes`` (n,), each on its ``plane`` (n,), with overseas territories as insets."""
        placed, height = _placed(np.asarray(shapes, dtype=object), plane)
        scale = _scale(values, column, diverging, less_is_better)
        known = np.isfinite(values)
        return cls(
            paths=tuple(_path(shape) for shape in placed),
            labels=tuple(labels),
            values=values,
            classes=np.where(known, scale.classes(values), -1),
            colours=scale.colours,
            legend=_legend(scale),
            column=column,
            title=title,
            height=height,
        )


def _placed(shapes: NDArray[np.object_], plane: NDArray[Any]) -> tuple[NDArray[np.object_], float]:
    """Shapes in drawing units, y downwards, and the height: the first plane fills the width, the others are insets."""
    placed = shapes.copy()
    numbers = [int(one) for one in np.unique(plane)]
    main = numbers[0]
    left = 0.0 if len(numbers) == 1 else INSET + 20
    height, top = 0.0, 10.0
    for number in numbers:
        here = plane == number
        metres = _project(shapes[here], number)
        box = (left, 0.0, WIDTH - left) if number == main else (0.0, top, INSET)
        placed[here], bottom = _fitted(metres, *box)
        height = max(height, bottom)
        top = top if number == main else bottom + 20
    return placed, height


def _project(shapes: NDArray[np.object_], plane: int) -> NDArray[np.object_]:
    """Metres: Lambert-93 in metropolitan France, overseas a local equal-area projection."""
    if plane == 0:
        target = METROPOLITAN
    else:
        west, south, east, north = shapely.total_bounds(shapes)
        target = CRS.from_proj4(f"+proj=laea +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +units=m")
    transformer = Transformer.from_crs(4326, target, always_xy=True)
    return shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))


def _fitted(metres: NDArray[np.object_], left: float, top: float, width: float) -> tuple[NDArray[np.object_], float]:
    """Shapes fitted into a box of that width, and their lower edge."""
    west, south, east, north = shapely.total_bounds(metres)
    unit = max(east - west, north - south, 1.0) / width
    moved = shapely.transform(
        metres, lambda xy: np.column_stack([left + (xy[:, 0] - west) / unit, top + (north - xy[:, 1]) / unit])
    )
    return moved, top + (north - south) / unit


def _path(shape: Any) -> str:
    """All rings of a shape as one path in whole tenths, each point relative to the previous one."""
    parts: list[str] = []
    for polygon in shapely.get_parts(shape):
        if shapely.get_type_id(polygon) != 3 or shapely.is_empty(polygon):
            continue
        for ring in shapely.get_rings(polygon):
            points = np.rint(shapely.get_coordinates(ring) * 10).astype(np.int64)[:-1]
            moved = np.any(np.diff(points, axis=0) != 0, axis=1)
            points = points[np.concatenate([[True], moved])]
            if len(points) < 3:
                continue
            steps = np.diff(points, axis=0).ravel().tolist()
            parts.append(f"M{points[0, 0]} {points[0, 1]}l{' '.join(map(str, steps))}z")
    return "".join(parts)


def _scale(values: Floats, column: str, diverging: bool, less_is_better: bool) -> Scale:
    """The site's colours; its bounds for access and change if they fit, else classes with equal numbers of places."""
    known = values[np.isfinite(values)]
    if diverging:
        return CHANGE
    if column in ("apl", "before", "after") and len(known) and float(known.max()) < 40:
        return ACCESS
    bounds = np.unique(np.quantile(known, np.arange(1, 7) / 7)) if len(known) else np.zeros(1)
    bounds = bounds[bounds > known.min()] if len(known) else bounds
    picked = np.linspace(0, len(ACCESS.colours) - 1, len(bounds) + 1).round().astype(int)
    colours = ACCESS.colours[::-1] if less_is_better else ACCESS.colours
    return Scale(tuple(float(one) for one in bounds), tuple(colours[k] for k in picked))


def _legend(scale: Scale) -> tuple[str, ...]:
    bounds = [f"{bound:,.3g}" if abs(bound) < 1000 else f"{bound:,.0f}" for bound in scale.bounds]
    if not bounds:
        return ("all",)
    between = [f"{low} to {high}" for low, high in pairwise(bounds)]
    return (f"under {bounds[0]}", *between, f"{bounds[-1]} and more")
