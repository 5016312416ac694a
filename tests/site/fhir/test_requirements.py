"""The requirements of the official test kit (``agg-psindiv``), one named test each; docs/sas.md has the table.

Tests marked ``reference`` need the profiles of the guide. The numbers are those of the kit's list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from maillage.site.agenda.absences import AbsenceDates, declare
from maillage.site.agenda.models import Slot
from maillage.site.directory.models import Professional
from tests.conftest import ROOT, reference_folder
from tests.site import factories as make
from tests.site.fhir.profiles import Guide
from tests.site.fhir.world import OF_PERSON, build, of_type, session_of

Found = list[dict[str, Any]]


@dataclass
class Said:
    """What the interface said about a doctor with two places and a nurse who left no telephone."""

    bundle: dict[str, Any]
    status: int
    empty: dict[str, Any]
    one_day: dict[str, Any]
    unknown: dict[str, Any]
    absent: dict[str, Any]
    day: str
    doctor: Professional
    nurse: Professional
    free: set[str]

    def all(self, kind: str) -> Found:
        return of_type(self.bundle, kind)


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Said]:
    """Ask once for all tests, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield ask()
        transaction.set_rollback(True)


def ask() -> Said:
    world = build()
    day = make.soon(10).date().isoformat()
    second = make.place(organisation=world.place.organisation, address="2 rue Basse")
    from maillage.site.fhir import services

    services.set_number(second, "73282932000074", None)
    session_of(world.doctor, second, make.soon(12))
    nurse = make.professional(profession="nurse", rpps=make.rpps(), status="salaried", last_name="O’Hara")
    session_of(nurse, world.place, make.soon(13))
    gone = make.professional(rpps=make.rpps(), status="salaried")
    session_of(gone, world.place, make.soon(14))
    absence = AbsenceDates(make.soon(14).date(), make.soon(14).date())
    declare(gone, absence, make.coordinator(), giving_back=True)
    free = Slot.objects.exclude(session__starts__gte=make.soon(14)).values_list("pk", flat=True)
    search = world.search(world.doctor.rpps or "", nurse.rpps or "")
    answer = world.get("Slot", search)
    kept = [one for one in search if one[0] != "start"]
    return Said(
        bundle=answer.json(),
        status=answer.status_code,
        empty=world.get("Slot", [*kept, ("start", "ge2035-01-01"), ("start", "le2035-01-02")]).json(),
        one_day=world.get("Slot", [*kept, ("start", f"ge{day}T10:00:00"), ("start", f"le{day}T11:00:00")]).json(),
        unknown=world.get("Slot", world.search("10101288385")).json(),
        absent=world.get("Slot", world.search(gone.rpps or "")).json(),
        day=day, doctor=world.doctor, nurse=nurse,
        free=set(map(str, free)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def guide() -> Guide:
    return Guide(reference_folder() / "fhir" / "ans.fhir.fr.sas-1.1.0" / "package")


def codes(concepts: Found, system: str) -> set[str]:
    return {one["code"] for concept in concepts for one in concept.get("coding", ()) if one["system"].endswith(system)}


def test_requirement_04_search_of_slots(said: Said) -> None:
    assert said.status == 200
    assert said.all("Slot")


def test_requirement_05_none_before_the_start_asked_for(said: Said) -> None:
    assert all(one["start"] >= f"{said.day}T10:00" for one in of_type(said.one_day, "Slot"))


def test_requirement_06_slots_are_filtered(said: Said) -> None:
    assert 0 < said.one_day["total"] < said.bundle["total"] == 30


def test_requirement_07_slots_are_within_the_period(said: Said) -> None:
    found = [one["start"][11:16] for one in of_type(said.one_day, "Slot")]
    assert found == ["10:00", "10:20", "10:40", "11:00"]


def test_requirement_08_an_empty_bundle_if_nothing_is_free(said: Said) -> None:
    for bundle in (said.empty, said.unknown):
        assert (bundle["resourceType"], bundle["type"], bundle["total"]) == ("Bundle", "searchset", 0)
        assert "entry" not in bundle


@pytest.mark.reference
@pytest.mark.parametrize(
    ("requirement", "kind"),
    [
        pytest.param(9, "Slot", id="requirement_09_slots_conform"),
        pytest.param(13, "Bundle", id="requirement_13_the_bundle_conforms"),
        pytest.param(31, "PractitionerRole", id="requirement_31_roles_conform"),
        pytest.param(32, "Practitioner", id="requirement_32_practitioners_conform"),
    ],
)
def test_profiles(said: Said, guide: Guide, requirement: int, kind: str) -> None:
    found = [said.bundle] if kind == "Bundle" else said.all(kind)
    assert requirement
    assert found
    assert [problem for one in found for problem in guide.problems(one)] == []


def test_requirement_10_slots_are_free(said: Said) -> None:
    assert {one["status"] for one in said.all("Slot")} == {"free"}


def test_requirement_11_slots_begin_and_end(said: Said) -> None:
    assert all(one["start"] < one["end"] for one in said.all("Slot"))


def test_requirement_12_slots_name_their_schedule(said: Said) -> None:
    known = {f"Schedule/{one['id']}" for one in said.all("Schedule")}
    assert {one["schedule"]["reference"] for one in said.all("Slot")} == known


def test_requirement_14_the_bundle_is_a_searchset(said: Said) -> None:
    assert said.bundle["type"] == "searchset"


def test_requirement_15_a_practitioner_is_there(said: Said) -> None:
    assert len(said.all("Practitioner")) == 2


def test_requirement_16_practitioners_have_a_national_identifier(said: Said) -> None:
    systems = {one["identifier"][0]["system"] for one in said.all("Practitioner")}
    assert systems == {"urn:oid:1.2.250.1.71.4.2.1"}


def test_requirement_17_identifiers_are_eight_and_eleven_digits(said: Said) -> None:
    assert all(re.fullmatch(r"8[0-9]{11}", one["identifier"][0]["value"]) for one in said.all("Practitioner"))


def test_requirement_18_identifiers_are_the_rpps_numbers(said: Said) -> None:
    told = {one["identifier"][0]["value"] for one in said.all("Practitioner")}
    assert told == {f"8{said.doctor.rpps}", f"8{said.nurse.rpps}"}


def test_requirement_19_a_role_is_there(said: Said) -> None:
    assert len(said.all("PractitionerRole")) == 3


def test_requirement_20_roles_name_a_finess_or_siret_number(said: Said) -> None:
    told = [one["organization"]["identifier"]["value"] for one in said.all("PractitionerRole")]
    assert all(re.fullmatch(r"1[0-9]{9}|3[0-9]{14}", value) for value in told)
    assert {value[0] for value in told} == {"1", "3"}


def test_requirement_21_roles_name_their_practitioner(said: Said) -> None:
    known = {f"Practitioner/{one['id']}" for one in said.all("Practitioner")}
    assert {one["practitioner"]["reference"] for one in said.all("PractitionerRole")} == known


def test_requirement_22_roles_contain_their_location(said: Said) -> None:
    for role in said.all("PractitionerRole"):
        (inside,) = role["contained"]
        assert inside["resourceType"] == "Location"
        assert role["location"] == [{"reference": f"#{inside['id']}"}]


def test_requirement_23_the_type_of_slots_is_told(said: Said) -> None:
    told = {one["code"] for slot in said.all("Slot") for one in slot["meta"]["security"]}
    assert told == {"PUBLIC", "SNP"}


def test_requirement_24_the_kind_of_consultation_is_told(said: Said) -> None:
    assert {frozenset(codes(one["serviceType"], "v3-ActCode")) for one in said.all("Slot")} == {frozenset({"AMB"})}


def test_requirement_25_the_comment_is_where_to_book(said: Said) -> None:
    assert all(re.match(r"https?://[^/]+/rendez-vous\?", one["comment"]) for one in said.all("Slot"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("start", ("start", "ge2026-01-01"), id="requirement_26_start"),
        pytest.param("status", ("status", "busy"), id="requirement_27_status"),
        pytest.param(OF_PERSON, (OF_PERSON, "8"), id="requirement_29_practitioner_identifier"),
    ],
)
def test_parameters(name: str, change: tuple[str, str]) -> None:
    world = build()
    assert world.slots(change, drop=name).status_code in (400, 422)
    assert world.slots(drop=name).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "left"),
    [
        pytest.param("_include", {"Slot"}, id="requirement_28_include"),
        pytest.param("_include:iterate", {"Slot", "Schedule"}, id="requirement_30_include_iterate"),
    ],
)
def test_inclusions(name: str, left: set[str]) -> None:
    assert {one["resource"]["resourceType"] for one in build().slots(drop=name).json()["entry"]} == left


