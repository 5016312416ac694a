"""The work of a centre, in the browser: its team and week at a desk, its queue on a phone, the budget, a request."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MANAGER, SECRETARIAT = "centre@maillage.example", "secretariat@maillage.example"


def test_a_centre_is_run_from_its_pages(visit: Any) -> None:
    desk = visit(DESK)
    desk.sign_in(MANAGER)
    page = desk.go("/centre/equipe/")
    page.get_by_text("Contrat").first.wait_for()
    assert desk.violations() == []
    page = desk.go("/centre/semaine/")
    page.get_by_role("button", name="Proposer").click()
    page.get_by_text("Une semaine est proposée").wait_for()
    assert desk.violations() == []
    page.get_by_role("link", name="Mardi").click()
    assert desk.violations() == []
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("button", name="Abandonner ce projet").click()
    page.get_by_text("Le projet est abandonné").wait_for()
    desk.go("/centre/budget")
    assert desk.violations() == []
    page.get_by_role("link", name="Changer le scénario 1").click()
    page.get_by_label("Médecins", exact=True).fill("beaucoup")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("donnez un nombre, comme 0,5").first.wait_for()
    assert desk.violations() == []
    page.get_by_label("Médecins", exact=True).fill("4,5")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("est à jour").wait_for()
    desk.go("/centre/inscriptions/")
    assert desk.violations() == []


def test_a_secretary_answers_on_a_phone_and_an_inhabitant_asks_without_scripts(visit: Any) -> None:
    phone = visit(PHONE)
    phone.sign_in(SECRETARIAT)
    page = phone.go("/centre/secretariat/")
    assert phone.violations() == []
    assert phone.sideways() <= 0
    page.get_by_role("button", name="Prendre").first.click()
    page.get_by_text("Vous vous en occupez.").wait_for()
    phone.go("/centre/visites/")
    assert phone.violations() == []
    assert phone.sideways() <= 0
    plain = visit(PHONE, script=False)
    page = plain.go("/medecin-traitant/")
    page.get_by_role("link", name="S’inscrire").first.click()
    page.get_by_role("button", name="Envoyer ma demande").click()
    page.get_by_text("Donnez votre prénom.").first.wait_for()
    assert plain.sideways() <= 0


def test_a_carer_changes_the_order_of_a_round_on_a_phone_without_scripts(visit: Any) -> None:
    phone = visit(PHONE, script=False)
    phone.sign_in(SECRETARIAT)
    page = phone.go("/centre/visites/")
    first = page.locator("ol.mg-days li p").first.inner_text()
    page.get_by_role("button", name="Plus tard").first.click()
    page.get_by_text("L’ordre est changé").wait_for()
    assert page.locator("ol.mg-days li p").first.inner_text() != first
    assert phone.sideways() <= 0
