"""Reminders: once, in time, never after a cancellation; a patient whom no message reaches must be called."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from maillage.site.agenda import services as agenda
from maillage.site.booking import calling, moving, notices, services
from maillage.site.booking.models import Appointment
from maillage.site.messages.delivery import deliver
from maillage.site.messages.models import Message
from maillage.site.refusals import WrongState
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_a_reminder_is_sent_once_in_the_last_two_days(mailoutbox: list) -> None:
    slot = make.published().slots.first()
    services.book(slot.pk, make.patient(), make.key())
    deliver()
    mailoutbox.clear()
    assert notices.remind(slot.starts - timedelta(hours=49)) == 0
    assert notices.remind(slot.starts - timedelta(hours=47)) == 1
    assert notices.remind(slot.starts - timedelta(hours=46)) == 0
    assert not mailoutbox
    assert (deliver(), len(mailoutbox)) == (1, 1)
    assert mailoutbox[0].subject == "Votre rendez-vous"
    assert "médecin" not in mailoutbox[0].body


def test_no_reminder_for_a_cancelled_or_past_appointment(mailoutbox: list) -> None:
    slots = list(make.published().slots.all())
    cancelled = services.book(slots[0].pk, make.patient(), make.key())
    services.book(slots[1].pk, make.patient(), make.key())
    services.cancel(cancelled.token)
    assert notices.remind(slots[1].starts + timedelta(minutes=1)) == 0
    assert notices.remind(slots[0].starts - timedelta(hours=1)) == 1


def test_a_cancellation_withdraws_waiting_messages(mailoutbox: list) -> None:
    slot = make.published().slots.first()
    booked = services.book(slot.pk, make.patient(), make.key())
    assert notices.remind(slot.starts - timedelta(hours=1)) == 1
    services.cancel(booked.token)
    deliver()
    assert ["comme vous l’avez demandé" in message.body for message in mailoutbox] == [True]
    states = dict(Message.objects.values_list("key", "state"))
    about = f"appointment:{booked.appointment.pk}"
    assert states == {
        f"{about}:booked": "withdrawn", f"{about}:reminder": "withdrawn", f"{about}:cancelled": "sent",
    }  # fmt: skip


def test_a_reminder_of_a_session_that_is_cancelled_is_withdrawn(mailoutbox: list) -> None:
    session = make.published()
    slot = session.slots.first()
    services.book(slot.pk, make.patient(), make.key())
    assert notices.remind(slot.starts - timedelta(hours=1)) == 1
    agenda.cancel(session, make.coordinator())
    deliver()
    assert ["n’aura pas lieu" in message.body for message in mailoutbox] == [True]


def test_a_booking_that_is_rolled_back_posts_nothing() -> None:
    slot = make.published().slots.first()
    services.book(slot.pk, make.patient(), make.key())
    with pytest.raises(services.Refused):
        services.book(slot.pk, make.patient(), make.key())
    assert Message.objects.count() == 1


def test_a_patient_whom_no_message_reaches_must_be_called_unless_cancelled() -> None:
    slot = make.published().slots.first()
    booked = services.book(slot.pk, make.patient(), make.key())
    Message.objects.update(useless_after=timezone.now())
    deliver()
    assert list(Appointment.objects.to_call()) == [booked.appointment]
    services.cancel(booked.token)
    assert not Appointment.objects.to_call()


def test_a_patient_not_told_of_a_cancelled_session_must_be_called() -> None:
    session = make.published()
    booked = services.book(session.slots.first().pk, make.patient(), make.key())
    deliver()
    agenda.cancel(session, make.coordinator())
    assert not Appointment.objects.to_call()
    Message.objects.filter(state="waiting").update(useless_after=timezone.now())
    deliver()
    assert list(Appointment.objects.to_call()) == [booked.appointment]


def test_who_booked_long_before_is_asked_to_confirm_and_answers_by_the_link(mailoutbox: list) -> None:
    session = make.published(starts=make.soon(30))
    slot, later = session.slots.filter(kept_for=[]).order_by("starts")[:2]
    done = services.book(slot.pk, make.patient(), make.key())
    two_days = slot.starts - timedelta(hours=40)
    assert notices.remind(two_days) == 1
    row = Appointment.objects.get(pk=done.appointment.pk)
    assert row.unconfirmed
    deliver(lambda: two_days)
    assert "Venez-vous" in mailoutbox[-1].body
    page = Client().get(f"/rendez-vous/{done.token}").content.decode()
    assert "Oui, je viens" in page
    for _ in range(2):
        assert Client().post(f"/rendez-vous/{done.token}/confirmer").status_code == 302
    row.refresh_from_db()
    assert row.confirmed_at is not None
    assert not row.unconfirmed
    moved = moving.move(done.token, later.pk)
    assert (moved.confirm_asked_at, moved.confirmed_at, moved.reminded_at) == (None, None, None)
    services.cancel(done.token)
    with pytest.raises(WrongState):
        services.confirm(done.token)


def test_who_booked_lately_is_only_reminded(mailoutbox: list) -> None:
    session = make.published(starts=make.soon(4))
    slot = session.slots.filter(kept_for=[]).order_by("starts")[0]
    services.book(slot.pk, make.patient(), make.key())
    assert notices.remind(slot.starts - timedelta(hours=40)) == 1
    assert not Appointment.objects.get().unconfirmed


def test_who_has_not_answered_is_called_on_the_eve() -> None:
    session = make.published(starts=make.soon(30), place=make.place())
    assert session.place is not None
    by = make.user("secretary", session.place.organisation)
    slot = session.slots.filter(kept_for=[]).order_by("starts")[0]
    services.book(slot.pk, make.patient(phone="06 39 98 44 55"), make.key())
    asked = slot.starts - timedelta(hours=44)
    notices.remind(asked)
    assert calling.calls(by, asked + timedelta(hours=17)) == []
    (call,) = calling.calls(by, asked + timedelta(hours=19))
    assert call.why == "demander si la personne vient"
    calling.note_called(call.appointment, by, asked + timedelta(hours=19))
    assert calling.calls(by, asked + timedelta(hours=20)) == []
