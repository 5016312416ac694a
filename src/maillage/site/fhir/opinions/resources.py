"""Resources of FHIR R4: a request, its answer with each version, what was said, who may be asked, what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from maillage.site.expertise import words
from maillage.site.expertise.models import Answer, ExpertiseRequest, ReaderPool, RequestNote
from maillage.site.expertise.pathways import Field, Pathway, label_of, pathway, reasons
from maillage.site.expertise.states import State
from maillage.site.fhir.opinions.reading import ACCESSION, PRIORITIES, fields_of

Resource = dict[str, Any]
IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
STATUS_REASON = "http://hl7.org/fhir/StructureDefinition/request-statusReason"
STATUSES = {
    State.DRAFT: "draft", State.SENT: "active", State.PASSED_ON: "active", State.TAKEN: "active",
    State.ASKED: "on-hold", State.ANSWERED: "completed", State.READ: "completed", State.CLOSED: "completed",
    State.DECLINED: "on-hold", State.WITHDRAWN: "revoked",
}  # fmt: skip
"""``request-status`` by state; the state itself is the tag of the resource."""
PRIORITY_OF = {urgency: priority for priority, urgency in PRIORITIES.items()}


def service_request(row: ExpertiseRequest, root: str, reason: str = "") -> Resource:
    """Return a request; ``row`` carries ``version`` and ``changed_at``, ``reason`` why it was declined."""
    asked, path = words.unsealed(row.sealed), pathway(row.pathway)
    made: Resource = {
        "resourceType": "ServiceRequest",
        "id": str(row.pk),
        "meta": _meta(row, root),
        "contained": [_answered(path, asked["values"], row, root)],
        "identifier": [_number(asked["examination"])],
        "status": STATUSES[State(row.state)],
        "intent": "order",
        "code": _pathway(row.pathway, root),
        "priority": PRIORITY_OF.get(row.urgency, "routine"),
        "subject": {"identifier": {"value": asked["patient"]}},
        "authoredOn": written(row.created_at),
        "requester": {"display": row.organisation.name},
        "performer": [{"reference": f"HealthcareService/{row.pool_id}", "display": row.pool.organisation.name}],
        "supportingInfo": [{"reference": "#question"}],
    }
    if row.due_at is not None and row.sent_at is not None:
        made["occurrencePeriod"] = {"start": written(row.sent_at), "end": written(row.due_at)}
    if row.state == State.DECLINED and reason:
        made["extension"] = [{"url": STATUS_REASON, "valueCodeableConcept": {"text": reasons().get(reason, reason)}}]
    return made


def diagnostic_report(answer: Answer, root: str) -> Resource:
    """Return a version of an answer."""
    row, asked = answer.request, words.unsealed(answer.request.sealed)
    said, path = words.unsealed(answer.sealed), pathway(row.pathway)
    findings = _findings(path, said["values"], said["why"], root)
    report = answer.report
    return {
        "resourceType": "DiagnosticReport",
        "id": str(row.pk),
        "meta": {"versionId": str(answer.version), "lastUpdated": written(answer.at)},
        "contained": findings,
        "identifier": [_number(asked["examination"])],
        "basedOn": [{"reference": f"ServiceRequest/{row.pk}"}],
        "status": "final" if answer.version == 1 else "corrected",
        "code": _pathway(row.pathway, root),
        "subject": {"identifier": {"value": asked["patient"]}},
        "issued": written(answer.at),
        "performer": [{"display": f"{answer.by}, {row.pool.organisation.name}"}],
        "result": [{"reference": f"#{one['id']}"} for one in findings],
        "conclusion": str(said["values"].get("conclusion", "")) or "-",
        "presentedForm": [
            {
                "contentType": "application/pdf", "language": "fr", "url": f"{root}/fhir/Binary/{report.pk}",
                "size": report.bytes, "title": f"Avis n° {row.pk}, version {answer.version}",
                "creation": written(answer.at),
            }
        ],
    }  # fmt: skip


def communication(note: RequestNote) -> Resource:
    """Return something that was said: a reader's question, or the requester's answer to it."""
    asks = note.by_id == note.request.taken_by_id  # type: ignore[attr-defined]
    return {
        "resourceType": "Communication",
        "id": str(note.pk),
        "meta": {"versionId": "1", "lastUpdated": written(note.at)},
        "basedOn": [{"reference": f"ServiceRequest/{note.request_id}"}],  # type: ignore[attr-defined]
        "status": "completed",
        "topic": {"text": "complément demandé" if asks else "complément donné"},
        "sent": written(note.at),
        "sender": {"display": str(note.by)},
        "payload": [{"contentString": words.unsealed(note.sealed)}],
    }


def healthcare_service(pool: ReaderPool, root: str) -> Resource:
    """Return a group of readers that receives requests."""
    return {
        "resourceType": "HealthcareService",
        "id": str(pool.pk),
        "active": pool.is_open,
        "providedBy": {"display": pool.organisation.name},
        "type": [_pathway(pool.pathway, root)],
        "name": str(pool),
    }


def questionnaire(path: Pathway, root: str) -> Resource:
    """Return what a pathway asks: the answers lie in the request, as a contained ``QuestionnaireResponse``."""
    return {
        "resourceType": "Questionnaire",
        "id": path.code.replace("_", "-"),
        "url": f"{root}/fhir/Questionnaire/{path.code.replace('_', '-')}",
        "title": path.label,
        "status": "active",
        "subjectType": ["Patient"],
        "item": fields_of(path),
    }


def bundle(found: Iterable[Resource], total: int, root: str, links: list[dict[str, str]]) -> Resource:
    """Return the answer of a search."""
    entries = [
        {"fullUrl": f"{root}/fhir/{one['resourceType']}/{one['id']}", "resource": one, "search": {"mode": "match"}}
        for one in found
    ]
    made: Resource = {"resourceType": "Bundle", "type": "searchset", "total": total, "link": links}
    return {**made, "entry": entries} if entries else made


def written(moment: datetime) -> str:
    """Return a moment as FHIR writes it."""
    return timezone.localtime(moment).isoformat(timespec="milliseconds")


def _meta(row: Any, root: str) -> Resource:
    tag = {"system": f"{root}/fhir/CodeSystem/state", "code": row.state, "display": row.state_label}
    return {"versionId": str(row.version), "lastUpdated": written(row.changed_at), "tag": [tag]}


def _number(examination: str) -> Resource:
    return {"type": {"coding": [{"system": IDENTIFIER_TYPES, "code": ACCESSION}]}, "value": examination}


def _pathway(code: str, root: str) -> Resource:
    label = label_of(code)
    return {"coding": [{"system": f"{root}/fhir/CodeSystem/pathway", "code": code, "display": label}], "text": label}


def _answered(path: Pathway, values: dict[str, Any], row: ExpertiseRequest, root: str) -> Resource:
    items = [_answer(field, values.get(field.code)) for field in path.question]
    stay = {"linkId": "stay", "answer": [{"valueCoding": {"code": "in" if row.inpatient else "out"}}]}
    consent = {"linkId": "consent", "answer": [{"valueCoding": {"code": row.consent}}]}
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "question",
        "questionnaire": f"{root}/fhir/Questionnaire/{path.code.replace('_', '-')}",
        "status": "completed",
        "item": [*(one for one in items if one["answer"]), stay, consent],
    }


def _answer(field: Field, value: Any) -> Resource:
    labels = dict(field.choices)
    if field.kind in ("choice", "several"):
        codes = [value] if field.kind == "choice" else list(value or ())
        given = [{"valueCoding": {"code": one, "display": labels.get(one, one)}} for one in codes if one]
    else:
        name = "valueInteger" if field.kind == "count" else "valueString"
        given = [{name: value}] if value not in (None, "") else []
    return {"linkId": field.code, "text": field.label, "answer": given}


def _findings(path: Pathway, values: dict[str, Any], why: str, root: str) -> list[Resource]:
    """Return the fields of an answer, and why it corrects a former one."""
    told = [(field.code, field.label, field.written(values.get(field.code))) for field in path.answer]
    told.append(("why", "Motif de la correction", why))
    return [
        {
            "resourceType": "Observation",
            "id": code.replace("_", "-"),
            "status": "final",
            "code": {"coding": [{"system": f"{root}/fhir/CodeSystem/answer", "code": code}], "text": label},
            "valueString": said,
        }
        for code, label, said in told
        if said
    ]
