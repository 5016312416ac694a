"""The site's name and telephone: on every page for every reader, and under every message."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import Client

from maillage.site.accounts import services as accounts
from maillage.site.accounts.adapters import SecondFactors
from maillage.site.accounts.services import Invitee
from maillage.site.booking import services as booking
from maillage.site.identity import services
from maillage.site.identity.services import IdentityData
from maillage.site.messages import delivery
from maillage.site.messages.models import Message
from tests.site import factories as make
from tests.site.messages.smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db
NAME, PHONE, DIALLED = "Accès aux soins 12", "05 65 00 00 12", "+33565000012"
SIGNED = f"\n\n{NAME}\nTéléphone\u00a0: 05\u00a065\u00a000\u00a000\u00a012 (le matin)\n"


@pytest.fixture
def named() -> None:
    """A site with a name and a telephone."""
    services.change(IdentityData(name=NAME, phone=PHONE, hours="le matin"))


def told(page: str) -> tuple[str, str]:
    """Return the end of the title, and the name in the header."""
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    brand = re.search(r'<a class="mg-brand" href="[^"]*">.*?</svg>\s*([^<]*?)\s*<', page, re.DOTALL)
    assert title
    assert brand
    return title[1].strip().rpartition(" – ")[2], brand[1]


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("", "/"), ("", "/rendez-vous"), ("", "/soignants"), ("", "/connexion"), ("", "/vie-privee"),
        ("coordinator", "/coordination/"), ("coordinator", "/coordination/comptes/"), ("coordinator", "/compte"),
        ("host", "/lieu/"), ("", "/nulle-part"),
    ],
)  # fmt: skip
def test_every_page_says_the_name_of_the_site(role: str, path: str) -> None:
    client = Client()
    if role:
        client.force_login(make.coordinator() if role == "coordinator" else make.user(role))
    page = client.get(path, follow=True).content.decode()
    assert told(page) == (NAME, NAME)
    _, _, footer = page.partition("<footer")
    if path != "/nulle-part":
        assert f'href="tel:{DIALLED}"' in footer
        assert "<strong>Maillage</strong> mesure" in footer, "the software keeps its own name"


@pytest.mark.usefixtures("named")
def test_error_pages_show_the_last_known_name(monkeypatch: pytest.MonkeyPatch) -> None:
    services.current()

    def silent() -> IdentityData:
        raise DatabaseError

    monkeypatch.setattr(services, "_read", silent)
    assert told(render_to_string("503.html")) == (NAME, NAME)
    services.forget()
    assert told(render_to_string("503.html")) == ("Maillage", "Maillage")


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """A mail server on this machine."""
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "Quelqu’un <ne-pas-repondre@example.org>"
        yield running


@pytest.mark.usefixtures("named")
def test_messages_are_sent_and_signed_with_the_name_of_the_site(server: MailServer) -> None:
    session = make.published()
    patient = make.patient(email="rose@example.org", commune=session.commune_id)
    booking.book(session.slots.earliest("starts").pk, patient, make.key())
    house = make.organisation("practice")
    accounts.invite(Invitee("ada@example.org", "Ada", "Vidal", "host", house), None)
    assert delivery.deliver() == 2
    for to, text in server.taken:
        message = email.message_from_bytes(text.encode(), policy=email.policy.default)
        assert message["From"].addresses[0].display_name == NAME, to
        assert message["From"].addresses[0].addr_spec == "ne-pas-repondre@example.org"
        assert message.get_content().replace("\r\n", "\n").endswith(SIGNED)
        assert "Maillage" not in text.replace("maillage.example", "")


@pytest.mark.usefixtures("named")
def test_invitations_name_the_site_and_so_do_the_keys_of_the_account() -> None:
    accounts.invite(Invitee("ada@example.org", "Ada", "Vidal", "host", make.organisation("practice")), None)
    message = make.letters(to="ada@example.org")[0]
    assert message.subject == f"{NAME}\u00a0: votre invitation"
    assert f"vous invite sur {NAME} pour" in message.body
    assert SecondFactors().get_totp_issuer() == NAME


def test_a_site_without_a_telephone_signs_with_its_name_alone() -> None:
    accounts.invite(Invitee("ada@example.org", "Ada", "Vidal", "host", make.organisation("practice")), None)
    assert Message.objects.get().body.endswith("ne faites rien.\n\nMaillage\n")


def test_a_silent_database_is_queried_once_for_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def silent() -> IdentityData:
        asked.append(1)
        raise DatabaseError

    monkeypatch.setattr(services, "_read", silent)
    services.forget()
    assert [services.last_known().name for _ in range(3)] == ["Maillage"] * 3
    assert len(asked) == 1
    monkeypatch.undo()
    services.change(IdentityData(name=NAME))
    assert services.current().name == NAME
