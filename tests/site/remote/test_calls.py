"""Seats of a call: who gets in, who does not, and that browsers' messages stay between those who are in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.site.locks import constraint_of
from maillage.site.refusals import NotAllowed, Refused, WrongState
from maillage.site.remote import calls, turn
from maillage.site.remote.call_models import Seat, Signal
from maillage.site.remote.calls import Sent, exchange, join, join_as_patient, seat_of, ticket_of
from maillage.site.remote.course import Act
from maillage.site.remote.services import act
from tests.site import factories as make
from tests.site.remote_world import Remote, remote

EXPECTED = "7gtjA/0TJ4jsvQsEOqkfPdBdUk4="
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Remote:
    return remote()


def let_in(world: Remote) -> None:
    for what, by in ((Act.INSTALL, world.nurse), (Act.LEAVE, world.nurse), (Act.LET_IN, world.doctor)):
        act(world.appointment, what, by)


def ask(ticket: str, body: Any) -> Any:
    data = body if isinstance(body, str) else json.dumps(body)
    return Client().post(reverse("remote-call"), data, content_type="application/json", headers={"X-Ticket": ticket})


def test_the_patient_waits_unseen_until_the_doctor_lets_them_in(world: Remote) -> None:
    doctor, patient = join(world.appointment, world.doctor), join_as_patient(world.token)
    assert exchange(doctor, [])["members"] == []
    outside = exchange(patient, [])
    assert (outside["admitted"], outside["members"]) == (False, [])
    with pytest.raises(NotAllowed, match="pas encore fait entrer"):
        exchange(patient, [Sent(doctor.pk, "offer")])
    let_in(world)
    assert [one["party"] for one in exchange(patient, [Sent(doctor.pk, "offer")])["members"]] == ["doctor"]
    assert [one["data"] for one in exchange(doctor, [])["signals"]] == ["offer"]


def test_a_message_is_kept_until_it_has_been_received_and_no_longer(world: Remote) -> None:
    doctor, nurse = join(world.appointment, world.doctor), join(world.appointment, world.nurse)
    exchange(nurse, [Sent(doctor.pk, "a"), Sent(doctor.pk, "b")])
    first = exchange(doctor, [])["signals"]
    assert [one["data"] for one in exchange(doctor, [], [first[0]["id"]])["signals"]] == ["b"]
    assert exchange(doctor, [], [first[1]["id"]])["signals"] == []
    assert not Signal.objects.exists()


def test_a_message_that_becomes_visible_after_a_later_one_is_not_lost(world: Remote) -> None:
    """Two browsers send at once: the first number is given first, and its transaction ends last."""
    doctor, nurse = join(world.appointment, world.doctor), join(world.appointment, world.nurse)
    late = Signal.objects.create(sender=nurse, to=doctor, data="first")
    Signal.objects.filter(pk=late.pk).delete()
    exchange(nurse, [Sent(doctor.pk, "second")])
    (second,) = exchange(doctor, [])["signals"]
    late.save(force_insert=True)
    assert late.pk < second["id"]
    assert [one["data"] for one in exchange(doctor, [], [second["id"]])["signals"]] == ["first"]


def test_a_closed_tab_comes_back_to_its_place_and_the_former_ticket_ends(world: Remote) -> None:
    nurse = join(world.appointment, world.nurse)
    doctor = join(world.appointment, world.doctor)
    again = join(world.appointment, world.doctor)
    with pytest.raises(NotAllowed, match="ouverte ailleurs"):
        seat_of(ticket_of(doctor))
    assert [one["id"] for one in exchange(nurse, [])["members"]] == [again.pk]
    exchange(again, [], leaving=True)
    assert exchange(nurse, [])["members"] == []


def test_nobody_outside_gets_in(world: Remote, monkeypatch: Any) -> None:
    other = remote()
    for stranger in (other.doctor, make.coordinator(), make.user()):
        with pytest.raises(NotAllowed):
            join(world.appointment, stranger)
    with pytest.raises(WrongState, match="aucun rendez-vous"):
        join_as_patient("autre")
    inside, outside = join(world.appointment, world.doctor), join(other.appointment, other.doctor)
    exchange(outside, [Sent(inside.pk, "offer")])
    assert not Signal.objects.exists(), "a ticket opens its own call only"
    ticket = ticket_of(inside)
    assert ask(ticket, {}).status_code == 200
    for wrong in ("", "x", ticket[:-1], ticket.replace(":", "", 1)):
        assert ask(wrong, {}).status_code == 403
    monkeypatch.setattr(calls, "LASTS", timedelta(seconds=-1))
    assert "expiré" in ask(ticket, {}).json()["message"]


BODIES = (
    "", "[]", "{", '{"sent": [{}]}', '{"sent": 3}', '{"received": ["x"]}', '{"received": [1e999]}', '{"received": 1}',
)  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_an_unreadable_message_is_refused_with_a_sentence(world: Remote, body: str) -> None:
    answer = ask(ticket_of(join(world.appointment, world.doctor)), body)
    assert answer.status_code == 409
    assert "Rechargez" in answer.json()["message"]


def test_too_long_or_too_many_messages_are_refused(world: Remote) -> None:
    doctor, nurse = join(world.appointment, world.doctor), join(world.appointment, world.nurse)
    for sent in ([Sent(doctor.pk, "x" * 60_001)], [Sent(doctor.pk, "x")] * 61):
        with pytest.raises(Refused, match="Trop de messages"):
            exchange(nurse, sent)


def test_the_end_of_the_consultation_is_the_end_of_its_call(world: Remote) -> None:
    let_in(world)
    patient = join_as_patient(world.token)
    act(world.appointment, Act.CLOSE, world.doctor)
    assert exchange(patient, [])["over"]
    with pytest.raises(WrongState, match="terminée"):
        join(world.appointment, world.doctor)
    assert not Seat.objects.filter(party="patient", left_at=None).exists()


def test_the_database_keeps_a_signal_within_one_call_and_one_seat_a_person(world: Remote) -> None:
    here, there = join(world.appointment, world.doctor), join_as_patient(remote().token)
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        Signal.objects.create(sender=here, to=there, data="x")
    assert constraint_of(found.value) == "signal_within_one_call"
    now = timezone.now()
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        Seat.objects.create(appointment=there.appointment, party="patient", joined_at=now, seen_at=now)
    assert constraint_of(found.value) == "seat_one_for_each_person"


def test_the_relay_gets_credentials_that_expire_and_none_without_a_relay(world: Remote, settings: Any) -> None:
    seat = join(world.appointment, world.doctor)
    assert calls.relays(seat) == []
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relais.example:3478"], "north"
    (found,) = calls.relays(seat)
    expires, _, who = found["username"].partition(":")
    assert int(expires) > timezone.now().timestamp()
    assert who == str(seat.pk)
    # printf '2000000000:7' | openssl dgst -sha1 -hmac north -binary | base64
    assert turn.servers(7, datetime.fromtimestamp(2_000_000_000, UTC) - turn.LASTS)[0]["credential"] == EXPECTED
