"""A hospital's programs ask for opinions, read answers and questions; every resource is valid FHIR (R4B classes)."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.site.expertise import reading
from maillage.site.expertise.attachments import INTERFACE
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.expertise.states import State
from maillage.site.fhir import services
from maillage.site.files.models import StoredFile
from maillage.site.imaging.arriving import Source, receive
from tests.site import factories as make
from tests.site.expertise import cases
from tests.site.imaging.hospital import IMAGING, Hospital, hospital, image

pytestmark = pytest.mark.django_db
ANSWER = {"quality": "good", "findings": "Rien.", "conclusion": "Pas de saignement.", "advice": "none"}


class Program:
    def __init__(self, place: Hospital) -> None:
        ward = place.ward
        given = services.give_examination_key(ward.asking, "dossier patient", ward.requester, place.manager)
        self.client, self.headers = Client(), {"authorization": f"Bearer {given.text}"}

    def get(self, path: str) -> HttpResponse:
        return self.client.get(f"/fhir/{path}", headers=self.headers)

    def read(self, path: str) -> dict[str, Any]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return valid(answer.json())

    def send(self, method: str, path: str, resource: Any, **headers: str) -> HttpResponse:
        return getattr(self.client, method)(
            f"/fhir/{path}", resource, content_type="application/fhir+json", headers={**self.headers, **headers}
        )


def valid(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource that the classes of FHIR accept, and that says nothing beyond them."""
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resource


