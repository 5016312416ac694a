"""Concurrent bookings of one slot: two succeed without the constraint, one with it."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import fitting, services
from maillage.site.booking.models import Appointment
from maillage.site.booking.moving import move
from maillage.site.booking.patients import PatientData, save_patient
from tests.site import factories as make
from tests.site.races import SLOTS_TAKEN_TWICE, Unguarded, ask, race

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8
VISITS_OVERLAP = """
    SELECT count(*) FROM booking_appointment a JOIN agenda_slot s ON s.id = a.slot_id
    JOIN booking_appointment b ON b.id > a.id JOIN agenda_slot t ON t.id = b.slot_id AND t.session_id = s.session_id
    WHERE a.state = 'booked' AND b.state = 'booked' AND s.starts < t.ends AND t.starts < s.ends
"""


def look_then_insert(slot: Slot, data: PatientData) -> None:
    """Book without constraint: check that the slot is free, then take it."""
    with transaction.atomic():
        if Appointment.objects.active().filter(slot=slot).exists():
            raise services.Taken("taken")
        time.sleep(0.02)
        number = make.number()
        Appointment.objects.create(
            slot=slot, patient=save_patient(data, timezone.now()), booked_at=timezone.now(),
            during=DateTimeTZRange(slot.starts, slot.ends, "[)"), token_hash=number.to_bytes(8, "big"),
            idempotency_hash=number.to_bytes(9, "big"),
        )  # fmt: skip


def test_without_the_constraint_the_race_happens() -> None:
    slot = make.published().slots.first()
    with Unguarded(("booking_appointment", "appointment_one_active_per_slot")):
        race([partial(look_then_insert, slot, make.patient()) for _ in range(THREADS)])
        assert ask(SLOTS_TAKEN_TWICE) > 0


def test_with_the_constraint_one_person_gets_the_slot() -> None:
    for slot in make.published().slots.all()[:3]:
        outcomes = race([partial(services.book, slot.pk, make.patient(), make.key()) for _ in range(THREADS)])
        assert outcomes == {"done": 1, "Taken": THREADS - 1}
    assert ask(SLOTS_TAKEN_TWICE) == 0
    assert Appointment.objects.count() == 3


def shared_session() -> Session:
    """Two hours that visits of a quarter, half and three quarters of an hour share."""
    starts = make.soon(5)
    return make.published(
        scheme="practice", starts=starts, ends=starts + timedelta(hours=2), slot_minutes=15,
        motives=[["short", 15], ["long", 30], ["first", 45]],
    )  # fmt: skip


def wanted(session: Session) -> list[partial[object]]:
    """Eight people want visits of different length that begin close to each other."""
    slots = list(session.slots.order_by("starts")[:4])
    return [
        partial(services.book, slots[k % 4].pk, make.patient(), make.key(), motive=("long", "first", "short")[k % 3])
        for k in range(THREADS)
    ]


def test_visits_of_different_length_never_overlap_and_lose_no_minute() -> None:
    for _ in range(3):
        session = shared_session()
        booked = services.book(session.slots.last().pk, make.patient(), make.key())
        outcomes = race([*wanted(session), partial(services.cancel, booked.token)])
        assert set(outcomes) <= {"done", "Taken", "WrongState"}, outcomes
        assert outcomes["done"] > 1
        spans = list(
            Appointment.objects.active().filter(slot__session=session).values_list("slot__starts", "slot__ends")
        )
        held = sum((ends - starts for starts, ends in spans), timedelta())
        free = sum((ends - starts for starts, ends in fitting.rooms(session, spans)), timedelta())
        assert held + free == timedelta(hours=2)
        assert {slot.ends - slot.starts for slot in session.slots.filter(motive="")} <= {timedelta(minutes=15)}
    assert ask(VISITS_OVERLAP) == 0


def test_one_form_submitted_eight_times_at_once_is_one_appointment() -> None:
    slot, patient, key = make.published().slots.first(), make.patient(), make.key()
    assert race([partial(services.book, slot.pk, patient, key)] * THREADS) == {"done": THREADS}
    assert Appointment.objects.count() == 1


def test_one_person_gets_three_appointments_however_fast_they_ask() -> None:
    patient = make.patient()
    slots = list(make.published().slots.all()[:THREADS])
    outcomes = race([partial(services.book, slot.pk, patient, make.key(), same_day=True) for slot in slots])
    assert outcomes == {"done": 3, "TooMany": THREADS - 3}


def test_booking_while_the_session_is_cancelled_leaves_no_appointment_behind() -> None:
    coordinator = make.coordinator()
    for _ in range(3):
        session = make.published()
        bookings = [
            partial(services.book, slot.pk, make.patient(), make.key()) for slot in session.slots.all()[: THREADS - 1]
        ]
        race([*bookings, partial(agenda.cancel, session, coordinator)])
        session.refresh_from_db()
        assert session.state == "cancelled"
        assert not Appointment.objects.active().filter(slot__session=session).exists()


def test_cancelling_eight_times_at_once_cancels_once() -> None:
    booked = services.book(make.published().slots.first().pk, make.patient(), make.key())
    assert race([partial(services.cancel, booked.token)] * THREADS) == {"done": THREADS}
    from django.apps import apps

    events = apps.get_model("booking", "AppointmentEvent").objects.filter(pgh_obj_id=booked.appointment.pk)
    assert events.filter(state="cancelled").count() == 1


def test_moving_to_a_slot_that_others_book_succeeds_or_changes_nothing() -> None:
    first, *others = make.published().slots.all()[:4]
    for target in others[:2]:
        mine = services.book(first.pk, make.patient(), make.key())
        bookings = [partial(services.book, target.pk, make.patient(), make.key()) for _ in range(3)]
        outcomes = race([partial(move, mine.token, target.pk), *bookings])
        assert outcomes == {"done": 1, "Taken": 3}
        now = services.find(mine.token).slot_id
        assert now in (first.pk, target.pk)
        assert Appointment.objects.active().filter(slot=target).count() == 1
        services.cancel(mine.token)
    assert ask(SLOTS_TAKEN_TWICE) == 0


def test_moved_to_many_slots_at_once_an_appointment_holds_one() -> None:
    first, *others = make.published().slots.all()[:6]
    mine = services.book(first.pk, make.patient(), make.key())
    race([partial(move, mine.token, slot.pk) for slot in others])
    assert Appointment.objects.active().count() == 1
