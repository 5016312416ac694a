"""The menu of each kind of user: few sections, their pages below, nothing without the right to it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from maillage.site.accounts.rights import RIGHTS
from maillage.site.accounts.roles import ROLES
from maillage.site.accounts.scope import Grant, Grants
from maillage.site.www import menus
from tests.site import factories as make

# Maximum number of sections: they fit on one line of a desktop and two of a phone, beside the account.
MOST = 6


def of(*roles: str, path: str = "/nowhere") -> tuple[menus.Item, ...]:
    return menus.work(Grants(1, tuple(Grant(role, 1, frozenset({"76"})) for role in roles)), path)


def labels(items: tuple[menus.Item, ...]) -> list[str]:
    return [item.label for item in items]


def test_the_menu_of_a_coordinator_follows_the_order_of_work() -> None:
    items = of("coordinator")
    assert labels(items) == ["Aujourd’hui", "Préparation", "Vacations", "Bilan", "Annuaire", "Réglages"]
    assert labels(items[1].pages) == [
        "Territoires",
        "Candidatures",
        "Lieux proposés",
        "Appels",
        "Plan",
        "Tous les plans",
        "Programmes",
        "Où ouvrir",
        "Docteurs juniors",
        "Conventions",
        "Travaux",
    ]
    assert labels(items[-1].pages) == ["Comptes", "Interface du SAS", "Site", "Messages"]
    assert items[1].url == items[1].pages[0].url, "a section leads to the first of its pages"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_menu_of_a_role_is_short_and_has_no_section_of_one_page(role: str) -> None:
    items = of(role)
    assert len(items) <= MOST
    assert bool(items) == bool(RIGHTS.get(role))
    assert all(len(item.pages) != 1 for item in items)


def test_a_section_with_one_page_shows_the_name_of_the_page() -> None:
    assert labels(of("data_protection_officer")) == ["Comptes", "Protection des données"]
    assert "Réglages" not in labels(of("analyst"))


@pytest.mark.parametrize(
    ("path", "section", "page", "current"),
    [
        ("/coordination/", "Aujourd’hui", None, "page"),
        ("/coordination/prevenus", "Aujourd’hui", None, "true"),
        ("/coordination/plan", "Préparation", "Plan", "page"),
        ("/coordination/programmes/3/modifier", "Préparation", "Programmes", "true"),
        ("/coordination/plan/3/publier", "Préparation", "Plan", "true"),
        ("/coordination/vacations/12", "Vacations", "Vacations", "true"),
        ("/gardes/region/", "Vacations", "Gardes", "page"),
        ("/coordination/comptes/inviter", "Réglages", "Comptes", "true"),
    ],
)
def test_the_open_page_is_marked_and_its_section_with_it(
    path: str, section: str, page: str | None, current: str
) -> None:
    items = of("coordinator", path=path)
    (marked,) = [item for item in items if item.current]
    assert marked.label == section
    if page is None:
        assert (marked.current, menus.opened(items)) == (current, None)
    else:
        assert marked.current == "true"
        assert menus.opened(items) == marked
        assert [(item.label, item.current) for item in marked.pages if item.current] == [(page, current)]


@pytest.mark.parametrize("path", ["/cartes", "/communes-de-france", "/coordinationplan", "/"])
def test_a_url_with_the_same_beginning_marks_no_page(path: str) -> None:
    assert not any(item.current for item in (*menus.public(path), *of("coordinator", path=path)))


@pytest.mark.django_db
def test_the_header_shows_the_pages_of_the_open_section() -> None:
    client, user = Client(), make.coordinator()
    client.force_login(user)
    page = client.get("/coordination/comptes/").content.decode()
    _, _, below = page.partition('<nav class="mg-subnav" aria-label="Réglages">')
    shown = re.findall(r'<a href="([^"]+)"\s*(aria-current="page")?>', below.partition("</nav>")[0])
    assert shown == [
        ("/coordination/comptes/", 'aria-current="page"'),
        ("/coordination/interface/", ""),
        ("/coordination/site", ""),
        ("/coordination/messages", ""),
    ]
    assert "mg-subnav" not in client.get("/coordination/").content.decode()
