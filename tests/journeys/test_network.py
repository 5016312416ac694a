"""Medical affairs of a hospital, in the browser: to answer, sign and note beds on a phone, to draft and draw a week."""

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


def test_a_hospital_drafts_an_agreement_with_its_shares_and_people_and_notes_beds(visit: Any) -> None:
    desk, phone = visit(DESK), visit(PHONE, script=False)
    desk.sign_in(MEDICAL_AFFAIRS)
    page = desk.go("/conventions/nouvelle")
    assert desk.violations() == []
    page.get_by_label("Nom de la convention").fill("Appui en dermatologie")
    page.get_by_label("Filière").fill("Dermatologie")
    page.get_by_label("Prend effet le").fill("2031-01-06")
    own = page.locator("#id_author option:checked").inner_text()
    names = [own, next(name for name in page.locator("#id_parts-0-organisation option").all_inner_texts()
                       if name.startswith("CHU"))]  # fmt: skip
    for row, (name, percent) in enumerate(zip(names, ("51", "50"), strict=True)):
        page.locator(f"#id_parts-{row}-organisation").select_option(label=name)
        page.locator(f"#id_parts-{row}-time_percent").fill(percent)
        page.locator(f"#id_parts-{row}-money_percent").fill("50")
    page.get_by_role("button", name="Enregistrer").click()
    page.locator("#id_parts-1-time_percent_error").wait_for()
    assert desk.violations() == []
    page.locator("#id_parts-0-time_percent").fill("50")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Qui partage son temps").wait_for()
    assert desk.violations() == []
    assert desk.sideways() <= 0
    phone.sign_in(MEDICAL_AFFAIRS)
    page = phone.go("/conventions/filieres")
    page.get_by_role("link", name="Noter les lits, les urgences, les praticiens").click()
    page.get_by_label("Filière et hôpital").select_option(index=1)
    page.get_by_label("De quoi s’agit-il").select_option("beds_open")
    page.get_by_label("Combien").fill("5")
    page.get_by_role("button", name="Noter").click()
    page.get_by_text("Dites d’où vient ce nombre").first.wait_for()
    page.get_by_label("Source").fill("Tableau des lits du mois")
    page.get_by_role("button", name="Noter").click()
    page.get_by_text("C’est noté").first.wait_for()
    page.get_by_label("Filière et hôpital").select_option(index=1)
    page.get_by_label("De quoi s’agit-il").select_option("staff")
    page.get_by_label("Combien").fill("12")
    page.get_by_label("Source").fill("Tableau des effectifs")
    page.get_by_role("button", name="Noter").click()
    page.get_by_text("C’est noté").first.wait_for()
    assert phone.sideways() <= 0
    page = phone.go("/conventions/")
    page.locator("table").get_by_role("link", name="Assistant territorial").click()
    page.get_by_role("link", name="comparer avec la version").first.click()
    page.locator("#cote-a-cote").wait_for()
    assert phone.sideways() <= 0
    page = phone.go("/conventions/filieres")
    page.get_by_text("1,20 temps plein").first.wait_for()
    assert phone.sideways() <= 0
