"""The motorways of the mesh are entered by hand, so each is checked."""

from itertools import pairwise

import numpy as np
import pytest

from maillage.travel import MeshParameters
from maillage.travel.barriers import Barriers
from maillage.travel.mesh import build_mesh
from maillage.travel.motorways import Motorways
from tests.territory.cases import square_territory

OPEN = Barriers(lines=[], isolated={}, isolated_departments={})
MOTORWAYS = Motorways.load()


@pytest.mark.parametrize("road", sorted(MOTORWAYS.roads))
def test_consecutive_interchanges_are_close(road, territory):
    codes = MOTORWAYS.roads[road]
    assert set(codes) <= set(territory.code.tolist())
    at = territory.indices_of(codes)
    steps = [np.hypot(territory.x[a] - territory.x[b], territory.y[a] - territory.y[b]) for a, b in pairwise(at)]
    assert len(steps) >= 1
    assert all(1_000 < step < 50_000 for step in steps), [round(step / 1000) for step in steps]
    assert len(set(territory.plane[at].tolist())) == 1


def test_a_motorway_has_no_sharp_angle(territory):
    """A sharp angle at three consecutive interchanges reveals a commune confused with another of the same name."""
    for road, codes in MOTORWAYS.roads.items():
        at = territory.indices_of(codes)
        for a, b, c in zip(at, at[1:], at[2:], strict=False):
            one = np.array([territory.x[b] - territory.x[a], territory.y[b] - territory.y[a]])
            two = np.array([territory.x[c] - territory.x[b], territory.y[c] - territory.y[b]])
            angle = one @ two / (np.linalg.norm(one) * np.linalg.norm(two))
            assert angle > -0.8, (road, territory.name[a], territory.name[b], territory.name[c])


def test_sections_are_listed_once():
    made = Motorways({"A": ("1", "2", "3"), "B": ("3", "2")})
    assert made.sections() == [("1", "2"), ("2", "3")]


def test_communes_elsewhere_are_left_out():
    territory = square_territory(3)
    made = Motorways({"A": (str(territory.code[0]), str(territory.code[4]), "13055")})
    assert made.ends(territory).tolist() == [[0, 4]]


def test_a_motorway_shortens_journeys(monkeypatch):
    territory = square_territory(8, 1)
    first, last = str(territory.code[0]), str(territory.code[-1])
    plain = build_mesh(territory, MeshParameters.load(), OPEN).times(60)
    monkeypatch.setattr(Motorways, "load", classmethod(lambda cls: Motorways({"A": (first, last)})))
    faster = build_mesh(territory, MeshParameters.load(), OPEN).times(60)
    assert faster.minutes(first, last) < 0.8 * plain.minutes(first, last)
    assert (faster.to_csr(np.float64).toarray() <= plain.to_csr(np.float64).toarray()).all()
