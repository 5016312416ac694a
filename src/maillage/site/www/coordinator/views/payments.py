"""The money, for the coordination: ledger, lines, and who pays for what."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
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
from maillage.site.www import heirs, ledgers
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.payer_form import PayerForm
from maillage.site.www.gates import gate, signed_in


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


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PAYMENT)
def payers(request: HttpRequest) -> HttpResponse:
    """Who pays for which scheme in which department; name somebody."""
    user = signed_in(request)
    regions = user.grants.scope(Record.PAYMENT, Act.CHANGE).regions
    region = Region.objects.filter(pk__in=regions).order_by("name").first()
    mandates = PaymentMandate.objects.filter(department__region__in=regions)
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
        "mandates": [
            (SCHEMES[one.scheme].label if one.scheme in SCHEMES else one.scheme, one)
            for one in mandates.select_related("payer__organisation", "department")
        ],
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
