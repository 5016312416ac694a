"""Maps of France, of a region or of a department; the overseas departments are insets on the map of France."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from maillage.artefacts import ArtefactStore, recipe_of
from maillage.site.cartography.area_map import AreaMap
from maillage.site.cartography.baking import Frame, bake, fill_gaps, flat_rings, frame_around
from maillage.site.cartography.borders import border_lines
from maillage.site.cartography.render import numbers_webp
from maillage.site.cartography.towns import choose_towns
from maillage.territory import Territory
from maillage.territory.outlines import loaded_key

KIND = "area-map"
VERSION = 5
WIDTHS = {"france": 1200, "region": 1400, "department": 1200}
TALLEST = {"france": 1300, "region": 1250, "department": 1100}
MARGIN = {"france": 0.012, "region": 0.045, "department": 0.06}
FOREIGN_ENCLAVES = ((1.983, 42.464),)
"""Land enclosed by French communes that is not French (lon, lat): Llívia."""
INSET_METRES, INSET_STEP = 118_000.0, 152_000.0
INSET_PLACES = {
    "971": (0, 2, 1.45), "972": (1, 2, 1.45), "973": (0, 1, 0.26), "974": (1, 1, 1.45), "976": (0, 0, 2.1),
}  # fmt: skip
"""Overseas department -> column and row (from below) of its inset, and its enlargement."""
INSET_CORNER = (28_000.0, 6_078_000.0)
"""Lower left corner of the insets in Lambert-93: the Bay of Biscay and south of it."""


@dataclass(frozen=True)
class MapArea:
    """The area of a map: all of France (code "FR"), a region or a department."""

    level: str
    code: str
    name: str

    @classmethod
    def of(cls, territory: Territory, level: str, code: str) -> MapArea:
        """Return the area of a level and code. Raises ``UnknownName``."""
        if level == "france":
            return cls(level, "FR", "France")
        if level == "region":
            code = territory.resolve_region(code)
            return cls(level, code, territory.region_names[code])
        code = territory.resolve_department(code)
        return cls(level, code, territory.department_names[code])

    def positions(self, territory: Territory) -> NDArray[np.int64]:
        """Return the positions of its communes in the territory, ascending."""
        if self.level == "france":
            return np.arange(len(territory), dtype=np.int64)
        return territory.in_region(self.code) if self.level == "region" else territory.in_department(self.code)


def drawn_from(store: ArtefactStore) -> tuple[str, ...]:
    """The loaded outlines that maps are drawn from, as part of their recipes; nothing for the installed ones."""
    key = loaded_key(store)
    return (key,) if key else ()


def save_area(
    store: ArtefactStore, territory: Territory, outlines: Mapping[str, BaseGeometry] | None, area: MapArea
) -> AreaMap:
    """Return the map of ``area`` from the store; draw and save it first if it is missing."""
    recipe = recipe_of(KIND, VERSION, area.level, area.code, territory.vintage, *drawn_from(store))

    def build() -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        shapes = outlines
        if shapes is None:
            from maillage.territory import load_outlines

            shapes = load_outlines([str(code) for code in territory.code[shown_in(territory, area)]], store)
        return build_area(territory, shapes, area)

    artefact = store.cached(KIND, recipe, build)
    return AreaMap(artefact.key, artefact.arrays, artefact.meta)


def build_area(
    territory: Territory, outlines: Mapping[str, BaseGeometry], area: MapArea
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Draw the map of ``area`` from outlines in degrees; return what ``ArtefactStore.save`` takes."""
    laid = lay_out(territory, outlines, area)
    inside, shown, ground, shapes, frame = laid.inside, laid.shown, laid.ground, laid.shapes, laid.frame
    rings = flat_rings(shapes, shown, frame)
    ids = bake(rings, {int(position): number for number, position in enumerate(inside, start=1)}, frame)
    fill_gaps(ids, frame.pixels(ground.points(*np.transpose(FOREIGN_ENCLAVES))))
    points = frame.pixels(ground.points(territory.lon[inside], territory.lat[inside], inside))
    arrays: dict[str, NDArray[Any]] = {"ids": ids, "positions": inside, "points": points.astype(np.float32)}
    arrays["webp"] = np.frombuffer(numbers_webp(ids), dtype=np.uint8)
    arrays |= border_lines(rings, territory.department, np.isin(np.arange(len(territory)), inside), frame.width)
    if area.level == "region":  # local maps around a commune are drawn from these outlines
        arrays |= dict(zip(("outline_xy", "outline_start", "outline_commune"), rings, strict=True))
    named = territory.plane[inside] == 0 if area.level == "france" else np.ones(len(inside), dtype=bool)
    meta = {
        "level": area.level,
        "code": area.code,
        "name": area.name,
        "width": frame.width,
        "height": frame.height,
        "metres_per_pixel": frame.scale,
        "vintage": territory.vintage,
        "departments": sorted(set(territory.department[inside].tolist())),
        "towns": choose_towns(territory, inside[named], points[named], frame.width),
        "insets": ground.insets(frame) if area.level == "france" else [],
    }
    return arrays, meta


@dataclass(frozen=True, eq=False)
class Layout:
    """Communes laid out on a map: ``inside`` are those of the area, ``shown`` (n,) those and their neighbours.

    ``shapes`` (n,) are in metres of the map; ``own`` (n,) tells which of them belong to the area.
    """

    inside: NDArray[np.int64]
    shown: NDArray[np.int64]
    own: NDArray[np.bool_]
    shapes: NDArray[np.object_]
    ground: Ground
    frame: Frame


