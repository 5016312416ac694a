"""Accounts of regulators by the platform (INT_R02)."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from maillage.site.accounts.models import User
from maillage.site.fhir import services
from maillage.site.fhir.models import KeyScope, RegulatorNumber
from maillage.site.messages.models import Message
from tests.site import factories as make

pytestmark = pytest.mark.django_db
NATIONAL, UUID = "810002673899", "b6e39355-8a61-4556-b340-36f7b95fec6a"
PERSONS, TECHNICAL = "urn:oid:1.2.250.1.71.4.2.1", "urn:oid:1.2.250.1.213.3.6"


def practitioner(number: str = NATIONAL, **fields: Any) -> dict[str, Any]:
    kind, system = ("INTRN", TECHNICAL) if "-" in number else ("IDNPS", PERSONS)
    return {
        "resourceType": "Practitioner",
        "identifier": [{"type": {"coding": [{"system": "x", "code": kind}]}, "system": system, "value": number}],
        "active": True, "name": [{"family": "Marius", "given": ["Jules"]}],
        "telecom": [{"system": "email", "value": "jules.marius@test.com"}], **fields,
    }  # fmt: skip


class Platform:
    def __init__(self, kind: str = "regulation", scopes: tuple[str, ...] = (KeyScope.REGULATORS,)) -> None:
        self.service = make.organisation(kind)
        key = services.give_key(self.service, "plateforme", None, scopes).text
        self.client = Client(headers={"authorization": f"Bearer {key}"})

    def post(self, resource: Any) -> Any:
        return self.client.post("/fhir/Practitioner", json.dumps(resource), "application/json+fhir")

    def put(self, number: str, resource: Any) -> Any:
        system = TECHNICAL if "-" in number else PERSONS
        path = f"/fhir/Practitioner?identifier={system}|{number}"
        return self.client.put(path, json.dumps(resource), "application/json+fhir")


def test_a_regulator_is_created_once_and_confirms_nothing() -> None:
    platform = Platform()
    answer = platform.post(practitioner())
    user = User.objects.get(email="jules.marius@test.com")
    assert (answer.status_code, answer["Location"]) == (201, f"https://maillage.example/fhir/Practitioner/{user.pk}")
    assert [(one.role, one.organisation) for one in user.memberships.all()] == [("regulator", platform.service)]
    assert not Message.objects.exists()
    again = platform.post(practitioner())
    assert (again.status_code, again.json()["resourceType"]) == (422, "OperationOutcome")
    assert User.objects.count() == 1


def test_an_unknown_regulator_is_created_by_an_update_and_a_known_one_changed() -> None:
    platform = Platform()
    assert [platform.put(UUID, practitioner(UUID)).status_code for _ in range(2)] == [201, 200]
    converted = platform.put(UUID, practitioner(NATIONAL, name=[{"family": "Roux", "given": ["Jules"]}]))
    assert converted.status_code == 200
    held = RegulatorNumber.objects.get()
    assert (held.number, held.user.last_name) == (NATIONAL, "Roux")
    assert platform.put(NATIONAL, practitioner(active=False)).status_code == 200
    user = User.objects.get()
    assert (user.is_active, user.memberships.count()) == (False, 0)
    assert platform.put(NATIONAL, practitioner()).status_code == 200
    assert User.objects.get().memberships.count() == 1


def test_accounts_of_others_are_left_alone() -> None:
    platform = Platform()
    make.user("coordinator", make.organisation("coordination"), email="jules.marius@test.com")
    assert platform.post(practitioner()).status_code == 422
    other = Platform()
    assert other.post(practitioner(telecom=[{"system": "email", "value": "b@test.com"}])).status_code == 201
    assert platform.put(NATIONAL, practitioner()).status_code == 422
    assert User.objects.get(email="b@test.com").memberships.get().organisation == other.service
    assert Platform("operator").post(practitioner(UUID)).status_code == 422


@pytest.mark.parametrize("part", ["resourceType", "identifier", "active", "name", "telecom"])
def test_what_is_missing_is_refused(part: str) -> None:
    platform = Platform()
    resource = practitioner()
    del resource[part]
    answer = platform.post(resource)
    assert (answer.status_code, answer.json()["resourceType"]) == (400, "OperationOutcome")
    for wrong in ("x", [], [{}], {}, None, 3):
        assert platform.post({**practitioner(), part: wrong}).status_code in (400, 422), wrong
    assert not User.objects.exists()


def test_what_is_wrong_is_refused() -> None:
    platform = Platform()
    email, nameless = [{"system": "email", "value": "x"}], [{"family": "", "given": ["J"]}]
    for wrong in (practitioner("123"), practitioner(telecom=email), practitioner(name=nameless)):
        assert platform.post(wrong).status_code == 422
    half = [{"system": "email", "value": "a@\ud800.fr"}]
    assert platform.post(practitioner(telecom=half)).status_code == 400
    for body in ("{", "[]", "\xff", '"\\ud800"', "[" * 100_000):
        assert platform.client.post("/fhir/Practitioner", body, "application/json+fhir").status_code == 400
    assert platform.client.put("/fhir/Practitioner", json.dumps(practitioner()), "application/json").status_code == 400
    assert platform.put("nobody", practitioner()).status_code == 422
    for method in ("get", "delete", "patch"):
        assert getattr(platform.client, method)("/fhir/Practitioner").status_code == 405
    assert Platform(scopes=(KeyScope.SLOTS,)).post(practitioner()).status_code == 401
    assert Client().post("/fhir/Practitioner", "{}", "application/json").status_code == 401
    assert not User.objects.exists()


@pytest.mark.reference
def test_the_examples_of_the_guide_are_accepted(reference_data: Path) -> None:
    folder = reference_data / "fhir" / "ans.fhir.fr.sas-1.1.0" / "package" / "example"
    platform = Platform()
    examples = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("Practitioner-*Regul*.json"))]
    assert len(examples) == 3
    for example in examples:
        assert platform.put(example["identifier"][0]["value"], copy.deepcopy(example)).status_code in (200, 201, 422)
    assert platform.post(examples[0]).status_code in (201, 422)
    assert User.objects.filter(email="sebastien.loridon@test.com").exists()
