"""A volunteer from *Soignants* to the account: application, both desks, the coordination; pages checked by axe."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_journeys import COORDINATOR, script_errors, seen

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ORDER, INSURER = "ordre@maillage.example", "assurance@maillage.example"
NUMBER = "10100000012"


def number() -> str:
    """A number with its key that the demonstration does not use."""
    from maillage.site.applications.rpps import key_of

    digits = "1077777777"
    return f"{digits}{key_of(digits)}"


def apply(visitor: Any, name: str, rpps: str) -> None:
    """From *Soignants* to the application sent; every page is clean."""
    page = visitor.go("/soignants")
    page.get_by_role("link", name="Voir les lieux qui attendent un médecin").click()
    page.get_by_label("Votre commune d’exercice").fill("Bastia")
    page.get_by_role("button", name="Voir la route").click()
    seen(page.get_by_text(re.compile("en voiture")).first)
    assert visitor.violations() == []
    page.get_by_role("link", name=re.compile("Proposer de venir ici")).first.click()
    page.get_by_label("Adresse électronique").fill(f"{name.lower()}@example.org")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Prénom").fill("Lisandra")
    page.get_by_label("Nom", exact=True).fill(name)
    go_on(visitor)
    page.get_by_label("Numéro RPPS").fill("10000000001")
    go_on(visitor)
    seen(page.get_by_role("alert"))
    page.get_by_label("Numéro RPPS").fill(rpps)
    go_on(visitor)
    page.get_by_label("Médecin généraliste").check()
    go_on(visitor)
    page.get_by_label("Retraité").check()
    go_on(visitor)
    page.get_by_label("Commune d’exercice").fill("Bastia")
    go_on(visitor)
    assert page.get_by_role("checkbox", checked=True).count() == 1
    go_on(visitor)
    page.get_by_label("1 jour", exact=False).first.check()
    go_on(visitor)
    page.get_by_label("mardi").check()
    go_on(visitor)
    page.get_by_label("Non").check()
    go_on(visitor)
    go_on(visitor)
    seen(page.get_by_role("heading", name="Vérifiez avant d’envoyer"))
    page.get_by_label(re.compile("J’accepte")).check()
    page.get_by_role("button", name="Envoyer ma candidature").click()
    seen(page.get_by_role("heading", name="Votre candidature est envoyée"))


def go_on(visitor: Any) -> None:
    if visitor.scripted:
        assert visitor.violations() == []
    visitor.page.get_by_role("button", name="Enregistrer et continuer").click()


@pytest.mark.parametrize(("size", "script", "name"), [(PHONE, False, "Ficaja"), (DESK, True, "Castagnu")])
def test_a_volunteer_applies_is_checked_and_accepted(
    visit: Any, settings: Any, size: tuple[int, int], script: bool, name: str
) -> None:
    settings.EMAIL_BACKEND = "maillage.site.messages.files.PrivateFiles"
