"""The money, for the coordination: ledger, lines, and who pays for what."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import SCHEMES
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.directory.services import usable_organisations
from maillage.site.geography.models import Department, Region
from maillage.site.payments import services
from maillage.site.payments.dues import paying_schemes, without_payer
from maillage.site.payments.payers import Payer, PaymentMandate
from maillage.site.www import heirs, ledgers, lists, toponyms
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.payer_form import PayerForm
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.list_filters import by_field, filtered
from maillage.site.www.lists import Column, Listed

MANDATE_LIST = (
    Column("dispositif", "Dispositif", ("scheme", "department")),
    Column("departement", "Département", ("department", "scheme")),
    Column("payeur", "Payeur", ("payer__organisation__name", "department", "scheme")),
)
MANDATE_COLUMNS = ("scheme", "department", "payer")


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PAYMENT, changes=Record.PAYMENT)
def payments(request: HttpRequest) -> HttpResponse:
    """What is due, contested and paid, payer by payer."""
    return ledgers.ledger_page(request, ledgers.COORDINATION)


@require_safe
@gate(Reach.TERRITORY, reads=Record.PAYMENT)
def lines(request: HttpRequest) -> HttpResponse:
    """The lines behind a figure."""
    return ledgers.lines_page(request, ledgers.COORDINATION)


@require_safe
@gate(Reach.TERRITORY, reads=Record.PAYMENT)
def lines_csv(request: HttpRequest) -> HttpResponse:
    """The same lines as a file."""
    return ledgers.lines_csv(request, ledgers.COORDINATION)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PAYMENT, changes=Record.PAYMENT)
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: answer a contest, correct it."""
    return ledgers.line_page(request, ledgers.COORDINATION, pk)


def _mandates(request: HttpRequest, rows: QuerySet[PaymentMandate]) -> tuple[Form, Listed[PaymentMandate]]:
    """Return the mandates that the address asks for, and the form of their filters."""
    known = rows.order_by()
    schemes = [(code, _label(code)) for code in sorted(set(known.values_list("scheme", flat=True)), key=_label)]
    places = known.values_list("department", "department__name").distinct().order_by("department")
    names = known.values_list("payer", "payer__organisation__name").distinct().order_by("payer__organisation__name")
    filters = (
        by_field("dispositif", "Dispositif", "scheme", schemes),
        by_field("departement", "Département", "department", [(code, toponyms.curly(name)) for code, name in places]),
        by_field("payeur", "Payeur", "payer", [(str(pk), toponyms.curly(name)) for pk, name in names]),
    )
    form, kept = filtered(request.GET, rows.select_related("payer__organisation", "department"), filters)
    return form, lists.listed(request, kept, MANDATE_LIST, "departement")


def _label(scheme: str) -> str:
    return SCHEMES[scheme].label if scheme in SCHEMES else scheme


def _scheme(one: PaymentMandate) -> str:
    return _label(one.scheme)


def _mandate_cells(one: PaymentMandate) -> tuple[str, ...]:
    return _scheme(one), one.department.name, one.payer.organisation.name


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PAYMENT)
def payers(request: HttpRequest) -> HttpResponse:
    """Who pays for which scheme in which department; name somebody."""
    user = signed_in(request)
    regions = user.grants.scope(Record.PAYMENT, Act.CHANGE).regions
    region = Region.objects.filter(pk__in=regions).order_by("name").first()
    filters, listed = _mandates(request, PaymentMandate.objects.filter(department__region__in=regions))
    if listed.as_file:
        return lists.file("payeurs", listed, MANDATE_COLUMNS, _mandate_cells, request.GET)
    usable = Q(pk__in=usable_organisations(user).values("pk")) | Q(payers__region__in=regions)
    form = PayerForm(
        request.POST or None,
        organisations=Organisation.objects.filter(usable).distinct().order_by("name"),
        schemes=[(code, SCHEMES[code].label) for code in paying_schemes()],
        departments=Department.objects.filter(region=region).order_by("code"),
    )
    if request.method == "POST" and form.is_valid() and region is not None:
        with refused_on(form):
            services.name_payer(form.organisation, region, form.cleaned_data["schemes"], form.chosen_departments, user)
            messages.success(request, f"C’est noté\u00a0: {form.organisation} paie.")
            return redirect("payers")
    context = {
        "form": form if region is not None else None,
        "named": PaymentMandate.objects.filter(department__region__in=regions).exists(),
        "filters": filters,
        "list": listed,
        "mandates": [(_scheme(one), one) for one in listed.page.object_list],
        "orphans": without_payer(Session.objects.visible_to(user, Reach.TERRITORY)).count(),
    }
    return render(request, "coordinator/payers.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PAYMENT)
def to_heirs(request: HttpRequest) -> HttpResponse:
    """What is due to the heirs of doctors who died, payer by payer; record what was paid outside."""
    mine = list(Payer.objects.changeable_by(signed_in(request), Reach.TERRITORY).select_related("organisation"))
    form = heirs.sent_form(request)
    if form is not None and heirs.settled(request, mine, form):
        return redirect("payment-heirs")
    found = [(payer, heirs.due_to_heirs([payer], form)) for payer in mine]
    context = {"payers": [one for one in found if one[1]], "form": form}
    return render(request, "coordinator/heirs.html", context, status=200 if form is None else 422)
