import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maillage.territory.planes import BOXES, from_plane, plane_of_points, to_plane
from maillage.territory.points import FAR_METRES, choose_points, distance_outside

SQUARE = shapely.box(2.0, 47.0, 2.1, 47.1)
METRO = np.zeros(1, np.int8)


def one(point, outline, postcodes=(("18000",),)):
    lon, lat, kind = choose_points(np.array([point], dtype=object), np.array([outline], dtype=object), METRO, postcodes)
    return float(lon[0]), float(lat[0]), int(kind[0])


def test_a_town_hall_inside_is_kept():
    assert one(shapely.Point(2.05, 47.02), SQUARE) == (2.05, 47.02, 0)


@pytest.mark.parametrize(("metres_out", "kind"), [(FAR_METRES - 50, 0), (FAR_METRES + 50, 2)])
def test_a_town_hall_just_outside_is_kept_a_far_one_replaced(metres_out, kind):
    point = shapely.Point(2.05, 47.1 + metres_out / 111_190)
    lon, lat, found = one(point, SQUARE)
    assert found == kind
    assert SQUARE.covers(shapely.Point(lon, lat)) == (kind == 2)


@pytest.mark.parametrize("nothing", [None, shapely.Point()])
def test_a_missing_town_hall_becomes_a_point_inside(nothing):
    lon, lat, kind = one(nothing, SQUARE)
    assert kind == 1
    assert SQUARE.covers(shapely.Point(lon, lat))


def test_a_commune_known_only_by_postcode_is_placed():
    points = np.array([None, shapely.Point(2.02, 47.02), shapely.Point(2.06, 47.04)], dtype=object)
    shapes = np.array([None, SQUARE, SQUARE], dtype=object)
    postcodes = (("18000",), ("18000",), ("18000", "18100"))
    lon, lat, kind = choose_points(points, shapes, np.zeros(3, np.int8), postcodes)
    assert kind.tolist() == [3, 0, 0]
    assert lon[0] == pytest.approx(2.04)
    assert lat[0] == pytest.approx(47.03)


def test_a_commune_without_any_location_is_refused():
    with pytest.raises(ValueError, match="no point, no outline"):
        one(None, None)


def test_distance_outside_is_in_metres():
    point = np.array([shapely.Point(2.05, 47.11)], dtype=object)
    (found,) = distance_outside(np.array([SQUARE], dtype=object), point, METRO)
    assert found == pytest.approx(0.01 * 111_190, rel=0.01)


@given(st.sampled_from(sorted(BOXES)), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_projections_round_trip(number, across, up):
    west, south, east, north = BOXES[number]
    lon, lat = np.array([west + across * (east - west)]), np.array([south + up * (north - south)])
    plane = plane_of_points(lon, lat)
    assert plane.tolist() == [number]
    back = from_plane(*to_plane(lon, lat, plane), plane)
    np.testing.assert_allclose(np.column_stack(back), np.column_stack([lon, lat]), atol=1e-6)


def test_a_point_elsewhere_has_no_plane():
    plane = plane_of_points(np.array([-74.0]), np.array([40.7]))
    assert plane.tolist() == [-1]
    assert np.isnan(to_plane(np.array([-74.0]), np.array([40.7]), plane)[0]).all()
