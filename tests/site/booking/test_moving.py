"""Moving an appointment keeps its link and its history; a lost link is sent again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import finding, notices, services
from maillage.site.booking.models import Appointment, PersonKey
from maillage.site.booking.moving import move
from maillage.site.booking.patients import InvalidPatient
from maillage.site.booking.slots import bookable
from maillage.site.booking.tokens import pk_of, token_again
from maillage.site.messages.delivery import deliver
from maillage.site.refusals import Taken, WrongState
from tests.site import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    return make.published()


def slots_of(session: Session, count: int) -> list[Slot]:
    return list(session.slots.all()[:count])


def free() -> set[int]:
    return set(bookable(timezone.now()).values_list("pk", flat=True))


def test_the_old_time_is_free_and_the_new_one_taken(session: Session) -> None:
    old, new = slots_of(session, 2)
    booked = services.book(old.pk, make.patient(), make.key())
    for _ in range(2):
        moved = move(booked.token, new.pk)
        assert (moved.pk, moved.slot_id, moved.sequence) == (booked.appointment.pk, new.pk, 1)
    assert old.pk in free()
    assert new.pk not in free()
    assert services.find(booked.token).slot_id == new.pk
    assert set(PersonKey.objects.values_list("during", flat=True)) == {moved.during}


def test_the_history_contains_both_times(session: Session) -> None:
    old, new = slots_of(session, 2)
    booked = services.book(old.pk, make.patient(), make.key())
    move(booked.token, new.pk)
    events = apps.get_model("booking", "AppointmentEvent").objects.order_by("pgh_id")
    assert list(events.values_list("slot_id", flat=True)) == [old.pk, new.pk]


def test_an_appointment_that_cannot_be_moved_stays(session: Session) -> None:
    old, taken, free_one = slots_of(session, 3)
    booked = services.book(old.pk, make.patient(), make.key())
    services.book(taken.pk, make.patient(), make.key())
    with pytest.raises(Taken):
        move(booked.token, taken.pk)
    with pytest.raises(WrongState, match="passé"):
        move(booked.token, free_one.pk, now=old.starts)
    with pytest.raises(WrongState, match="n’existe plus"):
        move(booked.token, 0)
    with pytest.raises(WrongState, match="aucun rendez-vous"):
        move("nothing", free_one.pk)
    assert services.find(booked.token).slot_id == old.pk
    services.cancel(booked.token)
    with pytest.raises(WrongState, match="annulé"):
        move(booked.token, free_one.pk)


def test_moving_to_a_time_of_another_own_appointment_is_refused(session: Session) -> None:
    other = make.published(starts=session.starts)
    first, second = slots_of(session, 2)
    patient = make.patient()
    mine = services.book(first.pk, patient, make.key())
    services.book(other.slots.get(starts=second.starts).pk, patient, make.key(), same_day=True)
    with pytest.raises(Taken, match="à cette heure-là"):
        move(mine.token, second.pk)


def test_the_new_time_is_sent_and_gets_a_reminder(session: Session, mailoutbox: list) -> None:
    old, new = session.slots.first(), session.slots.last()
    booked = services.book(old.pk, make.patient(), make.key())
    deliver()
    assert notices.remind(old.starts - timedelta(hours=24)) == 1
    move(booked.token, new.pk)
    deliver()
    assert "est déplacé" in mailoutbox[-1].body
    link = re.search(r"/rendez-vous/(\S+)", mailoutbox[-1].body).group(1)
    assert services.find(link) == booked.appointment
    reminded = re.compile("Nous vous attendons|Venez-vous")  # by how long before it was booked
    assert not any(reminded.search(message.body) for message in mailoutbox)
    assert notices.remind(new.starts - timedelta(hours=24)) == 1
    deliver()
    assert reminded.search(mailoutbox[-1].body)


def test_a_link_sent_again_opens_the_same_appointment_and_cannot_be_forged(session: Session) -> None:
    booked = services.book(slots_of(session, 1)[0].pk, make.patient(), make.key())
    again = token_again(booked.appointment.pk)
    assert services.find(again) == services.find(booked.token) == booked.appointment
    for k in range(len(again)):
        forged = again[:k] + ("A" if again[k] != "A" else "B") + again[k + 1 :]
        assert pk_of(forged) is None
    assert services.cancel(again).state == "cancelled"


@pytest.mark.parametrize("asked", ["Lea+x@example.org", "06.12.34.56.78", "+33 6 12 34 56 78"])
def test_a_lost_link_goes_to_the_address_known(session: Session, mailoutbox: list, asked: str) -> None:
    patient = make.patient(email="lea@example.org", phone="0612345678")
    booked = services.book(slots_of(session, 1)[0].pk, patient, make.key())
    deliver()
    mailoutbox.clear()
    for _ in range(3):  # asked for three times, sent once
        assert finding.send_again(asked) == 1
    deliver()
    assert [message.to for message in mailoutbox] == [["lea@example.org"]]
    link = re.search(r"/rendez-vous/(\S+)", mailoutbox[0].body).group(1)
    assert services.find(link) == booked.appointment


def test_a_patient_with_a_telephone_only_is_called(session: Session) -> None:
    booked = services.book(slots_of(session, 1)[0].pk, make.patient(email="", phone="0612345678"), make.key())
    assert not Appointment.objects.to_call().exists()
    assert finding.send_again("06 12 34 56 78") == 1
    assert list(Appointment.objects.to_call()) == [booked.appointment]
    services.mark_told(booked.appointment)
    assert not Appointment.objects.to_call().exists()


def test_a_contact_without_appointment_is_sent_nothing(session: Session, mailoutbox: list) -> None:
    services.book(slots_of(session, 1)[0].pk, make.patient(email="lea@example.org"), make.key())
    deliver()
    mailoutbox.clear()
    assert finding.send_again("other@example.org") == finding.send_again("0612345679") == 0
    assert deliver() == 0
    with pytest.raises(InvalidPatient):
        finding.send_again("12")
