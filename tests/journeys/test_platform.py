"""A shared reading platform on the demonstration: members, delays and money of last month, a phone and a desk, axe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import DESK, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
BOSS, READER = "plateforme@maillage.example", "confrere-expert@maillage.example"


def sound(visitor: Visitor) -> None:
    assert visitor.violations() == []
    assert visitor.sideways() <= 0
    assert visitor.complaints == []


def test_a_month_of_a_platform_is_read_and_closed(visit: Any) -> None:
    from maillage.site.agreements.closing_models import ClosedMonth

    boss, reader = visit(DESK), visit(PHONE)
    boss.sign_in(BOSS)
    page = boss.go("/plateformes/")
    page.get_by_role("link", name="Imagerie partagée").click()
    sound(boss)
    assert page.locator("#membres + table tbody tr").count() == 3
    page.get_by_role("link", name="Délais").click()
    page.get_by_label("Demandes").select_option("garde")
    page.get_by_label("Période").select_option("90")
    page.get_by_role("button", name="Montrer").click()
    page.get_by_role("heading", name="Par hôpital qui lit").wait_for()
    sound(boss)
    with page.expect_download() as found:
        page.get_by_role("link", name="Tableur (ODS)").click()
    assert found.value.suggested_filename.endswith(".ods")
    page.go_back()
    page.get_by_role("link", name="Imagerie partagée").first.click()
    page.get_by_role("link", name="L’argent du mois").click()
    page.get_by_role("heading", name="Qui doit quoi").wait_for()
    sound(boss)
    with page.expect_download() as found:
        page.get_by_role("link", name="PDF").first.click()
    assert found.value.suggested_filename.endswith(".pdf")
    page.get_by_role("button", name="Clore ce mois").click()
    page.get_by_role("status").get_by_text("est clos").wait_for()
    assert ClosedMonth.objects.filter(agreement__platform__isnull=False).exists()

    reader.sign_in(READER)
    phone = reader.go("/plateformes/")
    sound(reader)
    phone.get_by_role("link", name="Imagerie partagée").click()
    phone.get_by_role("heading", name="De garde").wait_for()
    sound(reader)
    for name, title in (("Délais", "Délais de lecture"), ("L’argent du mois", "Qui doit quoi")):
        reader.page.get_by_role("link", name=name, exact=True).click()
        phone.get_by_role("heading", name=title).wait_for()
        sound(reader)
        assert phone.get_by_role("button", name="Clore ce mois").count() == 0
        phone.go_back()
    reader.go("/gardes/miennes/")
    sound(reader)