def asked(place: Hospital, status: str = "draft", **changes: Any) -> dict[str, Any]:
    answers = [
        {"linkId": "question", "answer": [{"valueString": IMAGING["question"]}]},
        {"linkId": "age", "answer": [{"valueInteger": IMAGING["age"]}]},
        *(
            {"linkId": code, "answer": [{"valueCoding": {"code": IMAGING[code]}}]}
            for code in ("modality", "region", "contrast")
        ),
        {"linkId": "stay", "answer": [{"valueCoding": {"code": "out"}}]},
        {"linkId": "consent", "answer": [{"valueCoding": {"code": "patient"}}]},
    ]
    return {
        "resourceType": "ServiceRequest", "status": status, "intent": "order", "priority": "asap",
        "identifier": [{"value": "ACC-1"}], "performer": [{"reference": f"HealthcareService/{place.pool.pk}"}],
        "subject": {"identifier": {"value": "IPP-77"}, "display": "Paul DUPONTEL"},
        "contained": [
            {"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "item": answers}
        ],
        **changes,
    }  # fmt: skip


def test_from_the_request_to_the_corrected_answer() -> None:
    place = hospital()
    program = Program(place)
    offered = {one["resource"]["id"] for one in program.read("HealthcareService")["entry"]}
    assert str(place.pool.pk) in offered
    wanted = {item["linkId"] for item in program.read("Questionnaire/imaging")["item"]}
    assert wanted == {item["linkId"] for item in asked(place)["contained"][0]["item"]}
    made = program.send("post", "ServiceRequest", valid(asked(place)))
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    row = ExpertiseRequest.objects.get(pk=number)
    assert (row.state, row.urgency, row.requester) == (State.DRAFT, "urgent", place.ward.requester)
    assert "DUPONTEL" not in str(valid(made.json()))
    receive(image(), Source(place.ward.asking, place.node))
    sent = program.send("put", f"ServiceRequest/{number}", asked(place, "active"), **{"if-match": made["ETag"]})
    assert (sent.status_code, sent.json()["status"]) == (200, "active"), sent.content
    assert StoredFile.objects.filter(holder=row.holder, kind="dicom").count() == 1
    reader = place.ward.readers[0]
    reading.ask_more(reading.take(cases.fresh(row), reader), "Quelle dose de produit ?", reader)
    (question,) = program.read(f"Communication?based-on=ServiceRequest/{number}")["entry"]
    assert question["resource"]["payload"][0]["contentString"] == "Quelle dose de produit ?"
    assert program.read(f"ServiceRequest/{number}")["status"] == "on-hold"
    reply = {
        "resourceType": "Communication", "status": "completed", "basedOn": [{"reference": f"ServiceRequest/{number}"}],
        "payload": [{"contentString": "90 ml."}],
    }  # fmt: skip
    assert program.send("post", "Communication", valid(reply)).status_code == 201
    assert program.send("post", "Communication", reply).status_code == 409
    assert "entry" not in program.read("DiagnosticReport")
    reading.answer(cases.fresh(row), ANSWER, reader)
    report = program.read(f"DiagnosticReport?based-on={number}")["entry"][0]["resource"]
    assert (report["status"], report["conclusion"]) == ("final", "Pas de saignement.")
    reading.answer(cases.fresh(row), {**ANSWER, "conclusion": "Petit saignement."}, reader, why="Relu.")
    corrected = program.read(f"DiagnosticReport/{number}")
    assert (corrected["status"], corrected["meta"]["versionId"]) == ("corrected", "2")
    assert {"Relu."} <= {one["valueString"] for one in corrected["contained"]}
    assert program.read(f"DiagnosticReport/{number}/_history/1") == report
    pdf = program.get(corrected["presentedForm"][0]["url"].partition("/fhir/")[2])
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    by_program = row.events.filter(reason=INTERFACE, by=place.ward.requester).values_list("kind", flat=True)
    assert {"opened", "file_opened", "file_added"} == set(by_program)
    assert program.read("ServiceRequest?status=completed&identifier=ACC-1")["total"] == 1
    assert program.read("ServiceRequest?status=draft")["total"] == 0
    assert program.read("ServiceRequest?_lastUpdated=ge2100-01-01")["total"] == 0


def test_sent_at_once_then_revoked() -> None:
    place = hospital()
    program = Program(place)
    number = program.send("post", "ServiceRequest", asked(place, "active")).json()["id"]
    again = program.send("post", "ServiceRequest", asked(place, "active"))
    assert (again.status_code, valid(again.json())["issue"][0]["code"]) == (409, "duplicate")
    assert program.send("put", f"ServiceRequest/{number}", asked(place, "active")).status_code == 409
    gone = program.send("put", f"ServiceRequest/{number}", asked(place, "revoked"))
    assert gone.json()["status"] == "revoked"
    stale = program.send("put", f"ServiceRequest/{number}", asked(place), **{"if-match": 'W/"1"'})
    assert stale.status_code == 412


WRONG = {
    "no consent": (lambda r: r["contained"][0]["item"].pop(), 422),
    "no stay": (lambda r: r["contained"][0]["item"].pop(-2), 422),
    "no question": (lambda r: r["contained"][0]["item"].pop(0), 422),
    "unknown choice": (lambda r: r["contained"][0]["item"][2]["answer"][0]["valueCoding"].update(code="pet"), 422),
    "age of a ghost": (lambda r: r["contained"][0]["item"][1]["answer"][0].update(valueInteger=-1), 422),
    "no questionnaire": (lambda r: r.pop("contained"), 422),
    "no examination": (lambda r: r.pop("identifier"), 422),
    "no patient": (lambda r: r.pop("subject"), 422),
    "no service": (lambda r: r.pop("performer"), 422),
    "another pathway": (lambda r: r.update(code={"coding": [{"code": "eeg_child"}]}), 422),
    "unknown status": (lambda r: r.update(status="completed"), 422),
    "unknown priority": (lambda r: r.update(priority="soon"), 422),
    "another resource": (lambda r: r.update(resourceType="Patient"), 400),
}


def test_what_is_wrong_is_said_and_nothing_is_kept() -> None:
    place = hospital()
    program = Program(place)
    for name, (change, status) in WRONG.items():
        resource = copy.deepcopy(asked(place, "active"))
        change(resource)
        answer = program.send("post", "ServiceRequest", resource)
        assert answer.status_code == status, (name, answer.content)
        assert valid(answer.json())["issue"][0]["diagnostics"], name
    assert ExpertiseRequest.objects.count() == 0
    for path, status in {
        "ServiceRequest?family=DUPONTEL": 400, "ServiceRequest/99": 404, "DiagnosticReport?issued=2026": 400,
        "Communication/99": 404, "Questionnaire/unknown": 404, "ServiceRequest?status=lost": 400,
    }.items():  # fmt: skip
        assert program.get(path).status_code == status, path
    assert (
        program.client.post("/fhir/ServiceRequest", b"{", "application/fhir+json", headers=program.headers).status_code
        == 400
    )


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["ServiceRequest", "draft"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["resourceType", "status", "identifier", "value", "contained", "item", "answer", "performer"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


def test_no_body_is_a_server_error() -> None:
    place = hospital()
    program = Program(place)

    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(sorted(asked(place))), JUNK, max_size=6))
    def send(junk: dict[str, Any]) -> None:
        answer = program.send("post", "ServiceRequest", {**asked(place), **junk})
        assert answer.status_code in (201, 400, 409, 422), answer.content

    send()


def test_others_read_and_change_nothing() -> None:
    place, other = hospital(), hospital("SCANNER2")
    number = Program(place).send("post", "ServiceRequest", asked(place, "active")).json()["id"]
    row = ExpertiseRequest.objects.get(pk=number)
    reader = place.ward.readers[0]
    reading.answer(reading.take(row, reader), ANSWER, reader)
    stranger = Program(other)
    for path in (f"ServiceRequest/{number}", f"DiagnosticReport/{number}", f"Binary/{row.answers.get().report_id}"):  # type: ignore[attr-defined]
        assert stranger.get(path).status_code == 404, path
    for path in ("ServiceRequest", "DiagnosticReport", "Communication"):
        assert stranger.read(path)["total"] == 0
    assert stranger.send("put", f"ServiceRequest/{number}", asked(place, "revoked")).status_code == 404
    # The reading hospital reads it by its own key, and asks for nothing.
    manager = make.user("systems_manager", place.ward.hospital)
    theirs = Program(
        Hospital(cases.Ward(**{**vars(place.ward), "asking": place.ward.hospital, "requester": reader}), manager,
                 place.node, place.pool)
    )  # fmt: skip
    assert theirs.read(f"ServiceRequest/{number}")["status"] == "completed"
    assert theirs.send("put", f"ServiceRequest/{number}", asked(place, "revoked")).status_code == 403
    assert theirs.send("post", "ServiceRequest", asked(place, identifier=[{"value": "E9"}])).status_code == 403


def test_the_statement_is_valid_and_names_what_is_offered() -> None:
    offered = valid(Client().get("/fhir/metadata").json())["rest"][0]["resource"]
    assert {"ServiceRequest", "DiagnosticReport", "Communication", "Binary"} <= {one["type"] for one in offered}
