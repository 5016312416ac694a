"""The four questions of a booking, the check, the appointment's page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking.models import Appointment
from maillage.site.identity import services as identity
from maillage.site.identity.services import IdentityData
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
WHO = {"pour": "moi", "medecin": "non", "soignant": "gp"}
PERSON = {"first_name": "Anne", "last_name": "Marty", "birth_year": "1958", "phone": "06 39 98 00 01", "email": ""}


@pytest.fixture
def session(world: World) -> Session:
    """Ten free times in the commune."""
    return make.published(place=make.place(commune=world.requista, name="Maison de santé"))


def answers(session: Session, **more: str) -> dict[str, str]:
    slot = session.slots.order_by("starts").first()
    return {"commune": session.commune_id, **WHO, "creneau": str(slot.pk), **PERSON, **more}


def key_in(answer: Any) -> str:
    return re.search(r'name="cle" value="([^"]+)"', answer.content.decode()).group(1)  # type: ignore[union-attr]


def book(client: Client, session: Session, **more: str) -> Any:
    check = client.post("/rendez-vous", answers(session, etape="verifier", **more))
    assert check.status_code == 200, text_of(check)
    return client.post("/rendez-vous", answers(session, etape="reserver", cle=key_in(check), **more))


def test_questions_come_one_after_the_other(client: Client, session: Session) -> None:
    commune = f"/rendez-vous?commune={session.commune_id}"
    assert "Étape 1 sur 4" in text_of(client.get("/rendez-vous"))
    assert "Étape 2 sur 4" in text_of(client.get(commune))
    when = client.get(f"{commune}&pour=moi&medecin=non&soignant=gp")
    assert "Étape 3 sur 4" in text_of(when)
    assert "dans votre commune" in text_of(when)
    slot = session.slots.first()
    assert "Étape 4 sur 4" in text_of(client.get(f"{commune}&pour=moi&medecin=non&soignant=gp&creneau={slot.pk}"))
    assert "Étape 1 sur 4" in text_of(client.get("/rendez-vous?commune=99999"))


def test_an_unanswered_question_is_named(client: Client, session: Session) -> None:
    page = text_of(client.get(f"/rendez-vous?commune={session.commune_id}&pour=moi"))
    assert "Dites si la personne a un médecin traitant." in page
    page = text_of(client.get(f"/rendez-vous?commune={session.commune_id}&pour=moi&medecin=non&soignant=gp&suite=1"))
    assert "Choisissez un horaire." in page


def test_times_are_spread_over_the_half_day(client: Client, session: Session) -> None:
    page = client.get(f"/rendez-vous?commune={session.commune_id}&pour=moi&medecin=non&soignant=gp")
    clocks = re.findall(r"</svg>\s*([\d\u00a0h]+)\s*<", page.content.decode())
    assert len(clocks) == 6
    assert clocks[0] == "9\u00a0h"
    assert clocks[-1] == "12\u00a0h"
    assert "Voir 4 autres horaires" in text_of(page)


def test_kept_times_are_for_those_without_treating_doctor(client: Client, session: Session) -> None:
    base = f"/rendez-vous?commune={session.commune_id}&pour=moi&soignant=gp"
    assert "réservé" in text_of(client.get(f"{base}&medecin=non"))
    with_doctor = text_of(client.get(f"{base}&medecin=oui"))
    assert "vous est réservé" not in with_doctor


def test_nothing_free_leads_to_the_telephone(client: Client, world: World) -> None:
    identity.change(IdentityData(phone="05 65 00 00 12"))
    page = client.get(f"/rendez-vous?commune={world.requista.pk}&pour=moi&medecin=non&soignant=gp")
    assert "Aucun horaire libre à moins d’une heure" in text_of(page)
    assert 'href="tel:+33565000012"' in page.content.decode()


def test_places_kept_for_others_are_said_to_be(client: Client, session: Session) -> None:
    Slot.objects.filter(session=session).update(
        kept_for=["no_treating_doctor"], released_at=session.starts - timedelta(days=3)
    )
    base = f"/rendez-vous?commune={session.commune_id}&pour=moi&soignant=gp"
    page = text_of(client.get(f"{base}&medecin=oui"))
    assert "Les places proches sont gardées pour d’autres" in page
    assert "personnes sans médecin traitant" in page
    assert "Quand voulez-vous venir" in text_of(client.get(f"{base}&medecin=non"))


def test_another_profession_has_other_times(client: Client, session: Session) -> None:
    page = client.get(f"/rendez-vous?commune={session.commune_id}&pour=moi&medecin=non&soignant=dentist")
    assert "Aucun horaire libre" in text_of(page)


def test_wrong_fields_are_named_in_french(client: Client, session: Session) -> None:
    answer = client.post("/rendez-vous", answers(session, first_name="", birth_year="58", phone="12", etape="verifier"))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Donnez le prénom." in page
    assert "quatre chiffres" in page
    answer = client.post("/rendez-vous", answers(session, phone="", etape="verifier"))
    assert "Donnez un téléphone ou une adresse électronique" in text_of(answer)
    assert 'aria-invalid="true"' in answer.content.decode()


def test_what_the_service_refuses_stands_at_its_field(client: Client, session: Session) -> None:
    answer = book(client, session, phone="12 34")
    assert answer.status_code == 422
    assert "Ce numéro de téléphone n’est pas complet." in text_of(answer)


def test_a_booking_leads_to_its_page_and_nothing_personal_to_the_address(client: Client, session: Session) -> None:
    answer = book(client, session)
    assert answer.status_code == 302
    assert not re.search(r"(?i)anne|marty|1958", answer["Location"])
    page = client.get(answer["Location"])
    assert "Votre rendez-vous est réservé" in text_of(page)
    assert "no-store" in page["Cache-Control"]
    assert Appointment.objects.get().patient.last_name == "Marty"


def test_the_same_form_twice_books_once(client: Client, session: Session) -> None:
    check = client.post("/rendez-vous", answers(session, etape="verifier"))
    form = answers(session, etape="reserver", cle=key_in(check))
    assert client.post("/rendez-vous", form)["Location"] == client.post("/rendez-vous", form)["Location"]
    assert Appointment.objects.count() == 1


def test_a_time_taken_meanwhile_answers_409_and_keeps_the_form(client: Client, session: Session) -> None:
    assert book(client, session).status_code == 302
    check = client.post("/rendez-vous", answers(session, phone="06 39 98 00 02", etape="verifier"))
    late = client.post("/rendez-vous", answers(session, phone="06 39 98 00 02", etape="reserver", cle=key_in(check)))
    assert late.status_code == 409
    assert 'name="first_name" value="Anne"' in late.content.decode()
    assert "vient d’être pris" in text_of(late)


def test_correcting_shows_the_form_filled(client: Client, session: Session) -> None:
    answer = client.post("/rendez-vous", answers(session, etape="modifier"))
    assert 'value="Anne"' in answer.content.decode()
    assert answer.status_code == 200


def test_somebody_else_can_be_booked_for(client: Client, session: Session) -> None:
    slot = session.slots.first()
    page = text_of(
        client.get(f"/rendez-vous?commune={session.commune_id}&pour=autre&medecin=non&soignant=gp&creneau={slot.pk}")
    )
    assert "Qui viendra ?" in page
    assert "Prénom de la personne" in page


def test_cancelling_asks_once_and_says_so(client: Client, session: Session) -> None:
    address = book(client, session)["Location"]
    assert "Annuler ce rendez-vous ?" in text_of(client.get(f"{address}/annuler"))
    assert Appointment.objects.get().state == Appointment.State.BOOKED
    for _ in range(2):
        assert client.post(f"{address}/annuler")["Location"] == address
    assert "Votre rendez-vous est annulé" in text_of(client.get(address))
    assert Appointment.objects.get().state == Appointment.State.CANCELLED


def test_the_calendar_file_says_nothing_of_health(client: Client, session: Session) -> None:
    address = book(client, session)["Location"]
    answer = client.get(f"{address}/agenda.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    file = answer.content.decode()
    assert "SUMMARY:Rendez-vous" in file
    assert "Marty" not in file
    assert "Tilleul" not in file


def test_an_unknown_link_is_not_found(client: Client, world: World) -> None:
    for tail in ("", "/annuler", "/agenda.ics"):
        assert client.get(f"/rendez-vous/{'x' * 32}{tail}").status_code == 404


def test_a_doctor_who_gave_up_is_said(client: Client, session: Session) -> None:
    address = book(client, session)["Location"]
    agenda.decline(session, session.giver.user)
    assert "Nous cherchons un remplaçant" in text_of(client.get(address))


def test_choosing_a_time_asks_few_queries(client: Client, session: Session, django_assert_max_num_queries: Any) -> None:
    for _ in range(4):
        make.published(place=make.place(commune=session.commune))
    path = f"/rendez-vous?commune={session.commune_id}&pour=moi&medecin=non&soignant=gp"
    client.get(path)
    with django_assert_max_num_queries(6):
        client.get(path)
