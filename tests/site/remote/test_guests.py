"""Guests of a call: only the doctor invites, one at a time, and a link opens nothing but its call while it lasts."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.site.locks import constraint_of
from maillage.site.refusals import InvalidField, NotAllowed, WrongState
from maillage.site.remote import guests
from maillage.site.remote.call_models import Guest, Seat
from maillage.site.remote.calls import Sent, exchange, join, join_as_guest, seat_of, ticket_of
from maillage.site.remote.course import Act
from maillage.site.remote.services import act
from tests.site.remote_world import Remote, remote

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Remote:
    """A consultation in which doctor and patient are together."""
    made = remote()
    for what, by in ((Act.INSTALL, made.nurse), (Act.LEAVE, made.nurse), (Act.LET_IN, made.doctor)):
        act(made.appointment, what, by)
    return made


def invited(world: Remote) -> str:
    return guests.token_of(guests.invite(world.appointment, "expert", " Dr  Ève  Sauge ", world.doctor))


def test_a_guest_joins_the_call_and_leaves_it_when_withdrawn(world: Remote) -> None:
    doctor, token = join(world.appointment, world.doctor), invited(world)
    guest = join_as_guest(token)
    told = exchange(guest, [Sent(doctor.pk, "offer")])
    assert [one["party"] for one in told["members"]] == ["doctor"]
    (member,) = exchange(doctor, [])["members"]
    assert (member["party"], member["name"]) == ("guest", "Dr Ève Sauge")
    guests.withdraw(world.appointment, world.doctor)
    with pytest.raises(NotAllowed):
        seat_of(ticket_of(guest))
    with pytest.raises(WrongState, match="plus valable"):
        join_as_guest(token)
    assert Guest.objects.get().ended_at is not None, "who was invited stays"
    assert Seat.objects.filter(party="guest", left_at=None).count() == 0


def test_only_the_doctor_invites_and_only_while_the_patient_is_there(world: Remote) -> None:
    other = remote()
    for stranger in (world.nurse, other.doctor):
        with pytest.raises(NotAllowed):
            guests.invite(world.appointment, "expert", "X", stranger)
    with pytest.raises(WrongState, match="entrer le patient"):
        guests.invite(other.appointment, "expert", "X", other.doctor)
    for kind, name, field in (("friend", "X", "kind"), ("expert", " ", "name"), ("expert", "x" * 81, "name")):
        with pytest.raises(InvalidField) as refused:
            guests.invite(world.appointment, kind, name, world.doctor)
        assert refused.value.field == field
    invited(world)
    with pytest.raises(WrongState, match="déjà invité"):
        guests.invite(world.appointment, "interpreter", "Y", world.doctor)
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        Guest.objects.create(appointment=world.appointment, kind="expert", name="Z", by=world.doctor, at=timezone.now())
    assert constraint_of(found.value) == "guest_one_at_a_time"


def test_a_wrong_link_and_one_of_a_consultation_that_is_over_open_nothing(world: Remote) -> None:
    token = invited(world)
    page = Client().get(reverse("remote-guest", args=[token]))
    assert page.status_code == 200
    assert str(world.appointment.patient) not in page.content.decode(), "a guest is not told who the patient is"
    act(world.appointment, Act.CLOSE, world.doctor)
    for wrong, said in ((token, "terminée"), (token[:-1] + "x", "plus valable"), ("autre", "plus valable")):
        answer = Client().get(reverse("remote-guest", args=[wrong]))
        assert answer.status_code == 409
        assert said in answer.content.decode()
        assert Client().post(reverse("remote-guest-join", args=[wrong])).status_code == 409


def test_the_doctor_invites_from_the_page_and_reads_the_link(world: Remote) -> None:
    client, here = Client(), reverse("remote-room", args=[world.appointment.pk])
    client.force_login(world.doctor)
    answer = client.post(here, {"acte": "inviter", "titre": "interpreter", "nom": "Lin Mélilot"}, follow=True)
    assert "Interprète, Lin Mélilot" in answer.content.decode()
    assert "/appel/invite/" in answer.content.decode()
    again = client.post(here, {"acte": "inviter", "titre": "expert", "nom": "X"})
    assert "déjà invité" in again.content.decode()
    client.post(here, {"acte": "retirer-invite"})
    assert guests.standing(world.appointment) is None
