"""Requests in, answers and messages out, for a hospital's programs; every reading is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from maillage.site.expertise import acting, requesting
from maillage.site.expertise.attachments import INTERFACE, note_opened
from maillage.site.expertise.models import ExpertiseRequest, ReaderPool, RequestEvent
from maillage.site.expertise.pathways import pathways
from maillage.site.expertise.states import State
from maillage.site.fhir.callers import Caller, caller_of
from maillage.site.fhir.opinions import reading, resources, searching
from maillage.site.fhir.outcome import Refusal, outcome
from maillage.site.fhir.views import root, written
from maillage.site.files import vault
from maillage.site.imaging import attaching, events
from maillage.site.refusals import InvalidField, NotAllowed, Refused, Taken

Resource = dict[str, Any]
IF_MATCH = re.compile(r'(?:W/)?"([0-9]{1,19})"')
NOT_SENT_YET = (State.DRAFT, State.DECLINED)


def exchange(*methods: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Answer these methods to who holds a key; what is refused is an ``OperationOutcome``."""

    def around(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def answer(request: HttpRequest, **path: Any) -> HttpResponseBase:
            try:
                if request.method not in methods:
                    raise Refusal(405, "not-supported", f"Use {' or '.join(methods)}.")
                return view(request, caller_of(request), **path)
            except Refusal as refusal:
                refused = written(request, outcome(refusal), refusal.status)
                if refusal.status == 401:
                    refused.headers["WWW-Authenticate"] = 'Bearer realm="maillage"'
                if refusal.status == 405:
                    refused.headers["Allow"] = ", ".join(methods)
                return refused

        return answer

    return around


@exchange("GET", "HEAD", "POST")
def service_requests(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Search requests, or write one: a draft, or sent at once."""
    if request.method != "POST":
        rows = searching.requests(request.GET, caller)
        return _bundle(request, rows, caller, lambda row: _resource(row, request), lambda row: row)
    asked = reading.service_request(reading.body(request, "ServiceRequest"))
    if asked.data is None:
        raise Refusal(422, "business-rule", "A new request is a draft or active.")
    with _refusals(), transaction.atomic():
        row = requesting.draft(caller.organisation, asked.data, caller.user)
        _attach_and_send(row, asked.status, caller)
    made = _answer(request, caller, row.pk, 201)
    made.headers["Location"] = f"{root(request)}/fhir/ServiceRequest/{row.pk}"
    return made


@exchange("GET", "HEAD", "PUT")
def service_request(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Read a request; change, send or withdraw it."""
    row = searching.versioned(caller.requests()).filter(pk=pk).first()
    if row is None:
        raise Refusal(404, "not-found", f"There is no ServiceRequest/{pk} here, or it is not yours to read.")
    if request.method != "PUT":
        return _answer(request, caller, pk)
    match = IF_MATCH.fullmatch(request.headers.get("If-Match", ""))
    version: Any = row
    if match is not None and int(match[1]) != version.version:
        raise Refusal(412, "conflict", f"This request is at version {version.version} now: read it again.")
    asked = reading.service_request(reading.body(request, "ServiceRequest"))
    with _refusals(), transaction.atomic():
        if asked.data is None:
            requesting.withdraw(row, caller.user)
        else:
            requesting.change(row, asked.data, caller.user)
            _attach_and_send(row, asked.status, caller)
    return _answer(request, caller, pk)


def _attach_and_send(row: ExpertiseRequest, status: str, caller: Caller) -> None:
    """Join the images that came with its number, and send it if it is active."""
    attaching.attach_matching(row, caller.user, key=caller.key)
    if status == "active":
        requesting.send(row, caller.user)
    events.note(caller.organisation, events.Kind.ASKED, key=caller.key, by=caller.user, request=row)


def _answer(request: HttpRequest, caller: Caller, pk: int, status: int = 200) -> HttpResponse:
    row = searching.versioned(caller.requests()).get(pk=pk)
    _note_read(caller, [row])
    made = written(request, _resource(row, request), status)
    version: Any = row
    made.headers["ETag"] = f'W/"{version.version}"'
    return made


def _resource(row: ExpertiseRequest, request: HttpRequest) -> Resource:
    declined = row.state == State.DECLINED
    event = row.events.filter(kind=RequestEvent.Kind.DECLINE).order_by("-pk").first() if declined else None
    return resources.service_request(row, root(request), event.reason if event is not None else "")


@exchange("GET", "HEAD")
def diagnostic_reports(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Search answers: the last version of each."""
    rows = searching.answers(request.GET, caller)
    return _bundle(
        request, rows, caller, lambda row: resources.diagnostic_report(row, root(request)), lambda row: row.request
    )


@exchange("GET", "HEAD")
def diagnostic_report(request: HttpRequest, caller: Caller, pk: int, version: int | None = None) -> HttpResponseBase:
    """Read the last version of an answer, or another one."""
    rows = searching.answers_of(caller).filter(request=pk).order_by("-version")
    row = (rows.filter(version=version) if version is not None else rows).first()
    if row is None:
        raise Refusal(404, "not-found", f"There is no DiagnosticReport/{pk} yet, or it is not yours to read.")
    _note_read(caller, [row.request])
    made = written(request, resources.diagnostic_report(row, root(request)))
    made.headers["ETag"] = f'W/"{row.version}"'
    return made


@exchange("GET", "HEAD")
def binary(request: HttpRequest, caller: Caller, pk: Any) -> HttpResponseBase:
    """Read the signed report of a version; its opening is noted."""
    del request
    row = searching.answers_of(caller).filter(report=pk).first()
    if row is None:
        raise Refusal(404, "not-found", "There is no such report here, or it is not yours to read.")
    try:
        content = vault.read(row.report)
    except Refused as refusal:
        raise Refusal(410, "deleted", str(refusal)) from refusal
    note_opened(row.request, row.report, caller.user, reason=INTERFACE)
    events.note_once(caller.organisation, events.Kind.READ, key=caller.key, by=caller.user, request=row.request)
    headers = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
    return StreamingHttpResponse(content, content_type="application/pdf", headers=headers)


@exchange("GET", "HEAD", "POST")
def communications(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Search what was said; or give what the reader asked for."""
    if request.method != "POST":
        rows = searching.notes(request.GET, caller)
        return _bundle(request, rows, caller, resources.communication, lambda row: row.request)
    number, said = reading.communication(reading.body(request, "Communication"))
    row = caller.requests().filter(pk=number).first()
    if row is None:
        raise Refusal(422, "not-found", f"basedOn: there is no ServiceRequest/{number} here.")
    with _refusals(), transaction.atomic():
        attaching.attach_matching(row, caller.user, key=caller.key)
        requesting.give_more(row, said, caller.user)
    note = searching.notes_of(caller).filter(request=number, by=caller.user).latest("pk")
    made = written(request, resources.communication(note), 201)
    made.headers["Location"] = f"{root(request)}/fhir/Communication/{note.pk}"
    return made


@exchange("GET", "HEAD")
def communication(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Read something that was said."""
    note = searching.notes_of(caller).filter(pk=pk).first()
    if note is None:
        raise Refusal(404, "not-found", f"There is no Communication/{pk} here, or it is not yours to read.")
    _note_read(caller, [note.request])
    return written(request, resources.communication(note))


@exchange("GET", "HEAD")
def healthcare_services(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Read the groups of readers that receive requests."""
    del caller
    pools = list(ReaderPool.objects.filter(is_open=True).select_related("organisation"))
    found = [resources.healthcare_service(one, root(request)) for one in pools]
    links = [{"relation": "self", "url": f"{root(request)}{request.path}"}]
    return written(request, resources.bundle(found, len(found), root(request), links))


@exchange("GET", "HEAD")
def questionnaire(request: HttpRequest, caller: Caller, code: str) -> HttpResponseBase:
    """Read what a pathway asks."""
    del caller
    found = pathways().get(code.replace("-", "_"))
    if found is None:
        raise Refusal(404, "not-found", f"No pathway is '{code[:40]}'.")
    return written(request, resources.questionnaire(found, root(request)))


def _bundle(
    request: HttpRequest,
    rows: Any,
    caller: Caller,
    resource: Callable[[Any], Resource],
    request_of: Callable[[Any], ExpertiseRequest],
) -> HttpResponse:
    """Answer a page of a search, and note that its requests were read."""
    offset, count = searching.page(request.GET)
    total, found = rows.count(), list(rows[offset : offset + count])
    _note_read(caller, [request_of(one) for one in found])
    links = [{"relation": "self", "url": _page(request, offset)}]
    if offset + count < total and count:
        links.append({"relation": "next", "url": _page(request, offset + count)})
    made = resources.bundle([resource(one) for one in found], total, root(request), links)
    return written(request, made)


def _page(request: HttpRequest, offset: int) -> str:
    query = request.GET.copy()
    query.pop("_offset", None)
    if offset:
        query["_offset"] = str(offset)
    return f"{root(request)}{request.path}?{query.urlencode(safe=':,|')}"


def _note_read(caller: Caller, rows: Iterable[ExpertiseRequest]) -> None:
    acting.note_read_by_program(rows, caller.user, INTERFACE)
    events.note_once(caller.organisation, events.Kind.READ, key=caller.key, by=caller.user)


@contextmanager
def _refusals() -> Generator[None]:
    """Turn what a service refuses into the answer of the interface."""
    try:
        yield
    except NotAllowed as error:
        raise Refusal(403, "forbidden", str(error)) from error
    except InvalidField as error:
        raise Refusal(422, "business-rule", f"{error.field}: {error}") from error
    except Taken as error:
        raise Refusal(409, "duplicate", str(error)) from error
    except Refused as error:
        raise Refusal(409, "conflict", str(error)) from error
