"""Signing in and out; wrong passwords slow down further tries, except in a known browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.db import IntegrityError
from django.db.models import F
from django.test import Client, RequestFactory

from maillage.site.accounts import browsers, throttle
from maillage.site.accounts.models import FailedLogin, User
from tests.site import factories as make
from tests.site.races import race

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = make.PASSWORD, **extra: str) -> int:
    return client.post("/connexion", {"username": email, "password": password}, **extra).status_code


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("coordinator", "/coordination/"),
        ("analyst", "/coordination/"),
        ("doctor", "/soignant/"),
        ("host", "/lieu/"),
        (None, "/"),
    ],
)
def test_each_role_lands_on_its_pages(client: Client, role: str | None, page: str) -> None:
    user = make.user(role)
    assert sign_in(client, f"  {user.email.upper()} ") == 302
    assert client.get("/accueil").headers["Location"] == page


def test_wrong_password_and_unknown_account_look_the_same(client: Client) -> None:
    user = make.user()
    answers = [
        client.post("/connexion", {"username": email, "password": "autre"}).content.decode()
        for email in (user.email, "inconnu@example.org")
    ]
    for answer in answers:
        assert "ne convient pas" in answer


def age(**past: float) -> None:
    """Move the recorded tries into the past."""
    FailedLogin.objects.update(at=F("at") - timedelta(**past))


def told_to_wait(client: Client, email: str, password: str = "autre", **extra: str) -> int:
    """Return the seconds to wait that the page shows; 0 if it checked the password."""
    page = client.post("/connexion", {"username": email, "password": password}, **extra).content.decode()
    found = re.search("Réessayez dans (\\d+)\u00a0(s|minutes)", page)
    assert found or "ne convient pas" in page
    return 0 if found is None else int(found[1]) * (60 if found[2] == "minutes" else 1)


def nearly(told: int, pause: int) -> bool:
    """Return whether the page shows this pause, less a few seconds that may have passed."""
    return 0 <= pause - told < 8


def test_after_five_wrong_passwords_each_waits_twice_as_long(client: Client) -> None:
    user, other = make.user(), make.user()
    for _ in range(throttle.SIGN_IN.free):
        assert told_to_wait(client, user.email) == 0
    for pause in (10, 20, 40, 80, 180, 360, 660, 900, 900):
        assert nearly(told_to_wait(client, user.email), pause)
        assert nearly(told_to_wait(Client(), user.email, make.PASSWORD, REMOTE_ADDR="203.0.113.9"), pause)
        assert sign_in(Client(), other.email) == 302
        age(seconds=min(pause, 900))
        assert told_to_wait(client, user.email) == 0
    age(seconds=900)
    assert sign_in(client, user.email) == 302
    assert not FailedLogin.objects.exists()


def test_a_try_during_the_pause_is_neither_checked_nor_counted(client: Client) -> None:
    user = make.user()
    for _ in range(throttle.SIGN_IN.free):
        told_to_wait(client, user.email)
    for _ in range(20):
        assert told_to_wait(client, user.email, make.PASSWORD) > 0
    age(seconds=11)
    assert sign_in(client, user.email) == 302


def test_a_known_browser_is_not_slowed_down_by_strangers(client: Client) -> None:
    user, colleague = make.user(), make.user()
    assert sign_in(client, user.email) == 302
    client.post("/deconnexion")
    for k in range(throttle.SIGN_IN.free_address + 3):
        throttle.SIGN_IN.begin(f"compte{k}@example.org", "127.0.0.1")
    for _ in range(throttle.SIGN_IN.free + 3):
        throttle.SIGN_IN.begin(user.email, "203.0.113.9")
    assert told_to_wait(Client(), user.email, make.PASSWORD) > 0
    assert sign_in(client, user.email) == 302
    client.post("/deconnexion")
    assert told_to_wait(client, colleague.email, make.PASSWORD) > 0
    for _ in range(throttle.SIGN_IN.free):
        assert told_to_wait(client, user.email) == 0
    assert nearly(told_to_wait(client, user.email), 10)


def test_a_forged_cookie_makes_no_browser_known() -> None:
    user, client = make.user(), Client()
    client.cookies[browsers.COOKIE] = signing.dumps({browsers._digest(user.email): "x"}, salt="autre")
    for _ in range(throttle.SIGN_IN.free):
        told_to_wait(client, user.email)
    assert nearly(told_to_wait(client, user.email), 10)


def test_a_browser_is_known_for_five_accounts_at_most(client: Client) -> None:
    users = [make.user() for _ in range(6)]
    for user in users:
        sign_in(client, user.email)
        client.post("/deconnexion")
    request = RequestFactory().get("/")
    request.COOKIES[browsers.COOKIE] = client.cookies[browsers.COOKIE].value
    assert [bool(browsers.known_as(request, user.email)) for user in users] == [False, *[True] * 5]
    assert users[5].email not in client.cookies[browsers.COOKIE].value


@pytest.mark.django_db(transaction=True)
def test_simultaneous_tries_do_not_exceed_the_limit() -> None:
    user = make.user()
    waits: list[int] = []
    done = race([lambda: waits.append(told_to_wait(Client(), user.email))] * 10)
    assert done == {"done": 10}
    assert [bool(wait) for wait in sorted(waits)] == [False] * 5 + [True] * 5


def test_a_right_password_forgets_the_wrong_ones(client: Client) -> None:
    user = make.user()
    for _ in range(throttle.SIGN_IN.free - 1):
        sign_in(client, user.email, "autre")
    assert sign_in(client, user.email) == 302
    assert not FailedLogin.objects.exists()


def test_an_address_that_tries_many_accounts_is_slowed_down(client: Client) -> None:
    user = make.user()
    for k in range(throttle.SIGN_IN.free_address):
        assert throttle.SIGN_IN.begin(f"compte{k}@example.org", "127.0.0.1") == 0
    assert nearly(told_to_wait(client, user.email, make.PASSWORD), 10)
    assert sign_in(Client(), user.email, REMOTE_ADDR="203.0.113.9") == 302


def test_failures_are_stored_as_digests_and_deleted(client: Client) -> None:
    sign_in(client, "quelquun@example.org", "autre")
    row = FailedLogin.objects.values().get()
    assert b"quelquun" not in bytes(row["account"])
    assert len(row["account"]) == len(row["address"]) == 32
    assert throttle.purge() == 0
    age(hours=1, seconds=1)
    assert throttle.purge() == 1


def test_signing_out_needs_a_post(client: Client) -> None:
    client.force_login(make.user("doctor"))
    assert client.get("/deconnexion").status_code == 405
    assert client.post("/deconnexion").status_code == 302
    assert client.get("/accueil").headers["Location"].startswith("/connexion")


def test_a_closed_account_cannot_sign_in(client: Client) -> None:
    user = make.user(is_active=False)
    assert sign_in(client, user.email) == 200


def test_addresses_are_kept_in_lower_case() -> None:
    user = User.objects.create_user(" Ada@Example.ORG ", make.PASSWORD)
    assert user.email == "ada@example.org"
    with pytest.raises(IntegrityError, match="user_email_once"):
        User(email="ADA@example.org").save()
