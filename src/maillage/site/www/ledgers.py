"""The ledger of payers and the lines behind it, for the coordination and for the payer: one page each, two gates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import SCHEMES
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.geography.models import Commune
from maillage.site.payments import services
from maillage.site.payments.dues import DueLine, next_month
from maillage.site.payments.ledger import (
    DUE,
    STATES,
    Sums,
    by_month,
    by_territory,
    in_territory_of,
    ledger,
    months_to_close,
    open_lines,
    with_standing,
)
from maillage.site.payments.models import Contest, MonthClosing, StatementLine, StatementLineQuerySet
from maillage.site.payments.payers import Payer
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, sheets, toponyms
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import signed_in
from maillage.site.www.money_forms import AnswerContestForm
from maillage.site.www.numbers import whole

PER_PAGE = 50
COLUMNS = (
    "reference", "month", "date", "commune", "territory", "scheme", "what", "quantity", "unit_cents", "cents",
    "state", "doctor", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class MoneyDesk:
    """A desk that follows the money: how far its right goes, and the names of its addresses."""

    reach: Reach
    ledger: str
    lines: str
    sheet: str
    line: str


COORDINATION = MoneyDesk(Reach.TERRITORY, "payments", "payment-lines", "payment-lines-csv", "payment-line")
PAYER_DESK = MoneyDesk(Reach.ORGANISATION, "payer-ledger", "payer-lines", "payer-lines-csv", "payer-line")


@dataclass(frozen=True)
class Figure:
    """An amount, and the address of the lines behind it."""

    state: str
    cents: int
    url: str


@dataclass(frozen=True)
class SheetLine:
    """A line as lists and files show it."""

    line: StatementLine | DueLine
    month: dt.date
    state: str
    reference: str
    url: str

    @property
    def doctor(self) -> str:
        """Who is paid."""
        line = self.line
        person = line.person if isinstance(line, DueLine) else line.statement.professional
        return toponyms.curly(f"{person.first_name} {person.last_name}")

    @property
    def what(self) -> str:
        """What for."""
        return str(StatementLine.What(self.line.what).label)

    @property
    def scheme(self) -> str:
        """Under which scheme."""
        return SCHEMES[self.line.scheme].label if self.line.scheme in SCHEMES else self.line.scheme

    def cells(self) -> list[sheets.Cell]:
        """The cells of a file, by ``COLUMNS``."""
        line, territory = self.line, self.line.commune.intercommunality
        return [
            self.reference, f"{self.month:%Y-%m}", line.date.isoformat(), line.commune.name,
            territory.name if territory else "", self.scheme, self.what, line.quantity, line.unit_cents, line.cents,
            self.state, self.doctor, line.reason,
        ]  # fmt: skip


def _lines(request: HttpRequest, desk: MoneyDesk) -> StatementLineQuerySet:
    return StatementLine.objects.visible_to(request.user, desk.reach)


def _payers(request: HttpRequest, desk: MoneyDesk) -> list[Payer]:
    """Payers one answers for, and those who pay in one's territory."""
    mine = Payer.objects.visible_to(request.user, desk.reach)
    rows = mine if desk.reach is Reach.ORGANISATION else mine | Payer.objects.filter(
        in_territory_of(_lines(request, desk))
    )  # fmt: skip
    return list(rows.select_related("organisation").distinct())


def _communes(request: HttpRequest, desk: MoneyDesk) -> QuerySet[Commune] | None:
    """Communes whose open lines one sees; None for all of one's payers'."""
    if desk.reach is Reach.ORGANISATION:
        return None
    scope = signed_in(request).grants.scope(Record.PAYMENT)
    return Commune.objects.filter(scope.in_territory())


def ledger_page(request: HttpRequest, desk: MoneyDesk) -> HttpResponse:
    """What is due, to pay, contested and paid, payer by payer; close a month."""
    if request.method == "POST":
        return _close(request, desk)
    today, lines, communes = timezone.localdate(), _lines(request, desk), _communes(request, desk)
    changeable = set(Payer.objects.changeable_by(request.user, desk.reach).values_list("pk", flat=True))
    sections = []
    for payer in _payers(request, desk):
        open_ones = open_lines([payer], next_month(today), communes)
        found = ledger(lines.filter(statement__closing__payer=payer), open_ones)
        closed = MonthClosing.objects.filter(payer=payer).values_list("month", flat=True)
        to_close = months_to_close(open_ones, closed, today)
        total = Sums()
        for sums in found.values():
            for state, cents in sums.cents.items():
                total.add(state, cents)
        sections.append(
            {
                "payer": payer,
                "months": [
                    (month, _figures(desk, sums, payer, mois=f"{month:%Y-%m}")) for month, sums in by_month(found)
                ],
                "places": [
                    (
                        toponyms.curly(place.name) if place else "Hors intercommunalité",
                        SCHEMES[scheme].label if scheme in SCHEMES else scheme,
                        _figures(desk, sums, payer, territoire=place.pk if place else "aucun", dispositif=scheme),
                    )
                    for place, scheme, sums in by_territory(found)
                ],
                "total": _figures(desk, total, payer),
                "to_close": to_close[:1] if payer.pk in changeable else [],
            }
        )
    context = {
        "sections": sections,
        "states": list(STATES.values()),
        "desk": desk,
        "csv": reverse(desk.sheet),
        "may_name": desk is COORDINATION and signed_in(request).grants.may(Record.PAYMENT, Act.CHANGE, Reach.TERRITORY),
    }
    return render(request, "payments/ledger.html", context)


