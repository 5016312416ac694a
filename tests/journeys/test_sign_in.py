"""Signing in with a code, by a link and with a passkey, in a browser, checked by axe."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_journeys import COORDINATOR, DOCTOR, HOST, script_errors, seen
from tests.site import factories as make
from tests.site.accounts.codes import Application

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Remove the second factors added to the demonstration's accounts after each test."""
    from allauth.mfa.models import Authenticator
    from django.db import connection

    def forget() -> None:
        Authenticator.objects.all().delete()
        connection.close()

    yield
    # A thread has a database connection of its own, outside the browser's event loop.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(forget).result()


@pytest.fixture
def patient(visit: Any) -> Any:
    """Return a function that makes visitors with longer time-outs."""

    def make(size: tuple[int, int] = DESK, *, script: bool = True) -> Any:
        visitor = visit(size, script=script)
        visitor.page.context.set_default_timeout(90_000)
        return visitor

    return make


def check(visitor: Any) -> None:
    assert visitor.violations() == [], visitor.page.url
    assert visitor.sideways() <= 0, visitor.page.url


def give_password(visitor: Any, email: str) -> Any:
    page = visitor.go("/connexion")
    page.fill("#id_username", email)
    page.fill("#id_password", visitor.site.password)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    return page


@SIZES
def test_a_code_confirms_the_sign_in(patient: Any, size: tuple[int, int]) -> None:
    visitor = patient(size)
    page = give_password(visitor, COORDINATOR)
    page.wait_for_url("**/coordination/")
    page.get_by_role("link", name="Mon compte").click()
    page.get_by_role("link", name="Second facteur").click()
    seen(page.get_by_role("heading", name="Protection du compte"))
    check(visitor)
    page.get_by_role("link", name="Relier une application").click()
    seen(page.get_by_role("heading", name="Relier une application"))
    check(visitor)
    application = Application(page.locator(".mg-code").inner_text())
    page.get_by_label("Code affiché par l’application").fill("000000")
    page.get_by_role("button", name="Relier l’application").click()
    seen(page.get_by_text("Ce code ne convient pas").first)
    check(visitor)
    page.get_by_label("Code affiché par l’application").fill(application.next())
    page.get_by_role("button", name="Relier l’application").click()
    seen(page.get_by_role("heading", name="Vos codes de secours"))
    check(visitor)
    spare = page.locator("li.mg-code").first.inner_text()

    plain = patient(size, script=False)
    page = give_password(plain, COORDINATOR)
    seen(page.get_by_role("heading", name="Confirmez que c’est vous"))
    page.get_by_label("Code", exact=True).fill(application.next())
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/coordination/")

    last = patient(size)
    page = give_password(last, COORDINATOR)
    check(last)
    page.get_by_label("Code", exact=True).fill(spare)
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/coordination/")
    assert script_errors([*visitor.complaints, *last.complaints]) == []


@SIZES
def test_a_host_signs_in_by_a_link(patient: Any, size: tuple[int, int]) -> None:
    visitor = patient(size)
    page = visitor.go("/connexion")
    check(visitor)
    page.get_by_role("link", name="Recevoir un lien").click()
    check(visitor)
    page.get_by_label("Adresse électronique").fill(HOST)
    page.get_by_role("button", name="Recevoir un lien").click()
    seen(page.get_by_role("heading", name="Regardez vos messages"))
    check(visitor)
    body = make.letters(to=HOST)[-1].body
    link = next(line for line in body.splitlines() if "/connexion/lien/" in line)
    path = link.removeprefix("https://maillage.example")

    other = patient(size, script=False)
    other.go(path).get_by_role("button", name="Me connecter").click()
    other.page.wait_for_url("**/lieu/")
    visitor.go(path)
    seen(page.get_by_role("heading", name="Ce lien ne sert plus"))
    check(visitor)


@SIZES
def test_a_passkey_signs_in_without_a_password(patient: Any, size: tuple[int, int]) -> None:
    visitor = patient(size)
    # A passkey is bound to a host name; an IP address has none.
    visitor.site = type(visitor.site)(visitor.site.address.replace("127.0.0.1", "localhost"), visitor.site.password)
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                     "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    page = give_password(visitor, DOCTOR)
    page.wait_for_url("**/soignant/")
    visitor.go("/compte/securite/cle")
    check(visitor)
    page.get_by_label("Nom de la clé").fill("Téléphone")
    page.get_by_role("button", name="Ajouter la clé").click()
    seen(page.get_by_role("heading", name="Vos codes de secours"))
    page = visitor.go("/compte/securite")
    seen(page.get_by_text("Téléphone –"))
    page.get_by_role("button", name="Se déconnecter").click()

    page = visitor.go("/connexion")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("**/soignant/")
    page.get_by_role("button", name="Se déconnecter").click()

    page = give_password(visitor, DOCTOR)
    seen(page.get_by_role("heading", name="Confirmez que c’est vous"))
    check(visitor)
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url("**/soignant/")
    assert script_errors(visitor.complaints) == []


def test_without_javascript_passkeys_say_what_they_need(patient: Any) -> None:
    visitor = patient(PHONE, script=False)
    page = visitor.go("/connexion")
    seen(page.get_by_text("Les clés d’accès demandent JavaScript."))
    assert not page.get_by_role("button", name="Utiliser une clé d’accès").is_visible()
