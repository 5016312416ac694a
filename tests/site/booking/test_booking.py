"""Booking and cancelling, once or repeatedly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.utils import timezone

from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import outcomes, services
from maillage.site.booking.models import Appointment, Patient
from maillage.site.booking.patients import InvalidPatient
from maillage.site.messages.delivery import deliver
from maillage.site.messages.models import Message
from maillage.site.refusals import NotAllowed, Refused, Taken, WrongState
from tests.site import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    return make.published()


def first_slot(session: Session) -> Slot:
    return session.slots.exclude(kept_for=[]).first()


def open_slot(session: Session) -> Slot:
    return session.slots.filter(kept_for=[]).first()


def test_the_same_form_sent_again_gives_the_same_appointment_and_link(session: Session) -> None:
    patient, key = make.patient(), make.key()
    one = services.book(open_slot(session).pk, patient, key)
    again = [services.book(open_slot(session).pk, patient, key) for _ in range(20)]
    assert one.new
    assert {(b.appointment.pk, b.token, b.new) for b in again} == {(one.appointment.pk, one.token, False)}
    assert Appointment.objects.count() == Patient.objects.count() == 1


def test_a_form_cannot_be_used_for_another_person_or_slot(session: Session) -> None:
    patient, key = make.patient(), make.key()
    services.book(open_slot(session).pk, patient, key)
    with pytest.raises(Refused, match="déjà servi"):
        services.book(open_slot(session).pk, make.patient(), key)
    with pytest.raises(Refused, match="déjà servi"):
        services.book(first_slot(session).pk, patient, key)


def test_a_guessable_key_is_refused(session: Session) -> None:
    with pytest.raises(Refused):
        services.book(open_slot(session).pk, make.patient(), "1")


def test_a_slot_goes_to_one_person(session: Session) -> None:
    slot = open_slot(session)
    services.book(slot.pk, make.patient(), make.key())
    with pytest.raises(Taken):
        services.book(slot.pk, make.patient(), make.key())


def test_the_database_refuses_two_appointments_in_a_slot(session: Session) -> None:
    booked = services.book(open_slot(session).pk, make.patient(), make.key()).appointment
    with pytest.raises(IntegrityError, match="appointment_one_active_per_slot"):
        Appointment.objects.create(
            slot=booked.slot, patient=booked.patient, during=booked.during,
            booked_at=timezone.now(), token_hash=b"1", idempotency_hash=b"1",
        )  # fmt: skip


def test_appointments_of_a_person_never_overlap(session: Session) -> None:
    other = make.published(starts=session.starts)
    patient = make.patient()
    services.book(open_slot(session).pk, patient, make.key())
    with pytest.raises(Taken, match="à cette heure-là"):
        services.book(open_slot(other).pk, patient, make.key())


def test_a_cancelled_slot_can_be_booked_again(session: Session) -> None:
    slot = open_slot(session)
    one = services.book(slot.pk, make.patient(), make.key())
    assert services.cancel(one.token).state == "cancelled"
    assert services.cancel(one.token).state == "cancelled"
    assert services.book(slot.pk, make.patient(), make.key()).new


def test_no_more_than_three_appointments_to_come(session: Session) -> None:
    patient = make.patient()
    slots = list(session.slots.all()[:4])
    tokens = [services.book(slot.pk, patient, make.key(), same_day=True).token for slot in slots[:3]]
    with pytest.raises(services.TooMany):
        services.book(slots[3].pk, patient, make.key(), same_day=True)
    services.cancel(tokens[0])
    services.book(slots[3].pk, patient, make.key(), same_day=True)


def test_slots_are_first_reserved_for_people_without_treating_doctor(session: Session) -> None:
    slot = first_slot(session)
    with_doctor = make.patient(has_treating_doctor=True)
    with pytest.raises(services.NotEligible, match="aux personnes sans médecin traitant jusqu’au"):
        services.book(slot.pk, with_doctor, make.key())
    assert services.book(open_slot(session).pk, with_doctor, make.key()).new
    assert services.book(slot.pk, make.patient(), make.key()).new


def test_reserved_slots_are_released_days_before(session: Session) -> None:
    slot = first_slot(session)
    later = slot.released_at + timedelta(minutes=1)
    assert services.book(slot.pk, make.patient(has_treating_doctor=True), make.key(), now=later).new


def test_inhabitants_of_elsewhere_with_a_treating_doctor_are_refused(session: Session) -> None:
    stranger = make.patient(commune=make.elsewhere().pk, has_treating_doctor=True)
    with pytest.raises(services.NotEligible, match="s’ouvre à vous le"):
        services.book(open_slot(session).pk, stranger, make.key())


def test_unknown_slot_commune_and_link_are_refused(session: Session) -> None:
    with pytest.raises(WrongState):
        services.book(0, make.patient(), make.key())
    with pytest.raises(Refused, match="commune"):
        services.book(open_slot(session).pk, make.patient(commune="99999"), make.key())
    with pytest.raises(WrongState):
        services.cancel("nothing")
    assert services.find("nothing") is None


def test_booking_too_late_or_too_early_is_refused(session: Session) -> None:
    slot = open_slot(session)
    with pytest.raises(WrongState, match="trop tard"):
        services.book(slot.pk, make.patient(), make.key(), now=slot.starts - timedelta(minutes=59))
    with pytest.raises(WrongState, match="pas encore ouvert"):
        services.book(slot.pk, make.patient(), make.key(), now=slot.starts - timedelta(days=93))
    booked = services.book(slot.pk, make.patient(), make.key())
    with pytest.raises(WrongState, match="passé"):
        services.cancel(booked.token, now=slot.starts)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("first_name", {"first_name": "  "}),
        ("first_name", {"first_name": "12"}),
        ("last_name", {"last_name": "A\u0007b"}),
        ("last_name", {"last_name": "x" * 101}),
        ("email", {"email": "not an address"}),
        ("email", {"email": ""}),
        ("phone", {"email": "", "phone": "12"}),
        ("phone", {"phone": "abc"}),
        ("birth_year", {"birth_year": 1850}),
        ("birth_year", {"birth_year": 2200}),
    ],
)
def test_patient_data_are_validated(session: Session, field: str, fields: dict) -> None:
    with pytest.raises(InvalidPatient) as refusal:
        services.book(open_slot(session).pk, make.patient(**fields), make.key())
    assert refusal.value.field == field
    assert not Patient.objects.exists()


def test_contacts_are_stored_normalised(session: Session) -> None:
    patient = make.patient(email=" Paul.MARTY@Example.org ", phone="06 12 34 56 78", first_name=" Jean \t Paul ")
    kept = services.book(open_slot(session).pk, patient, make.key()).appointment.patient
    assert (kept.email, kept.phone, kept.first_name) == ("paul.marty@example.org", "+33612345678", "Jean Paul")
    assert kept.treating_doctor_declared_until > timezone.localdate()


def test_the_database_holds_no_link_and_no_key_in_plain_text(session: Session) -> None:
    key = make.key()
    booked = services.book(open_slot(session).pk, make.patient(), key)
    found = services.find(booked.token)
    assert found == booked.appointment
    row = Appointment.objects.filter(pk=found.pk).values().get()
    event = apps.get_model("booking", "AppointmentEvent").objects.values().get()
    for stored in (row, event):
        text = " ".join(bytes(v).hex() if isinstance(v, memoryview) else str(v) for v in stored.values())
        assert booked.token not in text
        assert key not in text
    assert not {"token_hash", "idempotency_hash"} & set(event)


def test_the_confirmation_says_when_and_where_without_the_reason(session: Session, mailoutbox: list) -> None:
    patient, key = make.patient(), make.key()
    booked = services.book(open_slot(session).pk, patient, key)
    services.book(open_slot(session).pk, patient, key)
    assert not mailoutbox
    assert (deliver(), len(mailoutbox)) == (1, 1)
    message = mailoutbox[0]
    assert message.to == [patient.email]
    assert f"https://maillage.example/rendez-vous/{booked.token}" in message.body
    assert session.place.name in message.body
    everything = (message.subject + message.body).lower()
    for word in ("médecin", "consultation", "généraliste", session.giver.last_name.lower(), "solidaire"):
        assert word not in everything


def test_a_mail_server_outage_does_not_undo_a_booking(session: Session, settings, caplog) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    patient = make.patient()
    booked = services.book(open_slot(session).pk, patient, make.key())
    assert deliver() == 0
    assert Appointment.objects.get(pk=booked.appointment.pk).state == "booked"
    assert Message.objects.get().last_error == "ConnectionRefusedError"
    assert patient.email not in caplog.text


def test_outcomes_are_recorded_only_after_the_slot_has_begun(session: Session) -> None:
    booked = services.book(open_slot(session).pk, make.patient(), make.key()).appointment
    doctor, coordinator = session.giver.user, make.coordinator()
    with pytest.raises(WrongState):
        outcomes.mark(booked, Appointment.State.SEEN, doctor)
    Slot.objects.filter(pk=booked.slot_id).update(starts=timezone.now() - timedelta(minutes=5))
    for stranger in (make.doctor().user, make.coordinator(make.elsewhere().department.region)):
        with pytest.raises(NotAllowed):
            outcomes.mark(booked, Appointment.State.SEEN, stranger)
    assert outcomes.mark(booked, Appointment.State.MISSED, doctor).state == "missed"
    assert outcomes.mark(booked, Appointment.State.SEEN, coordinator).state == "seen"


def test_booking_takes_few_queries(session: Session, django_assert_max_num_queries) -> None:
    slot, patient, key = open_slot(session), make.patient(), make.key()
    with django_assert_max_num_queries(14):
        services.book(slot.pk, patient, key)
    with django_assert_max_num_queries(5):
        services.book(slot.pk, patient, key)
