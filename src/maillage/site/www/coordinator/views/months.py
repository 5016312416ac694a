"""What happened in a month: figures that open their rows, plots with their tables, the report as a file."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.jobs import services as jobs
from maillage.site.observatory.models import MonthlyReport
from maillage.site.observatory.months import MonthReport, month_before, months_offered, report
from maillage.site.spreadsheets import ODS, XLSX, SpreadsheetFormat
from maillage.site.www.coordinator.background import REPORT
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.monthly import making, plots
from maillage.site.www.monthly.areas import ReportArea, area_of, areas_of
from maillage.site.www.monthly.paper import facts
from maillage.site.www.monthly.tables import sheets, tables

MONTHS_OFFERED = 18


def _month(request: HttpRequest) -> date:
    return making.month_of(request.GET.get("mois", "")) or month_before(timezone.localdate())


def _report(user: User, month: date) -> MonthReport:
    return report(month, Session.objects.visible_to(user, Reach.TERRITORY))


def _portrait(code: str) -> str:
    return reverse("territory", args=[code]) if code else ""


def _areas(user: User, found: MonthReport) -> list[ReportArea]:
    """Areas whose report the user may ask for: their territory, and its parts with sessions in the month."""
    return areas_of(user, {row.territory for row in found.rows if row.territory})


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.SESSION, changes=Record.PLAN)
def month(request: HttpRequest) -> HttpResponse:
    """Show a month of the reader's territory; ask for its report on paper."""
    user = signed_in(request)
    if request.method == "POST":
        return _ask(request, user)
    asked, this = _month(request), timezone.localdate().replace(day=1)
    found = _report(user, asked)

    def link(**where: str) -> str:
        last = asked.replace(day=monthrange(asked.year, asked.month)[1])
        return f"{reverse('sessions')}?{urlencode({'du': asked, 'au': last, **where})}"

    drawn = {
        "activite": (plots.sessions_svg(found), plots.sessions_svg(found, narrow=True)),
        "acces": (plots.access_svg(found), plots.access_svg(found, narrow=True)),
    }
    made = MonthlyReport.objects.visible_to(user, Reach.TERRITORY).filter(month=asked)
    made = made.select_related("region", "department", "intercommunality")
    context: dict[str, Any] = {
        "month": asked,
        "months": months_offered(asked, this, MONTHS_OFFERED),
        "facts": facts(found),
        "tables": [(one, *drawn.get(one.code, ("", ""))) for one in tables(found, link, _portrait)],
        "xlsx": f"{reverse('month-xlsx')}?mois={asked:%Y-%m}",
        "ods": f"{reverse('month-ods')}?mois={asked:%Y-%m}",
        "papers": [(one, area_of(one).name) for one in made],
        "areas": _areas(user, found),
        "running": asked == this,
    }
    return render(request, "coordinator/month.html", context)


def _ask(request: HttpRequest, user: User) -> HttpResponse:
    asked = making.month_of(request.POST.get("mois", ""))
    if asked is None:
        messages.error(request, "Choisissez un mois qui a commencé.")
        return redirect("month")
    mine = _areas(user, report(asked, Session.objects.visible_to(user, Reach.TERRITORY), with_effect=False))
    area = next((one for one in mine if one.code == request.POST.get("lieu")), None)
    if area is None:
        raise PermissionDenied
    part = {
        name: one.pk
        for name, one in (("department", area.department), ("intercommunality", area.intercommunality))
        if one is not None
    }
    jobs.ask(REPORT, user, region=area.region.pk, month=asked.isoformat(), **part)
    messages.success(request, "C’est demandé. Le rapport se fait à part\u00a0: vous pouvez quitter cette page.")
    return redirect("jobs")


@require_safe
@gate(Reach.TERRITORY, reads=Record.SESSION)
def month_xlsx(request: HttpRequest) -> HttpResponse:
    """The same tables as an XLSX spreadsheet."""
    return _spreadsheet(request, XLSX)


@require_safe
@gate(Reach.TERRITORY, reads=Record.SESSION)
def month_ods(request: HttpRequest) -> HttpResponse:
    """The same tables as an ODS spreadsheet."""
    return _spreadsheet(request, ODS)


def _spreadsheet(request: HttpRequest, kind: SpreadsheetFormat) -> HttpResponse:
    user, asked = signed_in(request), _month(request)
    content = kind.write(sheets(tables(_report(user, asked))))
    answer = HttpResponse(content, content_type=kind.media_type)
    answer["Content-Disposition"] = f'attachment; filename="bilan-{asked:%Y-%m}.{kind.suffix}"'
    return answer


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def month_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of a month."""
    found = get_object_or_404(MonthlyReport.objects.visible_to(signed_in(request), Reach.TERRITORY), pk=pk)
    path = making.folder() / found.key
    if not path.is_file():
        raise Http404("Ce rapport n’est plus là\u00a0: demandez-le de nouveau.")
    answer = HttpResponse(path.read_bytes(), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.key}"'
    return answer
