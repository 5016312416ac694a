"""A table of grants, corrected and imported in the browser; the month's report read where its figures lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import DESK

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
COORDINATOR = "coordination@maillage.example"
HOME = "/coordination/subventions/"
HEAD = "N° de dossier;Financeur;Porteur de projet;Nature;Commune;Date de délibération;Montant (k€)"
LINES = ("J-1;Région;Commune d’Ajaccio;Bus;Ajaccio;01/03/2024;{amount}", "Total;;;;;;12,5")


def sound(visitor: Visitor) -> None:
    assert visitor.violations() == []
    assert visitor.sideways() <= 0
    assert [text for text in visitor.complaints if "422" not in text] == []


def table(amount: str) -> bytes:
    return "\n".join([HEAD, *LINES]).format(amount=amount).encode("cp1252")


def test_a_table_is_checked_and_imported(visit: Any) -> None:
    coordinator = visit(DESK)
    coordinator.sign_in(COORDINATOR)
    page = coordinator.go(HOME)
    sound(coordinator)
    page.get_by_role("link", name="Importer un tableau").click()
    sound(coordinator)
    page.set_input_files("#id_file", {"name": "bus.csv", "mimeType": "text/csv", "buffer": table("douze")})
    page.get_by_role("button", name="Lire le tableau").click()
    page.get_by_role("rowheader", name="G2").wait_for()
    sound(coordinator)
    page.get_by_role("button", name="Abandonner").click()
    page.set_input_files("#id_file", {"name": "bus.csv", "mimeType": "text/csv", "buffer": table("12,5")})
    page.get_by_role("button", name="Lire le tableau").click()
    page.get_by_text("ligne 3 est un total").wait_for()
    page.get_by_role("button", name="Importer", exact=True).click()
    page.get_by_role("link", name="J-1").click()
    assert "12\u202f500" in page.locator(".mg-facts").inner_text()
    sound(coordinator)

    month = coordinator.go("/coordination/bilan/mois")
    sound(coordinator)
    month.locator("#activite ~ table tbody a").first.click()
    month.wait_for_url("**/coordination/vacations/**")
    assert month.locator("main table tbody tr").count() >= 1
