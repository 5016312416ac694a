"""STOW-RS, QIDO-RS and WADO-RS: images stored through the gate of uploads, searched, retrieved; openings are noted."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt
from pydicom import dcmread

from maillage.site.expertise import attachments
from maillage.site.expertise.attachments import INTERFACE
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.fhir.callers import Caller, caller_of
from maillage.site.fhir.outcome import Refusal
from maillage.site.fhir.views import root as site_root
from maillage.site.files import dicom, vault
from maillage.site.files.models import StoredFile
from maillage.site.imaging import events, images
from maillage.site.imaging.arriving import Duplicate, NoRoom, Source, Tally
from maillage.site.imaging.models import ReceivedStudy
from maillage.site.refusals import InvalidField, Refused
from maillage.site.webserver import ROOMY_BYTES
from maillage.site.www.dicomweb import answers, finding, multipart

DICOM, JSON, BYTES = "application/dicom", "application/dicom+json", "application/octet-stream"
NO_ROOM, NOT_READ, DUPLICATE, OTHER_STUDY = 0xA700, 0xC000, 0x0111, 0xA900
"""Failure reasons (PS3.18 annex I.2, PS3.7 annex C)."""
EXPLICIT = "1.2.840.10008.1.2.1"
MOST_AT_ONCE = 2000
Answered = Callable[..., HttpResponseBase]


def service(*methods: str) -> Callable[[Answered], Answered]:
    """Answer these methods to who holds a key; what is refused is said in text."""

    def around(view: Answered) -> Answered:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def answer(request: HttpRequest, **uids: str) -> HttpResponseBase:
            try:
                if request.method not in methods:
                    raise Refusal(405, "not-supported", f"Use {' or '.join(methods)}.")
                made = view(request, caller_of(request), **uids)
            except Refusal as refusal:
                made = HttpResponse(f"{refusal}\n", status=refusal.status, content_type="text/plain; charset=utf-8")
                if refusal.status == 401:
                    made["WWW-Authenticate"] = 'Bearer realm="maillage"'
                if refusal.status == 405:
                    made["Allow"] = ", ".join(methods)
            made["Cache-Control"] = "no-store"
            return made

        return answer

    return around


def _root(request: HttpRequest) -> str:
    return f"{site_root(request)}/dicomweb"


@service("GET", "HEAD", "POST")
def studies(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Search studies (QIDO-RS), or store images (STOW-RS)."""
    if request.method == "POST":
        return _store(request, caller, "")
    return _searched(request, caller, "studies", {})


@service("GET", "HEAD", "POST")
def study(request: HttpRequest, caller: Caller, study: str) -> HttpResponseBase:
    """Retrieve a study (WADO-RS), or store images of it (STOW-RS)."""
    if request.method == "POST":
        return _store(request, caller, study)
    return _retrieved(request, caller, study=study)


@service("GET", "HEAD")
def search_series(request: HttpRequest, caller: Caller, **uids: str) -> HttpResponseBase:
    """Search series."""
    return _searched(request, caller, "series", uids)


@service("GET", "HEAD")
def search_instances(request: HttpRequest, caller: Caller, **uids: str) -> HttpResponseBase:
    """Search images."""
    return _searched(request, caller, "instances", uids)


@service("GET", "HEAD")
def retrieve(request: HttpRequest, caller: Caller, **uids: str) -> HttpResponseBase:
    """Retrieve a series or an image."""
    return _retrieved(request, caller, **uids)


@service("GET", "HEAD")
def metadata(request: HttpRequest, caller: Caller, **uids: str) -> HttpResponseBase:
    """Retrieve the attributes of images, without their pixels."""
    _accept(request, JSON, "application/json")
    files = _opened(caller, uids)
    root = _root(request)
    return _json([answers.metadata(one, root) for one in files])


