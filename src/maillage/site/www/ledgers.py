"""The ledger of payers and the lines behind it, for the coordination and for the payer: one page each, two gates."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import SCHEMES, next_month
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Commune
from maillage.site.payments import services
from maillage.site.payments.dues import DueLine
from maillage.site.payments.ledger import (
    DUE,
    STATES,
    Sums,
    by_month,
    by_territory,
    in_territory_of,
    months_to_close,
    open_lines,
    territories_of,
    with_standing,
)
from maillage.site.payments.ledger import ledgers as payer_ledgers
from maillage.site.payments.models import Contest, MonthClosing, StatementLine, StatementLineQuerySet
from maillage.site.payments.payers import Payer
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, lists, sheets, toponyms
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import signed_in
from maillage.site.www.line_filter import LineFilter, month_of
from maillage.site.www.lists import Column
from maillage.site.www.money_forms import AnswerContestForm
from maillage.site.www.numbers import whole

LIST = (
    Column("date", "Date", ("date",)),
    Column("soignant", "Soignant", ("statement__professional__last_name", "date")),
    Column("lieu", "Lieu", ("commune__name", "date")),
    Column("dispositif", "Dispositif", ("scheme", "date")),
    Column("quoi", "Quoi", ("what", "date")),
    Column("montant", "Montant", ("cents", "date"), numeric=True),
    Column("etat", "État", ("standing", "date")),
)
OPEN_LIST = (
    Column("date", "Date", ("line__date",)),
    Column("soignant", "Soignant", ("last_name", "line__date")),
    Column("lieu", "Lieu", ("line__commune__name", "line__date")),
    Column("dispositif", "Dispositif", ("scheme", "line__date")),
    Column("quoi", "Quoi", ("what", "line__date")),
    Column("montant", "Montant", ("line__cents", "line__date"), numeric=True),
)
USUAL_SORT, OPEN_KEY = "-date", "dus"
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
    def person(self) -> Professional:
        """Who is paid."""
        line = self.line
        return line.person if isinstance(line, DueLine) else line.statement.professional

    @property
    def doctor(self) -> str:
        """Their name."""
        return toponyms.curly(f"{self.person.first_name} {self.person.last_name}")

    @property
    def last_name(self) -> str:
        """By which lists sort people."""
        return self.person.last_name

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
    sections, payers = [], _payers(request, desk)
    still_open = open_lines(payers, next_month(today), communes)
    months: defaultdict[int, list[dt.date]] = defaultdict(list)
    for pk, month in MonthClosing.objects.filter(payer__in=payers).values_list("payer", "month"):
        months[pk].append(month)
    sums_of = payer_ledgers(lines.filter(statement__closing__payer__in=payers), still_open)
    named = territories_of(sums_of.values())
    for payer in payers:
        open_ones = still_open.get(payer.pk, [])
        found = sums_of.get(payer.pk, {})
        to_close = months_to_close(open_ones, months[payer.pk], today)
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
                    for place, scheme, sums in by_territory(found, named)
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
    month = month_of(request.POST.get("mois", ""))
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


@dataclass(frozen=True)
class AskedLines:
    """Lines as an address asks for them: closed ones as rows, and those due to no closed month yet, computed."""

    closed: QuerySet[Any]
    open: list[SheetLine]
    form: LineFilter


def _asked(request: HttpRequest, desk: MoneyDesk) -> AskedLines:
    """Lines by the questions of the address."""
    payers, visible = _payers(request, desk), _lines(request, desk)
    form = LineFilter(request.GET, payers=payers, lines=visible)
    asked = form.asked
    if asked.payer is not None:
        payers = [one for one in payers if one.pk == asked.payer]
    closed = with_standing(visible.filter(statement__closing__payer__in=payers)).filter(**asked.closed)
    found: list[SheetLine] = []
    if asked.state in ("", DUE):
        by_payer = open_lines(payers, next_month(timezone.localdate()), _communes(request, desk))
        rows = (one for lines in by_payer.values() for one in lines if asked.holds(one))
        found = [SheetLine(one, one.date.replace(day=1), STATES[DUE], "", "") for one in rows]
    related = closed.select_related("statement__closing", "statement__professional", "commune__intercommunality")
    return AskedLines(related, found, form)


def _closed_line(desk: MoneyDesk, one: Any) -> SheetLine:
    return SheetLine(one, one.month, STATES[one.standing], one.statement.reference, reverse(desk.line, args=[one.pk]))


def lines_page(request: HttpRequest, desk: MoneyDesk) -> HttpResponse:
    """The lines behind a figure: those of closed months, and those that are not on a statement yet."""
    found = _asked(request, desk)
    closed = lists.listed(request, found.closed, LIST, USUAL_SORT)
    waiting = lists.listed_values(request, found.open, OPEN_LIST, USUAL_SORT, key=OPEN_KEY)
    cents = found.closed.order_by().aggregate(cents=Sum("cents"))["cents"] or 0
    query = request.GET.copy()
    for name in (lists.PAGE, f"{lists.PAGE}-{OPEN_KEY}"):
        query.pop(name, None)
    where, state = reverse(desk.sheet), STATES.get(request.GET.get("etat", ""), "")
    context = {
        "list": closed,
        "rows": [_closed_line(desk, one) for one in closed.page.object_list],
        "cents": cents,
        "waiting": waiting,
        "waiting_cents": sum(row.line.cents for row in found.open),
        "form": found.form,
        "title": f"Les lignes d’indemnités\u00a0: {state}" if state else "Les lignes d’indemnités",
        "desk": desk,
        "csv": f"{where}?{query.urlencode()}" if query else where,
    }
    return render(request, "payments/lines.html", context)


def lines_csv(request: HttpRequest, desk: MoneyDesk) -> HttpResponse:
    """The same lines as a file, all pages of both lists."""
    found = _asked(request, desk)
    closed = lists.in_order(request.GET, found.closed, LIST, USUAL_SORT)
    waiting = lists.values_in_order(request.GET, found.open, OPEN_LIST, USUAL_SORT, OPEN_KEY)
    rows = (row.cells() for row in [*waiting, *(_closed_line(desk, one) for one in closed)])
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
