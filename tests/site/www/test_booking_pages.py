"""The four steps of a booking, the confirmation, the page of the appointment."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import services
from maillage.site.booking.models import Appointment
from maillage.site.identity import services as identity
from maillage.site.identity.services import IdentityData
from maillage.site.www import calendars
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
WHO = {"pour": "moi", "medecin": "non", "soignant": "gp"}
PERSON = {"first_name": "Anne", "last_name": "Marty", "birth_year": "1958", "phone": "06 39 98 00 01", "email": ""}


@pytest.fixture
def session(world: World) -> Session:
    """A session with ten free times in the commune."""
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
    assert "Dites s’il y a un médecin traitant." in page
    page = text_of(client.get(f"/rendez-vous?commune={session.commune_id}&pour=moi&medecin=non&soignant=gp&suite=1"))
    assert "Choisissez un horaire." in page


def test_times_of_one_day_are_shown_and_other_days_are_links(client: Client, session: Session) -> None:
    place = session.place
    later = [make.published(place=place, starts=make.soon(10 + 7 * k)) for k in (1, 2, 3, 4)]
    base = f"/rendez-vous?commune={session.commune_id}&pour=moi&medecin=non&soignant=gp"
    page = client.get(base).content.decode()
    assert len(re.findall(r'type="radio"', page)) == 10
    assert "10 horaires dès 9" in text_of(client.get(base))
    assert "Voir 2 autres jours" in text_of(client.get(base))
    wider = client.get(f"{base}&lieu={re.search(r'lieu=([^&]+)&amp;jour', page).group(1)}").content.decode()
    links = re.findall(r'href="(\?[^"]*jour=[^"]+)#', wider)
    assert len(links) == len(later)
    other = client.get("/rendez-vous" + links[-1].replace("&amp;", "&")).content.decode()
    shown = set(re.findall(r'name="creneau"\s+id="c(\d+)"', other))
    assert shown == {str(slot.pk) for slot in later[-1].slots.all()}


def test_a_phone_is_never_sent_hundreds_of_choices(client: Client, session: Session) -> None:
    for k in range(1, 10):
        make.published(place=make.place(commune=session.commune), starts=make.soon(10 + k % 3))
    page = client.get(f"/rendez-vous?commune={session.commune_id}&pour=moi&medecin=non&soignant=gp")
    assert page.content.decode().count('type="radio"') == 10


def test_the_soonest_or_the_nearest_comes_first(client: Client, world: World) -> None:
    near = make.published(place=make.place(commune=world.communes[0], name="Tout près"), starts=make.soon(20))
    far = make.published(place=make.place(commune=world.communes[3], name="Plus loin"), starts=make.soon(10))
    assert near.commune != far.commune
    base = f"/rendez-vous?commune={world.communes[0].pk}&pour=moi&medecin=non&soignant=gp"
    soonest, nearest = text_of(client.get(base)), text_of(client.get(f"{base}&ordre=pres"))
    assert soonest.index("Plus loin") < soonest.index("Tout près")
    assert nearest.index("Tout près") < nearest.index("Plus loin")


def test_outside_the_region_the_page_says_so_before_any_question(client: Client, session: Session) -> None:
    page = text_of(client.get(f"/rendez-vous?commune={make.elsewhere().pk}"))
    assert "Étape 1 sur 4" in page
    assert "Aucune consultation à moins d’une heure de Quimper" in page
    assert "en Occitanie" in page
    assert "annuaire de l’Assurance maladie" in page


def test_an_empty_step_shows_an_error_at_the_field(client: Client, session: Session) -> None:
    where = client.get("/communes/?pour=rendez-vous&q=+", follow=True)
    assert "Donnez le nom ou le code postal de votre commune." in text_of(where)
    assert 'aria-invalid="true"' in where.content.decode()
    who = text_of(client.get(f"/rendez-vous?commune={session.commune_id}&demande=qui&soignant=gp"))
    assert "Dites pour qui est le rendez-vous." in who
    assert "Dites s’il y a un médecin traitant." in who
    form = {name: value for name, value in answers(session).items() if name != "creneau"}
    when = client.post("/rendez-vous", {**form, "etape": "verifier"}, follow=True)
    assert "Choisissez un horaire." in text_of(when)


def test_after_a_refusal_another_day_opens_with_the_same_answers(client: Client, session: Session) -> None:
    make.published(place=session.place, starts=make.soon(17))
    services.book(session.slots.order_by("starts").first().pk, make.patient(), make.key())
    late = book(client, session)
    assert late.status_code == 409
    opened = re.search(r'name="ouvrir"\s+value="([^"]+)"', late.content.decode()).group(1).replace("&amp;", "&")
    form = {name: value for name, value in answers(session).items() if name != "creneau"}
    page = client.post("/rendez-vous", {**form, "etape": "verifier", "ouvrir": opened})
    assert page.status_code == 200
    assert 'name="first_name" value="Anne"' in page.content.decode()
    assert page.content.decode().count('type="radio"') == 10


def test_reserved_times_are_for_patients_without_treating_doctor(client: Client, session: Session) -> None:
    base = f"/rendez-vous?commune={session.commune_id}&pour=moi&soignant=gp"
    assert "réservé" in text_of(client.get(f"{base}&medecin=non"))
    with_doctor = text_of(client.get(f"{base}&medecin=oui"))
    assert "vous est réservé" not in with_doctor


def test_without_free_times_the_page_gives_the_telephone(client: Client, world: World) -> None:
    identity.change(IdentityData(phone="05 65 00 00 12"))
    page = client.get(f"/rendez-vous?commune={world.requista.pk}&pour=moi&medecin=non&soignant=gp")
    assert "Aucun horaire libre à moins d’une heure" in text_of(page)
    assert 'href="tel:+33565000012"' in page.content.decode()


def test_slots_reserved_for_others_are_mentioned(client: Client, session: Session) -> None:
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


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("phone", "12 34", "Ce numéro de téléphone n’est pas complet."),
        ("email", "anne example.org", "Il manque le signe @"),
        ("email", "anne @example.org", "contient une espace"),
        ("last_name", "12", "Écrivez ce nom en toutes lettres."),
        ("birth_year", "2199", "n’est pas encore venue"),
    ],
)
def test_an_invalid_contact_is_reported_at_its_step(
    client: Client, session: Session, field: str, written: str, said: str
) -> None:
    answer = client.post("/rendez-vous", answers(session, etape="verifier", **{field: written}))
    assert answer.status_code == 422
    assert "Étape 4 sur 4" in text_of(answer)
    assert said in text_of(answer)


def test_invisible_characters_are_removed(client: Client, session: Session) -> None:
    book(
        client,
        session,
        first_name="An\u200bne",
        email="\u2066anne@example.org\u2069",
        phone="\u202a06 39 98 00 01\u202c",
    )
    kept = Appointment.objects.get().patient
    assert (kept.first_name, kept.email, kept.phone) == ("Anne", "anne@example.org", "+33639980001")


def test_a_second_appointment_on_one_day_asks_for_confirmation(client: Client, session: Session) -> None:
    book(client, session)
    other = str(session.slots.order_by("starts").last().pk)
    asked = book(client, session, creneau=other)
    assert asked.status_code == 409
    assert "a déjà un rendez-vous ce jour-là" in text_of(asked)
    assert Appointment.objects.count() == 1
    form = answers(session, etape="reserver", cle=key_in(asked), creneau=other, meme_jour="oui")
    assert 'name="meme_jour" value="oui"' in asked.content.decode()
    assert client.post("/rendez-vous", form).status_code == 302
    assert Appointment.objects.count() == 2


def test_a_booking_redirects_to_its_page_without_personal_data_in_the_url(client: Client, session: Session) -> None:
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


def test_a_time_taken_by_another_patient_answers_409_and_keeps_the_form(client: Client, session: Session) -> None:
    assert book(client, session).status_code == 302
    other = {"first_name": "Aline", "phone": "06 39 98 00 02"}
    check = client.post("/rendez-vous", answers(session, **other, etape="verifier"))
    late = client.post("/rendez-vous", answers(session, **other, etape="reserver", cle=key_in(check)))
    assert late.status_code == 409
    assert 'name="first_name" value="Aline"' in late.content.decode()
    assert "vient d’être pris" in text_of(late)


def test_correcting_shows_the_filled_form(client: Client, session: Session) -> None:
    answer = client.post("/rendez-vous", answers(session, etape="modifier"))
    assert 'value="Anne"' in answer.content.decode()
    assert answer.status_code == 200


def test_a_patient_can_be_booked_by_another_person(client: Client, session: Session) -> None:
    slot = session.slots.first()
    page = text_of(
        client.get(f"/rendez-vous?commune={session.commune_id}&pour=autre&medecin=non&soignant=gp&creneau={slot.pk}")
    )
    assert "Qui viendra ?" in page
    assert "Prénom de la personne" in page


def test_cancelling_asks_for_confirmation_once(client: Client, session: Session) -> None:
    address = book(client, session)["Location"]
    assert "Annuler ce rendez-vous ?" in text_of(client.get(f"{address}/annuler"))
    assert Appointment.objects.get().state == Appointment.State.BOOKED
    for _ in range(2):
        assert client.post(f"{address}/annuler")["Location"] == address
    assert "Votre rendez-vous est annulé" in text_of(client.get(address))
    assert Appointment.objects.get().state == Appointment.State.CANCELLED


def test_the_calendar_file_contains_nothing_about_health(client: Client, session: Session) -> None:
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


def test_a_session_without_doctor_is_reported_to_the_patient(client: Client, session: Session) -> None:
    address = book(client, session)["Location"]
    agenda.decline(session, session.giver.user)
    assert "Nous cherchons un remplaçant" in text_of(client.get(address))


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_the_journey_need_few_queries(
    client: Client, session: Session, django_assert_num_queries: Any
) -> None:
    for _ in range(4):
        make.published(place=make.place(commune=session.commune))
    who = f"/rendez-vous?commune={session.commune_id}"
    times = f"{who}&pour=moi&medecin=non&soignant=gp"
    form = f"{times}&creneau={session.slots.first().pk}"
    # Whether something has changed; then the slot with its session, the posts, and who fills them.
    for path, queries in ((who, 1), (f"{who}&pour=moi", 1), (times, 1), (form, 4)):
        client.get(path)
        with django_assert_num_queries(queries):
            assert client.get(f"{path}&autre=1").status_code == 200  # an address of its own: nothing is kept


def test_moving_asks_for_confirmation_of_the_new_time(client: Client, session: Session) -> None:
    address = book(client, session)["Location"]
    assert "Déplacer ce rendez-vous" in text_of(client.get(address))
    assert "Il reste à vous tant que" in text_of(client.get(f"{address}/deplacer"))
    assert "Choisissez un horaire." in text_of(client.get(f"{address}/deplacer?suite=1"))
    new = session.slots.order_by("starts").last()
    check = client.get(f"{address}/deplacer?creneau={new.pk}")
    assert "Au lieu de" in text_of(check)
    assert Appointment.objects.get().slot_id != new.pk
    for _ in range(2):
        assert client.post(f"{address}/deplacer", {"creneau": new.pk})["Location"] == address
    assert Appointment.objects.get().slot_id == new.pk


def test_moving_to_a_taken_time_keeps_the_old_one(client: Client, session: Session) -> None:
    address = book(client, session)["Location"]
    before = Appointment.objects.get().slot_id
    other = session.slots.order_by("starts").last()
    services.book(other.pk, make.patient(), make.key())
    late = client.post(f"{address}/deplacer", {"creneau": other.pk})
    assert late.status_code == 409
    assert "reste où il était" in text_of(late)
    assert Appointment.objects.filter(slot=before).exists()


def test_a_cancelled_appointment_cannot_be_moved(client: Client, session: Session) -> None:
    address = book(client, session)["Location"]
    client.post(f"{address}/annuler")
    assert "Déplacer" not in text_of(client.get(address))
    assert client.get(f"{address}/deplacer").status_code == 409


def test_calendar_entries_are_replaced_when_moved_and_marked_when_cancelled(client: Client, session: Session) -> None:
    address = book(client, session)["Location"]

    def entry() -> Any:
        file = client.get(f"{address}/agenda.ics").content
        assert max(len(line) for line in file.split(b"\r\n")) <= 75
        return Calendar.from_ical(file).walk("VEVENT")[0]

    first = entry()
    client.post(f"{address}/deplacer", {"creneau": session.slots.order_by("starts").last().pk})
    moved = entry()
    client.post(f"{address}/annuler")
    cancelled = entry()
    assert first["UID"] == moved["UID"] == cancelled["UID"]
    assert [int(one["SEQUENCE"]) for one in (first, moved, cancelled)] == [0, 1, 2]
    assert [str(one["STATUS"]) for one in (first, moved, cancelled)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert first["DTSTART"].dt < moved["DTSTART"].dt
    assert all("DTSTAMP" in one for one in (first, moved, cancelled))


def test_entries_of_two_installations_have_different_ids(settings: Any) -> None:
    first = calendars.uid_of("appointment-1")
    settings.PUBLIC_ADDRESS = "https://moved.example"
    assert calendars.uid_of("appointment-1") == first
    settings.SECRET_KEY = "the secret of another installation, long enough"
    assert calendars.uid_of("appointment-1") != first


def test_asking_for_a_lost_link_does_not_reveal_who_has_one(client: Client, session: Session) -> None:
    book(client, session)
    answers = []
    for contact in ("06 39 98 00 01", "06 39 98 00 09"):
        answer = client.post("/rendez-vous/retrouver", {"contact": contact})
        assert answer.status_code == 302
        answers.append((answer["Location"], text_of(client.get(answer["Location"]))))
    assert answers[0] == answers[1]
    assert "C’est demandé." in answers[0][1]
    assert Appointment.objects.to_call().count() == 1
    for wrong in ("", "12", "a@b"):
        answer = client.post("/rendez-vous/retrouver", {"contact": wrong})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()


def test_the_chosen_time_is_shown_whatever_its_position_in_the_list(client: Client, world: World) -> None:
    for k in range(10):
        make.published(place=make.place(commune=world.requista), starts=make.soon(10 + k))
    late = make.published(place=make.place(commune=world.requista), starts=make.soon(40))
    slot = late.slots.first()
    path = f"/rendez-vous?commune={world.requista.pk}&pour=moi&medecin=non&soignant=gp&choisir=1&creneau={slot.pk}"
    page = client.get(path).content.decode()
    assert re.search(rf'value="{slot.pk}"[^>]*checked', page)