@service("GET", "HEAD")
def frames(request: HttpRequest, caller: Caller, numbers: str, **uids: str) -> HttpResponseBase:
    """Retrieve frames of an image: plain pixels, little-endian."""
    kind = _accept(request, BYTES, "multipart/related")
    (file,) = _opened(caller, uids)
    try:
        found = [b"".join(images.frame(file, int(one))) for one in numbers.split(",")]
    except (IndexError, ValueError) as error:
        raise Refusal(404, "not-found", f"This image has {file.facts['frames']} frames, numbered from 1.") from error
    except Refused as refusal:
        raise Refusal(410, "deleted", str(refusal)) from refusal
    if kind == BYTES and len(found) == 1:
        return _plain(HttpResponse(found[0], content_type=BYTES))
    media, body = multipart.written(([one] for one in found), BYTES)
    return _plain(StreamingHttpResponse(body, content_type=media))


@service("GET", "HEAD", "POST")
def unknown(_request: HttpRequest, _caller: Caller, path: str = "") -> HttpResponseBase:
    """Everything else."""
    raise Refusal(404, "not-found", f"'{path[:60]}' is not offered.")


def _searched(request: HttpRequest, caller: Caller, level: str, uids: dict[str, str]) -> HttpResponseBase:
    _accept(request, JSON, "application/json")
    rows = finding.of_path(finding.visible(caller), **uids)
    rows, page, root = finding.matching(rows, request.GET, caller), finding.page(request.GET), _root(request)
    until = page.offset + page.limit + 1
    found = (
        answers.instances(rows[page.offset : until], root)
        if level == "instances"
        else getattr(answers, level)(rows, root)[page.offset : until]
    )
    events.note_once(caller.organisation, events.Kind.LISTED, key=caller.key, by=caller.user)
    answer = _json(found[: page.limit])
    if len(found) > page.limit:
        answer["Warning"] = '299 maillage "There are more results: ask for them with offset."'
    return answer


def _retrieved(request: HttpRequest, caller: Caller, **uids: str) -> HttpResponseBase:
    kind = _accept(request, DICOM, "multipart/related")
    files = _opened(caller, uids)
    if kind == DICOM and len(files) == 1 and "instance" in uids:
        return _plain(StreamingHttpResponse(_content(files[0]), content_type=DICOM))
    media, body = multipart.written((_content(one) for one in files), DICOM)
    return _plain(StreamingHttpResponse(body, content_type=media))


def _content(file: StoredFile) -> Iterator[bytes]:
    return vault.read(file)


def _opened(caller: Caller, uids: dict[str, str]) -> list[StoredFile]:
    """Return the images of a path, whose opening is noted. Raises ``Refusal`` (404) for none that one may read."""
    rows: QuerySet[StoredFile] = finding.of_path(finding.visible(caller), **uids)
    files = list(rows[: MOST_AT_ONCE + 1])
    if not files:
        raise Refusal(404, "not-found", "There is no such examination here, or it is not yours to read.")
    if len(files) > MOST_AT_ONCE:
        raise Refusal(413, "too-costly", f"More than {MOST_AT_ONCE} images: retrieve them series by series.")
    if "instance" in uids:
        files = files[:1]
    by_holder: dict[str, list[StoredFile]] = {}
    for one in files:
        by_holder.setdefault(one.holder, []).append(one)
    for holder, held in by_holder.items():
        _note_opened(caller, holder, held)
    return files


def _note_opened(caller: Caller, holder: str, held: list[StoredFile]) -> None:
    about: dict[str, Any] = {"key": caller.key, "by": caller.user, "count": len(held)}
    name, _, number = holder.partition(":")
    if name == "request":
        request = ExpertiseRequest.objects.get(pk=int(number))
        attachments.note_all_opened(request, held, caller.user, reason=INTERFACE)
        about["request"] = request
    else:
        about["study"] = ReceivedStudy.objects.get(pk=int(number))
    events.note_once(caller.organisation, events.Kind.OPENED, **about)


