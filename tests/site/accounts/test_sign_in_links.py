"""Links that sign hosts in: once, for a short time, and without revealing who has an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.test import Client

from maillage.site.accounts import link_services, links, services, throttle
from maillage.site.accounts.models import Membership, SignInLink, User
from maillage.site.accounts.roles import ROLES
from maillage.site.messages.delivery import deliver
from maillage.site.refusals import WrongState
from tests.site import factories as make
from tests.site.accounts.test_invitations import deliver_mail
from tests.site.races import race

pytestmark = pytest.mark.django_db


def ask(client: Client, email: str, **extra: str) -> str:
    page = client.post("/connexion/lien", {"email": email}, **extra).content.decode()
    token = client.cookies.get("csrf")
    return page.replace(token.value, "") if token else page


def link_in(message: mail.EmailMessage) -> str:
    address = next(line for line in message.body.splitlines() if "/connexion/lien/" in line)
    return address.removeprefix("https://maillage.example")


def is_in(client: Client) -> bool:
    return client.get("/compte").status_code == 200


def test_a_host_signs_in_by_a_link_once(client: Client) -> None:
    user = make.user("host")
    ask(Client(), f" {user.email.upper()} ")
    deliver_mail(1)
    address = link_in(mail.outbox[0])
    for _ in range(2):
        assert client.get(address).status_code == 200
    assert not is_in(client)
    assert client.post(address).headers["Location"] == "/accueil"
    assert client.get("/lieu/").status_code == 200
    for again in (Client().get(address), Client().post(address)):
        assert again.status_code == 410
        assert "ne sert plus" in again.content.decode()
    assert client.post(address).headers["Location"] == "/accueil"


def test_only_a_digest_of_the_link_is_kept() -> None:
    token = link_services.send_link(make.user("host"))
    assert bytes(SignInLink.objects.get().digest) == links.digest_of(token)
    assert token.encode() not in bytes(SignInLink.objects.get().digest)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_roles_that_allow_it_get_a_link(role: str) -> None:
    user = make.user(role)
    ask(Client(), user.email)
    deliver_mail(1 if role in ("host", "secretary", "referrer", "candidate", "grant_desk") else 0)


def test_a_stricter_role_makes_the_link_invalid(client: Client) -> None:
    user = make.user("host")
    token = link_services.send_link(user)
    agency = make.organisation("agency")
    Membership.objects.create(user=user, organisation=agency, role="coordinator")
    with pytest.raises(WrongState):
        link_services.use_link(token)
    ask(client, user.email)
    assert SignInLink.objects.count() == 1


def test_nobody_without_a_role_gets_a_link() -> None:
    ask(Client(), make.user().email)
    assert not SignInLink.objects.exists()


def test_the_answer_is_the_same_whoever_asks() -> None:
    emails = (
        make.user("host").email,
        make.user("coordinator").email,
        make.user("host", is_active=False).email,
        "a@b.fr",
    )
    pages = {ask(Client(), email) for email in emails}
    assert len(pages) == 1
    deliver_mail(1)


def test_links_per_account_are_limited_without_saying_so() -> None:
    user = make.user("host")
    pages = set()
    for _ in range(throttle.SIGN_IN_LINK.per_account + 2):
        pages.add(ask(Client(), user.email))
        deliver()
    assert len(pages) == 1
    assert len(mail.outbox) == throttle.SIGN_IN_LINK.per_account


def test_a_network_address_asking_for_many_accounts_is_refused(client: Client) -> None:
    for k in range(throttle.SIGN_IN_LINK.per_address):
        ask(client, f"inconnu{k}@example.org")
    assert "Trop de demandes" in ask(client, "encore@example.org")
    assert "Trop de demandes" not in ask(client, "encore@example.org", REMOTE_ADDR="203.0.113.9")


def test_a_new_link_replaces_the_former_and_withdraws_its_message() -> None:
    user = make.user("host")
    first, second = link_services.send_link(user), link_services.send_link(user)
    deliver_mail(1)
    assert second in mail.outbox[0].body
    with pytest.raises(WrongState):
        link_services.use_link(first)
    assert link_services.use_link(second) == user


def test_a_link_ends_after_a_quarter_of_an_hour() -> None:
    user = make.user("host")
    token = link_services.send_link(user)
    shift = timedelta(minutes=links.SIGN_IN_MINUTES)
    SignInLink.objects.update(made_at=F("made_at") - shift, expires_at=F("expires_at") - shift)
    with pytest.raises(WrongState):
        link_services.use_link(token)


def test_a_link_ends_with_the_account(client: Client) -> None:
    user = make.user("host")
    token = link_services.send_link(user)
    services.set_active(user, False, None)
    assert client.post(f"/connexion/lien/{token}").status_code == 410
    deliver_mail(0)
    services.set_active(user, True, None)
    assert client.post(f"/connexion/lien/{token}").status_code == 410


@pytest.mark.django_db(transaction=True)
def test_simultaneous_uses_of_a_link_succeed_once() -> None:
    token = link_services.send_link(make.user("host"))
    done = race([lambda: link_services.use_link(token)] * 4)
    assert done == {"done": 1, "WrongState": 3}


def test_links_are_deleted_a_month_later(client: Client) -> None:
    link_services.send_link(make.user("host"))
    row = SignInLink.objects.get()
    assert services.purge(row.expires_at + links.KEPT_AFTERWARDS - timedelta(seconds=1)) == 0
    assert services.purge(row.expires_at + links.KEPT_AFTERWARDS + timedelta(seconds=1)) == 1


def test_a_link_still_needs_the_second_factor(client: Client) -> None:
    from tests.site.accounts.test_second_factor import protected

    user, application = protected("host")
    token = link_services.send_link(user)
    assert client.post(f"/connexion/lien/{token}").headers["Location"] == "/connexion/code"
    assert not is_in(client)
    assert client.post("/connexion/code", {"code": application.next()}).status_code == 302


def test_without_a_mail_server_the_page_says_how_to_sign_in(client: Client, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"  # type: ignore[attr-defined]
    user: User = make.user("host")
    assert "connectez-vous avec votre mot de passe" in client.get("/connexion/lien").content.decode()
    ask(client, user.email)
    assert not SignInLink.objects.exists()
