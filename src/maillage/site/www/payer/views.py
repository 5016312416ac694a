"""A payer's desk: what is due and paid, payment orders with their files and returns, the account that pays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.payments import orders as payment_orders
from maillage.site.payments.bank import give_account
from maillage.site.payments.files import file_of
from maillage.site.payments.models import OrderedPayment, PaymentOrder
from maillage.site.payments.payers import BankAccount, Payer
from maillage.site.payments.returns import CellProblem, read_return
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, heirs, ledgers, lists
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.list_filters import Choice, Filter, by_field, filtered
from maillage.site.www.lists import Column
from maillage.site.www.money_forms import AccountForm, ReturnForm
from maillage.site.www.numbers import whole

LIST = (
    Column("ordre", "Ordre", ("pk",)),
    Column("fait", "Fait le", ("made_at",)),
    Column("montant", "Montant", ("cents", "-made_at"), numeric=True),
    Column("retours", "Retours", ("back", "-made_at")),
)
USUAL_SORT = "-fait"
BY_RETURN = Filter(
    "retours", "Retours", (
        Choice("attendus", "attendus", Q(back__lt=F("count"))), Choice("tous", "tous arrivés", Q(back=F("count"))),
    ),
)  # fmt: skip
COLUMNS = ("reference", "made_on", "payments", "cents", "returned")
PAYMENTS = (
    Column("releve", "Relevé", ("statement__closing__month", "statement__pk")),
    Column("soignant", "Soignant", ("statement__professional__last_name",)),
    Column("montant", "Montant", ("cents",), numeric=True),
    Column("etat", "État", ("state",)),
)
USUAL_PAYMENTS = "soignant"
BY_STATE = by_field("etat", "État", "state", OrderedPayment.State.choices)
PAYMENT_COLUMNS = ("reference", "doctor", "cents", "state", "reason")
TONES = {"paid": "good", "ordered": "", "rejected": "bad"}


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.PAYMENT, changes=Record.PAYMENT)
def ledger(request: HttpRequest) -> HttpResponse:
    """What is due, contested and paid."""
    return ledgers.ledger_page(request, ledgers.PAYER_DESK)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.PAYMENT)
def lines(request: HttpRequest) -> HttpResponse:
    """The lines behind a figure."""
    return ledgers.lines_page(request, ledgers.PAYER_DESK)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.PAYMENT)
def lines_csv(request: HttpRequest) -> HttpResponse:
    """The same lines as a file."""
    return ledgers.lines_csv(request, ledgers.PAYER_DESK)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.PAYMENT, changes=Record.PAYMENT)
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: answer a contest, correct it."""
    return ledgers.line_page(request, ledgers.PAYER_DESK, pk)


def _payer(request: HttpRequest) -> Payer | None:
    """The payer whose page is asked: that of the form, or the first one of the organisation."""
    mine = Payer.objects.visible_to(request.user, Reach.ORGANISATION).select_related("organisation")
    asked = whole(request.POST.get("payeur", ""))
    return get_object_or_404(mine, pk=asked) if asked is not None else mine.first()


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.PAYMENT, changes=Record.PAYMENT)
def orders(request: HttpRequest) -> HttpResponse:
    """Show what waits to be paid and the orders made; make one."""
    payer = _payer(request)
    form = heirs.sent_form(request)
    if request.method == "POST" and payer is not None:
        if form is None:
            return _make_order(request, payer)
        if heirs.settled(request, [payer], form):
            return redirect("payer-orders")
    made = PaymentOrder.objects.visible_to(request.user, Reach.ORGANISATION).annotate(
        count=Count("payments"),
        cents=Sum("payments__cents"),
        back=Count("payments", filter=~Q(payments__state=OrderedPayment.State.ORDERED)),
    )
    filters, kept = filtered(request.GET, made, (BY_RETURN,))
    listed = lists.listed(request, kept, LIST, USUAL_SORT)
    if listed.as_file:
        return lists.file("ordres", listed, COLUMNS, _order_cells, request.GET)
    waiting = payment_orders.payable(payer) if payer is not None else []
    context = {
        "payer": payer,
        "waiting": waiting,
        "waiting_cents": sum(one.total_cents for one in waiting),
        "by_post": heirs.due_to_heirs([payer] if payer is not None else [], form),
        "without_account": payment_orders.without_account(payer) if payer is not None else [],
        "account": BankAccount.objects.filter(payer=payer).first(),
        "filters": filters,
        "any": made.exists(),
        "list": listed,
        "orders": listed.page.object_list,
    }
    return render(request, "payer/orders.html", context, status=422 if form is not None else 200)