def _store(request: HttpRequest, caller: Caller, study: str) -> HttpResponseBase:
    """Store images; each is kept or refused by itself."""
    if not caller.asks:
        raise Refusal(403, "forbidden", "This key acts for a reader: images are stored for somebody who asks.")
    if int(request.headers.get("Content-Length") or 0) > ROOMY_BYTES:
        raise Refusal(413, "too-long", f"At most {ROOMY_BYTES // 2**20} MB in one request: send fewer, or by C-STORE.")
    contents = multipart.parts_of(request.read(), request.headers.get("Content-Type", ""), DICOM)
    if not contents:
        raise Refusal(400, "required", "The request has no instance.")
    tally = Tally(Source(caller.organisation, key=caller.key, by=caller.user))
    kept: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    sentences: list[str] = []
    for content in contents:
        told = _numbers(content)
        if study and told["study"] not in (study, "") and str(dicom.digest(told["study"])) != study:
            failed.append(_failed(told, OTHER_STUDY))
            continue
        try:
            file = tally.receive(content).instance.file
        except Refused as refusal:
            failed.append(_failed(told, _reason(refusal)))
            sentences.append(str(refusal))
        else:
            kept.append(_kept(file, told, _root(request)))
    tally.note()
    made: dict[str, Any] = {"00081190": answers.attribute("UR", _root(request) + "/studies")}
    if kept:
        made["00081199"] = {"vr": "SQ", "Value": kept}
    if failed:
        made["00081198"] = {"vr": "SQ", "Value": failed}
    answer = _json(made, 200 if not failed else 202 if kept else 409)
    if sentences:
        answer["Warning"] = f'299 maillage "{_ascii(sentences[0])}"'
    return answer


def _kept(file: StoredFile, told: dict[str, str], root: str) -> dict[str, Any]:
    return {
        "00081150": answers.attribute("UI", told["sop_class"]),
        "00081155": answers.attribute("UI", file.facts["instance"]),
        "00081190": answers.attribute("UR", answers.address(file, root)),
    }


def _failed(told: dict[str, str], reason: int) -> dict[str, Any]:
    return {
        "00081150": answers.attribute("UI", told["sop_class"]),
        "00081155": answers.attribute("UI", told["instance"]),
        "00081197": answers.attribute("US", reason),
    }


def _reason(refusal: Refused) -> int:
    if isinstance(refusal, Duplicate):
        return DUPLICATE
    return NOT_READ if isinstance(refusal, InvalidField) and not isinstance(refusal, NoRoom) else NO_ROOM


def _numbers(content: bytes) -> dict[str, str]:
    """Return the numbers that an image came with, "" for what cannot be read; they are answered, and not kept."""
    names = {"study": "StudyInstanceUID", "instance": "SOPInstanceUID", "sop_class": "SOPClassUID"}
    try:
        found = dcmread(
            io.BytesIO(content), force=True, stop_before_pixels=True, specific_tags=list(names.values())
        )  # fmt: skip
        told = {name: str(found.get(keyword, "") or "") for name, keyword in names.items()}
    except Exception:
        # Whatever is wrong with it, the gate says so; here only its number is wanted.
        told = dict.fromkeys(names, "")
    return {name: value if finding.UID.fullmatch(value) else "" for name, value in told.items()}


def _accept(request: HttpRequest, *offered: str) -> str:
    """Return which of the types offered is asked for, the first one by default. Raises ``Refusal`` (406)."""
    for one in request.headers.get("Accept", "*/*").split(","):
        kind, _, more = one.strip().lower().partition(";")
        kind = kind.strip()
        if "transfer-syntax" in more and EXPLICIT not in more and "transfer-syntax=*" not in more.replace('"', ""):
            continue
        if kind in offered:
            return kind
        if kind in ("*/*", "application/*"):
            return offered[-1] if offered[-1].startswith("multipart") else offered[0]
    raise Refusal(406, "not-supported", f"This is answered as {' or '.join(offered)}, Explicit VR Little Endian.")


def _json(content: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(content, separators=(",", ":")), status=status, content_type=JSON)


def _plain(answer: HttpResponseBase) -> HttpResponseBase:
    """Return an answer that is never compressed on its way: it is large, and sealed bytes do not shrink."""
    answer["Content-Encoding"] = "identity"
    return answer


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    return " ".join(plain.replace('"', "'").replace("\\", "/").split())[:200]
