"""An account in a browser: invitation, forgotten password, closing; pages checked by axe."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_journeys import COORDINATOR, DOCTOR, HOST, script_errors, seen

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PASSWORD, OTHER = "des-chataignes-en-mars", "un-torrent-sous-le-pont"


def local(visitor: Any, address: str) -> str:
    """Return the path of a link with the public address."""
    return address.removeprefix("https://maillage.example")


def choose(page: Any, password: str, button: str) -> None:
    page.get_by_label("Nouveau mot de passe").fill(password)
    page.get_by_label("Le même, encore une fois").fill(password)
    page.get_by_role("button", name=button).click()


def test_an_account_from_invitation_to_closing(visit: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "maillage.site.messages.files.PrivateFiles"
    boss = visit(PHONE, script=False)
    boss.sign_in(COORDINATOR)
    desk = boss.page
    boss.follow("Réglages", "Comptes")
    desk.get_by_role("link", name="Inviter une personne").click()
    desk.get_by_role("button", name="Créer le lien").click()
    seen(desk.get_by_text("Il reste quelque chose à corriger"))
    desk.get_by_label("Prénom").fill("Ghjulia")
    desk.get_by_label("Nom", exact=True).fill("Olivier")
    desk.get_by_label("Adresse électronique").fill("ghjulia@example.org")
    houses = desk.get_by_label("Organisation", exact=True)
    houses.select_option(houses.locator("option", has_text="(accueil)").first.get_attribute("value"))
    desk.get_by_label("Lieu d’accueil").check()
    desk.get_by_role("button", name="Créer le lien").click()
    link = desk.get_by_role("textbox", name="Lien à remettre").input_value()

    guest = visit(PHONE)
    page = guest.go(local(guest, link))
    seen(page.get_by_role("heading", name="Bonjour Ghjulia Olivier"))
    assert guest.violations() == []
    choose(page, "court", "Accepter et ouvrir mon compte")
    seen(page.get_by_role("alert"))
    assert guest.violations() == []
    choose(page, PASSWORD, "Accepter et ouvrir mon compte")
    seen(page.get_by_text("Votre compte est ouvert."))
    assert page.url.endswith("/lieu/")

    boss.follow("Réglages", "Comptes")
    desk.get_by_role("link", name="Ghjulia Olivier").click()
    desk.get_by_role("button", name="Créer un lien").click()
    link = desk.get_by_role("textbox", name="Lien à remettre").input_value()
    guest.go(local(guest, link))
    assert guest.violations() == []
    choose(page, OTHER, "Changer le mot de passe")
    seen(page.get_by_text("Votre mot de passe est changé."))

    desk.get_by_role("link", name="Fermer le compte").click()
    desk.get_by_role("button", name="Fermer le compte").click()
    seen(desk.get_by_role("heading", name="Ce compte est fermé"))
    assert "connexion" in guest.go("/lieu/").url
    assert script_errors(guest.complaints) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
@pytest.mark.parametrize(
    ("email", "pages"),
    [
        (COORDINATOR, ("/coordination/comptes/", "/coordination/comptes/inviter", "/compte")),
        (DOCTOR, ("/compte",)),
        (HOST, ("/compte",)),
        ("", ("/mot-de-passe", "/compte/invitation/rien")),
    ],
    ids=["coordinator", "doctor", "host", "anybody"],
)
def test_pages_of_accounts_pass_axe_and_fit(visit: Any, size: tuple[int, int], email: str, pages: tuple) -> None:
    visitor = visit(size)
    if email:
        visitor.sign_in(email)
    for path in pages:
        visitor.go(path)
        assert visitor.violations() == [], path
        assert visitor.sideways() <= 0, path
    assert script_errors(visitor.complaints) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_the_page_of_a_user_passes_axe_and_the_menu_does_not_move(visit: Any, size: tuple[int, int]) -> None:
    visitor = visit(size)
    visitor.sign_in(COORDINATOR)
    page = visitor.go("/coordination/comptes/")
    page.locator("tbody a").first.click()
    assert visitor.violations() == []
    assert visitor.sideways() <= 0
    rows = page.evaluate(
        "new Set([...document.querySelectorAll('.mg-nav li')].map(item => item.getBoundingClientRect().top)).size"
    )
    assert rows <= (2 if size == PHONE else 1)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_the_menu_opens_by_keyboard_and_marks_the_current_page(visit: Any, size: tuple[int, int]) -> None:
    visitor = visit(size, script=False)
    visitor.sign_in(COORDINATOR)
    page = visitor.page
    menu = page.get_by_role("navigation", name="Menu principal")
    assert "Aujourd’hui" in menu.locator("[aria-current=page]").inner_text()
    menu.get_by_role("link", name="Aujourd’hui").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/coordination/territoires")
    pages = page.get_by_role("navigation", name="Préparation")
    assert menu.locator("[aria-current=true]").inner_text() == "Préparation"
    assert pages.locator("[aria-current=page]").inner_text() == "Territoires"
    pages.get_by_role("link", name="Travaux").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/coordination/travaux/")
    assert pages.locator("[aria-current=page]").inner_text() == "Travaux"
    assert visitor.sideways() <= 0
