"""The money of a platform in a month: who owes what to whom, the statement of each hospital as a table and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import next_month
from maillage.site import documents
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agreements.closing_models import ClosedMonth
from maillage.site.agreements.models import Agreement
from maillage.site.expertise.models import ReadingPlatform
from maillage.site.identity import services as identities
from maillage.site.platforms import closing
from maillage.site.platforms.money import Amount, PlatformMonth
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, sheets, toponyms
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole
from maillage.site.www.platforms.views import own_platforms

BEHIND = 24
"""Months that the page goes back."""
COLUMNS = (
    "platform",
    "month",
    "date",
    "kind",
    "reader",
    "number",
    "hospital",
    "cents",
    "party",
    "percent",
    "part_cents",
)
KINDS = {"duty": "indemnité de garde", "fee": "honoraire"}


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.READING_PLATFORM, changes=Record.AGREEMENT)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a month: what each hospital gets or owes, the load promised beside done; a party closes it."""
    row = get_object_or_404(own_platforms(request), pk=pk)
    months = _months()
    month = _asked(request, months)
    if request.method == "POST":
        return _closed(request, row, month)
    found, kept = closing.money_of(row, month)
    context: dict[str, Any] = {
        "platform": row, "found": found,
        "statements": [(one, f"mois={month:%Y-%m}&hopital={one.hospital.pk}") for one in found.balances],
        "month": month, "word": f"{month:%Y-%m}", "loads": found.loads,
        "before": max((one for one in months if one < month), default=None),
        "after": min((one for one in months if one > month), default=None),
        "standing": said_of(found, kept), "closed": kept,
        "why_open": closing.reason_open(found, timezone.localdate()),
        "may_close": kept is None and _may_close(request, row),
        "amounts": [(one, KINDS[one.kind], _parts(one)) for one in found.amounts],
    }  # fmt: skip
    return render(request, "platforms/money.html", context)


def _may_close(request: HttpRequest, row: ReadingPlatform) -> bool:
    agreement = closing.agreement_of(row)
    if agreement is None:
        return False
    return Agreement.objects.changeable_by(request.user, Reach.ORGANISATION).filter(pk=agreement.pk).exists()


def _closed(request: HttpRequest, row: ReadingPlatform, month: date) -> HttpResponse:
    try:
        closing.close(row, month, signed_in(request))
        messages.success(request, f"Le mois {french.of_month(month)} est clos\u00a0: ses montants ne changent plus.")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('platform-money', args=[row.pk])}?mois={month:%Y-%m}")


def said_of(found: PlatformMonth, kept: ClosedMonth | None) -> str:
    """Return whether the amounts of a month may still change."""
    if kept is not None:
        return f"Clos le {kept.closed_at:%d/%m/%Y}\u00a0: ces montants sont définitifs."
    if found.open:
        return (
            f"Provisoire\u00a0: {french.plural(found.open, 'garde n’est', 'gardes ne sont')} pas encore "
            f"{'notée' if found.open == 1 else 'notées'}."
        )
    return "Provisoire jusqu’à ce que le mois soit clos."


def _parts(one: Amount) -> list[tuple[str, int, int]]:
    return [(toponyms.curly(part.organisation.name), part.percent, part.cents) for part in one.parts]


def _months() -> list[date]:
    """Return the first days of the months that can be shown, the oldest first, up to this one."""
    month = timezone.localdate().replace(day=1)
    found = [month]
    for _ in range(BEHIND):
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found[::-1]


def _asked(request: HttpRequest, months: Sequence[date]) -> date:
    """Return the month that the URL names, or the last whole one."""
    text = request.GET.get("mois", "")
    named = next((one for one in months if f"{one:%Y-%m}" == text), None)
    return named or max(one for one in months if next_month(one) <= timezone.localdate())


def _hospital(request: HttpRequest, found: PlatformMonth) -> Organisation | None:
    """Return the hospital whose statement the URL names; None for all. Raises ``Http404`` for another."""
    text = request.GET.get("hopital", "")
    if not text:
        return None
    known = {one.hospital.pk: one.hospital for one in found.balances}
    if (key := whole(text)) not in known:
        raise Http404
    return known[key]


