"""A doctor dies: what happens is shown before it is noted, then days, patients and money each have their page."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tests.journeys.conftest import PHONE
from tests.journeys.test_journeys import COORDINATOR, script_errors, seen

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_a_death_is_noted_and_its_days_and_money_are_found_again(visit: Any) -> None:
    from maillage.site.payments.models import MonthlyStatement

    person = MonthlyStatement.objects.to_order().select_related("professional").earliest("pk").professional
    visitor = visit(PHONE)
    visitor.sign_in(COORDINATOR)
    page = visitor.go(f"/coordination/annuaire/?q={person.first_name} {person.last_name}")
    page.get_by_role("link", name=f"{person.first_name} {person.last_name}").click()
    page.get_by_role("link", name="Noter un retrait ou un décès").click()
    page.get_by_label("Ce soignant").select_option(label="est décédé")
    page.get_by_role("button", name="Voir ce qui va se passer").click()
    seen(page.get_by_text("à régler par courrier"))
    assert visitor.violations() == []
    page.get_by_role("button", name="Noter le départ").click()
    seen(page.get_by_text("Le départ est noté."))
    assert page.get_by_role("link", name="Engager dans un dispositif").count() == 0
    assert visitor.violations() == []
    page.get_by_role("link", name="Les vacations sans médecin, à couvrir").click()
    seen(page.get_by_role("heading", level=1))
    page.go_back()
    page.get_by_role("link", name="Ce qui reste à régler aux héritiers").click()
    form = page.locator("form", has_text=f"{person.first_name} {person.last_name}").first
    form.get_by_role("button", name="Noter ce versement").click()
    seen(page.get_by_role("alert").get_by_role("link", name="Donnez le jour du versement."))
    assert visitor.violations() == []
    form = page.locator("form", has_text=f"{person.first_name} {person.last_name}").first
    form.get_by_label("Versé le").fill(timezone.localdate().isoformat())
    form.get_by_label("À qui, et comment").fill("Chèque à l’étude de Me Cornouiller.")
    form.get_by_role("button", name="Noter ce versement").click()
    seen(page.get_by_text("C’est noté"))
    assert visitor.sideways() <= 0
    assert visitor.violations() == []
    assert MonthlyStatement.objects.with_state().filter(professional=person, stands="paid").exists()
    assert script_errors(visitor.complaints) == []
