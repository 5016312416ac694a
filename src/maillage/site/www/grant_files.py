"""Documents of grants as downloads, for every kind of reader."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from maillage.site.grants import files
from maillage.site.grants.models import GrantDocument
from maillage.site.refusals import Refused


def answer(document: GrantDocument) -> HttpResponse:
    """Return a document as a download. Raises ``Http404`` if its file is no longer there."""
    try:
        path = files.path_of(document.key)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    return download(path.read_bytes(), document.name, document.media_type)


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Return a file to be kept under ``name``, whatever characters it has."""
    found = HttpResponse(content, content_type=media_type)
    found["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return found
