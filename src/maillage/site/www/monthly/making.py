"""Make the report of a month: by the worker for a coordination, by the command line, and where its file is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.utils import timezone

from maillage.site import private_files
from maillage.site.accounts.models import User
from maillage.site.locks import in_transaction
from maillage.site.observatory.models import MonthlyReport
from maillage.site.observatory.months import report
from maillage.site.refusals import Refused
from maillage.site.spreadsheets import ODS, XLSX
from maillage.site.www.monthly.areas import ReportArea
from maillage.site.www.monthly.paper import paper
from maillage.site.www.monthly.tables import sheets, tables

FIRST = date(2020, 1, 1)
PDF = ".pdf"
SPREADSHEETS = {f".{kind.suffix}": kind for kind in (XLSX, ODS)}
SUFFIXES = (PDF, *SPREADSHEETS)
"""What a report can be written as."""


def folder() -> Path:
    """Return the folder of the reports, made if missing."""
    return private_files.folder("reports")


def month_of(text: str) -> date | None:
    """Return the first day of a month written "2026-11"; None for any other text, and for months to come."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if FIRST <= found <= timezone.localdate() else None


def content(area: ReportArea, month: date, suffix: str) -> bytes:
    """Return the file of an area's month: a PDF, or a spreadsheet with the same tables."""
    found = report(month, area.sessions())
    return paper(found, area, timezone.now()) if suffix == PDF else SPREADSHEETS[suffix].write(sheets(tables(found)))


def make(
    area: ReportArea, month: date, by: User | None, told: Callable[[float, str], object] = lambda _share, _words: None
) -> MonthlyReport:
    """Make the paper of an area's month, in place of an earlier one; ``told`` receives the progress, 0 to 1."""
    told(0.1, "Vacations, rendez-vous, indemnités")
    found = report(month, area.sessions())
    if not found.rows:
        raise Refused("Aucune vacation n’est publiée pour ce mois\u00a0: choisissez-en un autre.")
    told(0.4, "Carte, graphiques et tableaux")
    made = paper(found, area, timezone.now())
    told(0.9, "Fichier")
    return _keep(area, month, made, by)


@in_transaction
def _keep(area: ReportArea, month: date, made: bytes, by: User | None) -> MonthlyReport:
    key = f"rapport-{area.code}-{month:%Y-%m}{PDF}"
    written = private_files.write(folder(), [made])
    row, _ = MonthlyReport.objects.update_or_create(
        region=area.region,
        department=area.department,
        intercommunality=area.intercommunality,
        month=month,
        defaults={"key": key, "made_at": timezone.now(), "made_by": by},
    )
    written.replace(folder() / key)
    return row
