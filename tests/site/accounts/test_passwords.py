"""Passwords set by a link: once, in time, and without revealing who has an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from maillage.site.accounts import links, services, throttle
from maillage.site.accounts.models import FailedLogin, PasswordLink, User
from maillage.site.messages.delivery import deliver
from maillage.site.messages.models import Message
from maillage.site.refusals import WrongState
from tests.site import factories as make
from tests.site.accounts.test_invitations import deliver_mail

pytestmark = pytest.mark.django_db
NEW = "douze-chevaux-au-pre"


def link_in(message: mail.EmailMessage) -> str:
    return next(line for line in message.body.splitlines() if "/compte/mot-de-passe/" in line)


def ask(client: Client, email: str, **extra: str) -> str:
    answer = client.post("/mot-de-passe", {"email": email}, **extra)
    page = answer.content.decode()
    token = client.cookies.get("csrf")
    return page.replace(token.value, "") if token else page


def test_a_forgotten_password_is_set_by_a_link(client: Client) -> None:
    user = make.user("host")
    ask(client, f" {user.email.upper()} ")
    deliver_mail(1)
    address = link_in(mail.outbox[0]).removeprefix("https://maillage.example")
    for _ in range(2):
        assert client.get(address).status_code == 200
    assert client.post(address, {"password": NEW, "again": NEW}).headers["Location"] == "/accueil"
    deliver_mail(2)
    assert "vient d’être changé" in mail.outbox[1].body
    assert client.get("/accueil").headers["Location"] == "/lieu/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    gone = client.get(address)
    assert gone.status_code == 410
    assert "ne sert plus" in gone.content.decode()


def test_the_answer_is_the_same_with_and_without_an_account(client: Client) -> None:
    pages = {
        ask(Client(), email) for email in (make.user().email, make.user(is_active=False).email, "inconnu@example.org")
    }
    assert len(pages) == 1
    deliver_mail(1)


def test_links_per_account_are_limited_without_saying_so(client: Client) -> None:
    user = make.user()
    pages = set()
    for _ in range(throttle.FORGOTTEN.per_account + 2):
        pages.add(ask(Client(), user.email))
        deliver()
    assert len(pages) == 1
    assert len(mail.outbox) == throttle.FORGOTTEN.per_account


def test_a_network_address_asking_for_many_accounts_is_refused(client: Client) -> None:
    for k in range(throttle.FORGOTTEN.per_address):
        ask(client, f"inconnu{k}@example.org")
    assert "Trop de demandes" in ask(client, "encore@example.org")
    assert "Trop de demandes" not in ask(client, "encore@example.org", REMOTE_ADDR="203.0.113.9")


def test_asking_for_a_link_does_not_close_the_sign_in(client: Client) -> None:
    user = make.user()
    for _ in range(throttle.SIGN_IN.free):
        ask(client, user.email)
    assert client.post("/connexion", {"username": user.email, "password": make.PASSWORD}).status_code == 302


def test_a_new_link_replaces_the_former(client: Client) -> None:
    user = make.user()
    first, second = services.new_password_link(user, None), services.new_password_link(user, None)
    with pytest.raises(WrongState):
        services.set_password(first, NEW)
    services.set_password(second, NEW)
    with pytest.raises(WrongState):
        services.set_password(second, NEW)


def test_a_link_expires_in_time_and_when_the_account_closes() -> None:
    user = make.user()
    token = services.new_password_link(user, None)
    shift = timedelta(hours=links.PASSWORD_HOURS)
    row = PasswordLink.objects.get()
    PasswordLink.objects.update(made_at=row.made_at - shift, expires_at=row.expires_at - shift)
    with pytest.raises(WrongState):
        services.set_password(token, NEW)
    token = services.new_password_link(user, None)
    services.set_active(user, False, None)
    with pytest.raises(WrongState):
        services.set_password(token, NEW)
    user.refresh_from_db()
    assert user.check_password(make.PASSWORD)


def test_a_new_password_signs_out_all_other_devices(client: Client) -> None:
    user = make.user("host")
    client.force_login(user)
    services.set_password(services.new_password_link(user, None), NEW)
    assert client.get("/lieu/").headers["Location"].startswith("/connexion")


def test_a_closed_account_is_signed_out_at_once(client: Client) -> None:
    user = make.user("host")
    client.force_login(user)
    services.set_active(user, False, None)
    assert client.get("/lieu/").headers["Location"].startswith("/connexion")


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("court", "court", "trop court"),
        ("motdepasse12345", "motdepasse1234", "ne sont pas les mêmes"),
        ("123456789012345", "123456789012345", "numérique"),
        ("", "", "Tapez le mot de passe"),
    ],
)
def test_a_weak_password_is_refused_with_a_reason(client: Client, password: str, again: str, said: str) -> None:
    token = services.new_password_link(make.user(), None)
    answer = client.post(f"/compte/mot-de-passe/{token}", {"password": password, "again": again})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert 'aria-invalid="true"' in page
    assert services.open_password_link(token)


def test_changing_the_own_password_needs_the_current_one(client: Client) -> None:
    user, other = make.user("host"), Client()
    client.force_login(user)
    other.force_login(user)
    wrong = client.post("/compte", {"current": "faux", "password": NEW, "again": NEW})
    assert "pas votre mot de passe actuel" in wrong.content.decode()
    right = client.post("/compte", {"current": make.PASSWORD, "password": NEW, "again": NEW})
    assert right.headers["Location"] == "/compte"
    assert client.get("/compte").status_code == 200
    assert other.get("/compte").status_code == 302
    assert User.objects.get(pk=user.pk).check_password(NEW)


def test_the_account_page_limits_tries_at_the_current_password(client: Client) -> None:
    user = make.user("host")
    client.force_login(user)
    for _ in range(throttle.SIGN_IN.free):
        client.post("/compte", {"current": "faux", "password": NEW, "again": NEW})
    answer = client.post("/compte", {"current": make.PASSWORD, "password": NEW, "again": NEW})
    assert "Trop d’essais" in answer.content.decode()
    assert FailedLogin.objects.exists()


@pytest.mark.parametrize("backend", ["filebased", "console"])
def test_without_a_mail_server_the_page_says_whom_to_ask(client: Client, settings, backend: str) -> None:
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    user = make.user()
    assert "Demandez à votre coordination" in client.get("/mot-de-passe").content.decode()
    ask(client, user.email)
    assert not PasswordLink.objects.exists()


def test_the_database_refuses_a_link_used_after_it_expired() -> None:
    user = make.user()
    services.new_password_link(user, None)
    with pytest.raises(IntegrityError, match="password_link_used_in_time"):
        PasswordLink.objects.update(used_at=timezone.now() + timedelta(days=9))


def test_the_database_refuses_a_second_open_link() -> None:
    user = make.user()
    services.new_password_link(user, None)
    row = PasswordLink.objects.get()
    row.pk, row.digest = None, b"x" * 32
    with pytest.raises(IntegrityError, match="password_link_open_once"):
        row.save(force_insert=True)


def test_a_silent_mail_server_changes_nothing_and_logs_no_address(
    client: Client, settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    user = make.user()
    page = ask(client, user.email)
    deliver_mail(0)
    assert "un message vient de partir" in page
    assert PasswordLink.objects.filter(user=user).exists()
    assert Message.objects.get().last_error == "ConnectionRefusedError"
    assert user.email not in caplog.text
