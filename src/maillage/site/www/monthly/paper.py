"""A month's report on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from maillage.site import documents
from maillage.site.identity import services as identities
from maillage.site.observatory.months import MonthReport
from maillage.site.www import french
from maillage.site.www.monthly import plots
from maillage.site.www.monthly.areas import ReportArea
from maillage.site.www.monthly.tables import FigureTable, origin, tables


def paper(report: MonthReport, area: ReportArea, made_at: datetime) -> bytes:
    """Return the PDF of an area's month."""
    month = french.month_text(report.month)
    found = tables(report)
    return documents.render(
        "month",
        {
            "title": f"Les consultations {area.at}, {month}",
            "site": identities.current().name,
            "intro": f"Ce qui a eu lieu en {month}, et ce que devient l’accès. Chiffres du "
            f"{french.date_text(made_at, weekday=False, year=True)}.",
            "facts": [{"value": value, "text": text} for value, text in facts(report)],
            "map": {
                "svg": plots.map_svg(report, area.map_slug),
                "alt": f"Carte des communes {area.of}, colorées selon leur accès aux généralistes.",
                "caption": "Accès aux généralistes si chaque mois ressemblait à celui-ci, du prune (peu) au vert "
                "(beaucoup). Les chiffres sont dans le tableau de l’accès.",
            },
            "sections": [_section(report, table) for table in found],
            "origin": origin(),
        },
        made_at,
    )


def facts(report: MonthReport) -> Sequence[tuple[str, str]]:
    """Return the figures that a reader wants first, with their words."""
    total, found = report.total, list[tuple[str, str]]()
    found.append((french.plural(total.held, "vacation tenue", "vacations tenues"), f"sur {total.planned} prévues."))
    if total.fill is not None:
        found.append((french.percent(100 * total.fill), "des créneaux pris."))
    if total.seen:
        found.append((french.plural(total.seen, "patient reçu", "patients reçus"), "d’après les issues notées."))
    if total.cost_cents:
        each = "" if total.cents_each is None else f", soit {french.euros(total.cents_each)} par patient reçu"
        found.append((french.euros(total.cost_cents), f"d’indemnités et de trajets{each}."))
    if report.effect is not None:
        found.append(
            (
                french.number(report.effect.gainers),
                "habitants verraient leur accès augmenter si chaque mois ressemblait à celui-ci.",
            )
        )
    return found


def _section(report: MonthReport, table: FigureTable) -> dict[str, Any]:
    return {
        "title": table.title,
        "note": table.note,
        "head": table.head,
        "labels": table.labels,
        "rows": [[one.text for one in row] for row in table.rows],
        "foot": [one.text for one in table.foot],
        "plots": _plots(report, table.code),
    }


def _plots(report: MonthReport, code: str) -> list[dict[str, str]]:
    if code == "activite":
        svg, said = plots.sessions_svg(report), "Vacations tenues, annulées et autres, par territoire."
    elif code == "acces":
        svg = plots.access_svg(report)
        said = "Accès de chaque territoire\u00a0: cercle vide aujourd’hui, cercle plein avec ces vacations."
    else:
        return []
    if not svg:
        return []
    return [{"svg": plots.for_paper(svg), "alt": f"{said} Les chiffres sont dans le tableau.", "caption": said}]
