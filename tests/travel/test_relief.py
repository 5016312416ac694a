"""Steepness of the country, and its effect on the mesh."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.travel import MeshParameters
from maillage.travel.barriers import Barriers
from maillage.travel.mesh import Surroundings, build_mesh
from maillage.travel.relief import KILOMETRES_A_DEGREE, Relief, ReliefWindow
from tests.territory.cases import square_territory

OPEN = Barriers(lines=[], isolated={}, isolated_departments={})
PLACES = {  # degrees, and expected metres of height per kilometre
    "Bordeaux": (-0.58, 44.84, 0, 5),
    "Lille": (3.06, 50.63, 0, 5),
    "Rodez": (2.57, 44.35, 6, 16),
    "Florac": (3.59, 44.32, 12, 35),
    "Gavarnie": (-0.01, 42.73, 30, 80),
    "Briançon": (6.64, 44.90, 20, 70),
    "Corte": (9.15, 42.31, 25, 80),
    "Cilaos": (55.47, -21.13, 25, 120),
}


@pytest.mark.parametrize("name", PLACES)
def test_plains_are_flat_and_mountains_steep(name):
    lon, lat, least, most = PLACES[name]
    assert least <= Relief.load().steepness([lon], [lat])[0] <= most


def test_a_uniform_slope_is_found_in_any_direction():
    rows, columns, cells = np.arange(30), np.arange(40), 12
    south = rows[:, None] * KILOMETRES_A_DEGREE / cells
    east = columns[None, :] * KILOMETRES_A_DEGREE / cells * np.cos(np.radians(45))
    window = ReliefWindow.of(10.0 * south + 10.0 * east, 45 + 15 / cells, 0.0, cells)
    assert window.steep[15, 20] == pytest.approx(np.hypot(10, 10), rel=0.01)


def test_points_outside_the_grid_are_flat():
    assert Relief.load().steepness([-150.0, 30.0], [-17.0, 60.0]).tolist() == [0.0, 0.0]


@given(st.floats(-6, 10), st.floats(41, 52))
def test_steepness_is_known_all_over_the_window(lon, lat):
    found = Relief.load().steepness([lon], [lat])[0]
    assert np.isfinite(found)
    assert 0 <= found < 250


def test_relief_lengthens_times_and_flat_country_does_not():
    """The same places take longer in mountains, and the same time on a plain."""
    mesh = build_mesh(square_territory(5, 3), MeshParameters.load(), OPEN)
    n = len(mesh.territory)
    level = replace(mesh, around=Surroundings(mesh.around.urban, np.full(n, mesh.parameters.flat)))
    hills = replace(mesh, around=Surroundings(mesh.around.urban, np.full(n, mesh.parameters.flat + 20)))
    plain = replace(mesh, around=Surroundings(mesh.around.urban, np.zeros(n)))
    np.testing.assert_array_equal(level.link_seconds(), plain.link_seconds())
    ratio = hills.link_seconds() / level.link_seconds()
    urban = mesh.around.urban
    base = 1 + mesh.parameters.slowdown * (urban[mesh.links.tail] + urban[mesh.links.head]) / 2
    np.testing.assert_allclose(ratio, 1 + 2 * mesh.parameters.steep_slowdown / base, rtol=0.02)
