"""Searches of a hospital's programs, among what their key reads. Unknown parameters are refused.

To leave a condition out would answer with other patients' requests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import DateTimeField, F, IntegerField, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict

from maillage.site.expertise import words
from maillage.site.expertise.models import Answer, ExpertiseRequest, RequestEvent, RequestNote
from maillage.site.fhir.asked import instant_of, whole
from maillage.site.fhir.callers import Caller
from maillage.site.fhir.opinions.reading import reference
from maillage.site.fhir.opinions.resources import STATUSES
from maillage.site.fhir.outcome import Refusal
from maillage.site.refusals import InvalidField

USUAL, MOST = 50, 500
SEEN = (RequestEvent.Kind.OPENED, RequestEvent.Kind.FILE_OPENED)
PLAIN = ("_count", "_offset", "_format", "_sort")
COMPARISONS = {"ge": "gte", "gt": "gt", "le": "lte", "lt": "lt"}
Rows = QuerySet[Any]


def versioned(rows: QuerySet[ExpertiseRequest]) -> QuerySet[ExpertiseRequest]:
    """Return requests with the number of their version, and when they changed last; openings change nothing."""
    changes = ~Q(events__kind__in=SEEN)
    return rows.annotate(
        version=Coalesce(Max("events__pk", filter=changes), Value(0), output_field=IntegerField()),
        changed_at=Coalesce(Max("events__at", filter=changes), F("created_at"), output_field=DateTimeField()),
    ).select_related("organisation", "pool__organisation", "taken_by")


def requests(query: QueryDict, caller: Caller) -> QuerySet[ExpertiseRequest]:
    """Return the requests that a search of ``ServiceRequest`` finds, those that changed last first."""
    return _found(
        versioned(caller.requests()), query,
        {
            "_id": lambda rows, text: rows.filter(pk=_number(text, "ServiceRequest")),
            "identifier": lambda rows, text: rows.filter(_numbered(caller, "examination", text)),
            "subject:identifier": lambda rows, text: rows.filter(_numbered(caller, "patient", text)),
            "patient:identifier": lambda rows, text: rows.filter(_numbered(caller, "patient", text)),
            "status": lambda rows, text: rows.filter(state__in=_states(text)),
            "_lastUpdated": lambda rows, text: rows.filter(_when("changed_at", text)),
            "authored": lambda rows, text: rows.filter(_when("created_at", text)),
        },
    ).order_by("-changed_at", "-pk")  # fmt: skip


def answers(query: QueryDict, caller: Caller) -> QuerySet[Answer]:
    """Return the last version of the answers that a search of ``DiagnosticReport`` finds."""
    last = ExpertiseRequest.objects.filter(pk__in=caller.requests().values("pk")).annotate(of=Max("answers__pk"))
    rows = answers_of(caller).filter(pk__in=last.values("of"))
    return _found(
        rows, query,
        {
            "_id": lambda rows, text: rows.filter(request=_number(text, "DiagnosticReport")),
            "based-on": lambda rows, text: rows.filter(request=_number(text, "ServiceRequest")),
            "identifier": lambda rows, text: rows.filter(_numbered(caller, "examination", text, "request__")),
            "subject:identifier": lambda rows, text: rows.filter(_numbered(caller, "patient", text, "request__")),
            "patient:identifier": lambda rows, text: rows.filter(_numbered(caller, "patient", text, "request__")),
            "status": lambda rows, text: rows.filter(**{"final": {"version": 1}, "corrected": {"version__gt": 1}}.get(
                text, {"pk": None})),
            "_lastUpdated": lambda rows, text: rows.filter(_when("at", text)),
            "issued": lambda rows, text: rows.filter(_when("at", text)),
        },
    ).order_by("-at", "-pk")  # fmt: skip


def answers_of(caller: Caller) -> QuerySet[Answer]:
    """Return every version of the answers that a key reads."""
    rows = Answer.objects.filter(request__in=caller.requests().values("pk"))
    return rows.select_related("request__organisation", "request__pool__organisation", "by", "report")


def notes(query: QueryDict, caller: Caller) -> QuerySet[RequestNote]:
    """Return what a search of ``Communication`` finds, the newest first."""
    return _found(
        notes_of(caller), query,
        {
            "_id": lambda rows, text: rows.filter(pk=_number(text, "Communication")),
            "based-on": lambda rows, text: rows.filter(request=_number(text, "ServiceRequest")),
            "_lastUpdated": lambda rows, text: rows.filter(_when("at", text)),
            "sent": lambda rows, text: rows.filter(_when("at", text)),
        },
    ).order_by("-at", "-pk")  # fmt: skip


def notes_of(caller: Caller) -> QuerySet[RequestNote]:
    """Return what was said on the requests that a key reads."""
    rows = RequestNote.objects.filter(request__in=caller.requests().values("pk"))
    return rows.exclude(sealed="").select_related("request", "by")


def page(query: QueryDict) -> tuple[int, int]:
    """Return how many matches to leave out, and how many to answer."""
    return whole(query, "_offset", 0), min(whole(query, "_count", USUAL), MOST)


def _found(rows: Rows, query: QueryDict, known: dict[str, Callable[[Rows, str], Rows]]) -> Rows:
    for name in query:
        if name in PLAIN:
            continue
        if name not in known:
            raise Refusal(400, "not-supported", f"'{name[:40]}' is not searched: {', '.join(known)}.")
        for text in query.getlist(name):
            rows = known[name](rows, text)
    return rows


def _number(text: str, kind: str) -> int:
    number = reference(text, kind)
    if number is None:
        raise Refusal(400, "value", f"'{text[:40]}' is no number of a {kind}.")
    return number


def _numbered(caller: Caller, kind: str, text: str, path: str = "") -> Q:
    """Return the condition that an examination or a patient has a number of the caller's own hospital."""
    try:
        clean = words.number(kind, text.rpartition("|")[2], "")
    except InvalidField as error:
        raise Refusal(400, "value", f"'{text[:40]}' is no number of an examination or a patient.") from error
    digest = words.digest(kind, caller.organisation.pk, clean)
    return Q(**{f"{path}{kind}": digest, f"{path}organisation": caller.organisation})


def _states(text: str) -> list[str]:
    wanted = set(text.split(","))
    if unknown := wanted - set(STATUSES.values()):
        raise Refusal(400, "code-invalid", f"No request is '{min(unknown)[:40]}'.")
    return [state.value for state, status in STATUSES.items() if status in wanted]


def _when(field: str, text: str) -> Q:
    comparison = COMPARISONS.get(text[:2])
    if comparison is None:
        raise Refusal(400, "value", "Write a comparison and a moment: ge2026-11-28T09:00:00+01:00.")
    return Q(**{f"{field}__{comparison}": instant_of(text[2:])})
