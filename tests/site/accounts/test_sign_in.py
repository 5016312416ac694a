"""Signing in and out; a run of wrong passwords is answered by a pause."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from maillage.site.accounts import throttle
from maillage.site.accounts.models import FailedLogin, User
from tests.site import factories as make

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


def test_five_wrong_passwords_close_the_account_for_a_quarter_of_an_hour(client: Client) -> None:
    user, other = make.user(), make.user()
    for _ in range(throttle.SIGN_IN.per_account):
        assert sign_in(client, user.email, "autre") == 200
    assert sign_in(client, user.email) == 200
    assert sign_in(Client(), user.email, REMOTE_ADDR="203.0.113.9") == 200
    assert sign_in(Client(), other.email) == 302
    FailedLogin.objects.update(at=timezone.now() - throttle.WINDOW - timedelta(seconds=1))
    assert sign_in(client, user.email) == 302


def test_a_right_password_forgets_the_wrong_ones(client: Client) -> None:
    user = make.user()
    for _ in range(throttle.SIGN_IN.per_account - 1):
        sign_in(client, user.email, "autre")
    assert sign_in(client, user.email) == 302
    assert not FailedLogin.objects.exists()


def test_an_address_that_tries_many_accounts_is_closed(client: Client) -> None:
    user = make.user()
    for k in range(throttle.SIGN_IN.per_address):
        throttle.SIGN_IN.note(f"compte{k}@example.org", "127.0.0.1")
    assert sign_in(client, user.email) == 200
    assert sign_in(Client(), user.email, REMOTE_ADDR="203.0.113.9") == 302


def test_failures_are_kept_as_digests_and_forgotten(client: Client) -> None:
    sign_in(client, "quelquun@example.org", "autre")
    row = FailedLogin.objects.values().get()
    assert b"quelquun" not in bytes(row["account"])
    assert len(row["account"]) == len(row["address"]) == 32
    FailedLogin.objects.update(at=timezone.now() - timedelta(hours=1))
    assert throttle.purge() == 1


def test_signing_out_is_a_post(client: Client) -> None:
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
    with pytest.raises(IntegrityError, match="lower_case"):
        User.objects.filter(pk=user.pk).update(email="ADA@example.org")
