"""Files of submissions, as downloads."""

from __future__ import annotations

from django.http import HttpResponse

from maillage.site.calls import files
from maillage.site.calls.models import SubmissionFile


def pdf(file: SubmissionFile, name: str) -> HttpResponse:
    """Return a file of a submission under ``name``, never shown in the page. Raises ``Refused`` if it is gone."""
    return paper(files.read(file), name)


def paper(content: bytes, name: str) -> HttpResponse:
    """Return a PDF as a download; ``name`` is without suffix."""
    found = HttpResponse(content, content_type="application/pdf")
    found["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    found["Content-Security-Policy"] = "sandbox"
    return found
