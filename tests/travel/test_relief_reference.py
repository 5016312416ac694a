"""The slowdown of steep country, compared with the roads of an entirely mountainous country."""

from dataclasses import replace

import numpy as np
import osmium
import pytest

from maillage.territory import Territory
from maillage.territory.planes import to_plane
from maillage.travel import MeshParameters
from maillage.travel.barriers import Barriers
from maillage.travel.mesh import build_mesh
from maillage.travel.roads import build_network, pairs

pytestmark = pytest.mark.reference

OPEN = Barriers(lines=[], isolated={}, isolated_departments={})
POPULATION = 1000  # of a village without a population in the map


def places(path):
    """Names, degrees and inhabitants of the towns and villages of an extract, used as communes."""
    found = []
    for node in osmium.FileProcessor(path, osmium.osm.NODE).with_filter(osmium.filter.KeyFilter("place")):
        if node.tags.get("place") in ("town", "village"):
            people = int(node.tags.get("population") or POPULATION)
            found.append((node.tags.get("name", "?"), node.location.lon, node.location.lat, people))
    return found


def territory_of(found):
    n = len(found)
    name, lon, lat, people = (np.array(column) for column in zip(*found, strict=True))
    plane = np.zeros(n, np.int8)
    x, y = to_plane(lon, lat, plane)
    blank = np.full(n, "")
    return Territory(
        code=np.array([f"AD{i:03d}" for i in range(n)]), name=name, population=people.astype(np.int64),
        lon=lon, lat=lat, x=x, y=y, plane=plane, point_kind=np.zeros(n, np.int8),
        department=blank, region=blank, epci=blank,
        department_names={}, region_names={}, epci_names={}, department_region={}, postcodes=((),) * n,
        vintage="OpenStreetMap", part_of={},
    )  # fmt: skip


@pytest.fixture(scope="module")
def journeys(reference_data):
    """The mesh of Andorra's towns and villages, and the minutes of its roads between them, mean of both ways."""
    extract = reference_data / "roads" / "andorra.osm.pbf"
    territory = territory_of(places(extract))
    one, other = np.triu_indices(len(territory), 1)
    metres = np.hypot(territory.x[one] - territory.x[other], territory.y[one] - territory.y[other])
    one, other = one[metres > 1500], other[metres > 1500]
    network = build_network(extract)
    lon, lat = territory.lon, territory.lat
    there, _ = pairs(network, lon[one], lat[one], lon[other], lat[other])
    back, _ = pairs(network, lon[other], lat[other], lon[one], lat[one])
    return build_mesh(territory, MeshParameters.load(), OPEN), one, other, (there + back) / 2


def errors(journeys, slowdown):
    mesh, one, other, minutes = journeys
    times = replace(mesh, parameters=replace(mesh.parameters, steep_slowdown=slowdown)).times(300)
    return times.to_csr(np.float64).toarray()[one, other] - minutes


def test_the_committed_slowdown_is_that_of_mountain_roads(journeys):
    committed = MeshParameters.load().steep_slowdown
    assert len(journeys[3]) > 600
    shifts = {slowdown: errors(journeys, slowdown).mean() for slowdown in (committed - 0.05, committed + 0.05)}
    assert min(shifts.values()) < 0 < max(shifts.values())


def test_without_relief_mountain_times_are_far_too_short(journeys):
    flat, steep = errors(journeys, 0.0), errors(journeys, MeshParameters.load().steep_slowdown)
    assert flat.mean() < -6
    assert abs(steep.mean()) < 1.5
    assert np.abs(steep).mean() < 0.5 * np.abs(flat).mean()
