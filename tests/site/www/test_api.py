"""The interface for programs: described by OpenAPI, opened by keys, and never a server error."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from pydantic import TypeAdapter

from maillage.site.booking import services as booking
from maillage.site.fhir import services
from maillage.site.fhir.models import KeyScope
from maillage.site.www.api.appointment_shapes import AppointmentOut, Conflict, NewWebhook, WebhookOut
from maillage.site.www.api.shapes import FreeSlot, Problem, Sessions, Site
from maillage.site.www.api.views import api
from tests.site import factories as make

pytestmark = pytest.mark.django_db
SLOW = list(HealthCheck)
SHAPES = {
    "GET /api/v1/site": Site,
    "GET /api/v1/slots": list[FreeSlot],
    "GET /api/v1/sessions": Sessions,
    "POST /api/v1/appointments": AppointmentOut,
    "GET /api/v1/appointments": list[AppointmentOut],
    "GET /api/v1/appointments/{pk}": AppointmentOut,
    "PATCH /api/v1/appointments/{pk}": AppointmentOut,
    "DELETE /api/v1/appointments/{pk}": AppointmentOut,
    "POST /api/v1/webhooks": NewWebhook,
    "GET /api/v1/webhooks": list[WebhookOut],
    "DELETE /api/v1/webhooks/{pk}": WebhookOut,
}


@pytest.fixture
def key() -> str:
    """The key of a coordination in whose territory a session with slots is."""
    session = make.published(starts=make.soon(10))
    make.minutes({(session.commune_id, "31001"): 20})
    holder = make.organisation("coordination", name="CPTS d’essai")
    holder.intercommunalities.add(session.commune.intercommunality)
    return services.give_key(holder, "essai", None, KeyScope.values).text


def ask_all(operation: Any, client: Client) -> None:
    """Send what schemathesis makes of an operation, and check each answer."""
    shape = TypeAdapter(SHAPES[operation.label])

    @settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=SLOW)
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        asked = case.as_transport_kwargs(base_url="http://testserver")
        path = requests.Request("GET", asked["url"], params=asked.get("params")).prepare().path_url
        headers = {name: str(value) for name, value in (asked.get("headers") or {}).items()}
        key = {"idempotency-key": headers["Idempotency-Key"]} if "Idempotency-Key" in headers else {}
        body = json.dumps(asked["json"]) if "json" in asked else asked.get("data") or ""
        answer = client.generic(operation.method.upper(), path, body, "application/json", headers=key)
        assert answer.status_code in (200, 201, 400, 404, 409, 422), (path, answer.content)
        if answer.status_code in (200, 201):
            shape.validate_json(answer.content)
        elif answer.status_code == 409:
            Conflict.model_validate_json(answer.content)
        elif answer.status_code != 400:  # refused before it is read: ill formed
            Problem.model_validate_json(answer.content)

    ask()


def test_no_request_is_a_server_error_and_every_answer_is_as_described(key: str) -> None:
    client = Client(headers={"authorization": f"Bearer {key}"})
    found = [one.ok() for one in schemathesis.openapi.from_dict(api.get_openapi_schema()).get_all_operations()]
    assert [operation.label for operation in found] == list(SHAPES)
    for operation in found:
        ask_all(operation, client)


def got(key: str, path: str, **query: Any) -> Any:
    return Client().get(f"/api/v1/{path}", query, headers={"authorization": f"Bearer {key}"})


def test_slots_are_those_that_the_person_may_book(key: str) -> None:
    asked = {"commune": "12089", "within_minutes": 30}
    some = got(key, "slots", **asked, has_treating_doctor="true").json()
    more = got(key, "slots", **asked, has_treating_doctor="false").json()
    assert 0 < len(some) < len(more)
    assert {one["place"]["commune"] for one in more} == {"12089"}
    booking.book(some[0]["id"], make.patient(), make.key())
    assert some[0]["id"] not in {one["id"] for one in got(key, "slots", **asked).json()}
    assert got(key, "slots", commune="99999").status_code == 404
    assert got(key, "slots", commune="x").status_code == 422


def test_sessions_are_those_of_the_territory_and_name_nobody(key: str) -> None:
    far = make.published(starts=make.soon(11), place=make.place(commune=make.elsewhere()))
    near = make.published(starts=make.soon(12))
    patient = make.patient()
    booking.book(near.slots.filter(kept_for=[])[0].pk, patient, make.key())
    days = {"since": make.soon(0).date().isoformat(), "days": 40}
    answer = got(key, "sessions", **days)
    found = {one["id"]: one for one in answer.json()["sessions"]}
    assert far.pk not in found
    assert (found[near.pk]["places"], found[near.pk]["booked"]) == (10, 1)
    assert patient.last_name not in answer.content.decode()
    assert got(key, "sessions", **{**days, "days": 367}).status_code == 422
    assert got(key, "sessions", since="9999-12-31").json()["total"] == 0


@pytest.mark.parametrize("path", ["site", "slots?commune=12089", "sessions?since=2026-01-01"])
def test_nothing_is_told_without_a_key(key: str, path: str) -> None:
    for header in ({}, {"authorization": "Bearer faux"}, {"authorization": "Bearer "}, {"authorization": key}):
        assert Client().get(f"/api/v1/{path}", headers=header).status_code == 401
    assert Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {key}"}).status_code == 200


def test_a_key_of_the_interface_for_programs_does_not_open_that_of_the_regulation(key: str) -> None:
    answer = Client().get("/fhir/Slot", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert got(key, "site").json()["organisation"] == "CPTS d’essai"
