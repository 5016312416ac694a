"""Build, keep and read the map of one region.

Pixels hold commune numbers: 0 outside, 65535 neighbouring land, otherwise position in the region + 1. The image is
baked at twice the size of the page's, so that a coloured picture can be smoothed by halving it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from maillage.artefacts import Artefact, ArtefactStore, recipe_of
from maillage.site.cartography.baking import Frame, bake, fill_gaps, flat_rings, frame_around
from maillage.site.cartography.towns import choose_towns
from maillage.territory import Territory

KIND = "map"
MARGIN = 0.045
VERSION = 4
FOREIGN_ENCLAVES = ((1.983, 42.464),)
"""Land inside a region that is not France (lon, lat): Llívia."""


@dataclass(frozen=True, eq=False)
class RegionMap:
    """A built map: ``arrays`` and ``meta`` as stored, with readers for what the pages need.

    Arrays: ``ids`` (height*2, width*2) uint16; ``codes`` (n,) and ``positions`` (n,) of the region's communes in the
    Territory; ``outline_xy``/``outline_start``/``outline_commune`` rings in pixels of the communes in the frame
    (the last holds positions in the Territory); ``border_xy``/``border_start``/``border_own`` department borders.
    """

    key: str
    arrays: Mapping[str, NDArray[Any]]
    meta: Mapping[str, Any]

    @property
    def width(self) -> int:
        """Width of the page's image, in pixels."""
        return int(self.meta["width"])

    @property
    def height(self) -> int:
        """Height of the page's image, in pixels."""
        return int(self.meta["height"])

    @property
    def positions(self) -> NDArray[np.int64]:
        """Positions in the Territory of the region's communes, in the order of the pixel numbers."""
        return self.arrays["positions"]


def _projection(territory: Territory, positions: NDArray[np.int64]) -> Transformer:
    """Lambert-93 in metropolitan France, overseas an equal-area plane about the region's middle."""
    if (territory.plane[positions] == 0).all():
        target = CRS.from_epsg(2154)
    else:
        lon, lat = float(np.median(territory.lon[positions])), float(np.median(territory.lat[positions]))
        target = CRS.from_proj4(f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m")
    return Transformer.from_crs(4326, target, always_xy=True)


def _project(shapes: NDArray[np.object_], transformer: Transformer) -> NDArray[np.object_]:
    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return shapely.transform(shapes, move)


def _borders(
    territory: Territory, shapes: NDArray[np.object_], shown: NDArray[np.int64], region: str, frame: Frame
) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """Outlines of the departments in the frame; those of the region are marked and named."""
    departments = sorted(set(territory.department[shown].tolist()))
    merged = np.array(
        [shapely.union_all(shapes[territory.department[shown] == code]) for code in departments], dtype=object
    )
    whole = shapely.simplify(merged, frame.scale / 2)
    own = np.array([territory.department_region.get(code) == region for code in departments])
    xy, start, label = flat_rings(whole, np.arange(len(departments), dtype=np.int64), frame)
    arrays = {"border_xy": xy, "border_start": start, "border_own": own[label]}
    return arrays, [code for code, mine in zip(departments, own, strict=True) if mine]


def _in_frame(territory: Territory, outlines: Mapping[str, BaseGeometry], region: str) -> NDArray[np.int64]:
    """Communes of the region first, then their neighbours inside a little more than the frame."""
    inside = territory.in_region(region)
    lon, lat = territory.lon[inside], territory.lat[inside]
    pad_x, pad_y = 0.12 * np.ptp(lon) + 0.1, 0.12 * np.ptp(lat) + 0.1
    near = (np.abs(territory.lon - (lon.max() + lon.min()) / 2) < np.ptp(lon) / 2 + pad_x) & (
        np.abs(territory.lat - (lat.max() + lat.min()) / 2) < np.ptp(lat) / 2 + pad_y
    )
    near[inside] = False
    shown = np.concatenate([inside, np.flatnonzero(near)])
    return shown[[territory.code[k] in outlines for k in shown]]


def build_map(
    territory: Territory, outlines: Mapping[str, BaseGeometry], region: str, width: int = 1800
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Bake the map of ``region`` from outlines in degrees; returns what ``ArtefactStore.save`` takes.

    ``width`` is that of the page's image in pixels. Raises ``UnknownName`` for an unknown region.
    """
    inside = territory.in_region(region)
    shown = _in_frame(territory, outlines, region)
    transformer = _projection(territory, inside)
    raw = np.array([outlines[str(code)] for code in territory.code[shown]], dtype=object)
    shapes = _project(raw, transformer)
    frame = frame_around(shapes[np.isin(shown, inside)], width, MARGIN)
    rings = flat_rings(shapes, shown, frame)
    pixel_of = {int(position): number for number, position in enumerate(inside, start=1)}
    borders, departments = _borders(territory, shapes, shown, region, frame)
    ids = bake(rings, pixel_of, frame)
    fill_gaps(ids, frame.pixels(np.column_stack(transformer.transform(*np.transpose(FOREIGN_ENCLAVES)))))
    points = frame.pixels(np.column_stack(transformer.transform(territory.lon[inside], territory.lat[inside])))
    arrays: dict[str, NDArray[Any]] = {
        "ids": ids,
        "positions": inside,
        "points": points.astype(np.float32),
        "outline_xy": rings[0],
        "outline_start": rings[1],
        "outline_commune": rings[2],
        **borders,
    }
    meta = {
        "region": region,
        "name": territory.region_names[region],
        "width": frame.width,
        "height": frame.height,
        "metres_per_pixel": frame.scale,
        "vintage": territory.vintage,
        "departments": departments,
        "towns": choose_towns(territory, inside, points, frame.width),
    }
    return arrays, meta


def save_map(
    store: ArtefactStore, territory: Territory, outlines: Mapping[str, BaseGeometry], region: str, width: int = 1800
) -> RegionMap:
    """Build the map of ``region`` unless the store has it already."""
    recipe = recipe_of(KIND, VERSION, region, width, territory.vintage)
    return _wrap(store.cached(KIND, recipe, lambda: build_map(territory, outlines, region, width)))


def _wrap(artefact: Artefact) -> RegionMap:
    return RegionMap(artefact.key, artefact.arrays, artefact.meta)


@lru_cache(maxsize=8)
def load_map(store_root: Any, key: str) -> RegionMap:
    """Open a stored map by its key; the same object serves all requests of a process."""
    return _wrap(ArtefactStore(store_root).load(KIND, key))
