"""The rank of every compared territory is stored beside the list of designated ones."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from maillage.site.geography.models import Intercommunality, Region
from maillage.site.observatory import services
from maillage.site.observatory.models import TerritoryList, ZoneCandidate, ZoneDesignation
from maillage.site.observatory.services import store_designation
from maillage.site.observatory.zones import designated
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused
from maillage.zoning import CriterionValue, Designation, PriorityTerritory
from maillage.zoning.official import OfficialList, OfficialTerritory
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


def state_list(*codes: str, published: int = 3) -> OfficialList:
    rows = tuple(OfficialTerritory(code, f"T{code}", "12", 1000) for code in codes)
    return OfficialList(rows, "76", published, "2025", "a ministry", "un ministère")


@pytest.fixture
def region() -> Region:
    """Compare four territories: the computed list has 1 and 2, the State's 2 and 4."""
    found = make.region()
    for code in "1234":
        Intercommunality.objects.create(code=code, name=f"T{code}")
    rows = tuple(territory(rank, code) for rank, code in enumerate("1234", start=1))
    computed = Designation(rows[:2], rows, "76", "epci", modelled=True, proxies=())
    store_designation(computed, "76", modelled=True, official=state_list("2", "4"))
    return found


def in_force() -> list[str]:
    return list(ZoneDesignation.objects.order_by("rank").values_list("epci", flat=True))


def test_the_computed_list_is_in_force_until_somebody_chooses(region: Region) -> None:
    assert in_force() == ["1", "2"]
    boss = make.coordinator(region)
    services.choose_list(region, "official", boss)
    assert in_force() == ["2", "4"]
    assert designated("76") == {"2", "4"}
    services.choose_list(region, "completed", boss)
    assert in_force() == ["2", "4"]
    row = ZoneDesignation.objects.get(epci="4")
    assert (row.rank, row.population, row.official, list(row.criteria)) == (2, 1000, True, ["apl"])
    with pytest.raises(AlreadyDone):
        services.choose_list(region, "completed", boss)
    assert TerritoryList.objects.get().chosen_by == boss


def test_a_new_computation_keeps_the_list_that_was_chosen_and_changes_by_hand(region: Region) -> None:
    boss = make.coordinator(region)
    services.choose_list(region, "completed", boss)
    services.adjust(region, Intercommunality.objects.get(pk="3"), "add", "Le dernier médecin part en juin.", boss)
    rows = tuple(territory(rank, code) for rank, code in enumerate("4321", start=1))
    computed = Designation(rows[:3], rows, "76", "epci", modelled=False, proxies=())
    assert store_designation(computed, "76", modelled=False, official=state_list("2", "4")) == 3
    assert in_force() == ["4", "3", "2"]
    assert designated("76") == {"2", "3", "4"}
    store_designation(computed, "76", modelled=False)
    assert TerritoryList.objects.get().basis == "computed"


def test_a_list_is_chosen_by_who_answers_for_the_region_and_where_it_is_known(region: Region) -> None:
    stranger = make.coordinator(make.elsewhere().department.region)
    with pytest.raises(NotAllowed):
        services.choose_list(region, "official", stranger)
    boss = make.coordinator(region)
    with pytest.raises(Refused, match="proposées"):
        services.choose_list(region, "theirs", boss)
    store_designation(designation("1", "2"), "76", modelled=True)
    with pytest.raises(Refused, match="Aucune liste de l’État"):
        services.choose_list(region, "official", boss)
    with pytest.raises(IntegrityError):
        TerritoryList.objects.update(basis="official")
