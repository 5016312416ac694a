"""Files of a request: a page to attach them, and the tus protocol (1.0: creation, termination, checksum) beneath it.

Without script, an ordinary form sends files of up to ``FORM_BYTES`` at once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.expertise import attachments
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.expertise.pathways import pathway
from maillage.site.files import uploads
from maillage.site.files.models import StoredFile, Upload
from maillage.site.refusals import InvalidField, NotAllowed, Refused
from maillage.site.webserver import ROOMY_BYTES as FORM_BYTES
from maillage.site.www.expertise.attached import attached
from maillage.site.www.expertise.requesting import mine
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
ABLE = {
    **TUS,
    "Tus-Version": "1.0.0",
    "Tus-Extension": "creation,termination,checksum",
    "Tus-Max-Size": str(uploads.MOST_BYTES),
    "Tus-Checksum-Algorithm": ",".join(uploads.CHECKSUMS),
}
PIECE_BYTES = 2**20
CHECKSUM_MISMATCH = 460
Answer = Callable[..., HttpResponse]


def _tus(view: Answer) -> Answer:
    """Answer what a service refuses as the protocol says, with the sentence for the page as its text."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except uploads.WrongOffset as refusal:
            return _said(409, str(refusal), **{"Upload-Offset": str(refusal.offset)})
        except uploads.WrongChecksum as refusal:
            return _said(CHECKSUM_MISMATCH, str(refusal))
        except NotAllowed as refusal:
            return _said(403, str(refusal))
        except InvalidField as refusal:
            return _said(422, str(refusal))
        except Refused as refusal:
            return _said(409, str(refusal))

    return answered


def _said(status: int, text: str = "", **headers: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers={**TUS, **headers})


@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE, changes=Record.EXPERTISE)
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a request: those that are there with what was removed of them, and a form to attach more."""
    row = get_object_or_404(mine(request), pk=pk)
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=ABLE)
    if request.headers.get("Tus-Resumable") and request.method == "POST":
        return _begin(request, row)
    if request.method == "POST":
        return _by_form(request, row)
    return _page(request, row)


def _page(request: HttpRequest, row: ExpertiseRequest, errors: list[str] | None = None) -> HttpResponse:
    kinds = pathway(row.pathway).files
    context = {
        "row": row,
        "found": attached(row),
        "may_add": attachments.may_add(row),
        "kinds": [kind.label for kind in StoredFile.Kind if kind.value in kinds],
        "images": "dicom" in kinds,
        "problems": errors or [],
        "most": uploads.MOST_BYTES // 2**20,
        "most_by_form": FORM_BYTES // 2**20,
    }
    return render(request, "expertise/files.html", context, status=422 if errors else 200)


def _by_form(request: HttpRequest, row: ExpertiseRequest) -> HttpResponse:
    """Attach the files that a form sends, or take one out."""
    by, out = signed_in(request), request.POST.get("retirer", "")
    if out:
        return _remove(request, row, out)
    sent = request.FILES.getlist("fichiers")
    problems: list[str] = [] if sent else ["Choisissez au moins un fichier."]
    for turn, one in enumerate(sent, 1):
        try:
            attachments.add_whole(row, one.chunks(), one.size or 0, by)
        except Refused as refusal:
            problems.append(f"Fichier {turn}\u00a0: {refusal}" if len(sent) > 1 else str(refusal))
    if problems:
        return _page(request, row, problems)
    messages.success(request, "C’est joint. Vérifiez ce qui a été retiré, puis envoyez la demande.")
    return redirect("opinion-files", pk=row.pk)


def _remove(request: HttpRequest, row: ExpertiseRequest, out: str) -> HttpResponse:
    try:
        key = uuid.UUID(out)
    except ValueError as error:
        raise Http404 from error
    try:
        for one in _together(row, key):
            attachments.remove(row, one, signed_in(request))
        messages.success(request, "C’est retiré et détruit.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("opinion-files", pk=row.pk)


def _together(row: ExpertiseRequest, key: uuid.UUID) -> list[StoredFile]:
    """Return the files that go together with one: those of its series."""
    for one in attached(row):
        if key in {file.pk for file in one.files}:
            return one.files
    raise Http404("This file belongs to another request.")


@_tus
def _begin(request: HttpRequest, row: ExpertiseRequest) -> HttpResponse:
    length = whole(request.headers.get("Upload-Length", ""))
    if length is None:
        return _said(400, "Il manque la taille du fichier (Upload-Length).")
    made = attachments.begin(row, length, signed_in(request))
    return _said(201, Location=reverse("opinion-upload", args=[made.pk]))


@require_http_methods(["HEAD", "PATCH", "DELETE", "POST"])
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE, changes=Record.EXPERTISE)
@_tus
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One upload: where it stands, its next piece, its end.

    A proxy that lets no PATCH through gets it as a POST that names it, as the protocol says.
    """
    by, method = signed_in(request), request.method
    if method == "POST":
        method = request.headers.get("X-HTTP-Method-Override", "")
        if method not in ("PATCH", "DELETE"):
            return _said(422, "Dites ce qui est à faire de cet envoi (X-HTTP-Method-Override).")
    found = attachments.upload_of(pk, by)
    if found is None:
        return _said(404, "Cet envoi n’est plus là\u00a0: envoyez le fichier de nouveau.")
    if method == "HEAD":
        return _said(200, **{"Upload-Offset": str(found.offset), "Upload-Length": str(found.length)})
    if method == "DELETE":
        attachments.cancel(found, by)
        return _said(204)
    offset = whole(request.headers.get("Upload-Offset", ""))
    if request.content_type != "application/offset+octet-stream" or offset is None:
        return _said(415 if offset is not None else 400, "Un morceau a un type et une place.")
    try:
        checksum = uploads.checksum_of(request.headers.get("Upload-Checksum", ""))
    except ValueError:
        return _said(400, "Cette empreinte n’est pas connue ici.")
    done = attachments.add_piece(found, offset, request.read(PIECE_BYTES), by, checksum=checksum)
    at = done.offset if isinstance(done, Upload) else found.length
    return _said(204, **{"Upload-Offset": str(at)})
