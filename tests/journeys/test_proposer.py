"""A place from the page of communes to the directory: proposed, visited, approved; its host's page. Checked by axe."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_journeys import COORDINATOR, script_errors, seen
from tests.journeys.test_volunteer import go_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def photo() -> dict[str, Any]:
    data = io.BytesIO()
    Image.new("RGB", (900, 600), (120, 150, 130)).save(data, "JPEG")
    return {"name": "salle.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def propose(visitor: Any, name: str, clean: bool) -> None:
    """Go from the page of communes to the proposal sent."""
    page = visitor.go("/elus")
    page.get_by_role("link", name="Proposer un lieu").click()
    page.get_by_label("Adresse électronique").fill(f"{name.lower()}@example.org")
    page.get_by_label("Téléphone").fill("06 39 98 00 77")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Une mairie").check()
    go_on(visitor, clean)
    page.get_by_label("Prénom").fill("Rose")
    page.get_by_label("Nom", exact=True).fill("Causse")
    page.get_by_label("Nom de ce que vous représentez").fill(f"Commune {name}")
    go_on(visitor, clean)
    page.get_by_label("Nom du lieu").fill(f"Maison {name}")
    page.get_by_label("Local communal").check()
    go_on(visitor, clean)
    page.get_by_label("Numéro et rue").fill("3 place de la Halle")
    page.get_by_label("Commune").fill("Bastia")
    go_on(visitor, clean)
    page.get_by_label("1", exact=True).check()
    go_on(visitor, clean)
    page.get_by_label("Lundi").fill("tôt")
    go_on(visitor, clean)
    seen(page.get_by_text("écrivez matin, après-midi").first)
    page.get_by_label("Lundi").fill("journée")
    go_on(visitor, clean)
    go_on(visitor, clean)
    page.get_by_label("Divan d’examen").check()
    go_on(visitor, clean)
    go_on(visitor, clean)
    page.get_by_label("Aucun").check()
    go_on(visitor, clean)
    page.get_by_label("Dans la rue").check()
    go_on(visitor, clean)
    page.get_by_label("Aucun").check()
    go_on(visitor, clean)
    page.get_by_label("Nom", exact=True).fill("Rose Causse")
    page.get_by_label("Téléphone").fill("06 39 98 00 77")
    go_on(visitor, clean)
    page.get_by_label("Une photo").set_input_files(files=[photo()])
    page.get_by_role("button", name=re.compile("continuer")).click()
    seen(page.get_by_role("img", name="Photo 1 de ce lieu"))
    assert visitor.sideways() <= 0
    assert not clean or visitor.violations() == []
    page.get_by_role("button", name=re.compile("continuer")).click()
    go_on(visitor, clean)
    page.get_by_label(re.compile("J’accepte")).check()
    page.get_by_role("button", name="Envoyer ma proposition").click()
    seen(page.get_by_role("heading", name="Votre proposition est envoyée"))


@pytest.mark.parametrize(("size", "script", "name"), [(PHONE, False, "Ersa"), (DESK, True, "Olmeta")])
def test_a_place_is_proposed_visited_and_approved(
    visit: Any, settings: Any, size: tuple[int, int], script: bool, name: str
) -> None:
    settings.EMAIL_BACKEND = "maillage.site.messages.files.PrivateFiles"
    mayor = visit(size, script=script)
    propose(mayor, name, script)

    boss = visit(size, script=script)
    boss.sign_in(COORDINATOR)
    boss.follow("Préparation", "Lieux proposés")
    assert not script or boss.violations() == []
    page = boss.page
    page.get_by_role("link", name=f"Maison {name}").click()
    seen(page.get_by_role("img", name=re.compile("Photo 1")))
    page.get_by_label("Jour de la visite").fill(timezone.localdate().isoformat())
    page.get_by_label("Qui fait la visite").fill("Odile Serin")
    page.get_by_role("button", name="Fixer la visite").click()
    seen(page.get_by_text("La visite est notée"))
    for box in page.get_by_role("checkbox").all():
        box.check()
    assert not script or boss.violations() == []
    page.get_by_role("button", name="Noter la visite").click()
    page.get_by_role("button", name="Approuver et inviter").click()
    seen(page.get_by_text("est dans l’annuaire"))
    page.get_by_role("link", name="Voir le lieu dans l’annuaire").click()
    page.get_by_role("link", name=re.compile("Ce que ce lieu promet")).click()
    seen(page.get_by_text(re.compile("lundi de 8.h.30 à 12.h.30 et de 13.h.30 à 18.h.30")))
    assert not script or boss.violations() == []
    for visitor in (mayor, boss):
        assert visitor.sideways() <= 0
        assert script_errors(visitor.complaints) == []