def test_requirement_33_names_are_those_of_the_directory(said: Said) -> None:
    told = {(one["name"][0]["family"], *one["name"][0]["given"]) for one in said.all("Practitioner")}
    assert told == {(one.last_name, one.first_name) for one in (said.doctor, said.nurse)}


def _telecom(said: Said, of: Professional) -> Any:
    value = f"8{of.rpps}"
    return next(one for one in said.all("Practitioner") if one["identifier"][0]["value"] == value).get("telecom")


def test_requirement_34_telephones_are_international(said: Said) -> None:
    assert said.doctor.phone == "06 39 98 00 04"
    assert _telecom(said, said.doctor)[0]["value"] == "+33639980004"


def test_requirement_35_telephones_are_telephones(said: Said) -> None:
    assert [one["system"] for one in _telecom(said, said.doctor)] == ["phone"]


def test_requirement_36_no_telecom_without_telephone(said: Said) -> None:
    assert said.nurse.phone == ""
    assert _telecom(said, said.nurse) is None


def addresses(said: Said) -> Found:
    return [one["contained"][0]["address"] for one in said.all("PractitionerRole")]


def test_requirement_37_locations_are_those_of_the_directory(said: Said) -> None:
    assert {one["line"][0] for one in addresses(said)} == {"1 place du Marché", "2 rue Basse"}


