"""Isochrones: points inside and outside, longer times contain shorter ones, and duration."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.errors import MaillageError
from maillage.travel.coast import LandOutline
from maillage.travel.isochrones import MeshReach, isochrones
from maillage.travel.outlines import Raster, around_places, around_roads
from maillage.travel.roads import UnusablePoint, build_network, pairs
from tests.travel.osm_files import STEP, STEP_METRES, Town


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """A cross of two long streets, one of them faster, and a one-way road out of it."""
    town = Town()
    town.way((-60, 0), (0, 0), (30, 0), (60, 0))
    town.way((0, -60), (0, 0), (0, 60), highway="primary")
    town.way((30, 0), (30, 40), highway="primary", oneway="-1")
    return build_network(town.write(tmp_path_factory.mktemp("town") / "cross.osm"))


def test_reach_along_each_street_follows_its_speed(network):
    outline = isochrones(network, -STEP, 0, [5], reach_metres=100)[0]
    west, _, east, north = outline.bounds
    _, south, _, _ = outline.bounds
    slow = 5 / 60 * 25_000 / STEP_METRES * STEP  # degrees in five minutes
    quick = (5 / 60 - STEP_METRES / 25_000) * 65_000 / STEP_METRES * STEP
    grain = 100 / STEP_METRES * STEP + 2 * (north - south) / 300
    assert west == pytest.approx(-STEP - slow, abs=grain)
    assert east == pytest.approx(-STEP + slow, abs=grain)
    assert north == pytest.approx(quick, abs=grain)
    assert outline.contains(shapely.Point(0, 0.9 * quick))
    assert not outline.contains(shapely.Point(0.9 * quick, 0.9 * quick))


def test_a_one_way_road_is_not_entered_from_its_end(network):
    outline = isochrones(network, 29 * STEP, 0, [4])[0]
    assert not outline.intersects(shapely.Point(30 * STEP, 20 * STEP))
    assert isochrones(network, 30 * STEP, 20 * STEP, [4])[0].contains(shapely.Point(30 * STEP, 2 * STEP))


def test_inside_and_outside_agree_with_the_minutes_of_pairs(network):
    rng = np.random.default_rng(0)
    along = rng.uniform(-59, 59, 400) * STEP
    lon, lat = np.append(along, np.zeros(400)), np.append(np.zeros(400), along)
    minutes, _ = pairs(network, np.full(800, 0.003), np.zeros(800), lon, lat)
    inside = shapely.contains_xy(isochrones(network, 0.003, 0, [6], reach_metres=60)[0], lon, lat)
    assert inside[minutes < 5.9].all()
    assert not inside[minutes > 6.4].any()


@given(st.lists(st.floats(0.2, 12), min_size=2, max_size=4), st.floats(-55, 55), st.floats(-0.5, 0.5))
def test_longer_contains_shorter(network, minutes, x, y):
    drawn = isochrones(network, x * STEP, y * STEP, sorted(minutes))
    for shorter, longer in itertools.pairwise(drawn):
        assert shorter.is_valid
        assert shorter.area > 0
        assert shorter.difference(longer).area < 1e-12


def test_invalid_arguments_are_refused(network):
    for minutes in ([], [0], [5, -1], [float("nan")]):
        with pytest.raises(ValueError, match="minutes"):
            isochrones(network, 0, 0, minutes)
    with pytest.raises(UnusablePoint, match="Origin 1"):
        isochrones(network, 2.35, 48.85, [5])


def masks():
    return st.integers(0, 2**31).map(lambda seed: np.random.default_rng(seed).random((9, 11)) < 0.5)


@given(masks())
@example(np.random.default_rng(249).random((9, 11)) < 0.5)
def test_outlines_contain_exactly_the_centres_of_their_cells(drawn):
    mask = np.zeros((11, 13), bool)
    mask[1:-1, 1:-1] = drawn
    raster = Raster(0.0, 0.0, np.array([1.0, 1.0]), 1.0, mask.shape)
    outline = raster.polygons(mask)
    assert outline.is_valid
    row, column = np.indices(mask.shape)
    inside = shapely.contains_xy(outline, column.ravel() + 0.5, row.ravel() + 0.5).reshape(mask.shape)
    assert inside[mask].all()
    holes, count = shapely_holes(mask)
    small = np.isin(holes, [k for k in range(1, count + 1) if (holes == k).sum() <= 12])
    np.testing.assert_array_equal(inside & ~mask, inside & ~mask & small)


def shapely_holes(mask):
    """Empty regions of the mask that do not touch the border; they connect across corners."""
    from scipy import ndimage

    label, count = ndimage.label(~mask, np.ones((3, 3)))
    return np.where(label == label[0, 0], 0, label), count


def test_a_large_hole_stays_a_hole():
    angle = np.linspace(0, 2 * np.pi, 2_000)
    ring = around_roads(0.02 * np.cos(angle), 0.02 * np.sin(angle), np.zeros(2_000), np.array([1.0]), 200)[0]
    assert len(ring.geoms) == 1
    assert len(ring.geoms[0].interiors) == 1
    assert not ring.contains(shapely.Point(0, 0))


def test_travel_beyond_a_place_covers_a_disk_of_the_remaining_time():
    place, limit = [np.array([value]) for value in (0.0, 45.0, 60.0, 0.1)], np.array([160.0])
    lone = around_places(*place, limit, 5_000)[0]
    metres = np.sqrt(lone.area * 111_195**2 * np.cos(np.radians(45)) / np.pi)
    assert metres == pytest.approx(1_000, rel=0.03)  # 100 s left at a tenth of a second per metre
    near = around_places(*place, limit, 400)[0]
    assert near.area < lone.area / 5


def test_the_mesh_gives_isochrones_without_a_road_network(territory, store):
    from maillage.travel import load_mesh
    from maillage.travel.points import point_minutes

    mesh = load_mesh(territory, store=store)
    ready = MeshReach.prepare(mesh, store)
    shorter, longer = ready.isochrones(1.444, 43.604, [15, 30])
    assert longer.is_valid
    assert shorter.difference(longer).area < 1e-12
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(1.1, 1.8, 200), rng.uniform(43.35, 43.85, 200)
    minutes = point_minutes(mesh, np.full(200, 1.444), np.full(200, 43.604), lon, lat)
    inside = shapely.contains_xy(longer, lon, lat)
    sure = np.abs(minutes - 30) > 2
    assert np.mean(inside[sure] == (minutes[sure] <= 30)) > 0.98
    with pytest.raises(MaillageError, match="50 km from France"):
        ready.isochrones(-74, 40.7, [10])


def square(west, south, east, north):
    return shapely.box(west, south, east, north)


def test_an_area_is_clipped_to_the_land_reached():
    """Two shores and an island: areas across the water are removed, unless a place was reached there."""
    land = LandOutline.prepared(
        shapely.MultiPolygon([square(0, 0, 1, 1), square(2, 0, 3, 1), square(1.4, 0.4, 1.6, 0.6)])
    )
    area = shapely.MultiPolygon([square(0.5, 0.2, 2.5, 0.8)])
    west = land.part_reached(area, np.array([0.7]), np.array([0.5]))
    assert west.equals(square(0.5, 0.2, 1, 0.8))
    both = land.part_reached(area, np.array([0.7, 2.2]), np.array([0.5, 0.5]))
    assert both.equals(shapely.MultiPolygon([square(0.5, 0.2, 1, 0.8), square(2, 0.2, 2.5, 0.8)]))
    at_the_water = land.part_reached(area, np.array([1.002]), np.array([0.5]))
    assert at_the_water.equals(square(0.5, 0.2, 1, 0.8))
    inland = shapely.MultiPolygon([square(0.2, 0.2, 0.4, 0.4)])
    assert land.part_reached(inland, np.array([0.3]), np.array([0.3])) is inland
    assert land.part_reached(shapely.MultiPolygon(), np.array([0.3]), np.array([0.3])).is_empty


@pytest.mark.parametrize(
    ("lon", "lat", "land", "sea"),
    [
        (-4.486, 48.390, (-4.41, 48.40), (-4.60, 48.31)),  # Brest: the roadstead; Crozon across the water is excluded
        (5.370, 43.296, (5.43, 43.30), (5.28, 43.25)),  # Marseille
        (-1.152, 46.160, (-1.05, 46.17), (-1.30, 46.05)),  # La Rochelle
        (7.262, 43.704, (7.24, 43.74), (7.35, 43.62)),  # Nice
    ],
)
def test_isochrones_end_at_the_sea(territory, store, lon, lat, land, sea):
    from maillage.travel import load_mesh

    ready = MeshReach.prepare(load_mesh(territory, store=store), store)
    shorter, longer = ready.isochrones(lon, lat, [20, 40])
    for outline in (shorter, longer):
        assert outline.is_valid
        assert outline.contains(shapely.Point(*land))
        assert not outline.contains(shapely.Point(*sea))
    assert longer.difference(ready.land.outline).area < 1e-9
    assert shorter.difference(longer).area < 1e-9


def test_land_of_a_place_that_is_not_in_the_geography(store):
    class Elsewhere:
        code, department, vintage = np.array(["X0001"]), np.array(["X0"]), "test"

    assert LandOutline.of(Elsewhere(), store) is None
