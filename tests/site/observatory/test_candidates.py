"""The rank of every compared territory is stored beside the list of designated ones."""

from __future__ import annotations

import pytest

from maillage.site.geography.models import Intercommunality
from maillage.site.observatory.models import ZoneCandidate, ZoneDesignation
from maillage.site.observatory.services import store_designation
from maillage.zoning import CriterionValue, Designation, PriorityTerritory
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def territory(rank: int, code: str) -> PriorityTerritory:
    criteria = {"apl": CriterionValue(2.0, "consultations", float(rank), False, "accès")}
    return PriorityTerritory(rank, code, f"T{code}", 1000, 90.0 - rank, criteria, f"Motif {code}.", (0,))


def designation(*order: str) -> Designation:
    rows = tuple(territory(rank, code) for rank, code in enumerate(order, start=1))
    return Designation(rows[:1], rows, "76", "epci", modelled=True, proxies=())


def test_every_compared_territory_has_a_stored_rank_and_reason() -> None:
    make.region()
    for code in ("1", "2", "3"):
        Intercommunality.objects.create(code=code, name=f"T{code}")
    assert store_designation(designation("2", "1", "3"), "76", modelled=True) == 1
    assert [zone.epci_id for zone in ZoneDesignation.objects.all()] == ["2"]
    found = ZoneCandidate.objects.values_list("rank", "epci", "reason")
    assert list(found) == [(1, "2", "Motif 2."), (2, "1", "Motif 1."), (3, "3", "Motif 3.")]
    store_designation(designation("3", "2"), "76", modelled=True)
    assert list(ZoneCandidate.objects.values_list("rank", "epci")) == [(1, "3"), (2, "2")]