def test_requirement_38_locations_have_a_line(said: Said) -> None:
    assert all(len(one["line"]) == 1 and one["line"][0] for one in addresses(said))


def test_requirement_39_locations_have_a_town(said: Said) -> None:
    assert {one["city"] for one in addresses(said)} == {"Decazeville"}


def test_requirement_40_locations_have_a_postcode(said: Said) -> None:
    assert all(re.fullmatch(r"[0-9]{5}", one["postalCode"]) for one in addresses(said))


def test_requirement_41_specialty_and_motive_are_told(said: Said) -> None:
    for one in said.all("Slot"):
        assert one["specialty"][0].get("text") == "Infirmier" or codes(one["specialty"], "R38-SpecialiteOrdinale")
        assert one["serviceType"][-1] == {"text": "Centre de santé salarié"}


def test_requirement_42_several_places_have_a_role_and_a_schedule_each(said: Said) -> None:
    of = f"Practitioner/{said.doctor.pk}"
    roles = [one["id"] for one in said.all("PractitionerRole") if one["practitioner"]["reference"] == of]
    diaries = [one["id"] for one in said.all("Schedule") if {"reference": of} in one["actor"]]
    assert len(roles) == len(diaries) == 2


def test_requirement_43_references_of_several_places_agree(said: Said) -> None:
    roles = {one["id"]: one for one in said.all("PractitionerRole")}
    for diary in said.all("Schedule"):
        person, role = (one["reference"] for one in diary["actor"])
        assert roles[role.removeprefix("PractitionerRole/")]["practitioner"]["reference"] == person


def test_requirement_44_several_practitioners_are_there_once(said: Said) -> None:
    for kind in ("Slot", "Schedule", "Practitioner", "PractitionerRole"):
        keys = [one["id"] for one in said.all(kind)]
        assert len(keys) == len(set(keys)), kind


