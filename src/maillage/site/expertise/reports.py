"""The report of an answer: a PDF of the site's own template, sealed with the site's certificate, kept encrypted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from maillage.site import documents
from maillage.site.accounts.models import User
from maillage.site.expertise import words
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.expertise.pathways import pathway
from maillage.site.files import signing, vault
from maillage.site.files.models import StoredFile
from maillage.site.messages.signature import sender


def make(request: ExpertiseRequest, content: Mapping[str, Any], version: int, by: User, at: datetime) -> StoredFile:
    """Make, sign and keep the report of one version of an answer."""
    pdf = documents.render("opinion", _data(request, content, version, by, at), at)
    signed = signing.sign(pdf, f"Avis n° {request.pk}, version {version}, signé par {by}")
    kept = vault.Content(StoredFile.Kind.REPORT, "application/pdf", StoredFile.Scan.MADE_HERE)
    return vault.keep([signed], kept, request.holder, by)


def _data(
    request: ExpertiseRequest, content: Mapping[str, Any], version: int, by: User, at: datetime
) -> dict[str, Any]:
    asked, found = words.unsealed(request.sealed), pathway(request.pathway)
    said = content["values"]
    return {
        "title": f"Avis à distance n°\u00a0{request.pk}",
        "site": sender().name,
        "pathway": found.label,
        "version": version,
        "why": content["why"],
        "requester": f"{request.requester}, {request.organisation.name}",
        "reader": f"{by}, {request.pool.organisation.name}",
        "facts": [
            ["Examen n°", asked["examination"]],
            ["Patient n°", asked["patient"]],
            ["Demandé le", _time(request.sent_at)],
            ["Signé le", _time(at)],
        ],
        "question": [[field.label, field.written(asked["values"].get(field.code)) or "–"] for field in found.question],
        "answer": [[field.label, field.written(said.get(field.code)) or "–"] for field in found.answer],
    }


def _time(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y à G\u00a0\\h\u00a0i") if moment is not None else "–"
