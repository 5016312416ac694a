"""Appointments of the regulation, sent to a platform: a real server that answers as the guide says, or does not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maillage.errors import MaillageError
from maillage.site.accounts.models import User
from maillage.site.booking import moving, on_behalf, retention, services
from maillage.site.booking.models import Appointment, BookedFor
from maillage.site.booking.tokens import token_again
from maillage.site.fhir import sending
from maillage.site.fhir import services as interface
from maillage.site.fhir.models import SentAppointment
from maillage.site.fhir.platform import Platform, configured
from maillage.site.refusals import InvalidField
from tests.site import factories as make
from tests.site.fhir.world import World, build

pytestmark = pytest.mark.django_db
NUMBER = "810100050075"


@dataclass
class Peer:
    """The platform: what it was sent, in order, and what it answers next."""

    address: str = ""
    got: list[tuple[str, str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def statuses(self) -> list[tuple[str, str]]:
        return [(method, body["status"]) for method, _, _, body in self.got]


@pytest.fixture
def peer() -> Iterator[Peer]:
    made = Peer()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.got.append((self.command, self.path, dict(self.headers), body))
            status, text = made.answers.pop(0) if made.answers else (201 if self.command == "POST" else 200, "")
            if status in (200, 201):
                made.known[body["identifier"][0]["value"]] = body
            if status == 0:  # the platform takes it, and the answer is lost
                made.known[body["identifier"][0]["value"]] = body
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Location", f"{made.address}/Appointment/1")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    made.address = f"http://127.0.0.1:{server.server_port}/sas/fhir"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def taken(world: World) -> BookedFor:
    """An appointment that a regulator with a number has taken."""
    regulator = make.user("regulator", world.regulation)
    interface.name_regulator(regulator, NUMBER, None)
    return book(world, regulator)


def book(world: World, regulator: User) -> BookedFor:
    slot = world.session.slots.filter(kept_for=["regulated"], appointments=None).order_by("starts")[0]
    who = make.patient(email="", phone="+33639981234", birth_year=None, has_treating_doctor=None)
    done = on_behalf.book_for_caller(slot.pk, who, make.key(), regulator, same_day=True)
    return BookedFor.objects.get(appointment=done.appointment)


def send(peer: Peer, now: datetime | None = None) -> int:
    return sending.send(lambda: now or timezone.now(), Platform(peer.address))


def test_an_appointment_is_created_once_as_the_profile_says(peer: Peer, world: World, taken: BookedFor) -> None:
    assert [send(peer), send(peer)] == [1, 0]
    ((method, path, headers, body),) = peer.got
    assert (method, path) == ("POST", "/sas/fhir/Appointment")
    assert headers["Content-Type"] == "application/json+fhir; charset=utf-8"
    slot = taken.appointment.slot
    assert body["start"] == slot.starts.astimezone(world.session.zone).isoformat(timespec="milliseconds")
    assert body["status"] == "booked"
    assert body["participant"][0]["actor"]["identifier"]["value"] == f"8{world.doctor.rpps}"
    operator = body["extension"][0]["valueReference"]["identifier"]
    assert (operator["value"], operator["type"]["coding"][0]["code"]) == (NUMBER, "IDNPS")
    assert taken.appointment.patient.last_name not in json.dumps(body)
    assert SentAppointment.objects.get().state == "told"


@pytest.mark.reference
def test_the_resource_conforms_to_the_profile_of_the_guide(peer: Peer, taken: BookedFor, reference_data: Path) -> None:
    from tests.site.fhir.profiles import Guide

    guide = Guide(reference_data / "fhir" / "ans.fhir.fr.sas-1.1.0" / "package")
    send(peer)
    body = peer.got[0][3]
    assert guide.problems(body) == []
    assert guide.problems({**body, "participant": []})
    assert guide.problems({name: value for name, value in body.items() if name != "identifier"})


def test_every_change_is_told_by_an_update_with_the_same_identifier(peer: Peer, world: World, taken: BookedFor) -> None:
    send(peer)
    free = world.session.slots.filter(kept_for=[], appointments=None).order_by("starts")[0]
    moving.move(token_again(taken.appointment_id), free.pk)
    send(peer)
    on_behalf.cancel(taken, taken.by)
    send(peer)
    assert peer.statuses == [("POST", "booked"), ("PUT", "booked"), ("PUT", "cancelled")]
    identifier = peer.got[0][3]["identifier"][0]["value"]
    assert {body["identifier"][0]["value"] for *_, body in peer.got} == {identifier}
    assert peer.got[1][1].endswith(f"%7C{identifier}") or peer.got[1][1].endswith(f"|{identifier}")
    assert peer.got[1][3]["start"] != peer.got[0][3]["start"]


def test_seen_and_missed_are_told(peer: Peer, world: World, taken: BookedFor) -> None:
    send(peer)
    Appointment.objects.update(state="seen")
    send(peer)
    Appointment.objects.update(state="missed")
    send(peer)
    assert [status for _, status in peer.statuses] == ["booked", "fulfilled", "noshow"]


def test_no_answer_is_tried_again_later_and_nothing_is_made_twice(peer: Peer, taken: BookedFor) -> None:
    peer.answers = [(0, ""), (503, ""), (201, "")]
    now = timezone.now()
    assert send(peer, now) == 0
    assert SentAppointment.objects.get().state == "waiting"
    assert send(peer, now + timedelta(seconds=30)) == 0
    assert len(peer.got) == 1
    assert send(peer, now + timedelta(minutes=2)) == 0
    assert send(peer, now + timedelta(minutes=10)) == 1
    assert [method for method, *_ in peer.got] == ["POST"] * 3
    assert len({headers["If-None-Exist"] for _, _, headers, _ in peer.got}) == 1
    assert len(peer.known) == 1


def test_what_is_refused_is_given_up_and_may_be_queued_again(peer: Peer, taken: BookedFor) -> None:
    peer.answers = [(422, json.dumps({"resourceType": "OperationOutcome", "issue": [{"diagnostics": "Inconnu."}]}))]
    send(peer)
    row = SentAppointment.objects.get()
    assert (row.state, row.last_error) == ("failed", "422 Inconnu.")
    assert send(peer) == 0
    assert sending.again(SentAppointment.objects.all(), timezone.now()) == 1
    assert send(peer) == 1


def test_a_silent_platform_is_given_up_after_days(taken: BookedFor) -> None:
    nobody, now = Platform("http://127.0.0.1:9"), timezone.now()
    for _ in range(20):
        sending.send(lambda: now, nobody)  # noqa: B023
        now += timedelta(hours=24)
    row = SentAppointment.objects.get()
    assert row.state == "failed"
    assert row.attempts == len(sending.PAUSES) + 1


def test_a_regulator_without_a_number_waits_for_it(peer: Peer, world: World) -> None:
    regulator = make.user("regulator", world.regulation)
    book(world, regulator)
    now = timezone.now()
    assert send(peer, now) == 0
    assert SentAppointment.objects.get().last_error == sending.NO_REGULATOR
    technical = "b6e39355-8a61-4556-b340-36f7b95fec6a"
    interface.name_regulator(regulator, technical, None)
    assert send(peer, now + timedelta(minutes=2)) == 1
    operator = peer.got[0][3]["extension"][0]["valueReference"]["identifier"]
    assert (operator["value"], operator["type"]["coding"][0]["code"]) == (technical, "INTRN")
    with pytest.raises(InvalidField):
        interface.name_regulator(make.user("host"), NUMBER, None)
    with pytest.raises(InvalidField):
        interface.name_regulator(regulator, "non", None)
    with pytest.raises(InvalidField, match="autre compte"):
        interface.name_regulator(make.user("regulator", world.regulation), technical, None)


def test_appointments_of_others_are_never_sent(peer: Peer, world: World) -> None:
    services.book(world.session.slots.filter(kept_for=[]).order_by("starts")[0].pk, make.patient(), make.key())
    assert send(peer) == 0
    assert not SentAppointment.objects.exists()


def test_a_claim_left_by_a_killed_process_expires(peer: Peer, taken: BookedFor) -> None:
    now = timezone.now()
    sending.note_changes(now)
    SentAppointment.objects.update(state="sending", claimed_at=now, attempts=1)
    assert send(peer, now + timedelta(minutes=1)) == 0
    assert send(peer, now + timedelta(minutes=6)) == 1


def test_without_an_address_nothing_is_sent_and_a_wrong_one_is_refused(taken: BookedFor) -> None:
    assert sending.send() == 0
    assert configured({"url": ""}) is None
    assert configured({"url": "https://sas.example/fhir", "certificate": "a.pem"}) == Platform(
        "https://sas.example/fhir", "a.pem"
    )
    with pytest.raises(MaillageError, match="MAILLAGE_SAS_URL"):
        configured({"url": "sas.example"})


def test_what_was_sent_goes_with_the_appointment_and_the_coordination_counts_it(
    peer: Peer, world: World, taken: BookedFor, client: Client
) -> None:
    send(peer)
    client.force_login(make.coordinator())
    assert "Transmis\u00a0: 1\u00a0rendez-vous" in client.get("/coordination/interface/").content.decode()
    retention.purge(timezone.now() + timedelta(days=1000))
    assert not SentAppointment.objects.exists()
