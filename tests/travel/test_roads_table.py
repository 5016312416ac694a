"""Many to many by road: the same minutes as for pairs, and the communes of a territory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.errors import MaillageError
from maillage.travel.roads import UnusablePoint, build_network, commune_times, pairs, table
from tests.travel.osm_files import STEP, Town


@pytest.fixture(scope="module", params=["free-flow", "peak"])
def network(request, tmp_path_factory):
    rng = np.random.default_rng(11)
    town = Town()
    for x in range(6):
        for y in range(6):
            for there in ((x + 1, y), (x, y + 1)):
                if max(there) <= 5 and rng.random() < 0.85:
                    tags = {"highway": str(rng.choice(["residential", "primary"]))}
                    tags |= {"oneway": "yes"} if rng.random() < 0.3 else {}
                    if request.param == "peak" and rng.random() < 0.1:
                        tags["access"] = "destination"
                    tags |= {"lanes": "1"} if rng.random() < 0.2 else {}
                    town.way((4 * x, 4 * y), (4 * there[0], 4 * there[1]), **tags)
    path = town.write(tmp_path_factory.mktemp("town") / "town.osm")
    return build_network(path, traffic=request.param)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 2))
def test_a_table_holds_all_pairs_within_the_limit(network, seed, limit, threads):
    rng = np.random.default_rng(seed)
    origins, destinations = rng.uniform(0, 20 * STEP, (2, 9)), rng.uniform(0, 20 * STEP, (2, 13))
    origins[:, 1], destinations[:, 0] = origins[:, 0], origins[:, 0]
    indptr, indices, seconds = table(network, origins, destinations, limit, threads=threads)
    found = np.full((9, 13), np.inf)
    found[np.repeat(np.arange(9), np.diff(indptr)), indices] = seconds
    row, column = np.indices((9, 13)).reshape(2, -1)
    minutes, _ = pairs(network, *origins[:, row], *destinations[:, column])
    exact = (minutes * 60).reshape(9, 13)
    exact[:2, 0] = found[:2, 0]  # the same place: 0 for a pair, which a table cannot know
    inside = exact <= limit * 60 - 0.05
    np.testing.assert_allclose(found[inside], exact[inside], atol=0.51)
    # Beyond the limit a pair is absent, or has the time of a less preferred route within the limit.
    assert (found[np.isfinite(found)] <= limit * 60).all()
    if network.meta["traffic"] == "free-flow":  # without private streets, a route's weight is at most twice its time
        assert np.isinf(found[exact > 2 * limit * 60]).all()
    for k in range(9):
        assert (np.diff(indices[indptr[k] : indptr[k + 1]]) > 0).all()


def test_limits_and_points_are_checked(network):
    with pytest.raises(ValueError, match="limit"):
        table(network, ([0], [0]), ([0], [0]), 2_000)
    with pytest.raises(UnusablePoint, match="Destination 1"):
        table(network, ([0], [0]), ([9], [9]), 10)
    far, _, _ = table(network, ([0], [0]), ([20 * STEP], [20 * STEP]), 0.5)
    assert far.tolist() == [0, 0]


class Halls:
    """Town halls: the attributes of a territory that travel times need."""

    def __init__(self, lon, lat):
        self.lon, self.lat = np.array(lon, float), np.array(lat, float)
        self.code = np.array([f"0100{k}" for k in range(len(lon))])
        self.vintage = "test"

    def __len__(self):
        return len(self.lon)


def test_only_communes_with_a_road_are_in_the_times(network):
    halls = Halls([0.001, 2.35, 0.012, 0.02], [0.002, 48.85, 0.008, 0.021])
    times, metres = commune_times(network, halls, limit_minutes=30)
    assert np.isinf(metres[1])
    assert np.isfinite(metres[[0, 2, 3]]).all()
    assert times.code.tolist() == ["01000", "01002", "01003"]
    place = np.array([0, 2, 3])
    for origin in range(3):
        indices, minutes = times.row(origin)
        assert indices.tolist() == [0, 1, 2]
        assert minutes[origin] == 0
        others = place[indices[indices != origin]]
        here = halls.lon[[place[origin]] * 2], halls.lat[[place[origin]] * 2]
        there, _ = pairs(network, *here, halls.lon[others], halls.lat[others])
        np.testing.assert_allclose(minutes[indices != origin], there, atol=0.51 / 60)
    assert times.source == f"roads town.osm car {network.meta['traffic']}"
    with pytest.raises(MaillageError, match="No commune"):
        commune_times(network, Halls([2.35], [48.85]))


@pytest.mark.reference
def test_every_pair_of_a_country(reference_data):
    andorra = build_network(reference_data / "roads" / "andorra.osm.pbf")
    rng = np.random.default_rng(2)
    west, south, east, north = andorra.box
    points = rng.uniform([[west], [south]], [[east], [north]], (2, 80))
    indptr, _, seconds = table(andorra, points, points, 90, farthest_metres=10_000)
    assert indptr[-1] == 80 * 80
    row, column = np.indices((80, 80)).reshape(2, -1)
    minutes, _ = pairs(andorra, *points[:, row], *points[:, column], farthest_metres=10_000)
    np.testing.assert_allclose(seconds, minutes * 60, atol=0.51)


def test_a_limit_opens_no_private_street(tmp_path):
    """Through the private street it takes half a minute, around it two: within one minute there is no route."""
    town = Town()
    town.way((-2, 0), (0, 0))
    town.way((0, 0), (2, 0), highway="residential", access="private")
    town.way((2, 0), (4, 0))
    town.way((0, 0), (0, 8), (2, 8), (2, 0), highway="secondary")
    network = build_network(town.write(tmp_path / "private.osm"))
    start, beyond, inside = ([-STEP / 10], [0]), ([2.1 * STEP], [0]), ([STEP], [0])
    assert table(network, start, beyond, 1)[2].tolist() == []
    assert len(table(network, start, beyond, 4)[2]) == 1
    assert table(network, start, beyond, 4)[2][0] > 120
    assert table(network, start, inside, 1)[2].tolist() == [18]


def test_streets_enclosed_by_private_ones_are_reached_through_them(tmp_path):
    town = Town()
    town.way((-2, 0), (0, 0))
    town.way((0, 0), (2, 0), highway="residential", access="private")
    town.way((2, 0), (4, 0), (4, 4))
    town.way((2, 0), (2, 4))
    network = build_network(town.write(tmp_path / "enclosed.osm"))
    there = table(network, ([-STEP], [0]), ([3 * STEP], [0]), 5)[2]
    back = table(network, ([3 * STEP], [0]), ([-STEP], [0]), 5)[2]
    minutes, _ = pairs(network, [-STEP, 3 * STEP], [0, 0], [3 * STEP, -STEP], [0, 0])
    np.testing.assert_allclose([there[0], back[0]], minutes * 60, atol=0.51)
