"""A secretary changes an opening rule in the browser: with the keyboard, on a phone, and without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SECRETARIAT, CARER = "secretariat@maillage.example", "soignant-centre@maillage.example"
MONDAY = re.compile("Changer la règle Lundi de 9")


def type_over(page: Any, label: str, text: str) -> None:
    """Write into a field with the keyboard alone, once it has the focus."""
    field = page.get_by_label(label, exact=True)
    field.focus()
    page.wait_for_function("label => document.activeElement.labels?.[0]?.textContent.trim() === label", arg=label)
    page.keyboard.type(text)


def test_a_secretary_changes_a_rule_with_the_keyboard(visit: Any) -> None:
    desk = visit(DESK)
    desk.sign_in(SECRETARIAT)
    page = desk.go("/agenda/")
    page.get_by_role("link", name="Ajouter une règle").wait_for()
    assert desk.violations() == []
    page.get_by_role("link", name=MONDAY).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Voir ce que cela change").wait_for()
    assert desk.violations() == []
    type_over(page, "De", "1000")
    page.get_by_role("button", name="Voir ce que cela change").focus()
    page.keyboard.press("Enter")
    # Those of nine o'clock and a quarter past lose their time, those of ten and eleven keep theirs.
    page.get_by_role("heading", name="2 patients perdent leur heure").wait_for()
    page.get_by_text("2 patients gardent leur jour et leur heure").wait_for()
    assert desk.violations() == []
    choice = page.get_by_role("combobox").first
    choice.focus()
    page.keyboard.press("End")
    assert choice.input_value() == ""
    page.get_by_role("button", name="Confirmer").focus()
    page.keyboard.press("Enter")
    page.get_by_text("C’est fait").wait_for()
    page.get_by_role("heading", name=re.compile("Lundi de 10")).wait_for()


def test_a_day_is_closed_on_a_phone_and_a_doctor_reads_it_without_scripts(visit: Any) -> None:
    phone = visit(PHONE)
    phone.sign_in(SECRETARIAT)
    page = phone.go("/agenda/")
    assert phone.sideways() <= 0
    page.get_by_role("link", name=re.compile("Changer un seul jour de Samedi")).click()
    page.get_by_role("button", name="Voir ce que cela change").click()
    page.get_by_text("Donnez le jour.").first.wait_for()
    assert phone.violations() == []
    plain = visit(PHONE, script=False)
    plain.sign_in(CARER)
    page = plain.go("/soignant/heures/")
    assert plain.sideways() <= 0
    page.get_by_role("link", name=re.compile("Changer la règle Samedi")).click()
    page.get_by_label("À", exact=True).fill("11:30")
    page.get_by_role("button", name="Voir ce que cela change").click()
    page.get_by_text("Aucun patient ne perd son rendez-vous.").wait_for()
    assert plain.sideways() <= 0
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_role("heading", name=re.compile("Samedi de 9 h à 11 h 30")).wait_for()
