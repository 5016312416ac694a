"""The money of an agreement in a month: the page, the table as a file, and the PDF that goes to the accountants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import next_month
from maillage.site import documents
from maillage.site.agreements import closing
from maillage.site.agreements.closing_models import ClosedMonth
from maillage.site.agreements.models import Agreement, AgreementVersion
from maillage.site.agreements.recharges import AgreementMonth, Cost
from maillage.site.expertise.models import ReadingPlatform
from maillage.site.identity import services as identities
from maillage.site.refusals import Refused
from maillage.site.www import french, sheets, toponyms
from maillage.site.www.gates import signed_in
from maillage.site.www.network.doors import Door, agreement_of, versions_of

WHAT = {"salary": "salaire chargé", "bonus": "prime", "journey": "trajet"}
AHEAD = timedelta(days=730)
"""Months that a reader may look ahead: the next two years, to prepare a budget."""
COLUMNS = ("agreement", "month", "version", "person", "what", "first", "last", "employer", "party", "percent", "cents")


@dataclass(frozen=True)
class CostRow:
    """A cost in words."""

    person: str
    what: str
    days: str
    employer: str
    cents: int
    parts: list[tuple[str, int, int]]
    """Party, per cent, cents."""


def money(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Show who owes what to whom for a month, the half-days held beside those promised, and every cost."""
    row = agreement_of(request, door, pk)
    if row.platform_id is not None:
        return _of_platform(request, row.platform_id)
    months = _months(request, row, door)
    month = _asked(request, months)
    if request.method == "POST":
        return _closed(request, row, month, door)
    found, row_closed = closing.money_of(row, month), closing.closed(row, month)
    context: dict[str, Any] = {
        "names": door.names, "agreement": row, "found": found, "month": month, "word": f"{month:%Y-%m}",
        "before": max((one for one in months if one < month), default=None),
        "after": min((one for one in months if one > month), default=None),
        "costs": [_cost(one) for one in found.costs], "standing": said_of(found, row_closed),
        "may_close": row_closed is None and _may_close(request, row, door),
        "why_open": closing.reason_open(found, timezone.localdate()),
    }  # fmt: skip
    return render(request, "network/money.html", context)


def _of_platform(request: HttpRequest, platform: int) -> HttpResponse:
    """Lead to the money of a platform, whose agreement this is. Raises ``Http404`` for who is of no member."""
    if not ReadingPlatform.objects.visible_to(request.user).filter(pk=platform).exists():
        raise Http404
    return redirect("platform-money", platform)


def _may_close(request: HttpRequest, row: Agreement, door: Door) -> bool:
    return Agreement.objects.changeable_by(request.user, door.reach).filter(pk=row.pk).exists()


def _closed(request: HttpRequest, row: Agreement, month: date, door: Door) -> HttpResponse:
    """Close a month, or say why not."""
    try:
        closing.close(row, month, signed_in(request))
        messages.success(request, f"Le mois {french.of_month(month)} est clos\u00a0: ses montants ne changent plus.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse(door.names['money'], args=[row.pk])}?mois={month:%Y-%m}")


def said_of(found: AgreementMonth, row: ClosedMonth | None) -> str:
    """Return since when a month is closed, else whether its amounts may still change."""
    if row is None:
        return standing(found)
    return f"Clos le {row.closed_at:%d/%m/%Y}\u00a0: ces montants sont définitifs."


