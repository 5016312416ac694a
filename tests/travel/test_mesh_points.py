import csv
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from maillage.cli.travel import app
from maillage.errors import BadInput
from maillage.travel import MeshParameters, load_mesh
from maillage.travel.barriers import Barriers
from maillage.travel.mesh import build_mesh
from maillage.travel.points import PointPairs, Points, point_minutes
from tests.territory.cases import square_territory

OPEN = Barriers(lines=[], isolated={}, isolated_departments={})
SPEEDS = MeshParameters.load()
TERRITORY = square_territory(10, 5)
MESH = build_mesh(TERRITORY, SPEEDS, OPEN)
WEST, EAST = float(TERRITORY.lon.min()), float(TERRITORY.lon.max())
SOUTH, NORTH = float(TERRITORY.lat.min()), float(TERRITORY.lat.max())
inside = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))


@pytest.fixture(scope="module")
def france(territory, store):
    return load_mesh(territory, store=store)


def columns(pairs):
    return (np.array(values) for values in zip(*((*a, *b) for a, b in pairs), strict=True))


@settings(max_examples=25)
@given(st.lists(st.tuples(inside, inside), min_size=1, max_size=5))
def test_the_way_back_takes_as_long(pairs):
    lon1, lat1, lon2, lat2 = columns(pairs)
    there, back = point_minutes(MESH, lon1, lat1, lon2, lat2), point_minutes(MESH, lon2, lat2, lon1, lat1)
    np.testing.assert_allclose(there, back)
    assert np.isfinite(there).all()


@settings(max_examples=25)
@given(st.lists(inside, min_size=1, max_size=5))
def test_the_same_point_is_at_zero(points):
    lon, lat = np.array(points).T
    assert (point_minutes(MESH, lon, lat, lon, lat) == 0).all()


@settings(max_examples=10)
@given(st.lists(st.tuples(inside, inside), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_each_pair_is_timed_for_itself(pairs, shuffler):
    together = point_minutes(MESH, *columns(pairs))
    alone = [float(point_minutes(MESH, *columns([pair]))[0]) for pair in pairs]
    np.testing.assert_array_equal(together, alone)


def test_times_between_town_halls_equal_those_of_the_mesh():
    times = MESH.times(200)
    rng = np.random.default_rng(1)
    a, b = rng.integers(0, len(TERRITORY), (2, 60))
    found = point_minutes(MESH, TERRITORY.lon[a], TERRITORY.lat[a], TERRITORY.lon[b], TERRITORY.lat[b])
    expected = [times.minutes(str(TERRITORY.code[i]), str(TERRITORY.code[j])) for i, j in zip(a, b, strict=True)]
    assert (found <= np.array(expected) + 1 / 60).all()
    assert np.median(found / np.maximum(expected, 1)) > 0.97


def test_distant_pairs_have_times(france):
    paris, marseille = (2.3522, 48.8566), (5.3698, 43.2965)
    minutes = point_minutes(france, [paris[0]], [paris[1]], [marseille[0]], [marseille[1]])
    assert 330 < minutes[0] < 540


def test_no_road_to_an_island_is_nan(france):
    found = point_minutes(france, [2.3522, 8.7387, 2.3522], [48.8566, 41.9192, 48.8566], [8.7387, 9.4509, 55.45],
                          [41.9192, 42.7028, -20.88])  # fmt: skip
    assert np.isnan(found).tolist() == [True, False, True]


def test_the_route_to_a_point_across_the_water_goes_round(france):
    # From the quay of Lamarque to that of Blaye: four kilometres across the river, an hour over the bridges.
    found = point_minutes(france, [-0.703], [45.098], [-0.667], [45.126])
    assert found[0] > 45


def test_a_pair_missed_by_the_first_search_is_searched_without_limit():
    slow = replace(SPEEDS, neighbour_kmh=4.0, motorway_kmh=4.0, local_kmh=2.0)
    mesh = build_mesh(TERRITORY, slow, OPEN)
    corner = Points.from_degrees([WEST], [SOUTH]), Points.from_degrees([EAST], [NORTH])
    minutes = PointPairs.prepare(mesh, *corner, OPEN).minutes(mesh)
    assert minutes[0] > 500


def test_points_far_from_france_are_refused():
    with pytest.raises(ValueError, match=r"point 1 .* more than 50 km"):
        point_minutes(MESH, [WEST, -74.0], [SOUTH, 40.7], [EAST, EAST], [NORTH, NORTH])
    with pytest.raises(ValueError, match="2 origins but 1 destinations"):
        point_minutes(MESH, [WEST, WEST], [SOUTH, SOUTH], [EAST], [NORTH])


# The command --------------------------------------------------------------------------------------------------------


@pytest.fixture
def run(stored_data):
    return lambda *arguments: CliRunner().invoke(app, ["pairs", *map(str, arguments)])


HEADER = "lon1,lat1,lon2,lat2\n"
ROWS = """name,lon1,lat1,lon2,lat2
home,1.444,43.604,1.444,43.604
Albi,1.444,43.604,2.148,43.929
sea,2.35,48.85,8.74,41.92
"""


def test_pairs_from_csv(tmp_path, run):
    given, out = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text(ROWS)
    done = run("--from-csv", given, "--out", out)
    assert done.exit_code == 0, done.output
    with out.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["name"] for row in rows] == ["home", "Albi", "sea"]
    assert float(rows[0]["minutes"]) == 0
    assert 45 < float(rows[1]["minutes"]) < 80
    assert rows[2]["minutes"] == ""
    assert "1 rows (line 4)" in done.stderr


def test_pairs_to_parquet(tmp_path, run):
    given, out = tmp_path / "in.csv", tmp_path / "out.parquet"
    given.write_text(ROWS)
    assert run("--from-csv", given, "--out", out).exit_code == 0
    frame = pd.read_parquet(out)
    assert frame["lon1"].dtype == frame["minutes"].dtype == np.float64
    again = tmp_path / "again.csv"
    assert run("--from-csv", out, "--out", again).exit_code == 0
    assert pd.read_csv(again)["minutes"].iloc[1] == frame["minutes"].iloc[1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lon1,lat1,lon2\n1,2,3\n", "column lat2 missing"),
        (HEADER + "1.4,43.6,x,43.6\n", "line 2, column 'lon2': 'x' is not a number"),
        (HEADER + "1.4,43.6,1.4,43.6\n1.4,,1.4,43.6\n", "line 3, column 'lat1': empty cell"),
        (HEADER + "1.4,143.6,1.4,43.6\n", "column 'lat1': not between -90 and 90"),
        (
            "lon1,lat1,lon2,lat2\n43.6,1.4,43.6,1.4\n",
            "line 2, column 'lon1, lat1': a point more than 50 km from France",
        ),
        (HEADER + "1.4,43.6,1.4,inf\n", "'inf' is not a number"),
        ("", "the file is empty"),
    ],
)
def test_bad_input_is_named(tmp_path, run, text, says):
    given, out = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text(text)
    done = run("--from-csv", given, "--out", out)
    assert isinstance(done.exception, BadInput)
    assert says in str(done.exception)
    assert not out.exists()


def test_an_impossible_output_is_refused_before_any_work(tmp_path, run):
    done = run("--from-csv", tmp_path / "absent.csv", "--out", tmp_path / "out.xlsx")
    assert "cannot write a '.xlsx' file" in str(done.exception)
    done = run("--from-csv", tmp_path / "absent.csv", "--out", tmp_path / "out.csv")
    assert "no such file" in str(done.exception)