def test_requirement_45_instants_are_written_as_asked(said: Said) -> None:
    shape = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000[+-]\d\d:\d\d"
    assert all(re.fullmatch(shape, one[name]) for one in said.all("Slot") for name in ("start", "end"))


def test_requirement_46_the_type_is_a_code_of_meta_security(said: Said) -> None:
    systems = {one["system"] for slot in said.all("Slot") for one in slot["meta"]["security"]}
    assert {one.rpartition("/")[2] for one in systems} == {"TRE-R314-TypeCreneau"}


def test_requirement_47_absences_are_not_told(said: Said) -> None:
    assert said.absent["total"] == 0
    assert {one["id"] for one in said.all("Slot")} <= said.free


def test_requirement_48_the_kind_is_a_code_of_service_type(said: Said) -> None:
    assert all(one["serviceType"][0]["coding"][0]["code"] == "AMB" for one in said.all("Slot"))


def test_requirement_49_whether_an_appointment_is_needed_is_told(said: Said) -> None:
    assert {frozenset(codes([one["appointmentType"]], "v2-0276")) for one in said.all("Slot")} == {
        frozenset({"ROUTINE"})
    }


@pytest.mark.parametrize(
    ("subject", "enters"),
    [
        ("CN=plateforme-sas.example.fr,OU=318751275100020,O=ANS", True),
        ("CN=autre.example.fr,OU=318751275100020,O=ANS", False),
        ("CN=plateforme-sas.example.fr.pirate.fr,OU=318751275100020,O=ANS", False),
        ("O=CN=plateforme-sas.example.fr,CN=autre.fr,OU=318751275100020", False),
        (r"CN=x\,CN=plateforme-sas.example.fr,OU=318751275100020,O=ANS", False),
        (r"CN=plateforme-sas.example.fr,OU=x\,OU=1,O=ANS", False),
        ("CN=plateforme-sas.example.fr,OU=inconnu,O=ANS", False),
        ("CN=plateforme-sas.example.fr,O=ANS", False),
        ("", False),
    ],
)
def test_the_proxy_of_the_documentation_lets_in_the_platform_only(subject: str, enters: bool) -> None:
    """Requirements 1 to 3: what nginx compares with the subject of a certificate that the authority has signed."""
    example = (ROOT / "docs" / "sas.md").read_text("utf-8").partition("```nginx")[2].partition("```")[0]
    pattern = re.search(r'"~(.+)" "Bearer KEY";', example)
    assert pattern is not None
    assert bool(re.search(pattern[1], subject)) == enters
    for line in (
        "ssl_verify_client on;", "ssl_client_certificate /etc/ssl/igc-sante.pem;",
        "ssl_protocols TLSv1.2 TLSv1.3;", 'if ($sas_key = "") { return 403; }', 'default "";',
    ):  # fmt: skip
        assert line in example


def named() -> dict[int, str]:
    text = (ROOT / "tests" / "site" / "fhir" / "test_requirements.py").read_text("utf-8")
    return {int(found[1]): found[0] for found in re.finditer(r"requirement_(\d\d)_\w+", text)}


def test_the_table_names_every_requirement_and_its_test() -> None:
    table = (ROOT / "docs" / "sas.md").read_text("utf-8")
    rows = {int(number): rest for number, rest in re.findall(r"^\| (\d+) \|(.+)\|$", table, re.MULTILINE)}
    assert sorted(rows) == list(range(1, 50))
    known = named()
    for number, rest in rows.items():
        assert (f"`{known[number]}`" in rest) if number in known else ("nginx" in rest), number


@pytest.mark.reference
def test_the_list_of_the_kit_is_the_one_of_the_table(reference_data: Any) -> None:
    text = (reference_data / "fhir" / "sas_test_kit_requirements.csv").read_text("utf-8-sig")
    assert sorted(map(int, re.findall(r"^agg-psindiv,(\d+),", text, re.MULTILINE))) == list(range(1, 50))
