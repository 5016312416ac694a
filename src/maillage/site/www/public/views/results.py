"""What the consultations of a month gave, for everybody: figures that name nobody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.site.agenda.models import Session
from maillage.site.observatory.months import (
    FEWEST_SHOWN,
    MonthCounts,
    MonthReport,
    hidden_counts,
    month_before,
    months_offered,
    report,
)
from maillage.site.www.kept import kept
from maillage.site.www.monthly import making
from maillage.site.www.monthly.tables import (
    NOTHING,
    Figure,
    FigureTable,
    count,
    money,
    scheme_name,
    territory_name,
    text,
)

MONTHS_OFFERED = 12
FEW = Figure(None, f"moins de {FEWEST_SHOWN}")
HEAD = ("Vacations prévues", "Tenues", "Annulées", "Créneaux", "Pris", "Patients reçus", "Coût")


@login_not_required
@require_safe
@kept
def results(request: HttpRequest) -> HttpResponse:
    """Show a month that is over, by scheme and by territory; counts of fewer than five people are hidden."""
    last = month_before(timezone.localdate())
    asked = min(making.month_of(request.GET.get("mois", "")) or last, last)
    found = report(asked, Session.objects.all(), with_effect=False)
    context = {
        "month": asked,
        "months": months_offered(asked, last, MONTHS_OFFERED),
        "tables": public_tables(found),
    }
    return render(request, "public/results.html", context)


def public_tables(found: MonthReport) -> list[FigureTable]:
    """Return the tables for everybody."""
    schemes = [(scheme_name(code), one) for code, one in found.by_scheme()]
    places = [(territory_name(found, code), one) for code, one in found.by_territory()]
    made = [
        _table("dispositifs", "Par dispositif", "Dispositif", schemes, found.total),
        _table("territoires", "Par territoire", "Territoire", places, found.total),
    ]
    return [table for table in made if table.rows]


def _table(code: str, title: str, first: str, rows: list[tuple[str, MonthCounts]], total: MonthCounts) -> FigureTable:
    booked, seen = (hidden_counts([getattr(one, name) for _, one in rows]) for name in ("booked", "seen"))
    shown = tuple((text(name), *_figures(one, booked[k], seen[k])) for k, (name, one) in enumerate(rows))
    foot = (text("Total"), *_figures(total, *hidden_counts([total.booked]), *hidden_counts([total.seen])))
    return FigureTable(code, title, (first, *HEAD), shown, foot)


def _figures(one: MonthCounts, booked: int | None, seen: int | None) -> tuple[Figure, ...]:
    people = (FEW if known is None else count(known) for known in (booked, seen))
    cost = money(one.cost_cents) if one.cost_cents else NOTHING
    return count(one.planned), count(one.held), count(one.cancelled), count(one.slots), *people, cost
