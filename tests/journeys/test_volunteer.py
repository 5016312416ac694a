"""A volunteer from *Soignants* to the account: application, both desks, the coordination; pages checked by axe."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_journeys import COORDINATOR, script_errors, seen

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PASSWORD = "des-chataignes-en-mars"
ORDER, INSURER = "ordre@maillage.example", "assurance@maillage.example"


def number(rank: int) -> str:
    """Return a number with its key that the demonstration does not use."""
    from maillage.site.directory.rpps import key_of

    digits = f"107777777{rank}"
    return f"{digits}{key_of(digits)}"


def go_on(visitor: Any, clean: bool) -> None:
    if clean:
        assert visitor.violations() == []
    visitor.page.get_by_role("button", name="Enregistrer et continuer").click()


def apply(visitor: Any, name: str, rpps: str, clean: bool) -> None:
    """Go from *Soignants* to the application sent."""
    page = visitor.go("/soignants")
    page.get_by_role("link", name="Voir les lieux qui attendent un médecin").click()
    page.get_by_label("Votre commune d’exercice").fill("Bastia")
    page.get_by_role("button", name="Voir la route").click()
    seen(page.get_by_text(re.compile("en voiture")).first)
    assert visitor.sideways() <= 0
    image, marks = (page.locator(f".mg-local {one}").bounding_box() for one in (".mg-map__image", ".mg-map__labels"))
    assert image == marks, "the points of the places lie over the map"
    assert not clean or visitor.violations() == []
    page.get_by_role("link", name=re.compile("Proposer de venir ici")).first.click()
    page.get_by_label("Adresse électronique").fill(f"{name.lower()}@example.org")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Prénom").fill("Lisandra")
    page.get_by_label("Nom", exact=True).fill(name)
    go_on(visitor, clean)
    page.get_by_label("Numéro RPPS").fill("10000000001")
    go_on(visitor, clean)
    seen(page.get_by_text("un chiffre est faux").first)
    page.get_by_label("Numéro RPPS").fill(rpps)
    go_on(visitor, clean)
    page.get_by_label("Médecin généraliste").check()
    go_on(visitor, clean)
    page.get_by_label("Retraité").check()
    go_on(visitor, clean)
    page.get_by_label("Commune d’exercice").fill("Bastia")
    go_on(visitor, clean)
    assert page.get_by_role("checkbox", checked=True).count() == 1
    go_on(visitor, clean)
    page.get_by_label(re.compile("^1.jour$")).check()
    go_on(visitor, clean)
    page.get_by_label("mardi").check()
    go_on(visitor, clean)
    page.get_by_label("Non").check()
    go_on(visitor, clean)
    go_on(visitor, clean)
    seen(page.get_by_role("heading", name="Vérifiez avant d’envoyer"))
    page.get_by_label(re.compile("J’accepte")).check()
    page.get_by_role("button", name="Envoyer ma candidature").click()
    seen(page.get_by_role("heading", name="Votre candidature est envoyée"))
    assert not clean or visitor.violations() == []


@pytest.mark.parametrize(("size", "script", "name"), [(PHONE, False, "Ficaja"), (DESK, True, "Castagnu")])
def test_a_volunteer_applies_is_checked_and_accepted(
    visit: Any, settings: Any, size: tuple[int, int], script: bool, name: str
) -> None:
    settings.EMAIL_BACKEND = "maillage.site.messages.files.PrivateFiles"
    doctor = visit(size, script=script)
    apply(doctor, name, number(len(name) % 10), script)

    order = visit(size, script=script)
    order.sign_in(ORDER)
    order.page.get_by_role("link", name=f"Lisandra {name}").click()
    order.page.get_by_label("Accordée").check()
    order.page.get_by_role("button", name="Répondre").click()
    seen(order.page.get_by_text("C’est noté"))
    assert not script or order.violations() == []

    insurer = visit(size, script=script)
    insurer.sign_in(INSURER)
    insurer.page.get_by_role("link", name=f"Lisandra {name}").click()
    insurer.page.get_by_label("Accordée").check()
    insurer.page.get_by_role("button", name="Répondre").click()
    seen(insurer.page.get_by_text("Donnez le numéro de facturation").first)
    insurer.page.get_by_label("Numéro de facturation").fill("201234567")
    insurer.page.get_by_role("button", name="Répondre").click()
    seen(insurer.page.get_by_text("C’est noté"))

    boss = visit(size, script=script)
    boss.sign_in(COORDINATOR)
    boss.follow("Préparation", "Candidatures")
    assert not script or boss.violations() == []
    boss.page.get_by_role("link", name=f"Lisandra {name}").click()
    assert not script or boss.violations() == []
    boss.page.get_by_role("button", name="Accepter et inviter").click()
    seen(boss.page.get_by_text("est dans l’annuaire"))
    seen(boss.page.get_by_text("acceptée", exact=True))

    boss.follow("Réglages", "Comptes")
    boss.page.get_by_role("link", name=f"Lisandra {name}").click()
    boss.page.get_by_role("button", name=re.compile("lien")).click()
    link = boss.page.get_by_role("textbox", name="Lien à remettre").input_value()
    page = doctor.go(link.removeprefix("https://maillage.example"))
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    page.get_by_role("button", name="Accepter et ouvrir mon compte").click()
    seen(page.get_by_text("Votre compte est ouvert."))
    assert page.url.endswith("/soignant/")
    for visitor in (doctor, order, insurer, boss):
        assert visitor.sideways() <= 0
        assert script_errors(visitor.complaints) == []
