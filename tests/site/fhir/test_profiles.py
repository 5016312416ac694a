"""Answers conform to the snapshots of the guide's profiles; the checker refuses what does not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from maillage.site.fhir import services
from tests.conftest import reference_folder
from tests.site import factories as make
from tests.site.fhir.profiles import Guide
from tests.site.fhir.world import SIRET, build, community, session_of

pytestmark = [pytest.mark.django_db, pytest.mark.reference]
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def guide() -> Guide:
    return Guide(reference_folder() / "fhir" / "ans.fhir.fr.sas-1.1.0" / "package")


def test_the_checker_accepts_every_example_of_the_guide(guide: Guide) -> None:
    examples = list(guide.examples())
    assert len(examples) == 41
    assert {name: guide.problems(one) for name, one in examples if guide.problems(one)} == {}


def test_answers_conform(guide: Guide) -> None:
    world = build()
    nurse = make.professional(profession="nurse", rpps=make.rpps(), status="salaried")
    session_of(nurse, world.place, make.soon(11))
    session_of(world.doctor, make.place(organisation=world.place.organisation, phone=""), make.soon(12))
    services.set_number(world.place.organisation, SIRET, None)
    individual = world.get("Slot", world.search(world.doctor.rpps or "", nurse.rpps or "")).json()
    assert individual["total"] == 30
    assert guide.problems(individual) == []
    community(world)
    of_community = world.get("Slot", world.community_search()).json()
    assert of_community["meta"]["profile"][0].endswith("sas-cpts-bundle-aggregator")
    assert guide.problems(of_community) == []
    services.set_number(world.place, SIRET, None)
    of_structure = world.get("Schedule", world.structure_search()).json()
    assert of_structure["total"] == 30
    assert guide.problems(of_structure) == []


def slot(bundle: dict[str, Any]) -> dict[str, Any]:
    return first(bundle, "Slot")


def first(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == kind)


MUTATIONS: dict[str, Change] = {
    "no start": lambda b: slot(b).pop("start"),
    "no end": lambda b: slot(b).pop("end"),
    "no schedule": lambda b: slot(b).pop("schedule"),
    "busy": lambda b: slot(b).update(status="busy"),
    "an hour without zone": lambda b: slot(b).update(start="2026-11-28T09:00:00.000"),
    "unknown type of slot": lambda b: slot(b)["meta"]["security"][0].update(code="VIP"),
    "unknown way of seeing": lambda b: slot(b)["serviceType"][0]["coding"][0].update(code="ZZZ"),
    "unknown specialty": lambda b: slot(b)["specialty"][0]["coding"][0].update(code="SM99"),
    "unknown kind of appointment": lambda b: slot(b)["appointmentType"]["coding"][0].update(code="MAYBE"),
    "unknown element": lambda b: slot(b).update(patient="Paul"),
    "two schedules": lambda b: slot(b).update(schedule=[{"reference": "Schedule/1"}, {"reference": "Schedule/2"}]),
    "schedule that is not there": lambda b: slot(b)["schedule"].update(reference="Schedule/absent"),
    "no actor": lambda b: first(b, "Schedule").update(actor=[]),
    "no identifier": lambda b: first(b, "Practitioner").pop("identifier"),
    "identifier of another system": lambda b: first(b, "Practitioner")["identifier"][0].update(system="urn:oid:1.2"),
    "no location inside": lambda b: first(b, "PractitionerRole").pop("contained"),
    "no location": lambda b: first(b, "PractitionerRole").pop("location"),
    "structure of another type": lambda b: first(b, "PractitionerRole")["organization"]["identifier"]["type"]["coding"][
        0
    ].update(code="IDNPS"),
    "no address": lambda b: first(b, "PractitionerRole")["contained"][0].pop("address"),
    "two lines": lambda b: first(b, "PractitionerRole")["contained"][0]["address"].update(line=["a", "b"]),
    "no town": lambda b: first(b, "PractitionerRole")["contained"][0]["address"].pop("city"),
    "no postcode": lambda b: first(b, "PractitionerRole")["contained"][0]["address"].pop("postalCode"),
    "another type of bundle": lambda b: b.update(type="collection"),
    "wrong total": lambda b: b.update(total=3),
    "twice the same": lambda b: b["entry"].append(b["entry"][-1]),
    "an unknown profile": lambda b: slot(b)["meta"].update(profile=["http://example.org/slot"]),
    "FINESS of a community without its prefix": lambda b: first(b, "Organization")["identifier"][0].update(
        value="310000013"
    ),
    "community without organisation": lambda b: first(b, "HealthcareService").pop("providedBy"),
}


def test_mutated_answers_are_refused(guide: Guide) -> None:
    world = build()
    community(world)
    sound = world.get("Slot", world.community_search()).json()
    accepted = []
    for name, change in MUTATIONS.items():
        mutated = copy.deepcopy(sound)
        change(mutated)
        if not guide.problems(mutated):
            accepted.append(name)
    assert guide.problems(sound) == []
    assert accepted == []
