"""What the pages of both sides answer alike: a moment in French, the signed report."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format

from maillage.site.expertise import acting
from maillage.site.expertise.models import ExpertiseRequest, RequestEvent
from maillage.site.files import vault
from maillage.site.www.gates import signed_in
from maillage.site.www.numbers import whole


def moment(at: datetime | None) -> str:
    """Return a date with its hour, "" for none."""
    return date_format(timezone.localtime(at), "j F à G\u00a0\\h\u00a0i") if at is not None else ""


def report(request: HttpRequest, row: ExpertiseRequest) -> HttpResponse:
    """Answer the report of a version, the last one by default; its opening is noted."""
    rows = row.answers.select_related("report").order_by("-version")
    asked = whole(request.GET.get("version", ""))
    found = (rows.filter(version=asked) if asked is not None else rows).first()
    if found is None:
        raise Http404("Il n’y a pas encore de réponse.")
    content = vault.whole(found.report)
    acting.note(row, RequestEvent.Kind.FILE_OPENED, signed_in(request), file=found.report)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="avis-{row.pk}-version-{found.version}.pdf"'
    return answer
