"""Addresses that are told what happens: complete, signed, in order, tried again, stopped after days."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maillage.site.agenda import fetching
from maillage.site.agenda import services as agenda
from maillage.site.booking import moving, outcomes
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.fhir import services as interface
from maillage.site.fhir.models import KeyScope
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed
from maillage.site.webhooks import services, telling
from maillage.site.webhooks.models import Change, Delivery, Subscription, WhatHappened
from tests.site import factories as make

pytestmark = pytest.mark.django_db
ADDRESS = "https://logiciel.example/avertir?jeton=abc"


class Address:
    """An address that notes what it is told and answers as it is asked to."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, Any], dict[str, str], bytes]] = []
        self.answers: list[int | Exception] = []

    def __call__(self, address: str, body: bytes, headers: dict[str, str]) -> int:
        assert address == ADDRESS
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, Exception):
            raise answer
        self.told.append((json.loads(body), headers, body))
        return answer

    def what(self) -> list[str]:
        return [one["type"] for one, _, _ in self.told]


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def subscribed(session: Any, *events: str) -> services.Asked:
    house = make.organisation("coordination")
    house.intercommunalities.add(session.commune.intercommunality)
    return services.subscribe(house, ADDRESS, events or WhatHappened.values, "equipe@example.org", None)


def test_every_change_is_told_by_whatever_path_and_names_nobody() -> None:
    session = make.published(starts=make.soon(10))
    subscribed(session)
    address = Address()
    slots = list(session.slots.filter(kept_for=[]))
    first = booking.book(slots[0].pk, make.patient(last_name="Cazals"), make.key())
    second = booking.book(slots[1].pk, make.patient(email="b@example.org", phone=""), make.key())
    moving.move(first.token, slots[4].pk)
    booking.cancel(second.token)
    far = make.published(starts=make.soon(12), place=make.place(commune=make.elsewhere()))
    booking.book(far.slots.last().pk, make.patient(email="c@example.org", phone=""), make.key())
    agenda.cancel(session, make.coordinator())
    assert telling.run(send=address) == 6
    told = address.what()
    assert told[:4] == ["appointment.booked", "appointment.booked", "appointment.moved", "appointment.cancelled"]
    assert sorted(told[4:]) == ["appointment.cancelled", "session.cancelled"]
    data = address.told[0][0]["data"]
    assert (data["appointment"], data["session"]) == (first.appointment.pk, session.pk)
    everything = "".join(body.decode() for _, _, body in address.told)
    for word in ("Cazals", "example.org", "birth", first.token):
        assert word not in everything
    assert not Change.objects.exists()
    assert telling.run(send=address) == 0


def test_what_is_told_is_signed_with_the_time() -> None:
    session = make.published(starts=make.soon(10))
    made = subscribed(session, "appointment.booked")
    booking.book(session.slots.last().pk, make.patient(), make.key())
    address = Address()
    telling.run(send=address)
    ((body, headers, raw),) = address.told
    expected = hmac.new(made.secret.encode(), headers["Maillage-Timestamp"].encode() + b"." + raw, hashlib.sha256)
    assert headers["Maillage-Signature"] == f"v1={expected.hexdigest()}"
    assert body["id"] == headers["Maillage-Delivery"]
    assert abs(int(headers["Maillage-Timestamp"]) - timezone.now().timestamp()) < 60


def test_a_failure_is_tried_again_in_order_with_growing_pauses() -> None:
    session = make.published(starts=make.soon(10))
    row = subscribed(session, "appointment.booked").row
    for slot in list(session.slots.filter(kept_for=[]))[:2]:
        booking.book(slot.pk, make.patient(email=f"p{slot.pk}@example.org", phone=""), make.key())
    address, now = Address(), timezone.now()
    address.answers = [fetching.Unreachable("x"), 500]
    assert telling.run(at(now), address) == 0
    assert [one.state for one in Delivery.objects.order_by("pk")] == ["waiting", "waiting"]
    assert telling.run(at(now + timedelta(seconds=50)), address) == 0
    assert address.answers == [500], "not before a minute, and the second does not overtake the first"
    assert telling.run(at(now + timedelta(minutes=2)), address) == 0
    row.refresh_from_db()
    assert (row.failing_since, row.last_error) == (now, "500")
    assert telling.run(at(now + timedelta(minutes=4)), address) == 0
    assert telling.run(at(now + timedelta(minutes=8)), address) == 2
    row.refresh_from_db()
    assert (row.failing_since, row.last_error, row.stopped) == (None, "", "")


