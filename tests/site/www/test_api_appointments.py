"""Booking, moving and cancelling by the interface for programs: the rules of the pages, with reasons for programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from maillage.site.booking.models import Appointment, BookedFor, Patient
from maillage.site.fhir import services
from maillage.site.fhir.models import KeyScope
from maillage.site.messages.models import Message
from tests.site import factories as make

pytestmark = pytest.mark.django_db
APPOINTMENTS = "/api/v1/appointments"


class Program:
    """A program of a coordination in whose territory a session is."""

    def __init__(self, session: Any, scopes: tuple[str, ...] = (KeyScope.APPOINTMENTS,), kind: str = "coordination"):
        self.organisation = make.organisation(kind)
        if kind == "coordination":
            self.organisation.intercommunalities.add(session.commune.intercommunality)
        key = services.give_key(self.organisation, "essai", None, scopes).text
        self.client = Client(headers={"authorization": f"Bearer {key}"})
        self.slots = [slot.pk for slot in session.slots.filter(kept_for=[])]

    def form(self, **fields: Any) -> dict[str, Any]:
        return {
            "slot": self.slots[0], "first_name": "Léa", "last_name": "Mazars", "birth_year": 1950, "commune": "12089",
            "has_treating_doctor": False, "email": "lea@example.org", "language": "es", "needs": ["signs"], **fields,
        }  # fmt: skip

    def book(self, key: str = "", **fields: Any) -> Any:
        return self.client.post(
            APPOINTMENTS, self.form(**fields), "application/json", headers={"idempotency-key": key or make.key()}
        )

    def move(self, pk: int, slot: int) -> Any:
        return self.client.patch(f"{APPOINTMENTS}/{pk}", {"slot": slot}, "application/json")


@pytest.fixture
def program() -> Program:
    return Program(make.published(starts=make.soon(10)))


def test_an_appointment_is_booked_moved_and_cancelled(program: Program) -> None:
    key = make.key()
    first, again = program.book(key), program.book(key)
    assert (first.status_code, again.status_code) == (201, 200), first.content
    assert first.json() == again.json()
    assert Appointment.objects.count() == 1
    pk = first.json()["id"]
    held = BookedFor.objects.get()
    assert (held.organisation, held.by, held.way) == (program.organisation, None, "program")
    person = Patient.objects.get()
    assert (person.email, person.language, person.needs) == ("lea@example.org", "es", ["signs"])
    moved = program.move(pk, program.slots[3]).json()
    assert (moved["slot"], moved["moved"]) == (program.slots[3], 1)
    assert [one["id"] for one in program.client.get(APPOINTMENTS).json()] == [pk]
    for _ in range(2):
        assert program.client.delete(f"{APPOINTMENTS}/{pk}").json()["state"] == "cancelled"
    refused = program.move(pk, program.slots[0])
    assert (refused.status_code, refused.json()["reason"]) == (409, "wrong_state")
    assert {one.key.rpartition(":")[2] for one in Message.objects.all()} == {"booked", "moved-1", "cancelled"}
    assert "Mazars" not in first.content.decode() + program.client.get(APPOINTMENTS).content.decode()


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"email": "autre@example.org", "last_name": "Autre"}, "taken"),
        ({"slot": 1}, "same_day"),
        ({"slot": 1, "same_day": True}, ""),
    ],
)
def test_what_the_state_of_things_refuses_has_a_reason(program: Program, second: dict[str, Any], reason: str) -> None:
    assert program.book().status_code == 201
    answer = program.book(**{**second, **({"slot": program.slots[second["slot"]]} if "slot" in second else {})})
    assert (answer.status_code, answer.json().get("reason", "")) == ((409, reason) if reason else (201, ""))
    assert Appointment.objects.count() == (1 if reason else 2)


def test_a_key_of_a_request_does_for_one_form(program: Program) -> None:
    key = make.key()
    program.book(key)
    answer = program.book(key, last_name="Autre", email="autre@example.org", slot=program.slots[2])
    assert (answer.status_code, answer.json()["reason"]) == (409, "key_used")
    assert program.client.post(APPOINTMENTS, program.form(), "application/json").status_code == 422


def test_slots_kept_for_others_are_refused(program: Program) -> None:
    session = make.published(starts=make.soon(20))
    kept = session.slots.exclude(kept_for=[]).first()
    answer = program.book(slot=kept.pk, has_treating_doctor=True)
    assert (answer.status_code, answer.json()["reason"]) == (409, "not_eligible")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "lea"}, "email"), ({"email": ""}, "email"), ({"phone": "06 12"}, "phone"),
        ({"last_name": "12"}, "last_name"), ({"birth_year": 3000}, "birth_year"), ({"commune": "99999"}, "commune"),
        ({"reason": "mal au dos"}, "reason"), ({"slot": 0}, "slot"), ({"slot": 2**70}, "slot"),
    ],
)  # fmt: skip
def test_a_wrong_or_unknown_field_is_named(program: Program, fields: dict[str, Any], wrong: str) -> None:
    answer = program.book(**fields)
    assert answer.status_code == 422, answer.content
    assert wrong in {part for one in answer.json()["detail"] for part in one["loc"]}
    assert not Patient.objects.exists()


def test_an_organisation_reaches_its_territory_and_what_it_booked(program: Program) -> None:
    far = make.published(starts=make.soon(11), place=make.place(commune=make.elsewhere()))
    assert program.book(slot=far.slots.last().pk).status_code == 404
    pk = program.book().json()["id"]
    assert program.move(pk, far.slots.last().pk).status_code == 404
    other = Program(far)
    assert other.client.get(f"{APPOINTMENTS}/{pk}").status_code == 404
    assert other.client.delete(f"{APPOINTMENTS}/{pk}").status_code == 404
    assert other.move(pk, other.slots[0]).status_code == 404
    assert other.client.get(APPOINTMENTS).json() == []
    house = Program(far, kind="france_services")
    assert house.book(slot=program.slots[1], last_name="Roux", email="b@example.org").status_code == 201
    assert Appointment.objects.get(pk=pk).state == "booked"


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
def test_a_key_that_only_reads_books_nothing(method: str) -> None:
    reader = Program(make.published(starts=make.soon(10)), scopes=(KeyScope.SLOTS,))
    path = APPOINTMENTS if method in ("get", "post") else f"{APPOINTMENTS}/1"
    body = {"data": reader.form(), "content_type": "application/json"} if method in ("post", "patch") else {}
    if method == "patch":
        body["data"] = {"slot": 1}
    answer = getattr(reader.client, method)(path, **body, headers={"idempotency-key": make.key()})
    assert answer.status_code == 403, answer.content
    booker = Program(make.published(starts=make.soon(12)))
    assert booker.client.get("/api/v1/slots?commune=12089").status_code == 403
    assert booker.client.get("/api/v1/site").json()["scopes"] == ["appointments"]