def money_csv(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Answer the parts of every cost of a month, a row each."""
    row = agreement_of(request, door, pk)
    month = _asked(request, _months(request, row, door))
    rows = [
        (row.name, f"{month:%Y-%m}", cost.version.number, str(cost.person), cost.what, cost.first.isoformat(),
         cost.last.isoformat(), cost.employer.name, part.organisation.name, part.percent, part.cents)
        for cost in closing.money_of(row, month).costs
        for part in cost.parts
    ]  # fmt: skip
    return sheets.answer(f"convention-{row.pk}-{month:%Y-%m}", COLUMNS, rows, sheets.asked(request.GET))


def money_paper(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Answer the PDF of a month."""
    row = agreement_of(request, door, pk)
    month = _asked(request, _months(request, row, door))
    found = HttpResponse(
        _paper(closing.money_of(row, month), closing.closed(row, month)), content_type="application/pdf"
    )
    found["Content-Disposition"] = f'attachment; filename="convention-{row.pk}-{month:%Y-%m}.pdf"'
    return found


def _months(request: HttpRequest, row: Agreement, door: Door) -> list[date]:
    """Return the first days of the months from the start of the agreement on. Raises ``Http404`` if none is signed."""
    signed = versions_of(request, door).filter(agreement=row, state=AgreementVersion.State.SIGNED)
    starts = min(signed.values_list("starts", flat=True), default=None)
    if starts is None:
        raise Http404
    end = max(starts, timezone.localdate()) + AHEAD
    found, month = list[date](), starts.replace(day=1)
    while month <= end:
        found.append(month)
        month = next_month(month)
    return found


def _asked(request: HttpRequest, months: Sequence[date]) -> date:
    """Return the month that the URL names, or the last whole one (the first of the agreement before that)."""
    text = request.GET.get("mois", "")
    named = next((one for one in months if f"{one:%Y-%m}" == text), None)
    if named is not None:
        return named
    this = timezone.localdate().replace(day=1)
    return max((one for one in months if one < this), default=months[0])


def _cost(cost: Cost) -> CostRow:
    return CostRow(
        person=toponyms.curly(str(cost.person)),
        what=WHAT[cost.what],
        days=french.day_span(cost.first, cost.last),
        employer=toponyms.curly(cost.employer.name),
        cents=cost.cents,
        parts=[(toponyms.curly(one.organisation.name), one.percent, one.cents) for one in cost.parts],
    )


def standing(found: AgreementMonth) -> str:
    """Return whether the amounts of a month may still change, in words."""
    if not found.open:
        return "Toutes les demi-journées du mois sont notées\u00a0: les montants ne changent plus."
    return (
        f"Provisoire\u00a0: {french.plural(found.open, 'demi-journée n’est', 'demi-journées ne sont')} pas encore "
        f"{'notée' if found.open < 2 else 'notées'}, et leurs trajets ne sont pas comptés."
    )


def _paper(found: AgreementMonth, row: ClosedMonth | None) -> bytes:
    """Return the PDF of a month: recharges, half-days, costs with their parts."""
    month = french.month_text(found.month)
    return documents.render(
        "agreement",
        {
            "title": f"Convention {toponyms.curly(found.agreement.name)}, {month}",
            "site": identities.current().name,
            "state": said_of(found, row),
            "parties": [toponyms.curly(one.name) for one, _ in found.borne],
            "articles": [],
            "annexes": [
                {"title": "Qui doit quoi", "head": ["Doit", "À", "Montant"],
                 "rows": [[toponyms.curly(one.debtor.name), toponyms.curly(one.creditor.name), french.euros(one.cents)]
                          for one in found.recharges]},
                {"title": "Demi-journées", "head": ["Praticien", "Établissement", "Promises", "Tenues", "À noter"],
                 "rows": [[toponyms.curly(str(one.person)), toponyms.curly(one.organisation.name), str(one.promised),
                           str(one.held), str(one.open)] for one in found.presences]},
                {"title": "Ce que chacun supporte", "head": ["Partie", "Montant"],
                 "rows": [*([toponyms.curly(one.name), french.euros(cents)] for one, cents in found.borne),
                          ["Total", french.euros(found.total_cents)]]},
                {"title": "Coûts et parts", "head": ["Praticien", "Nature", "Jours", "Payé par", "Partie", "Montant"],
                 "rows": [[row.person, row.what, row.days, row.employer, f"{name}, {french.percent(percent)}",
                           french.euros(cents)]
                          for row in map(_cost, found.costs) for name, percent, cents in row.parts]},
            ],
        },
        timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0),  # one day, one file
    )  # fmt: skip
