"""The day of a place on its page, by its link, and on paper."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.agenda.day_links import DayLink, token_for
from maillage.site.agenda.models import Session
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from tests.site import factories as make

pytestmark = pytest.mark.django_db
MORNING = make.at("2026-09-07", 10)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A morning that goes on now, with a patient at nine."""
    made = make.published(starts=make.at("2026-09-07", 9))
    who = make.patient(first_name="Paule", last_name="Marty")
    booking.book(made.slots.order_by("starts")[0].pk, who, make.key(), now=make.at("2026-09-05"))
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    return made


@pytest.fixture
def host(session: Session) -> User:
    return make.user("host", session.place.organisation)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def is_tagged(content: bytes) -> bool:
    root: Any = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    return bool(root["/MarkInfo"]["/Marked"]) and b"pdfuaid" in root["/Metadata"].get_data()


@pytest.mark.parametrize("by_link", [False, True])
def test_a_host_confirms_and_notes_in_one_click_each(
    session: Session, host: User, client: Client, by_link: bool
) -> None:
    if by_link:
        url = reverse("host-day-link", args=[token_for(DayLink(host, session.place, MORNING.date()))])
    else:
        client.force_login(host)
        url = reverse("host-day", args=[session.pk])
    page = client.get(url).content.decode()
    assert "Paule Marty" in page
    assert "est là" in page
    appointment = Appointment.objects.get()

    def send(**form: Any) -> str:
        return client.post(url, form, follow=True).content.decode()

    assert "Venue confirmée par Ada Vidal" in send(acte="tenue", vacation=session.pk)
    assert "Venue confirmée" not in send(acte="defaire", vacation=session.pk)
    assert "Corriger" in send(acte="venu", **{"rendez-vous": appointment.pk})
    assert "cochez la case" in send(acte="medecin-trouve", **{"rendez-vous": appointment.pk})
    found = send(acte="medecin-trouve", accord="oui", **{"rendez-vous": appointment.pk})
    assert "a trouvé un médecin traitant" in found
    assert "Corriger" not in send(acte="corriger", **{"rendez-vous": appointment.pk})
    assert "Dites pourquoi" in send(acte="pas-venu", vacation=session.pk)
    assert "Route ou météo" in client.get(f"{url}?absent={session.pk}").content.decode()
    assert "Route ou météo" in send(acte="pas-venu", raison="road", vacation=session.pk)
    assert make.again(session).state == "cancelled"


def test_a_link_opens_the_day_of_its_place_only(session: Session, host: User, client: Client) -> None:
    elsewhere = make.published(starts=make.at("2026-09-07", 9), commune=session.commune)
    url = reverse("host-day-link", args=[token_for(DayLink(host, session.place, MORNING.date()))])
    client.post(url, {"acte": "tenue", "vacation": elsewhere.pk})
    assert make.again(elsewhere).state == "published"
    assert client.get(url.replace("A", "B", 1) + "x").status_code == 410
    client.force_login(make.user("host", elsewhere.place.organisation))
    assert client.get(reverse("host-day", args=[session.pk])).status_code == 404


def test_a_link_notes_appointments_of_its_day_only(session: Session, host: User, client: Client) -> None:
    before = make.published(place=session.place, starts=make.at("2026-09-04", 9))
    other = booking.book(before.slots.first().pk, make.patient(), make.key(), now=make.at("2026-09-02")).appointment
    url = reverse("host-day-link", args=[token_for(DayLink(host, session.place, MORNING.date()))])
    assert client.post(url, {"acte": "absent", "rendez-vous": other.pk}).status_code == 404
    other.refresh_from_db()
    assert other.state == Appointment.State.BOOKED
    client.force_login(host)
    url = reverse("host-day", args=[before.pk])
    assert client.post(url, {"acte": "absent", "rendez-vous": other.pk}).status_code == 302
    other.refresh_from_db()
    assert other.state == Appointment.State.MISSED


def test_a_link_of_somebody_who_works_elsewhere_now_shows_and_changes_nothing(
    session: Session, host: User, client: Client
) -> None:
    host.memberships.update(organisation=make.organisation("practice"))
    url = reverse("host-day-link", args=[token_for(DayLink(host, session.place, MORNING.date()))])
    page = client.get(url).content.decode()
    assert "Paule Marty" not in page
    assert "est là" not in page
    client.post(url, {"acte": "tenue", "vacation": session.pk})
    assert make.again(session).state == "published"


def test_the_door_names_no_patient_and_the_counter_names_them_shortly(
    session: Session, host: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(host)
    with django_assert_max_num_queries(30):
        door = client.get(reverse("host-door-sheet", args=[session.pk]))
    counter = client.get(reverse("host-day-list", args=[session.pk]))
    assert door["Content-Type"] == counter["Content-Type"] == "application/pdf"
    sheet, listed = text_of(door.content), text_of(counter.content)
    assert "Marty" not in sheet
    assert "9 h à 12 h 20" in sheet.replace("\u00a0", " ")
    assert "/rendez-vous" in sheet
    assert "Marty P." in listed
    assert "Paule" not in listed
    assert is_tagged(door.content)
    assert is_tagged(counter.content)
    token = token_for(DayLink(host, session.place, MORNING.date()))
    assert Client().get(reverse("host-paper-link", args=[token, "affiche"]))["Content-Type"] == "application/pdf"


def test_the_queries_of_a_day_do_not_grow_with_its_patients(session: Session, host: User, client: Client) -> None:
    client.force_login(host)
    url = reverse("host-day", args=[session.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    for slot in session.slots.order_by("starts")[3:6]:
        booking.book(slot.pk, make.patient(), make.key(), now=make.at("2026-09-05"))
    with CaptureQueriesContext(connection) as after:
        client.get(url)
    assert len(after) == len(before)


def test_a_patient_says_by_the_link_that_a_doctor_was_found(session: Session, client: Client) -> None:
    who = make.patient()
    token = booking.book(session.slots.order_by("starts")[1].pk, who, make.key(), now=make.at("2026-09-05")).token
    assert "trouvé un médecin traitant" in client.get(reverse("appointment", args=[token])).content.decode()
    page = client.post(reverse("appointment-doctor-found", args=[token]), follow=True).content.decode()
    assert "Vous nous l’avez dit" in page
    assert Appointment.objects.get(doctor_found_by="patient").patient.last_name == who.last_name