def _order_cells(one: Any) -> list[str | int]:
    return [one.reference, timezone.localdate(one.made_at).isoformat(), one.count, one.cents, one.back]


def _payment_cells(one: OrderedPayment) -> list[str | int]:
    person = one.statement.professional
    name = f"{person.first_name} {person.last_name}"
    return [one.statement.reference, name, one.cents, one.get_state_display(), one.reason]


def _make_order(request: HttpRequest, payer: Payer) -> HttpResponse:
    try:
        made = payment_orders.make_order(payer, signed_in(request))
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("payer-orders")
    count = french.plural(made.payments.count(), "versement")
    messages.success(request, f"L’ordre {made.reference} est prêt\u00a0: {count}. Téléchargez son fichier.")
    return redirect("payer-order", pk=made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.PAYMENT, changes=Record.PAYMENT)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an order and what became of each payment; read its return."""
    found = get_object_or_404(PaymentOrder.objects.visible_to(request.user, Reach.ORGANISATION), pk=pk)
    form = ReturnForm(request.POST if request.method == "POST" else None, request.FILES or None)
    problems: list[CellProblem] = []
    if request.method == "POST" and form.is_valid():
        returned, problems = read_return(found, form.cleaned_data["retour"])
        if not problems:
            with refused_on(form):
                count = payment_orders.settle(found, returned, signed_in(request))
                said = french.plural(count, "versement a son retour", "versements ont leur retour")
                messages.success(request, f"{said}.")
                return redirect("payer-order", pk=pk)
    payments = found.payments.select_related("statement__closing", "statement__professional")
    filters, kept = filtered(request.GET, payments, (BY_STATE,))
    listed = lists.listed(request, kept, PAYMENTS, USUAL_PAYMENTS)
    if listed.as_file:
        return lists.file(found.reference, listed, PAYMENT_COLUMNS, _payment_cells, request.GET)
    rows = [(one, one.get_state_display(), TONES[one.state]) for one in listed.page]
    waiting = payments.filter(state=OrderedPayment.State.ORDERED).exists()
    context = {
        "order": found,
        "filters": filters,
        "list": listed,
        "rows": rows,
        **payments.aggregate(cents=Sum("cents", default=0), count=Count("pk")),
        "form": form,
        "problems": problems,
        "waiting": waiting,
    }
    return render(request, "payer/order.html", context, status=422 if form.errors or problems else 200)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.PAYMENT)
def order_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the file of an order, for the insurer's own software or for the bank."""
    rows = PaymentOrder.objects.visible_to(request.user, Reach.ORGANISATION).select_related("payer__organisation")
    made = file_of(get_object_or_404(rows, pk=pk))
    answer = HttpResponse(made.content, content_type=made.kind)
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.PAYMENT, changes=Record.PAYMENT)
def account(request: HttpRequest) -> HttpResponse:
    """Show the last digits of the account that pays; give one."""
    payer, form = _payer(request), AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and payer is not None:
        with refused_on(form):
            kept = give_account(form.cleaned_data["iban"], signed_in(request), payer=payer)
            messages.success(request, f"C’est noté\u00a0: le compte qui finit par {kept.last_four}.")
            return redirect("payer-orders")
    context = {
        "form": form,
        "account": BankAccount.objects.filter(payer=payer).first(),
        "back": "payer-orders",
        "back_label": "Les versements",
        "insurer": payer is not None and payer.is_insurer,
    }
    return render(request, "payments/account.html", context, status=422 if form.errors else 200)
