"""The map as an image of commune numbers: pixels, gaps, colours."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from maillage.artefacts import ArtefactStore
from maillage.site.cartography import AreaMap, MapArea, access_class, build_area, ids_webp, save_area
from maillage.site.cartography.baking import FINE, NEIGHBOUR
from maillage.site.cartography.palette import ACCESS, CHANGE, GROUND, PAPER, rgb
from maillage.site.cartography.render import coloured
from maillage.site.www.public.explorer.scales import apl_classes

SIDE, LON, LAT = 4, 2.0, 44.0
OCCITANIE = MapArea("region", "76", "Occitanie")
STEP = 0.1


@dataclass
class Grid:
    """A territory of ``SIDE`` by ``SIDE`` square communes, the last column in another region."""

    code: Any = field(default_factory=lambda: np.array([f"{k:05d}" for k in range(SIDE * SIDE)]))
    vintage: str = "test"

    def __post_init__(self) -> None:
        column = np.arange(SIDE * SIDE) % SIDE
        self.row, self.column = np.arange(SIDE * SIDE) // SIDE, column
        self.name = np.array([f"Ville {k}" for k in range(SIDE * SIDE)])
        self.population = np.arange(1, SIDE * SIDE + 1) * 1000
        self.lon, self.lat = LON + (column + 0.5) * STEP, LAT + (self.row + 0.5) * STEP
        self.plane = np.zeros(SIDE * SIDE, dtype=np.int8)
        self.department = np.where(column == SIDE - 1, "99", np.where(column < 2, "12", "81"))
        self.department_region = {"12": "76", "81": "76", "99": "84"}
        self.region_names = {"76": "Occitanie", "84": "Auvergne-Rhône-Alpes"}

    def __len__(self) -> int:
        return len(self.code)

    def in_region(self, region: str) -> Any:
        return np.flatnonzero(np.array([self.department_region[d] for d in self.department]) == region)

    def outline(self, k: int) -> Any:
        x, y = LON + self.column[k] * STEP, LAT + self.row[k] * STEP
        return shapely.box(x, y, x + STEP, y + STEP)


@pytest.fixture(scope="module")
def grid() -> Grid:
    return Grid()


def built(grid: Grid, without: tuple[int, ...] = ()) -> AreaMap:
    outlines = {str(grid.code[k]): shapely.Polygon() if k in without else grid.outline(k) for k in range(SIDE * SIDE)}
    arrays, meta = build_area(grid, outlines, OCCITANIE)  # type: ignore[arg-type]
    return AreaMap("key", arrays, meta)


@pytest.fixture(scope="module")
def region_map(grid: Grid) -> AreaMap:
    return built(grid)


def test_the_pixel_of_a_commune_has_its_number(grid: Grid, region_map: AreaMap) -> None:
    for number, (x, y) in enumerate(region_map.arrays["points"], start=1):
        assert region_map.arrays["ids"][int(y * FINE), int(x * FINE)] == number
    assert region_map.positions.tolist() == grid.in_region("76").tolist()


def test_neighbours_and_nowhere_have_their_own_numbers(region_map: AreaMap) -> None:
    ids = region_map.arrays["ids"]
    assert set(np.unique(ids)) == {0, NEIGHBOUR, *range(1, len(region_map.positions) + 1)}
    assert ids[0, 0] == 0


def test_land_without_outline_goes_to_a_neighbour(grid: Grid) -> None:
    hole = SIDE + 1
    ids = built(grid, without=(hole,)).arrays["ids"]
    whole = built(grid).arrays["ids"]
    inside = whole == grid.in_region("76").tolist().index(hole) + 1
    assert inside.any()
    assert (ids[inside] > 0).all()


def test_the_image_of_numbers_reads_back(region_map: AreaMap) -> None:
    pixels = np.asarray(Image.open(io.BytesIO(ids_webp(region_map))).convert("RGB")).astype(np.uint16)
    assert np.array_equal(pixels[..., 0] * 256 + pixels[..., 1], region_map.arrays["ids"][::FINE, ::FINE])


def test_colours_follow_the_values(region_map: AreaMap) -> None:
    values = np.linspace(0, 7, len(region_map.positions))
    picture = np.asarray(coloured(region_map, values)).astype(int)
    for value, (x, y) in zip(values, region_map.arrays["points"], strict=True):
        wanted = np.array(rgb(ACCESS.colours[access_class(value) - 1]))
        assert np.abs(picture[int(y), int(x)] - wanted).max() < 12
    assert np.abs(picture[0, 0] - np.array(rgb(PAPER))).max() < 6
    assert rgb(GROUND) != rgb(PAPER)


def test_a_stored_map_is_built_once(grid: Grid, tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    outlines = {str(grid.code[k]): grid.outline(k) for k in range(SIDE * SIDE)}
    first = save_area(store, grid, outlines, OCCITANIE)  # type: ignore[arg-type]
    again = save_area(store, grid, {}, OCCITANIE)  # type: ignore[arg-type]
    assert again.key == first.key
    assert store.load("area-map", first.key).meta["name"] == "Occitanie"


def test_named_towns_lie_inside_the_image(region_map: AreaMap) -> None:
    towns = region_map.meta["towns"]
    assert towns
    assert all(0 < town["x"] < region_map.width and 0 < town["y"] < region_map.height for town in towns)


@given(st.floats(0, 12))
def test_a_bound_belongs_to_its_class(value: float) -> None:
    klass = access_class(value)
    lower = (0.0, *ACCESS.bounds)[klass - 1]
    assert lower <= value
    assert klass == 7 or value < ACCESS.bounds[klass - 1]


def lightness(colour: str) -> float:
    """Return CIE L* of a colour."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(colour))]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def test_classes_are_distinct_in_grey() -> None:
    grey = sorted(lightness(colour) for colour in ACCESS.colours)
    assert min(b - a for a, b in pairwise(grey)) > 8.5
    assert max(map(lightness, ACCESS.colours[:3])) < min(map(lightness, ACCESS.colours[3:]))
    assert len(CHANGE.colours) == len(CHANGE.bounds) + 1


@given(st.floats(0, 6.7), st.floats(0, 6.7))
def test_the_mark_on_the_legend_follows_the_mean(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0 <= apl_classes(low).mean_at <= apl_classes(high).mean_at <= 100
