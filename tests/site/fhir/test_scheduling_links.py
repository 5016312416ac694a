"""Free slots as open data: the manifest leads to files that agree with each other, with nothing that is reserved."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from maillage.site.booking import services as booking
from tests.site import factories as make
from tests.site.fhir.world import FINESS, build, session_of

pytestmark = pytest.mark.django_db
MANIFEST = "/donnees/creneaux/$bulk-publish"


def manifest() -> dict[str, Any]:
    answer = Client().get(MANIFEST)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    return answer.json()


def file(url: str) -> list[dict[str, Any]]:
    answer = Client().get(urlsplit(url).path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/fhir+ndjson")
    return [json.loads(line) for line in answer.content.decode().splitlines()]


def everything() -> dict[str, list[dict[str, Any]]]:
    return {
        kind: [row for one in manifest()["output"] if one["type"] == kind for row in file(one["url"])]
        for kind in ("Location", "Schedule", "Slot")
    }


def test_every_slot_leads_to_its_diary_and_its_place() -> None:
    world = build()
    found = everything()
    (place,), (diary,) = found["Location"], found["Schedule"]
    assert place["identifier"][0]["value"] == f"1{FINESS}"
    assert place["address"] | {"line": 0} == {
        "line": 0, "city": "Decazeville", "state": "12", "postalCode": "12300", "country": "FR",
    }  # fmt: skip
    assert place["telecom"] == [{"system": "phone", "value": "+33565430001"}]
    assert diary["actor"] == [{"reference": f"Location/{place['id']}"}]
    assert {slot["schedule"]["reference"] for slot in found["Slot"]} == {f"Schedule/{diary['id']}"}
    starts = [datetime.fromisoformat(slot["start"]) for slot in found["Slot"]]
    assert starts == sorted(set(starts))
    assert set(starts) < set(world.session.slots.values_list("starts", flat=True))
    link = next(one["valueUrl"] for one in found["Slot"][0]["extension"] if one["url"].endswith("booking-deep-link"))
    assert Client().get(f"{urlsplit(link).path}?{urlsplit(link).query}&source=essai").status_code == 200


def test_what_is_kept_for_the_regulation_is_never_published() -> None:
    world = build()
    told = {int(slot["id"]) for slot in everything()["Slot"]}
    kept = set(world.session.slots.filter(kept_for=["regulated"]).values_list("pk", flat=True))
    assert kept
    assert not told & kept
    assert len(told) == 8


def test_a_taken_slot_is_busy_and_names_nobody() -> None:
    world = build()
    slot = world.session.slots.filter(kept_for=[]).order_by("starts")[0]
    patient = make.patient()
    booking.book(slot.pk, patient, make.key())
    rows = everything()["Slot"]
    assert {row["status"] for row in rows if row["id"] == str(slot.pk)} == {"busy"}
    assert sum(row["status"] == "free" for row in rows) == 7
    assert patient.last_name not in json.dumps(rows)


def test_slots_are_told_by_department_in_the_manifest() -> None:
    world = build()
    session_of(world.doctor, make.place(commune=make.elsewhere()), make.soon(12))
    slots = [one for one in manifest()["output"] if one["type"] == "Slot"]
    assert [one["extension"]["state"] for one in slots] == [["12"], ["29"]]
    assert [len(file(one["url"])) for one in slots] == [8, 8]
    assert Client().get("/donnees/creneaux/autre.ndjson").status_code == 404


def test_without_slots_the_manifest_is_there_and_empty() -> None:
    assert everything() == {"Location": [], "Schedule": [], "Slot": []}
