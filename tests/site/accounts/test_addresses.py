"""The redirect after sign-in: to the requested page, never to another site or a broken page."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from tests.site import factories as make

pytestmark = pytest.mark.django_db
BROKEN = (
    "//...", "///", "////example.org", "//example.org/compte", "https://example.org/compte", "http:///example.org",
    "https:example.org", "javascript:alert(1)", "data:text/html,x", "\\\\example.org", "/\\example.org",
    "/\t/example.org", "/nulle-part", "/communes/99999999/rien", "compte", "?x", "#x", ".", "..", " ", "//[",
    "http://[::1", "/%00", "/compte/invitation", "/connexion", "/deconnexion", "/coordination/prevenu",
    "/coordination/plan/1/publier", "/\r\n/compte", "\u2028//example.org", "/%2F/example.org",
    "https://testserver@example.org/", "///testserver/compte",
)  # fmt: skip


def landing(user: object, wanted: str) -> str:
    client = Client()
    form = {"username": user.email, "password": make.PASSWORD, "next": wanted}  # type: ignore[attr-defined]
    answer = client.post("/connexion", form)
    assert answer.status_code == 302, wanted
    return answer.headers["Location"]


@pytest.mark.parametrize("wanted", BROKEN)
def test_an_unsafe_target_redirects_home(wanted: str) -> None:
    user = make.user("coordinator")
    assert landing(user, wanted) == "/accueil"
    client = Client()
    client.force_login(user)
    assert client.get(f"/connexion?next={quote(wanted)}").headers["Location"] == "/accueil"


@pytest.mark.parametrize(
    ("role", "wanted", "leads"),
    [
        ("coordinator", "/coordination/plan?plan=3", "/coordination/plan?plan=3"),
        ("coordinator", "http://testserver/compte", "/compte"),
        ("coordinator", "/communes/", "/communes/"),
        ("coordinator", "/soignant/", "/accueil"),
        ("doctor", "/soignant/", "/soignant/"),
        ("doctor", "/coordination/", "/accueil"),
        ("host", "/lieu/", "/lieu/"),
        ("host", "/coordination/comptes/", "/accueil"),
    ],
)
def test_a_page_open_to_the_user_is_a_valid_target(role: str, wanted: str, leads: str) -> None:
    assert landing(make.user(role), wanted) == leads


def test_a_closed_page_is_opened_after_sign_in(client: Client) -> None:
    user = make.user("coordinator")
    asked = client.get("/coordination/plan?jours=tous").headers["Location"]
    answer = client.post(asked, {"username": user.email, "password": make.PASSWORD})
    assert answer.headers["Location"] == "/coordination/plan?jours=tous"


@given(st.text(alphabet="/\\.:@#?%[]abht \t\r\n", max_size=14))
@example("//")
def test_no_target_leaves_the_site(wanted: str) -> None:
    from django.test import RequestFactory

    from maillage.site.accounts.addresses import page_to_open
    from maillage.site.accounts.models import User

    found = page_to_open(RequestFactory().get("/connexion"), User(is_active=False), wanted)
    assert found == "" or (found.startswith("/") and not found.startswith(("//", "/\\")))
