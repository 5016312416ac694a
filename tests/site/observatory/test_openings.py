"""Where to open: the sites of the page are those of the planner, and the page compares them."""

from __future__ import annotations

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from maillage.site.geography.models import Commune
from maillage.site.observatory import openings, workbench
from tests.site import factories as make
from tests.site import measures

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> str:
    """Four communes in two intercommunalities of one region, with little and much access."""
    first, second = make.intercommunality("200000001"), make.intercommunality("200000002")
    for code, name, people, epci in (
        ("12001", "Agen", 900, first), ("12002", "Bozouls", 2000, first), ("12003", "Cassagnes", 5000, second),
        ("12004", "Durenque", 700, second),
    ):  # fmt: skip
        make.commune(code, name, population=people, intercommunality=epci)
    rows = list(Commune.objects.filter(pk__in=("12001", "12002", "12003", "12004")).order_by("pk"))
    measures.keep(measures.Land(rows), np.array([1.0, 1.0, 4.0, 4.0]))
    workbench.forget()
    return "76"


def test_the_largest_commune_of_the_territory_with_least_access_comes_first(region: str) -> None:
    found = openings.study(region, 1, 2)
    assert found is not None
    assert found.candidates == 2
    assert [one.rank for one in found.sites] == [1, 0]
    best, other = found.sites
    assert {best.commune, other.commune} == {"12002", "12003"}
    assert best.adds >= other.adds
    assert all(one.after > one.before for one in found.sites)
    more = openings.study(region, 1, 4)
    assert more is not None
    assert more.consultations == 2 * found.consultations
    assert openings.study("11", 1, 2) is None


def test_the_page_compares_candidates_and_refuses_what_is_no_number(client: Client, region: str) -> None:
    client.force_login(make.coordinator())
    page = client.get(reverse("openings"), {"centres": "2", "medecins": "2"})
    shown = page.content.decode()
    assert "Bozouls" in shown
    assert "Cassagnes" in shown
    assert "il manque" in shown or "il reste" in shown
    wrong = client.get(reverse("openings"), {"centres": "200", "medecins": "2"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["centres"])


def test_without_a_measure_the_page_says_what_to_do(client: Client) -> None:
    workbench.forget()
    client.force_login(make.coordinator())
    assert "n’est pas encore mesuré" in client.get(reverse("openings")).content.decode()