def _figures(desk: MoneyDesk, sums: Sums, payer: Payer, **asked: object) -> list[Figure]:
    where = reverse(desk.lines)
    return [
        Figure(label, sums.cents[state], f"{where}?{urlencode({'payeur': payer.pk, 'etat': state, **asked})}")
        for state, label in STATES.items()
    ]


def _close(request: HttpRequest, desk: MoneyDesk) -> HttpResponse:
    mine = Payer.objects.changeable_by(request.user, desk.reach)
    payer = get_object_or_404(mine, pk=whole(request.POST.get("payeur", "")))
    month = _month(request.POST.get("mois", ""))
    try:
        if month is None:
            raise Refused("Choisissez le mois à clore.")
        closing = services.close(payer, month, signed_in(request))
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        count = french.plural(closing.statements.count(), "relevé")
        total = french.euros(closing.total_cents)
        messages.success(request, f"{french.month_text(month).capitalize()} est clos\u00a0: {count}, {total}.")
    back = desk is COORDINATION and request.POST.get("retour") == "accueil"
    return redirect("today" if back else desk.ledger)


def _month(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _asked(request: HttpRequest, desk: MoneyDesk) -> list[SheetLine]:
    """Lines by the questions of the address: open ones first, then closed ones, the latest first."""
    query, payers = request.GET, _payers(request, desk)
    payer, month = whole(query.get("payeur", "")), _month(query.get("mois", ""))
    if payer is not None:
        payers = [one for one in payers if one.pk == payer]
    state, place, scheme = query.get("etat", ""), query.get("territoire", ""), query.get("dispositif", "")
    found: list[SheetLine] = []
    if state in ("", DUE):
        rows = open_lines(payers, next_month(timezone.localdate()), _communes(request, desk))
        found = [
            SheetLine(one, one.date.replace(day=1), STATES[DUE], "", "")
            for one in rows
            if (not place or (one.commune.intercommunality_id or "aucun") == place)
            and (not scheme or one.scheme == scheme)
            and (month is None or one.date.replace(day=1) == month)
        ]
    closed = with_standing(_lines(request, desk).filter(statement__closing__payer__in=payers))
    if place:
        closed = closed.filter(commune__intercommunality=None if place == "aucun" else place)
    if scheme:
        closed = closed.filter(scheme=scheme)
    if month is not None:
        closed = closed.filter(month=month)
    if state:
        closed = closed.filter(standing=state)
    rows = closed.select_related("statement__closing", "statement__professional", "commune__intercommunality").order_by(
        "-month", "date", "pk"
    )
    return found + [
        SheetLine(one, one.month, STATES[one.standing], one.statement.reference, reverse(desk.line, args=[one.pk]))
        for one in rows
    ]


def lines_page(request: HttpRequest, desk: MoneyDesk) -> HttpResponse:
    """The lines behind a figure."""
    found = _asked(request, desk)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    where, state = reverse(desk.sheet), STATES.get(request.GET.get("etat", ""), "")
    context = {
        "page": page,
        "rows": page.object_list,
        "cents": sum(row.line.cents for row in found),
        "title": f"Les lignes d’indemnités\u00a0: {state}" if state else "Les lignes d’indemnités",
        "desk": desk,
        "csv": f"{where}?{query.urlencode()}" if query else where,
    }
    return render(request, "payments/lines.html", context)


def lines_csv(request: HttpRequest, desk: MoneyDesk) -> HttpResponse:
    """The same lines as a file."""
    rows = (row.cells() for row in _asked(request, desk))
    return sheets.answer("indemnites", COLUMNS, rows, sheets.asked(request.GET))


def line_page(request: HttpRequest, desk: MoneyDesk, pk: int) -> HttpResponse:
    """One line of a closed month: what it pays, what is said against it; answer, or correct it."""
    rows = with_standing(_lines(request, desk))
    line = get_object_or_404(
        rows.select_related(
            "statement__closing__payer__organisation", "statement__professional", "commune", "corrects"
        ),
        pk=pk,
    )
    contest = Contest.objects.filter(line=line).select_related("answered_by").first()
    may = StatementLine.objects.changeable_by(request.user, desk.reach).filter(pk=pk).exists()
    waiting = contest is not None and contest.answered_at is None
    form = AnswerContestForm(request.POST or None, contested=waiting, cents=services.corrected_cents(line))
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            _answer(request, line, contest if waiting else None, form)
            messages.success(request, "C’est noté. Une correction entre dans le prochain mois clos.")
            return redirect(desk.line, pk=pk)
    context: dict[str, Any] = {
        "line": line,
        "sheet_line": SheetLine(line, line.month, STATES[line.standing], line.statement.reference, ""),
        "contest": contest,
        "waiting": waiting,
        "corrections": line.corrections.select_related("by"),
        "sessions": {paid.session for paid in line.paid_sessions.select_related("session__commune", "session__place")},
        "form": form if may else None,
        "desk": desk,
    }
    return render(request, "payments/line.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, line: StatementLine, contest: Contest | None, form: AnswerContestForm) -> None:
    by, said, cents = signed_in(request), form.cleaned_data["reason"], form.cents
    if contest is not None:
        services.answer_contest(contest, said, by, cents=cents)
    else:
        services.correct(line, services.corrected_cents(line) if cents is None else cents, said, by)