def test_an_address_that_fails_for_days_is_stopped_and_started_again() -> None:
    session = make.published(starts=make.soon(10))
    row = subscribed(session, "appointment.booked").row
    booking.book(session.slots.last().pk, make.patient(), make.key())
    address, now = Address(), timezone.now()
    address.answers = [fetching.Forbidden("x")] * 50
    passed = timedelta(0)
    while passed <= timedelta(days=4):
        telling.run(at(now + passed), address)
        passed += timedelta(hours=6)
    row.refresh_from_db()
    assert row.stopped == Subscription.Stopped.FAILING
    assert row.stopped_at - now >= telling.STOPPED_AFTER
    (letter,) = make.letters(to="equipe@example.org")
    assert "ne répond plus (Forbidden)" in letter.body
    booking.book(session.slots.filter(kept_for=[])[1].pk, make.patient(email="b@example.org", phone=""), make.key())
    assert not Change.objects.exists(), "nobody listens"
    address.answers = []
    services.start_again(row, None)
    assert telling.run(at(now + timedelta(days=5)), address) == 1
    with pytest.raises(AlreadyDone):
        services.start_again(row, None)
    services.try_out(row, None)
    assert telling.run(at(now + timedelta(days=5)), address) == 1
    assert address.what()[-1] == "test"
    assert telling.forget(now + timedelta(days=60)) == 2


def test_a_message_that_is_refused_does_not_hold_up_the_others() -> None:
    session = make.published(starts=make.soon(10))
    subscribed(session, "appointment.booked")
    for slot in list(session.slots.filter(kept_for=[]))[:2]:
        booking.book(slot.pk, make.patient(email=f"p{slot.pk}@example.org", phone=""), make.key())
    address, now = Address(), timezone.now()
    address.answers = [422] * telling.REFUSED_AT
    assert sum(telling.run(at(now + timedelta(hours=4 * turn)), address) for turn in range(8)) == 1
    assert [one.state for one in Delivery.objects.order_by("pk")] == ["given_up", "told"]


def test_a_claim_of_a_killed_worker_is_taken_up() -> None:
    session = make.published(starts=make.soon(10))
    subscribed(session)
    booking.book(session.slots.last().pk, make.patient(), make.key())
    now = timezone.now()
    telling.hand_out(now)
    Delivery.objects.update(state="sending", claimed_at=now)
    address = Address()
    assert telling.run(at(now + timedelta(minutes=1)), address) == 0
    assert telling.run(at(now + timedelta(minutes=6)), address) == 1


def test_outcomes_and_publication_are_told_and_drafts_are_not() -> None:
    session = make.published(starts=make.soon(10))
    subscribed(session)
    make.published(starts=make.soon(11))
    booked = booking.book(session.slots.last().pk, make.patient(), make.key()).appointment
    Appointment.objects.filter(pk=booked.pk).update(state="seen")
    assert outcomes.OUTCOMES
    address = Address()
    telling.run(send=address)
    assert address.what() == ["session.published", "appointment.booked", "appointment.outcome"]


@pytest.mark.parametrize(
    "address",
    ["http://logiciel.example/", "https://127.0.0.1/", "https://localhost/", "https://logiciel.example:8443/",
     "https://a:b@logiciel.example/", "https://[::1]/", "https://10.0.0.8/x", "ftp://x", ""],
)  # fmt: skip
def test_an_address_of_a_private_network_is_refused(address: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        services.subscribe(make.organisation("coordination"), address, ["appointment.booked"], "a@example.org", None)
    assert refusal.value.field == "address"


def test_a_name_that_leads_to_a_private_network_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("192.168.1.4", 443))])
    with pytest.raises(fetching.Forbidden):
        fetching.send(ADDRESS, b"{}", {})


def test_an_organisation_out_of_charge_is_refused() -> None:
    with pytest.raises(NotAllowed):
        services.subscribe(
            make.organisation("coordination"), ADDRESS, ["appointment.booked"], "a@example.org", make.coordinator()
        )


def test_programs_subscribe_list_and_stop() -> None:
    session = make.published(starts=make.soon(10))
    house = make.organisation("coordination")
    house.intercommunalities.add(session.commune.intercommunality)
    clients = [
        Client(headers={"authorization": f"Bearer {interface.give_key(one, 'essai', None, [KeyScope.WEBHOOKS]).text}"})
        for one in (house, make.organisation("coordination"))
    ]
    asked = {"address": ADDRESS, "events": ["appointment.booked"], "contact": "a@example.org"}
    made = clients[0].post("/api/v1/webhooks", asked, "application/json")
    assert made.status_code == 201, made.content
    row = Subscription.objects.get()
    assert made.json()["secret"] == row.secret
    assert "secret" not in clients[0].get("/api/v1/webhooks").json()[0]
    assert clients[1].get("/api/v1/webhooks").json() == []
    assert clients[1].delete(f"/api/v1/webhooks/{row.pk}").status_code == 404
    for _ in range(2):
        assert clients[0].delete(f"/api/v1/webhooks/{row.pk}").json()["state"] == "stopped"
    for wrong in ({"address": "http://x"}, {"contact": "x"}, {"events": ["x"]}, {"events": []}, {"more": 1}):
        answer = clients[0].post("/api/v1/webhooks", {**asked, **wrong}, "application/json")
        assert answer.status_code == 422, wrong
