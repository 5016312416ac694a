"""The pages of those who book for somebody: a commune, then who is free, then the person."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment, BookedFor
from tests.site import factories as make
from tests.site.booking.test_on_behalf import service_in

pytestmark = pytest.mark.django_db
PAGE = "/regulation/"


@pytest.fixture
def session() -> Session:
    """A session of a centre tomorrow morning, 25 minutes from where the caller lives, who is not of its territory."""
    home = make.commune("12176", "Rodez", intercommunality=make.intercommunality("200000002"), postcodes=["12000"])
    place = make.place(organisation=make.organisation("centre"), name="Centre de santé", phone="05 65 43 00 01")
    make.minutes({(place.commune.pk, home.pk): 25})
    starts = make.soon(days=1)
    return make.published(
        scheme="salaried_centre", starts=starts, ends=starts + timedelta(minutes=200), place=place,
        professional=make.professional(status="salaried"),
    )  # fmt: skip


@pytest.fixture
def page(client: Client) -> Client:
    client.force_login(make.user("regulator", service_in()))
    return client


def text_of(answer: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())  # type: ignore[attr-defined]


def offered(answer: object) -> list[int]:
    return [int(pk) for pk in re.findall(r'name="creneau"\s+id="c(\d+)"', answer.content.decode())]  # type: ignore[attr-defined]


def fields(answer: object, **changes: object) -> dict[str, object]:
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode())  # type: ignore[attr-defined]
    person = {"first_name": "Luce", "last_name": "Ormeau", "phone": "06 39 98 12 34"}
    return {**dict(hidden), **person, "creneau": offered(answer)[0], **changes}


def test_a_commune_typed_shows_who_is_free_and_a_name_and_a_telephone_book_it(page: Client, session: Session) -> None:
    found = page.get(PAGE, {"q": "rode"})
    assert "25 min en voiture" in text_of(found)
    assert "pour la régulation" in text_of(found)
    kept = session.slots.filter(kept_for=["regulated"], pk__in=offered(found)).earliest("starts")
    taken = page.post(PAGE, fields(found, creneau=kept.pk))
    row = BookedFor.objects.get(appointment__slot=kept)
    assert taken.headers["Location"] == f"/regulation/rendez-vous/{row.pk}"
    told = text_of(page.get(taken.headers["Location"]))
    assert "à dire à la personne" in told
    assert "05 65 43 00 01" in told
    assert "Luce Ormeau" in text_of(page.get(PAGE))
    page.post(taken.headers["Location"])
    assert Appointment.objects.get().state == "cancelled"


def test_a_form_sent_twice_books_once(page: Client, session: Session) -> None:
    sent = fields(page.get(PAGE, {"q": "12000"}))
    assert {page.post(PAGE, sent).headers["Location"] for _ in range(2)} == {
        f"/regulation/rendez-vous/{BookedFor.objects.get().pk}"
    }


def test_times_that_cannot_be_reached_are_not_shown(page: Client, session: Session) -> None:
    soon = timezone.now() + timedelta(minutes=20)
    session.slots.filter(pk=session.slots.order_by("starts")[0].pk).update(starts=soon)
    first = session.slots.order_by("starts")[0]
    assert first.pk not in offered(page.get(PAGE, {"q": "Rodez"}))
    assert first.pk in offered(page.get(PAGE, {"q": "Decazeville"}))


def test_nothing_in_two_days_leads_to_what_is_free_after(page: Client, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    place = session.place
    make.published(
        scheme="salaried_centre", place=place, professional=make.professional(status="salaried"), starts=make.soon(4)
    )
    assert "Rien dans les 48 heures près de Rodez" in text_of(page.get(PAGE, {"q": "Rodez"}))
    Session.objects.update(state="cancelled")
    assert "Personne n’est libre" in text_of(page.get(PAGE, {"q": "Rodez"}))


def test_what_is_wrong_is_said_on_its_field(page: Client, session: Session) -> None:
    assert "Aucune commune ne commence ainsi" in text_of(page.get(PAGE, {"q": "Xyz"}))
    assert "Donnez le nom ou le code postal" in text_of(page.get(PAGE, {"q": " "}))
    found = page.get(PAGE, {"q": "Rodez"})
    wrong = page.post(PAGE, fields(found, phone="06"))
    assert wrong.status_code == 422
    assert "Ce numéro de téléphone n’est pas complet." in text_of(wrong)
    assert page.post(PAGE, fields(found, phone="")).status_code == 422
    assert "Choisissez un horaire." in text_of(page.post(PAGE, fields(found, creneau="")))
    assert page.post(PAGE, fields(found, cle="faux")).status_code == 422
    assert not Appointment.objects.exists()


def test_a_second_appointment_on_a_day_is_asked_about(page: Client, session: Session) -> None:
    found = page.get(PAGE, {"q": "Rodez"})
    first, _, third = offered(found)[:3]
    page.post(PAGE, fields(found, creneau=first))
    again = page.post(PAGE, fields(page.get(PAGE, {"q": "Rodez"}), creneau=third))
    assert again.status_code == 409
    assert "Réservez de nouveau si c’est voulu" in text_of(again)
    assert page.post(PAGE, fields(again, creneau=third)).status_code == 302


def test_a_slot_taken_meanwhile_is_told_and_the_others_stay(page: Client, session: Session) -> None:
    found = page.get(PAGE, {"q": "Rodez"})
    page.post(PAGE, fields(found))
    late = page.post(PAGE, fields(page.get(PAGE, {"q": "Rodez"}), creneau=offered(found)[0], last_name="Autre",
                                  phone="06 39 98 12 35"))  # fmt: skip
    assert late.status_code == 409
    assert "vient d’être pris" in text_of(late)
    assert offered(late)


def test_a_referrer_books_for_somebody_without_contact_and_sees_it(client: Client, session: Session) -> None:
    user = make.user("referrer", make.organisation("france_services"))
    client.force_login(user)
    page = "/prescrire/"
    assert "Rien encore" in text_of(client.get(page))
    found = client.get(page, {"q": "Decazeville", "medecin": "non"})
    assert "aux personnes sans médecin traitant" not in text_of(client.get(page, {"q": "Rodez", "medecin": "oui"}))
    sent = fields(found, phone="", birth_year="1938")
    assert client.post(page, {**sent, "birth_year": ""}).status_code == 422
    taken = client.post(page, sent)
    row = BookedFor.objects.get()
    assert (row.way, row.helped, row.appointment.patient.has_treating_doctor) == ("referrer", True, False)
    told = text_of(client.get(taken.headers["Location"]))
    assert "Luce Ormeau" in told
    client.force_login(make.user("referrer", row.organisation))
    assert client.get(taken.headers["Location"]).status_code == 404
    assert "Luce Ormeau" not in text_of(client.get(page))


def test_the_secretariat_books_at_its_place_and_has_the_list_of_calls(client: Client, session: Session) -> None:
    assert session.place is not None
    client.force_login(make.user("secretary", session.place.organisation))
    page = "/lieu/telephone/"
    found = client.get(page, {"q": "Rodez"})
    taken = client.post(page, fields(found))
    assert taken.headers["Location"].startswith("/lieu/telephone/rendez-vous/")
    row = BookedFor.objects.get()
    assert (row.way, row.appointment.patient.has_treating_doctor) == ("secretary", None)
    Appointment.objects.update(notice="to_give")
    assert "06 39 98 12 34" in text_of(client.get(page))
    client.post(f"{page}appele", {"rendez-vous": row.appointment_id})
    assert "À appeler" not in text_of(client.get(page))
    client.force_login(make.user("secretary", make.organisation("centre")))
    assert offered(client.get(page, {"q": "Rodez"})) == []
    assert client.post(page, {**fields(found), "creneau": offered(found)[1]}).status_code in (403, 422)
