"""The searches of the guide: what is found, what is left out, what is refused, and how."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import Slot
from maillage.site.booking import services as booking
from maillage.site.fhir import services
from maillage.site.fhir.finding import kinds_of
from tests.site import factories as make
from tests.site.fhir.world import OF_PERSON, OF_STRUCTURE, SIRET, World, build, community, of_type, session_of

pytestmark = pytest.mark.django_db


def kinds(slot: dict[str, Any]) -> list[str]:
    return [one["code"] for one in slot["meta"]["security"]]


def test_types_of_slots_follow_the_windows() -> None:
    found = of_type(build().slots().json(), "Slot")
    assert sorted(map(kinds, found)) == [["PUBLIC"]] * 8 + [["SNP"]] * 2


def test_a_slot_kept_for_the_regulator_is_told_until_it_is_released() -> None:
    world = build()
    slot = Slot.objects.filter(kept_for=["regulated"]).first()
    assert slot is not None
    assert slot.released_at is not None
    assert kinds_of(world.session, slot, slot.released_at - timedelta(seconds=1)) == ("SNP",)
    assert kinds_of(world.session, slot, slot.released_at) == ("PUBLIC",)


def test_a_slot_for_those_whom_a_colleague_sends_is_told_to_professionals() -> None:
    world = build()
    session = session_of(world.doctor, make.place(commune=world.place.commune), make.soon(12), scheme="shared_post")
    told = {kinds_of(session, slot, timezone.now()) for slot in session.slots.all()}
    assert ("PRO",) in told


def test_taken_slots_are_not_told() -> None:
    world = build()
    free = Slot.objects.filter(kept_for=[]).first()
    assert free is not None
    booking.book(free.pk, make.patient(), make.key())
    assert str(free.pk) not in {one["id"] for one in of_type(world.slots().json(), "Slot")}
    agenda.cancel(world.session, make.coordinator())
    assert world.slots().json()["total"] == 0


def test_slots_of_a_place_without_number_are_left_out() -> None:
    world = build()
    bare = make.place(commune=world.place.commune)
    session_of(world.doctor, bare, make.soon(12))
    assert world.slots().json()["total"] == 10
    services.set_number(bare.organisation, SIRET, None)
    bundle = world.slots().json()
    assert bundle["total"] == 20
    structures = {one["organization"]["identifier"]["value"] for one in of_type(bundle, "PractitionerRole")}
    assert structures == {"1120000013", f"3{SIRET}"}


def test_stops_of_a_vehicle_are_told_with_the_number_of_its_owner() -> None:
    world = build()
    bus = make.vehicle()
    services.set_number(bus.organisation, SIRET, None)  # type: ignore[arg-type]
    begins = make.soon(15)
    make.published(
        scheme="medical_bus", vehicle=bus, commune=world.place.commune, stop="Place du Foirail", starts=begins,
        ends=begins + timedelta(hours=1), professional=world.doctor,
    )  # fmt: skip
    addresses = [one["contained"][0]["address"] for one in of_type(world.slots().json(), "PractitionerRole")]
    assert {"line": ["Place du Foirail"], "city": "Decazeville", "postalCode": "12300"} in addresses


def test_the_search_of_a_community_names_it() -> None:
    world = build()
    alone = world.get("Slot", world.community_search()).json()
    assert not of_type(alone, "HealthcareService")
    made = community(world)
    bundle = world.get("Slot", world.community_search()).json()
    (service,) = of_type(bundle, "HealthcareService")
    (organisation,) = of_type(bundle, "Organization")
    assert service["providedBy"]["reference"] == f"Organization/{organisation['id']}"
    assert (organisation["name"], organisation["identifier"][0]["value"]) == (made.name, "1310000013")
    told = [kinds(one) for one in of_type(bundle, "Slot")]
    assert sorted(told) == [["PUBLIC", "CPTS"]] * 8 + [["SNP"]] * 2
    assert not of_type(world.slots().json(), "Organization")  # INT_R01 does not speak of communities


def test_the_search_of_structures_finds_their_places() -> None:
    world = build()
    assert world.get("Schedule", world.structure_search()).json()["total"] == 0
    services.set_number(world.place, SIRET, None)
    bundle = world.get("Schedule", world.structure_search()).json()
    assert bundle["total"] == len(of_type(bundle, "Slot")) == 10
    (diary,), (place,), (owner,) = (of_type(bundle, kind) for kind in ("Schedule", "Location", "Organization"))
    assert diary["actor"] == [{"reference": f"Location/{place['id']}"}]
    assert place["managingOrganization"]["reference"] == f"Organization/{owner['id']}"
    assert place["telecom"] == [{"system": "phone", "value": "+33565430001"}]
    assert owner["name"] == "Centre de Decazeville"


def test_only_what_is_asked_for_is_included() -> None:
    world = build()
    assert {one["resource"]["resourceType"] for one in world.slots(drop="_include").json()["entry"]} == {"Slot"}
    without = world.slots(drop="_include:iterate").json()["entry"]
    assert {one["resource"]["resourceType"] for one in without} == {"Slot", "Schedule"}


def test_a_long_answer_has_pages() -> None:
    world = build()
    first = world.slots(("_count", "6")).json()
    assert (first["total"], len(of_type(first, "Slot"))) == (10, 6)
    following = next(one["url"] for one in first["link"] if one["relation"] == "next")
    address = following.removeprefix("http://testserver")
    second = world.client.get(address, headers={"authorization": f"Bearer {world.key}"}).json()
    assert len(of_type(second, "Slot")) == 4
    assert not {one["id"] for one in of_type(first, "Slot")} & {one["id"] for one in of_type(second, "Slot")}
    assert [one["relation"] for one in second["link"]] == ["self"]


def test_the_number_of_queries_does_not_grow_with_the_answer(django_assert_max_num_queries: Any) -> None:
    world = build()
    people = [make.professional(rpps=make.rpps(), status="salaried") for _ in range(4)]
    for day, person in enumerate(people, 11):
        session_of(person, make.place(organisation=world.place.organisation), make.soon(day))
    services.set_number(world.place.organisation, SIRET, None)
    with django_assert_max_num_queries(11):
        found = world.get("Slot", world.search(world.doctor.rpps or "", *(one.rpps or "" for one in people))).json()
    assert found["total"] == 50


def test_the_plus_of_a_zone_is_read_though_it_is_not_escaped() -> None:
    world = build()
    day = make.soon(10).date().isoformat()
    query = (
        f"start=ge{day}T00:00:00.000+01:00&start=le{day}T23:59:59.999+01:00&status=free"
        f"&{OF_PERSON}=urn:oid:1.2.250.1.71.4.2.1|8{world.doctor.rpps}, urn:oid:1.2.250.1.71.4.2.1|810100050075"
    )
    answer = world.client.get(f"/fhir/Slot?{query}", headers={"authorization": f"Bearer {world.key}"})
    assert answer.json()["total"] == 10
    assert world.slots(("start", f"ge{day}"), ("start", f"le{day}"), drop="start").json()["total"] == 10


WRONG = [
    ("start", [("start", "ge2026-01-01")], 400, "required"),
    ("start", [], 400, "required"),
    ("start", [("start", "gehier"), ("start", "le2027-01-01")], 400, "value"),
    ("start", [("start", "ge2026-02-30"), ("start", "le2027-01-01")], 400, "value"),
    ("start", [("start", "ge2026-01-01T25:00:00Z"), ("start", "le2027-01-01")], 400, "value"),
    ("start", [("start", "ge0001-01-01T00:00:00+14:00"), ("start", "le2027-01-01")], 400, "value"),
    ("start", [("start", "ge2027-01-02"), ("start", "le2027-01-01")], 422, "business-rule"),
    ("status", [], 400, "required"),
    ("status", [("status", "busy")], 422, "not-supported"),
    (OF_PERSON, [], 400, "required"),
    (OF_PERSON, [(OF_PERSON, "810100050075")], 400, "value"),
    (OF_PERSON, [(OF_PERSON, "urn:oid:1.2.250.1.71.4.2.1|8abc")], 400, "value"),
    (OF_PERSON, [(OF_PERSON, ",".join(["urn:oid:1.2.250.1.71.4.2.1|810100050075"] * 26))], 422, "too-costly"),
    ("", [("_format", "xml")], 406, "not-supported"),
    ("", [("_count", "dix")], 400, "value"),
]


@pytest.mark.parametrize(("drop", "changes", "status", "code"), WRONG)
def test_a_search_that_cannot_be_run_says_why(
    drop: str, changes: list[tuple[str, str]], status: int, code: str
) -> None:
    refused = build().slots(*changes, drop=drop)
    assert (refused.status_code, refused.json()["resourceType"]) == (status, "OperationOutcome")
    (issue,) = refused.json()["issue"]
    assert (issue["severity"], issue["code"]) == ("error", code)
    assert issue["diagnostics"]


def test_a_structure_is_named_by_its_siret() -> None:
    world = build()
    for wrong in ("urn:oid:1.2.250.1.71.4.2.2|1120000013", "urn:oid:1.2.250.1.71.4.2.1|373282932000074"):
        query = [*world.structure_search()[:-1], (OF_STRUCTURE, wrong)]
        assert world.get("Schedule", query).status_code == 400


def test_other_paths_and_methods_are_refused_in_the_same_way() -> None:
    world = build()
    assert world.get("Patient", []).status_code == 404
    refused = world.client.post("/fhir/Slot", headers={"authorization": f"Bearer {world.key}"})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")
    assert refused.json()["resourceType"] == "OperationOutcome"


def test_anybody_may_read_what_the_interface_offers(client: Any) -> None:
    told = client.get("/fhir/metadata").json()
    assert (told["resourceType"], told["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    assert "Non validé par l’ANS" in told["description"]
    assert [one["type"] for one in told["rest"][0]["resource"]][:2] == ["Slot", "Schedule"]


def test_the_type_is_named_as_it_was_asked_for() -> None:
    world: World = build()
    assert world.slots().headers["Content-Type"] == "application/json+fhir; charset=utf-8"
    assert world.slots(accept="*/*").headers["Content-Type"] == "application/fhir+json; charset=utf-8"
