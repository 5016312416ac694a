"""The State's list of priority territories beside the computed one, and the choice between them."""

from __future__ import annotations

import pytest
from django.test import Client

from maillage.site.geography.models import Intercommunality
from maillage.site.observatory.models import TerritoryList, ZoneAdjustment, ZoneDesignation
from maillage.site.observatory.services import store_designation
from maillage.zoning import CriterionValue, Designation, PriorityTerritory
from maillage.zoning.official import OfficialList, OfficialTerritory
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db

PAGE = "/coordination/territoires"


@pytest.fixture
def listed(world: World) -> tuple[Intercommunality, Intercommunality]:
    """Compare two territories: the first is on the computed list, the second on the State's, which has 3."""
    first = world.zone.epci
    second = Intercommunality.objects.exclude(pk=first.pk).filter(communes__department__region="76").first()
    criteria = {"apl": CriterionValue(2.0, "consultations", 1.0, False, "accès")}
    rows = tuple(
        PriorityTerritory(rank, one.pk, one.name, 9000, 90.0 - rank, criteria, f"Motif {rank}.", (0,))
        for rank, one in enumerate((first, second), start=1)
    )
    published = (OfficialTerritory(second.pk, second.name, "12", 9000),)
    store_designation(
        Designation(rows[:1], rows, "76", "epci", modelled=False, proxies=()), "76", modelled=False,
        official=OfficialList(published, "76", 3, "2025", "x", "un journal"),
    )  # fmt: skip
    return first, second


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_both_lists_are_shown_with_what_differs_and_why(listed: tuple[Intercommunality, ...]) -> None:
    page = text_of(signed_in(make.coordinator()).get(PAGE))
    assert "L’État a publié 3 territoires en Occitanie en 2025." in page
    assert "Maillage en connaît 1" in page
    assert "2 manquent" in page
    assert "0 territoire est aussi dans la liste calculée" in page
    assert "un journal" in page
    official, computed = page.index("Dans la liste de l’État, et non"), page.index("Dans la liste calculée, et non")
    assert official < page.index("Motif 2.", official) < computed < page.index("Motif 1.", computed)


def test_the_coordinator_puts_a_list_in_force(listed: tuple[Intercommunality, ...]) -> None:
    first, second = listed
    desk = signed_in(make.coordinator())
    answer = desk.post(PAGE, {"acte": "liste", "basis": "official"}, follow=True)
    assert "La liste de l’État est en vigueur : 1 territoire." in text_of(answer).replace("\u00a0", " ")
    assert list(ZoneDesignation.objects.values_list("epci", flat=True)) == [second.pk]
    assert not ZoneAdjustment.objects.exists()
    public = text_of(Client().get(f"/territoires/{second.pk}"))
    assert "figure dans la liste publiée par l’État en 2025." in public
    assert "publiée par l’État" not in text_of(Client().get(f"/territoires/{first.pk}"))


@pytest.mark.parametrize("basis", ["", "theirs"])
def test_no_list_or_an_unknown_one_is_said_on_the_field(listed: object, basis: str) -> None:
    answer = signed_in(make.coordinator()).post(PAGE, {"acte": "liste", "basis": basis})
    assert answer.status_code == 422
    assert "Choisissez une" in answer.content.decode()
    assert TerritoryList.objects.get().basis == "computed"


def test_who_may_not_change_the_list_reads_both(listed: tuple[Intercommunality, ...]) -> None:
    reader = signed_in(make.colleague("analyst", make.coordinator()))
    assert "Mettre cette liste en vigueur" not in text_of(reader.get(PAGE))
    assert "L’État a publié" in text_of(reader.get(PAGE))
    assert reader.post(PAGE, {"acte": "liste", "basis": "official"}).status_code == 403
    assert TerritoryList.objects.get().basis == "computed"


def test_where_no_list_of_the_state_is_known_none_is_offered(world: World) -> None:
    assert "L’État a publié" not in text_of(signed_in(make.coordinator()).get(PAGE))
