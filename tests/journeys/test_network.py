"""Medical affairs of a hospital, in the browser: to answer and to sign on a phone without scripts, to draw a week."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MEDICAL_AFFAIRS = "affaires-medicales@maillage.example"


def test_a_hospital_answers_signs_and_draws_a_week(visit: Any) -> None:
    phone, desk = visit(PHONE, script=False), visit(DESK)
    phone.sign_in(MEDICAL_AFFAIRS)
    page = phone.go("/conventions/")
    page.get_by_role("link", name="Appui à la maternité").first.click()
    page.get_by_role("button", name="D’accord").click()
    page.get_by_text("Votre réponse est notée.").wait_for()
    page.get_by_role("button", name="Noter la signature").click()
    page.get_by_text("La signature est notée.").wait_for()
    desk.sign_in(MEDICAL_AFFAIRS)
    page = desk.go("/conventions/")
    assert desk.violations() == []
    page.get_by_role("link", name="Néphrologie").first.click()
    page.get_by_role("link", name="Semaine").first.click()
    page.select_option("#id_3-morning-rhythm", "m:-1")
    page.locator("#id_3-morning-place").select_option(index=1)
    assert desk.violations() == []
    assert desk.sideways() <= 0
    page.get_by_role("button", name="Enregistrer la semaine").click()
    page.get_by_text("le dernier du mois").first.wait_for()
    assert desk.violations() == []