def lay_out(territory: Territory, outlines: Mapping[str, BaseGeometry], area: MapArea) -> Layout:
    """Lay out the communes of ``area`` and around it, from outlines in degrees, in the frame of its map."""
    inside, shown = area.positions(territory), shown_in(territory, area)
    ground = Ground(territory, area, inside)
    shapes = ground.place(np.array([outlines[str(code)] for code in territory.code[shown]], dtype=object), shown)
    own = np.isin(shown, inside)
    frame = frame_around(shapes[own], WIDTHS[area.level], MARGIN[area.level], TALLEST[area.level])
    return Layout(inside, shown, own, shapes, ground, frame)


def shown_in(territory: Territory, area: MapArea) -> NDArray[np.int64]:
    """Return the positions of the area's communes, then of neighbours up to a little outside the frame."""
    inside = area.positions(territory)
    if area.level == "france":
        return inside
    lon, lat = territory.lon[inside], territory.lat[inside]
    # The frame may be wider than the area (see ``frame_around``); this square in degrees covers both cases.
    reach = 0.62 * max(float(np.ptp(lon)), 1.45 * float(np.ptp(lat))) + 0.15
    near = (np.abs(territory.lon - (lon.max() + lon.min()) / 2) < reach) & (
        np.abs(territory.lat - (lat.max() + lat.min()) / 2) < 0.58 * float(np.ptp(lat)) + 0.15
    )
    near[inside] = False
    return np.concatenate([inside, np.flatnonzero(near)])


class Ground:
    """Projection from degrees to metres of the map: Lambert-93, a local plane overseas, insets on the map of France."""

    def __init__(self, territory: Territory, area: MapArea, inside: NDArray[np.int64]) -> None:
        self.territory = territory
        self.with_insets = area.level == "france"
        if self.with_insets or (territory.plane[inside] == 0).all():
            target = CRS.from_epsg(2154)
        else:
            target = _plane_around(territory, inside)
        self.transformer = Transformer.from_crs(4326, target, always_xy=True)

    def place(self, shapes: NDArray[np.object_], positions: NDArray[np.int64]) -> NDArray[np.object_]:
        """Project shapes in degrees, of the communes at ``positions``, to metres of the map."""
        placed = _project(shapes, self.transformer)
        for code, members in self._overseas(positions):
            placed[members] = _move(_project(shapes[members], self._own(code)), *self._inset(code))
        return placed

    def points(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], positions: NDArray[np.int64] | None = None
    ) -> NDArray[np.float64]:
        """Project points in degrees to metres of the map, (n, 2)."""
        metres = np.column_stack(self.transformer.transform(lon, lat))
        for code, members in self._overseas(positions) if positions is not None else []:
            own = np.column_stack(self._own(code).transform(lon[members], lat[members]))
            scale, east, north = self._inset(code)
            metres[members] = own * scale + (east, north)
        return metres

    def insets(self, frame: Frame) -> list[dict[str, Any]]:
        """Return the boxes of the insets in pixels, with their names."""
        boxes = []
        for code, (column, row, _) in INSET_PLACES.items():
            x, y = _corner(column, row)
            corners = frame.pixels(np.array([[x, y + INSET_METRES], [x + INSET_METRES, y]]))
            (x0, y0), (x1, y1) = np.rint(corners).tolist()
            boxes.append({"name": self.territory.department_names[code], "x": x0, "y": y0, "w": x1 - x0, "h": y1 - y0})
        return boxes

    def _overseas(self, positions: NDArray[np.int64]) -> list[tuple[str, NDArray[np.int64]]]:
        if not self.with_insets:
            return []
        department = self.territory.department[positions]
        return [(code, np.flatnonzero(department == code)) for code in INSET_PLACES]

    def _members(self, code: str) -> NDArray[np.int64]:
        return np.flatnonzero(self.territory.department == code)

    def _own(self, code: str) -> Transformer:
        return Transformer.from_crs(4326, _plane_around(self.territory, self._members(code)), always_xy=True)

    def _inset(self, code: str) -> tuple[float, float, float]:
        """Return the enlargement, and the metres east and north that move the department's centre to its box."""
        column, row, scale = INSET_PLACES[code]
        members = self._members(code)
        own = np.column_stack(self._own(code).transform(self.territory.lon[members], self.territory.lat[members]))
        middle = (own.max(axis=0) + own.min(axis=0)) / 2
        x, y = _corner(column, row)
        return scale, x + INSET_METRES / 2 - scale * middle[0], y + INSET_METRES / 2 - scale * middle[1]


def _corner(column: int, row: int) -> tuple[float, float]:
    return INSET_CORNER[0] + column * INSET_STEP, INSET_CORNER[1] + row * INSET_STEP


def _plane_around(territory: Territory, positions: NDArray[np.int64]) -> CRS:
    lon, lat = float(np.median(territory.lon[positions])), float(np.median(territory.lat[positions]))
    return CRS.from_proj4(f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m")


def _project(shapes: NDArray[np.object_], transformer: Transformer) -> NDArray[np.object_]:
    return shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))


def _move(shapes: NDArray[np.object_], scale: float, east: float, north: float) -> NDArray[np.object_]:
    return shapely.transform(shapes, lambda xy: xy * scale + (east, north))