@require_safe
@gate(Reach.ORGANISATION, reads=Record.READING_PLATFORM)
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the parts of every amount of a month, or of the statement of one hospital, a row each."""
    row = get_object_or_404(own_platforms(request), pk=pk)
    month = _asked(request, _months())
    found, _ = closing.money_of(row, month)
    hospital = _hospital(request, found)
    rows = [
        (row.name, f"{month:%Y-%m}", one.day.isoformat(), KINDS[one.kind], one.who, one.number, one.hospital.name,
         one.cents, part.organisation.name, part.percent, part.cents)
        for one in (found.amounts if hospital is None else found.of(hospital))
        for part in one.parts
    ]  # fmt: skip
    name = f"plateforme-{row.pk}-{month:%Y-%m}{f'-{hospital.pk}' if hospital is not None else ''}"
    return sheets.answer(name, COLUMNS, rows, sheets.asked(request.GET))


@require_safe
@gate(Reach.ORGANISATION, reads=Record.READING_PLATFORM)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the PDF of a month, or the statement of one hospital."""
    row = get_object_or_404(own_platforms(request), pk=pk)
    month = _asked(request, _months())
    found, kept = closing.money_of(row, month)
    hospital = _hospital(request, found)
    answer = HttpResponse(_paper(found, kept, hospital), content_type="application/pdf")
    suffix = f"-{hospital.pk}" if hospital is not None else ""
    answer["Content-Disposition"] = f'attachment; filename="plateforme-{row.pk}-{month:%Y-%m}{suffix}.pdf"'
    return answer


def _paper(found: PlatformMonth, kept: ClosedMonth | None, hospital: Organisation | None) -> bytes:
    """Return the PDF: who owes what, balances, load, amounts with their parts."""
    month = french.month_text(found.month)
    whose = f"Relevé de {toponyms.curly(hospital.name)}, " if hospital is not None else ""
    key = None if hospital is None else hospital.pk
    owed = [one for one in found.recharges if key in (None, one.debtor.pk, one.creditor.pk)]
    balances = [one for one in found.balances if key in (None, one.hospital.pk)]
    return documents.render(
        "agreement",
        {
            "title": f"{whose}{toponyms.curly(found.platform.name)}, {month}",
            "site": identities.current().name,
            "state": said_of(found, kept),
            "parties": [toponyms.curly(one.hospital.name) for one in found.balances],
            "articles": [],
            "annexes": [
                {"title": "Qui doit quoi", "head": ["Doit", "À", "Montant"],
                 "rows": [[toponyms.curly(one.debtor.name), toponyms.curly(one.creditor.name), french.euros(one.cents)]
                          for one in owed]},
                {"title": "Solde", "head": ["Hôpital", "Gardes payées", "Sa part", "Honoraires reçus", "Sa part",
                                            "Reçoit (ou doit, en moins)"],
                 "rows": [[toponyms.curly(one.hospital.name), french.euros(one.paid), french.euros(one.bears),
                           french.euros(one.received), french.euros(one.entitled), french.euros(one.gets)]
                          for one in balances]},
                {"title": "Charge promise et faite",
                 "head": ["Hôpital", "Heures promises", "Prévues", "Tenues", "Lectures promises", "Faites"],
                 "rows": [[toponyms.curly(one.hospital.name), french.number(one.promised / 60, 1),
                           french.number(one.planned / 60, 1), french.number(one.held / 60, 1),
                           french.number(one.readings_promised, 1), french.number(one.readings)]
                          for one in found.loads if key in (None, one.hospital.pk)]},
                {"title": "Montants et parts", "head": ["Jour", "Nature", "Lecteur", "Hôpital", "Partie", "Montant"],
                 "rows": [[french.date_text(one.day, weekday=False), _said(one), toponyms.curly(one.who),
                           toponyms.curly(one.hospital.name), f"{name}, {french.percent(percent)}", french.euros(cents)]
                          for one in (found.amounts if hospital is None else found.of(hospital))
                          for name, percent, cents in _parts(one)]},
            ],
        },
        timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0),  # one day, one file
    )  # fmt: skip


def _said(one: Amount) -> str:
    return KINDS[one.kind] if one.number is None else f"{KINDS[one.kind]}, demande n°\u00a0{one.number}"
