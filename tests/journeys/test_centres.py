"""The work of a centre, in the browser: its team and week at a desk, its queue on a phone, the budget, a request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_the_day import committed

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MANAGER, SECRETARIAT = "centre@maillage.example", "secretariat@maillage.example"
CARER = "soignant-centre@maillage.example"


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


def test_the_order_of_a_round_is_changed_and_its_carer_notes_each_visit_on_a_phone_without_scripts(visit: Any) -> None:
    phone = visit(PHONE, script=False)
    phone.sign_in(SECRETARIAT)
    page = phone.go("/centre/visites/")
    first = page.locator("ol.mg-days li p").first.inner_text()
    page.get_by_role("button", name="Plus tard").first.click()
    page.get_by_text("L’ordre est changé").wait_for()
    assert page.locator("ol.mg-days li p").first.inner_text() != first
    assert phone.sideways() <= 0
    committed(last_sunday)
    phone = visit(PHONE, script=False)
    phone.sign_in(CARER)
    page = phone.go("/centre/mes-visites")
    assert phone.sideways() <= 0
    name = page.locator("ol.mg-days li").first.inner_text()
    page.get_by_role("button", name="Faite").first.click()
    page.get_by_text("la visite est faite").wait_for()
    page.locator("ol.mg-days li").first.get_by_text("faite", exact=True).wait_for()
    assert name.split(",")[0] in page.locator("ol.mg-days li").first.inner_text()
    second = page.locator("ol.mg-days li").nth(1)
    second.get_by_text("Pas faite").first.click()
    second.get_by_label("Pourquoi").select_option("nobody")
    second.get_by_role("button", name="Noter").click()
    page.get_by_text("la visite n’est pas faite, elle attend une autre tournée").wait_for()
    page.locator("ol.mg-days li").nth(1).get_by_text("Personne n’a ouvert").wait_for()
    assert phone.sideways() <= 0


def last_sunday() -> None:
    """Let the round of the demonstration be one of last Sunday, where nobody had a session."""
    from django.utils import timezone

    from maillage.schemes import Half
    from maillage.site.centres import rounds
    from maillage.site.centres.models import HomeRound

    today = timezone.localdate()
    day = today - timedelta(days=today.isoweekday() % 7)
    for one in HomeRound.objects.select_related("professional__home__department"):
        HomeRound.objects.filter(pk=one.pk).update(
            date=day, during=rounds.during(one.professional, day, Half(one.half))
        )
