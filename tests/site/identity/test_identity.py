"""The identity of a site: empty until it is written, then on every page; who may change it."""

from __future__ import annotations

import multiprocessing

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from maillage.site.identity import services
from maillage.site.identity.models import SiteIdentity
from maillage.site.identity.services import IdentityData
from maillage.site.refusals import InvalidField, NotAllowed
from tests.site import factories as make

pytestmark = pytest.mark.django_db
PHONE = "05 65 00 00 12"
PUBLIC = ("home", "booking", "for-carers", "for-elected", "accessibility", "privacy", "login")


def text(name: str) -> str:
    return Client().get(reverse(name)).content.decode()


def test_a_new_site_shows_no_telephone() -> None:
    assert services.current() == IdentityData()
    for name in PUBLIC:
        assert "tel:" not in text(name).replace("tel:15", "").replace("tel:116117", ""), name


def test_pages_show_the_saved_identity() -> None:
    services.change(
        IdentityData(
            name="Accès 12", agency="Agence d\u2019essai", email="A@Example.org", phone=PHONE, hours="le matin"
        )
    )
    for name in ("booking", "for-elected", "privacy"):
        assert 'href="tel:+33565000012"' in text(name), name
        assert "le matin" in text(name)
    assert "Accès 12 est tenu par Agence d\u2019essai." in text("home")
    assert "mailto:a@example.org" in text("privacy")


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "12"), ("email", "personne"), ("name", "  "), ("hours", "x" * 101)]
)
def test_an_invalid_field_is_named(field: str, value: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        services.change(IdentityData(**{field: value}))
    assert refusal.value.field == field
    assert not SiteIdentity.objects.exists()


def test_a_coordinator_of_a_region_writes_it_on_a_page() -> None:
    client = Client()
    client.force_login(make.coordinator())
    page = reverse("site-identity")
    wrong = client.post(page, {"name": "Accès 12", "phone": "12"})
    assert wrong.status_code == 422
    assert "ce numéro de téléphone n\u2019est pas complet" in wrong.content.decode()
    right = client.post(page, {"name": "Accès 12", "phone": PHONE})
    assert (right.status_code, right.headers["Location"]) == (302, page)
    assert services.current() == IdentityData(name="Accès 12", phone=PHONE)


def test_a_coordinator_of_a_part_can_only_read_it() -> None:
    part = make.organisation("coordination")
    part.intercommunalities.add(make.intercommunality())
    user = make.user("coordinator", part)
    with pytest.raises(NotAllowed):
        services.change(IdentityData(name="À nous"), by=user)
    client = Client()
    client.force_login(user)
    assert "Enregistrer" not in client.get(reverse("site-identity")).content.decode()
    assert client.post(reverse("site-identity"), {"name": "À nous"}).status_code == 403


def test_the_administrator_writes_it_and_the_history_says_who() -> None:
    user = make.user("administrator", make.organisation("operator"))
    services.change(IdentityData(name="Un"), by=user)
    services.change(IdentityData(name="Deux"), by=user)
    events = SiteIdentity.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [(e.name, e.pgh_context.metadata["user"]) for e in events] == [("Un", user.pk), ("Deux", user.pk)]


def test_there_is_one_identity() -> None:
    services.change(IdentityData())
    with pytest.raises(DatabaseError, match="identity_one_row"), transaction.atomic():
        SiteIdentity.objects.create(id=2, name="Autre")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("du lundi au  vendredi de 9 h à 17 h", "du lundi au vendredi de 9\u00a0h à 17\u00a0h"),
        ("9 h 30 - 12\u00a0h", "9\u00a0h\u00a030 - 12\u00a0h"),
        ("24 heures", "24 heures"),
    ],
)
def test_hours_keep_no_break_spaces(typed: str, kept: str) -> None:
    services.change(IdentityData(name="Accès 12", phone=PHONE, hours=typed))
    assert services.current().hours == kept


def test_a_process_beside_reads_again_when_one_has_changed_it() -> None:
    assert services.current().name == "Maillage"
    SiteIdentity.objects.create(name="Chez nous")
    assert services.current().name == "Maillage"  # kept for some seconds
    beside = multiprocessing.get_context("fork").Process(target=services.forget)
    beside.start()
    beside.join()
    assert services.current().name == "Chez nous"
