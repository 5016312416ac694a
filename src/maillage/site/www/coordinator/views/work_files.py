"""Requests for work that come with files: measure again, designate, import a plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.geography.models import Region
from maillage.site.locks import in_transaction
from maillage.site.observatory import background as observatory
from maillage.site.plans import background as plans
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.file_forms import MeasureForm, PlanFileForm
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.provenance import people_are_invented


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.ZONE)
def ask_measure(request: HttpRequest) -> HttpResponse:
    """Ask for access to be measured, or territories designated, with the user's own figures; the worker does it."""
    user, invented = signed_in(request), people_are_invented()
    regions = _regions(user, Record.ZONE)
    if request.method == "POST" and (invented or not regions):
        raise PermissionDenied
    form = MeasureForm(*_sent(request), regions=regions)
    if form.is_bound and form.is_valid():
        with refused_on(form):
            _ask(form, user)
            messages.success(request, "C’est demandé. Le travail se fait à part\u00a0: vous pouvez quitter cette page.")
            return redirect("jobs")
    context = {"form": form, "regions": regions, "invented": invented}
    return render(request, "coordinator/ask_measure.html", context, status=_status(form))


@in_transaction
def _ask(form: MeasureForm, user: User) -> None:
    """Ask for both jobs or none."""
    if form.measures:
        observatory.ask_measure(form.asked(), form.sent(), user)
    if form.designates:
        observatory.ask_designation(form.asked(), form.sent(), user)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLAN)
def import_plan(request: HttpRequest) -> HttpResponse:
    """Send a plan made elsewhere; the worker checks it and keeps it as a draft."""
    user = signed_in(request)
    regions = _regions(user, Record.PLAN)
    if request.method == "POST" and not regions:
        raise PermissionDenied
    form = PlanFileForm(*_sent(request))
    if form.is_bound and form.is_valid():
        with refused_on(form):
            plans.ask_import(form.cleaned_data["plan"][0], form.cleaned_data["times"], user)
            messages.success(request, "Le plan est reçu. Il se vérifie à part\u00a0: vous pouvez quitter cette page.")
            return redirect("jobs")
    context = {"form": form, "regions": regions}
    return render(request, "coordinator/import_plan.html", context, status=_status(form))


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _status(form: MeasureForm | PlanFileForm) -> int:
    return 422 if form.errors else 200


def _regions(user: User, record: Record) -> list[Region]:
    """Return the regions whose rows of a kind the user may change as a whole."""
    return list(Region.objects.filter(pk__in=user.grants.scope(record, Act.CHANGE).regions).order_by("name"))
