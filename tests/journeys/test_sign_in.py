"""Signing in with a code, by a link and with a passkey, in a browser, axe beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_journeys import COORDINATOR, DOCTOR, HOST, script_errors, seen
from tests.site.accounts.codes import Application

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The demonstration's accounts lose the second factors that they were given here."""
    from maillage.site.accounts import services
    from maillage.site.accounts.models import User

    yield
    for user in User.objects.all():
        services.forget_second_factor(user)


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
def test_a_code_confirms_the_sign_in(visit: Any, size: tuple[int, int]) -> None:
    visitor = visit(size)
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

    plain = visit(size, script=False)
    page = give_password(plain, COORDINATOR)
    seen(page.get_by_role("heading", name="Confirmez que c’est vous"))
    page.get_by_label("Code", exact=True).fill(application.next())
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/coordination/")

    last = visit(size)
    page = give_password(last, COORDINATOR)
    check(last)
    page.get_by_label("Code", exact=True).fill(spare)
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/coordination/")
    assert script_errors([*visitor.complaints, *last.complaints]) == []


@SIZES
def test_a_host_signs_in_by_a_link(visit: Any, size: tuple[int, int]) -> None:
    from django.core import mail

    from maillage.site.messages.delivery import deliver

    visitor = visit(size)
    page = visitor.go("/connexion")
    check(visitor)
    page.get_by_role("link", name="Recevoir un lien").click()
    check(visitor)
    page.get_by_label("Adresse électronique").fill(HOST)
    page.get_by_role("button", name="Recevoir un lien").click()
    seen(page.get_by_role("heading", name="Regardez vos messages"))
    check(visitor)
    deliver()
    body = next(one.body for one in reversed(mail.outbox) if one.to == [HOST])
    link = next(line for line in body.splitlines() if "/connexion/lien/" in line)
    path = link.removeprefix("https://maillage.example")

    other = visit(size, script=False)
    other.go(path).get_by_role("button", name="Me connecter").click()
    other.page.wait_for_url("**/lieu/")
    visitor.go(path)
    seen(page.get_by_role("heading", name="Ce lien ne sert plus"))
    check(visitor)


@SIZES
def test_a_passkey_signs_in_without_a_password(visit: Any, size: tuple[int, int]) -> None:
    visitor = visit(size)
    # A passkey belongs to a name: numbers have none.
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


def test_without_javascript_passkeys_say_what_they_need(visit: Any) -> None:
    visitor = visit(PHONE, script=False)
    page = visitor.go("/connexion")
    seen(page.get_by_text("Les clés d’accès demandent JavaScript."))
    assert not page.get_by_role("button", name="Utiliser une clé d’accès").is_visible()
