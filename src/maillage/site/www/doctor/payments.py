"""A doctor's own statements: what is due, what is paid, contest a line, the account to be paid into."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import next_month, scheme_named
from maillage.site.accounts.rights import Reach, Record
from maillage.site.payments import services
from maillage.site.payments.bank import give_account
from maillage.site.payments.dues import dues_of
from maillage.site.payments.models import MonthlyStatement, OrderedPayment
from maillage.site.payments.payers import BankAccount, Payer
from maillage.site.www import lists
from maillage.site.www import statements as sheets_of_paper
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.doctor.days import own_person
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.list_filters import by_field, filtered
from maillage.site.www.lists import Column
from maillage.site.www.money_forms import AccountForm, ContestForm
from maillage.site.www.numbers import whole

TONES = {"paid": "good", "ordered": "good", "contested": "attention", "closed": "", "nothing": ""}


LIST = (
    Column("mois", "Mois", ("closing__month",)),
    Column("payeur", "Payeur", ("closing__payer__organisation__name", "-closing__month")),
    Column("montant", "Montant", ("total_cents", "-closing__month"), numeric=True),
    Column("etat", "État", ("stands", "-closing__month")),
    Column("fichier", "Fichier"),
)
USUAL_SORT, PER_PAGE = "-mois", 24
BY_STANDING = by_field("etat", "État", "stands", MonthlyStatement.Standing.choices)
COLUMNS = ("reference", "month", "payer", "cents", "state")


def _own(request: HttpRequest) -> QuerySet[MonthlyStatement]:
    rows = MonthlyStatement.objects.visible_to(request.user, Reach.OWN).with_state()
    return rows.select_related("closing__payer__organisation", "professional")


@require_safe
@gate(Reach.OWN, reads=Record.PAYMENT)
def statements(request: HttpRequest) -> HttpResponse:
    """Show statements of closed months, and what the next ones will hold."""
    own = _own(request)
    filters, kept = filtered(request.GET, own, (BY_STANDING,))
    listed = lists.listed(request, kept, LIST, USUAL_SORT, per_page=PER_PAGE)
    if listed.as_file:
        return lists.file("releves", listed, COLUMNS, _cells, request.GET)
    person = own_person(request)
    before = next_month(timezone.localdate())
    payers = [] if person is None else list(Payer.objects.select_related("organisation"))
    owed = dues_of(payers, before, person)
    waiting = [(payer, owed[payer.pk]) for payer in payers if owed.get(payer.pk)]
    context = {
        "filters": filters,
        "any": own.exists(),
        "list": listed,
        "rows": [(one, MonthlyStatement.Standing(one.stands).label, TONES[one.stands]) for one in listed.page],
        "waiting": [
            {
                "payer": payer,
                "lines": [(line, scheme_named(line.scheme).label) for line in lines],
                "cents": sum(line.cents for line in lines),
            }
            for payer, lines in waiting
        ],
        "account": BankAccount.objects.filter(professional=person).first() if person is not None else None,
    }
    return render(request, "doctor/statements.html", context)


def _cells(one: MonthlyStatement) -> list[str | int]:
    payer, state = one.closing.payer.organisation.name, str(MonthlyStatement.Standing(one.stands).label)
    return [one.reference, f"{one.closing.month:%Y-%m}", payer, one.total_cents, state]


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.PAYMENT, changes=Record.PAYMENT)
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one statement line by line; contest one of them."""
    found = get_object_or_404(_own(request), pk=pk)
    lines = list(found.lines.select_related("commune", "contest__correction", "corrects").order_by("date", "pk"))
    asked = whole((request.POST if request.method == "POST" else request.GET).get("contester", ""))
    form = ContestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = get_object_or_404(found.lines, pk=asked)
        with refused_on(form):
            services.contest(chosen, form.cleaned_data["reason"], signed_in(request))
            messages.success(request, "C’est noté\u00a0: la coordination vous répondra. Le relevé attend sa réponse.")
            return redirect("doctor-statement", pk=pk)
    paid = found.stands == "paid"
    context = {
        "statement": found,
        "standing": MonthlyStatement.Standing(found.stands).label,
        "tone": TONES[found.stands],
        "lines": [(one, scheme_named(one.scheme).label, getattr(one, "contest", None)) for one in lines],
        "contesting": next((one for one in lines if one.pk == asked), None) if not paid else None,
        "form": form,
        "paid": paid,
        "settled": found.payments.exclude(state=OrderedPayment.State.ORDERED).order_by("-settled_on").first(),
    }
    return render(request, "doctor/statement.html", context, status=422 if form.errors else 200)


@require_safe
@gate(Reach.OWN, reads=Record.PAYMENT)
def statement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one statement as a PDF file."""
    found = get_object_or_404(_own(request), pk=pk)
    answer = HttpResponse(sheets_of_paper.paper(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.reference}.pdf"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.PAYMENT, changes=Record.PAYMENT)
def account(request: HttpRequest) -> HttpResponse:
    """Show the last digits of one's account; give one."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            kept = give_account(form.cleaned_data["iban"], signed_in(request))
            messages.success(request, f"C’est noté\u00a0: le compte qui finit par {kept.last_four}.")
            return redirect("doctor-payments")
    known = BankAccount.objects.filter(professional__user=signed_in(request)).first()
    context = {"form": form, "account": known, "back": "doctor-payments", "back_label": "Mes indemnités"}
    return render(request, "payments/account.html", context, status=422 if form.errors else 200)
