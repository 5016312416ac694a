"""Jobs of the worker whose result is a page or a paper."""

from __future__ import annotations

from datetime import date

from maillage.site.jobs.registry import Progress, kind

REPORT = "report"


@kind(REPORT, label="Rapport du mois")
def make_report(
    report: Progress, *, region: str, month: str, department: str = "", intercommunality: str = ""
) -> dict[str, object]:
    """Make the paper of the month of a region, or of the part of it that is given; a second run makes it again."""
    # Here and not above: every process of the site knows its jobs, and drawing takes a second to import.
    from maillage.site.www.monthly import areas, making

    area = areas.area_named(region, department, intercommunality)
    made = making.make(area, date.fromisoformat(month), report.by, report)
    return {"report": made.pk, "month": month}
