"""Pages of the coordination: adding people and beds to a year, one person, their wishes given for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.juniors import notices, services
from maillage.site.juniors.models import JuniorYear, YearJunior, YearSupervisor
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.juniors.forms import (
    HousingForm,
    JuniorForm,
    JuniorWishesForm,
    PeopleForm,
    SupervisorForm,
    SupervisorWishesForm,
)
from maillage.site.www.juniors.years import POSTS, may_change, own_years

Someone = YearJunior | YearSupervisor


def _page(
    request: HttpRequest, year: JuniorYear, form: forms.Form, title: str, save: Callable[[], object], button: str
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        with refused_on(form):
            save()
            return redirect("junior-year", year.pk)
    context = {"form": form, "year": year, "title": title, "button": button}
    return render(request, "juniors/form.html", context, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, changes=Record.PLAN)
def add_juniors(request: HttpRequest, pk: int) -> HttpResponse:
    """Add several juniors, one a line."""
    year = get_object_or_404(own_years(request, to_change=True), pk=pk)
    form = PeopleForm(request.POST or None)
    return _page(
        request, year, form, "Ajouter des docteurs juniors",
        lambda: services.add_juniors(year, form.cleaned_data["people"], signed_in(request)), "Ajouter",
    )  # fmt: skip


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, changes=Record.PLAN)
def add_supervisor(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a supervisor."""
    year = get_object_or_404(own_years(request, to_change=True), pk=pk)
    form = SupervisorForm(request.POST or None, year=year)
    return _page(
        request, year, form, "Ajouter un maître de stage",
        lambda: services.add_supervisor(year, form.data_of(), signed_in(request)), "Ajouter",
    )  # fmt: skip


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, changes=Record.PLAN)
def add_housing(request: HttpRequest, pk: int) -> HttpResponse:
    """Add beds."""
    year = get_object_or_404(own_years(request, to_change=True), pk=pk)
    form = HousingForm(request.POST or None)
    return _page(
        request, year, form, "Ajouter un logement",
        lambda: services.add_housing(year, by=signed_in(request), **form.cleaned_data), "Ajouter",
    )  # fmt: skip


def _own(request: HttpRequest, rows: QuerySet[Any, Any], pk: int) -> Any:
    return get_object_or_404(rows.filter(year__in=own_years(request)).select_related("year"), pk=pk)


def _person(
    request: HttpRequest, row: Someone, form: forms.Form, wishes: str, save: Callable[[], Model]
) -> HttpResponse:
    """Show a person of a year with the form that changes them; take them out."""
    if request.method == "POST" and request.POST.get("acte") == "retirer":
        try:
            services.drop(row, signed_in(request))
            messages.success(request, f"{row} n’est plus dans la promotion.")
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("junior-year", row.year_id)
    if form.is_bound and form.is_valid():
        with refused_on(form):
            save()
            messages.success(request, "C’est enregistré.")
            return redirect("junior-year", row.year_id)
    may = may_change(request, row.year)
    context = {
        "form": form, "year": row.year, "person": row, "wishes": wishes, "may": may,
        "link": notices.link_of(row), "path": notices.address_of(row),
    }  # fmt: skip
    return render(request, "juniors/person.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" and request.POST.get("acte") != "retirer" else None


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, reads=Record.PLAN, changes=Record.PLAN)
def junior(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a junior of a year; change name, address, rank and partner, or take them out."""
    row = _own(request, YearJunior.objects.all(), pk)
    form = JuniorForm(_sent(request), junior=row)
    return _person(
        request, row, form, "junior-wishes", lambda: services.change_junior(row, *form.data_of(), signed_in(request))
    )


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, reads=Record.PLAN, changes=Record.PLAN)
def supervisor(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a supervisor of a year; change place, seats, accreditation and beds, or take them out."""
    row = _own(request, YearSupervisor.objects.all(), pk)
    form = SupervisorForm(_sent(request), year=row.year, supervisor=row)
    return _person(
        request, row, form, "supervisor-wishes",
        lambda: services.change_supervisor(row, form.data_of(), signed_in(request)),
    )  # fmt: skip


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, reads=Record.PLAN, changes=Record.PLAN)
def junior_wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the wishes of a junior for them."""
    row = _own(request, YearJunior.objects.prefetch_related("wishes"), pk)
    form = JuniorWishesForm(_sent(request), junior=row)
    return _wishes(request, row, form, lambda: services.wish(row, form.data_of(), signed_in(request)))


@require_http_methods(POSTS)
@gate(Reach.TERRITORY, reads=Record.PLAN, changes=Record.PLAN)
def supervisor_wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the wishes of a supervisor for them."""
    row = _own(request, YearSupervisor.objects.prefetch_related("wishes"), pk)
    form = SupervisorWishesForm(_sent(request), supervisor=row)
    return _wishes(request, row, form, lambda: services.offer(row, form.data_of(), signed_in(request)))


def _wishes(request: HttpRequest, row: Someone, form: forms.Form, save: Callable[[], None]) -> HttpResponse:
    if form.is_bound and form.is_valid():
        with refused_on(form):
            save()
            messages.success(request, f"{row}\u00a0: les vœux sont enregistrés.")
            return redirect("junior-year", row.year_id)
    kind = "junior" if isinstance(row, YearJunior) else "supervisor"
    context = {
        "form": form, "year": row.year, "person": row, "may": may_change(request, row.year),
        "back": reverse(kind, args=[row.pk]), "fields": f"juniors/parts/{kind}_fields.html",
    }  # fmt: skip
    return render(request, "juniors/wishes.html", context, status=422 if form.errors else 200)
