"""Real extracts: minutes compared with OSRM's, and the content of the networks of two small countries."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from maillage.errors import BadInput
from maillage.travel.roads import build_network, pairs

pytestmark = pytest.mark.reference

OSRM = pd.read_csv(Path(__file__).with_name("osrm_minutes.csv"), comment="#")
FILES = {"andorra": "andorra.osm.pbf", "monaco": "monaco.osm.gz"}


@pytest.fixture(scope="module")
def networks(reference_data):
    return {name: build_network(reference_data / "roads" / file) for name, file in FILES.items()}


@pytest.mark.parametrize(("name", "closest"), [("andorra", 0.005), ("monaco", 0.02)])
def test_minutes_agree_with_osrm(networks, name, closest):
    """Required: correlation 0.99, median relative difference 5 %; both extracts do much better."""
    rows = OSRM[OSRM["extract"] == name]
    minutes, _ = pairs(networks[name], rows["lon1"], rows["lat1"], rows["lon2"], rows["lat2"])
    difference = np.abs(minutes - rows["osrm_minutes"]) / rows["osrm_minutes"]
    assert len(rows) == 150
    assert np.corrcoef(minutes, rows["osrm_minutes"])[0, 1] >= 0.99
    assert np.median(difference) <= closest
    assert np.quantile(difference, 0.9) <= 0.06


def test_degree_two_nodes_are_gone(networks):
    meta = networks["andorra"].meta
    assert meta["road_nodes"] > 16_000
    assert meta["roads"] < 2_000
    assert 400 < meta["kilometres"] < 420
    assert meta["dropped_kilometres"] < 10
    assert meta["islands"][0]["kilometres"] == pytest.approx(0.99, abs=0.05)


def test_directions_differ_in_a_town_of_one_way_streets(networks):
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(7.41, 7.43, (2, 200)), rng.uniform(43.729, 43.745, (2, 200))
    there, _ = pairs(networks["monaco"], lon[0], lat[0], lon[1], lat[1], farthest_metres=20_000)
    back, _ = pairs(networks["monaco"], lon[1], lat[1], lon[0], lat[0], farthest_metres=20_000)
    assert np.mean(np.abs(there - back) > 0.5) > 0.3


@pytest.mark.parametrize("profile", ["walk", "bike"])
def test_other_profiles_build(reference_data, profile):
    network = build_network(reference_data / "roads" / "monaco.osm.gz", profile)
    minutes, metres = pairs(network, [7.4197], [43.7311], [7.4277], [43.7396])
    kilometres = 1.15  # straight-line distance from the palace to the casino
    speed = {"walk": 5, "bike": 15}[profile]
    assert 60 * kilometres / speed < minutes[0] < 2.5 * 60 * kilometres / speed
    assert metres.max() < 60


@pytest.mark.parametrize(
    ("file", "share"), [("andorra.osm.pbf", 0.5), ("andorra.osm.pbf", 0.97), ("monaco.osm.gz", 0.6)]
)
def test_a_partial_download_is_refused(reference_data, tmp_path, file, share):
    whole = (reference_data / "roads" / file).read_bytes()
    (tmp_path / file).write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BadInput, match="damaged or cut short"):
        build_network(tmp_path / file)
