"""A measured site without people, lists and plans: every page of every role answers and links to a next step."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from maillage.site.accounts.models import User
from maillage.site.observatory.models import ZoneDesignation
from tests.site import factories as make
from tests.site.test_rights import routes
from tests.site.www.conftest import World

pytestmark = pytest.mark.django_db
NOT_YET = {"map", "map-answer", "settlement"}
"""Routes that answer 503 until the figures of a region exist, or 202 while they are computed."""
NOT_HERE = {"psc", "psc-back", "mfa_deactivate_totp", "mfa_view_recovery_codes", "settlement-map", "settlement-csv"}
"""Routes that answer 404 without a provider, without a measure, or while the account has no second factor."""
BY_KEY = {
    "fhir-slots", "fhir-schedules", "caldav", "fhir-requests", "fhir-reports", "fhir-communications", "fhir-services",
    "dicomweb-studies", "dicomweb-all-series", "dicomweb-all-instances",
}  # fmt: skip
"""Routes for programs, which answer 401 without the key of an organisation or the password of an application."""
ELSEWHERE = {"caldav-well-known"}
"""Addresses that a standard fixes; they lead to another of the site."""
LOOKING = ("coordinator", "doctor", "host", "administrator")

BLANK = re.compile(r"<(h1|h2|p|td|caption)[^>]*>\s*</\1>")
SILENT = re.compile(r"<p [^>]*(?:role=|aria-live)[^>]*>\s*</p>")
"""Empty elements in which a script writes messages."""


@pytest.fixture
def empty(world: World) -> World:
    """Communes with access figures, and nothing else."""
    ZoneDesignation.objects.all().delete()
    return world


def people() -> Iterator[tuple[str, User | None]]:
    """A user of each role with pages, without any row of their own, and a visitor."""
    yield "visitor", None
    for code in LOOKING:
        yield code, make.user(code)


def addresses() -> dict[str, str]:
    """Return every URL without parameters, by route name."""
    found: dict[str, str] = {}
    for route in routes():
        try:
            found[str(route.name)] = reverse(str(route.name))
        except NoReverseMatch:
            continue
    return found


def main_of(html: str) -> str:
    """Return the main part of a page, without header and footer."""
    return html.split("<main", 1)[-1].split("</main>", 1)[0]


def test_every_page_of_every_role_answers_and_links_to_a_next_step(empty: World) -> None:
    known = addresses()
    assert len(known) > 25
    wrong: list[str] = []
    for role, user in people():
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        for name, path in known.items():
            answer = client.get(path)
            allowed = (
                {200, 302, 403, 405}
                | ({202, 400, 503} if name in NOT_YET else set())
                | ({404} if name in NOT_HERE else set())
                | ({401} if name in BY_KEY else set())
                | ({301} if name in ELSEWHERE else set())
            )
            if answer.status_code not in allowed:
                wrong.append(f"{role} {path}: {answer.status_code}")
            elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                main = main_of(answer.content.decode())
                if "<h1" in main and not re.search(r"<a\b[^>]*href=|<button\b", main):
                    wrong.append(f"{role} {path}: leads nowhere")
                if BLANK.search(SILENT.sub("", main)):
                    wrong.append(f"{role} {path}: something blank")
    assert not wrong, "\n".join(wrong)


def test_a_commune_and_a_territory_say_that_there_is_no_list(empty: World) -> None:
    client = Client()
    for path in (f"/communes/{empty.requista.pk}", "/territoires/departement-12", "/territoires/200000012"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Aucune liste de territoires prioritaires n’est encore établie ici." in page.content.decode()
