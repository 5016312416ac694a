"""A ``ServiceRequest`` or ``Communication`` as a hospital's program sends it. Raises ``Refusal`` for what is not read.

Names and dates of birth are not read, and so kept nowhere: a patient is a number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from maillage.site.expertise.models import ReaderPool
from maillage.site.expertise.pathways import Field, Pathway, pathway
from maillage.site.expertise.requesting import RequestData
from maillage.site.fhir.outcome import Refusal

MOST_BYTES = 256 * 1024
ACCESSION = "ACSN"
"""Code of v2-0203 of the number of an examination."""
PRIORITIES = {"stat": "critical", "asap": "urgent", "urgent": "soon", "routine": "planned"}
"""Urgency of a pathway by ``request-priority``."""
STAYS = {"in": True, "out": False}
STATUSES = frozenset({"draft", "active", "revoked"})


@dataclass(frozen=True)
class AskedRequest:
    """A request as it was sent; ``data`` is None for one that is only revoked."""

    status: str
    data: RequestData | None


def body(request: HttpRequest, kind: str) -> dict[str, Any]:
    """Return the resource of a request. Raises ``Refusal``."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise Refusal(413, "too-long", f"A resource has at most {MOST_BYTES // 1024} KB.")
    if request.content_type not in ("application/fhir+json", "application/json", "application/json+fhir"):
        raise Refusal(415, "not-supported", "Send application/fhir+json.")
    try:
        found = json.loads(request.read())
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "structure", "The body is no JSON.") from error
    if text(found, "resourceType") != kind:
        raise Refusal(400, "invalid", f"Send a {kind}.")
    return found


def service_request(found: dict[str, Any]) -> AskedRequest:
    """Read a ``ServiceRequest``."""
    status = text(found, "status")
    if status not in STATUSES:
        raise Refusal(422, "business-rule", "status: draft to keep it, active to send it, revoked to withdraw it.")
    if status == "revoked":
        return AskedRequest(status, None)
    pool = _pool(found)
    path = pathway(pool.pathway)
    priority = text(found, "priority") or "routine"
    if priority not in PRIORITIES:
        raise Refusal(422, "code-invalid", f"priority: one of {', '.join(PRIORITIES)}.")
    said = _answers(found)
    stay = _code(said.get("stay", ()))
    if stay not in STAYS:
        raise Refusal(422, "required", "The item 'stay' of the questionnaire is missing: in or out.")
    return AskedRequest(
        status,
        RequestData(
            pool=pool, urgency=PRIORITIES[priority], inpatient=STAYS[stay], consent=_code(said.get("consent", ())),
            examination=_accession(found), patient=text(found, "subject", "identifier", "value"),
            values={field.code: _value(field, said.get(field.code, [])) for field in path.question},
        ),
    )  # fmt: skip


def communication(found: dict[str, Any]) -> tuple[int, str]:
    """Read a ``Communication``: the number of its request, and what is said."""
    number = reference(text(found, "basedOn", 0, "reference"), "ServiceRequest")
    said = text(found, "payload", 0, "contentString")
    if number is None:
        raise Refusal(422, "required", "basedOn: ServiceRequest/NUMBER of the request that it completes.")
    if not said.strip():
        raise Refusal(422, "required", "payload[0].contentString: say what you add.")
    return number, said


def reference(value: str, kind: str) -> int | None:
    """Return the number in a reference (``ServiceRequest/12``, with or without an address before it)."""
    name, _, number = value.rpartition("/")
    named = name.rpartition("/")[2] in (kind, "")
    return int(number) if named and number.isascii() and number.isdigit() and len(number) <= 12 else None


def pick(value: Any, *path: str | int) -> Any:
    """Return what lies at a path of names and places, None for nothing."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def text(value: Any, *path: str | int) -> str:
    """Return the text at a path, "" for none."""
    found = pick(value, *path)
    return found if isinstance(found, str) else ""


def listed(value: Any, *path: str | int) -> list[Any]:
    """Return the list at a path, empty for none."""
    found = pick(value, *path)
    return found if isinstance(found, list) else []


def _pool(found: dict[str, Any]) -> ReaderPool:
    number = reference(text(found, "performer", 0, "reference"), "HealthcareService")
    pool = ReaderPool.objects.filter(pk=number, is_open=True).first() if number is not None else None
    if pool is None:
        raise Refusal(422, "not-found", "performer: HealthcareService/NUMBER, one of those of /fhir/HealthcareService.")
    asked = {text(one, "code") for one in listed(found, "code", "coding")} - {""}
    if asked and pool.pathway not in asked:
        raise Refusal(422, "business-rule", f"code: this service reads '{pool.pathway}'.")
    return pool


def _accession(found: dict[str, Any]) -> str:
    identifiers = listed(found, "identifier")
    for one in identifiers:
        if ACCESSION in {text(code, "code") for code in listed(one, "type", "coding")}:
            return text(one, "value")
    return text(identifiers[0], "value") if len(identifiers) == 1 else ""


def _answers(found: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the answers of the contained questionnaire by the code of their question."""
    for one in listed(found, "contained"):
        if text(one, "resourceType") == "QuestionnaireResponse":
            return {text(item, "linkId"): listed(item, "answer") for item in listed(one, "item")}
    raise Refusal(
        422, "required",
        "contained: a QuestionnaireResponse with the answers, as /fhir/Questionnaire/PATHWAY asks them.",
    )  # fmt: skip


def _value(field: Field, answers: list[Any]) -> Any:
    if field.kind == "several":
        return [_code([one]) for one in answers]
    if field.kind == "count":
        found = pick(answers, 0, "valueInteger")
        return found if isinstance(found, int) and not isinstance(found, bool) else None
    return text(answers, 0, "valueString") if field.kind == "text" else _code(answers)


def _code(answers: Any) -> str:
    return text(answers, 0, "valueCoding", "code")


def fields_of(path: Pathway) -> list[dict[str, Any]]:
    """Return the items of the questionnaire of a pathway."""
    stay = _item("stay", "Patient hospitalisé", [("in", "oui"), ("out", "non, il rentre chez lui")])
    consent = _item(
        "consent", "Accord à la transmission", [("patient", "du patient"), ("representative", "de son représentant")]
    )
    return [*(_item_of(field) for field in path.question), stay, consent]


def _item_of(field: Field) -> dict[str, Any]:
    if field.kind in ("choice", "several"):
        made = _item(field.code, field.label, field.choices)
        return {**made, "required": field.required, "repeats": field.kind == "several"}
    kind = "integer" if field.kind == "count" else "text"
    return {"linkId": field.code, "text": field.label, "type": kind, "required": field.required}


def _item(code: str, label: str, choices: Any) -> dict[str, Any]:
    options = [{"valueCoding": {"code": one, "display": said}} for one, said in choices]
    return {"linkId": code, "text": label, "type": "choice", "required": True, "answerOption": options}
