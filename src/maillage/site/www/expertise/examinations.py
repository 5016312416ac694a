"""An examination to look at, with the question and the report beside it; its content by ranges of bytes.

A content has a short-lived address, good for the session that asked for it: the plain address redirects to it, and
that is when the opening is noted.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.expertise import attachments
from maillage.site.expertise.models import ExpertiseRequest, RequestQuerySet
from maillage.site.expertise.states import State
from maillage.site.files import addresses, vault
from maillage.site.files.models import StoredFile
from maillage.site.refusals import Refused
from maillage.site.www.expertise import reading, requesting, shown
from maillage.site.www.expertise.attached import attached
from maillage.site.www.gates import gate, signed_in

RANGE = re.compile(r"bytes=(\d{1,12})-(\d{1,12})?")
Kind = StoredFile.Kind


@require_safe
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE)
def of_requester(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The page of an examination for the requesting side."""
    file, row = _found(requesting.mine(request), pk)
    return _page(request, file, row, "opinion", {})


@require_safe
@gate(Reach.OWN, reads=Record.EXPERTISE)
def of_reader(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The page of an examination for readers: who took the request answers beside it."""
    file, row = _found(reading.mine(request), pk)
    takes = row.taken_by_id == signed_in(request).pk
    form = reading.forms_for(request, row)["repondre"] if takes and row.state == State.TAKEN else None
    return _page(request, file, row, "reading", {"form": form, "priors": _priors(request, row)})


def _page(
    request: HttpRequest, file: StoredFile, row: ExpertiseRequest, side: str, more: dict[str, Any]
) -> HttpResponse:
    route = f"{side}-content"
    question, _ = shown.question_of(row)
    context = {
        "row": row,
        "file": file,
        "side": side,
        "back": reverse(side, args=[row.pk]),
        "address": reverse(route, args=[file.pk]),
        "question": question,
        "others": [one for one in attached(row) if file not in one.files and one.file.key],
        "open": f"{side}-file",
        "answers": shown.answers_of(row),
        "report": f"{side}-report",
        "line": shown.listed([row])[0],
        "facts": file.facts if file.kind == Kind.EEG else None,
        "series": _series(row, route, more.get("priors", ())) if file.kind == Kind.DICOM else None,
        "first": file.facts.get("series", ""),
        **more,
    }
    return render(request, "expertise/examination.html", context)


def _series(row: ExpertiseRequest, route: str, priors: Iterable[ExpertiseRequest]) -> list[dict[str, Any]]:
    """Return the series of a request, then those of earlier ones of the same patient, for the viewer."""
    found: list[dict[str, Any]] = []
    for number, one in enumerate((row, *priors)):
        for part in attached(one):
            if part.file.kind == Kind.DICOM and part.file.key:
                before = f"Avant, demande n°\u00a0{one.pk}\u00a0: " if number else ""
                images = [{"address": reverse(route, args=[file.pk]), **file.facts} for file in part.files]
                found.append({"name": before + part.label, "series": part.file.facts["series"], "images": images})
    return found


def _priors(request: HttpRequest, row: ExpertiseRequest) -> list[ExpertiseRequest]:
    """Return earlier requests of the same patient that the reader may read."""
    same = reading.mine(request).filter(patient=row.patient, pk__lt=row.pk)
    return list(same.exclude(state=State.WITHDRAWN).order_by("-pk")[:5])


@require_safe
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE)
def content_of_requester(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The content of a file for the requesting side."""
    return _content(request, requesting.mine(request), pk)


# A page of an EEG is many ranges of bytes: what they would ask for in vain is left out.
content_of_requester.tells_time = False  # type: ignore[attr-defined]


@require_safe
@gate(Reach.OWN, reads=Record.EXPERTISE)
def content_of_reader(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The content of a file for readers."""
    return _content(request, reading.mine(request), pk)


content_of_reader.tells_time = False  # type: ignore[attr-defined]


def _content(request: HttpRequest, rows: RequestQuerySet, pk: uuid.UUID) -> HttpResponseBase:
    """Redirect to an address of this session, and note the opening; answer a range of bytes at such an address."""
    token, session = request.GET.get("a", ""), request.session.session_key or ""
    if not token:
        file, row = _found(rows, pk)
        attachments.note_opened(row, file, signed_in(request))
        made = addresses.make(file.pk, signed_in(request).pk, session)
        answer = redirect(f"{request.path}?a={made}")
        answer["Cache-Control"] = "no-store"
        return answer
    try:
        if addresses.read(token, signed_in(request).pk, session) != pk:
            raise Http404("This address is another session's.")
    except addresses.Expired:
        return HttpResponse("Cette adresse a expiré.", status=410, content_type="text/plain; charset=utf-8")
    return ranged(request, get_object_or_404(StoredFile.objects.only("pk", "key", "bytes", "media_type"), pk=pk))


def ranged(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """Answer a file, or the range that the request asks for."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    start, stop = 0, file.bytes
    if asked is not None:
        start, stop = int(asked[1]), min(file.bytes, int(asked[2]) + 1 if asked[2] else file.bytes)
        if start >= stop:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.bytes}"})
    try:
        parts = vault.read(file, start, stop)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=410, content_type="text/plain; charset=utf-8")
    made: HttpResponseBase
    if asked is not None:
        made = HttpResponse(b"".join(parts), status=206, content_type=file.media_type)
        made["Content-Range"] = f"bytes {start}-{stop - 1}/{file.bytes}"
    else:
        made = StreamingHttpResponse(parts, content_type=file.media_type)
    made["Content-Length"] = str(stop - start)
    made["Accept-Ranges"] = "bytes"
    # Encrypted on disk, never compressed on its way: a range is one of the bytes that are kept.
    made["Content-Encoding"] = "identity"
    made["Cache-Control"] = "no-store"
    how = "inline" if file.media_type.startswith("image/") else "attachment"
    made["Content-Disposition"] = f'{how}; filename="examen-{file.pk.hex[:8]}{SUFFIXES.get(file.media_type, "")}"'
    made["Content-Security-Policy"] = "sandbox"
    return made


SUFFIXES = {
    "application/edf": ".edf", "application/dicom": ".dcm", "application/pdf": ".pdf", "image/png": ".png",
    "image/jpeg": ".jpg",
}  # fmt: skip


def _found(rows: RequestQuerySet, pk: uuid.UUID) -> tuple[StoredFile, ExpertiseRequest]:
    """Return a file that is not destroyed and its request, among ``rows``. Raises ``Http404``."""
    file = get_object_or_404(StoredFile.objects.exclude(key="").exclude(kind=Kind.REPORT), pk=pk)
    return file, get_object_or_404(rows, pk=attachments.request_of(file.holder))
