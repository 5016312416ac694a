"""The own page of a junior and of a supervisor, opened by their link: wishes until the last day, then the result."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from maillage.site.juniors import matching, services
from maillage.site.juniors.models import YearJunior, YearSupervisor
from maillage.site.juniors.notices import JUNIOR_LINKS, SUPERVISOR_LINKS
from maillage.site.questionnaires import Links
from maillage.site.www import contact
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.juniors.forms import JuniorWishesForm, SupervisorWishesForm, place_name
from maillage.site.www.questionnaire.flow import without_account

SAVED = "Vos vœux sont enregistrés. Vous pouvez les changer jusqu’au dernier jour."


def _key(links: Links, token: str) -> UUID:
    key = links.key_of(token)
    if key is None:
        raise Http404("Ce lien n’ouvre rien.")
    return key


@without_account
def junior(request: HttpRequest, token: str) -> HttpResponse:
    """Show a junior their wishes, or where they go."""
    rows = YearJunior.objects.select_related("year", "partner").prefetch_related("wishes")
    row = get_object_or_404(rows, key=_key(JUNIOR_LINKS, token))
    open_ = row.year.takes_wishes(services.today_of(row.year))
    form = JuniorWishesForm(request.POST if request.method == "POST" else None, junior=row)
    if form.is_bound and form.is_valid():
        with refused_on(form):
            services.wish(row, form.data_of(), None)
            messages.success(request, SAVED)
            return redirect("junior-own", token)
    context = {**_common(row, open_), "form": form, "given": _given(row)}
    return render(request, "juniors/own_junior.html", context, status=422 if form.errors else 200)


def _given(row: YearJunior) -> dict[str, Any] | None:
    found = matching.given_to(row)
    if found is None:
        return None
    places = {str(one.pk): one for one in row.year.supervisors.select_related("commune", "housing")}
    first, second = places.get(found["first"]), places.get(found["second"])
    return {"first": first, "second": second, "same": first == second, "nth": found["place_in_wishes"]}


@without_account
def supervisor(request: HttpRequest, token: str) -> HttpResponse:
    """Show a supervisor what they offer and wish, or who comes."""
    rows = YearSupervisor.objects.select_related("year", "commune", "housing").prefetch_related("wishes")
    row = get_object_or_404(rows, key=_key(SUPERVISOR_LINKS, token))
    open_ = row.year.takes_wishes(services.today_of(row.year))
    form = SupervisorWishesForm(request.POST if request.method == "POST" else None, supervisor=row)
    if form.is_bound and form.is_valid():
        with refused_on(form):
            services.offer(row, form.data_of(), None)
            messages.success(request, SAVED)
            return redirect("supervisor-own", token)
    context = {**_common(row, open_), "form": form, "come": _who_comes(row), "where": place_name(row)}
    return render(request, "juniors/own_supervisor.html", context, status=422 if form.errors else 200)


def _who_comes(row: YearSupervisor) -> list[tuple[int, list[YearJunior]]]:
    """Return who comes in each semester; nobody before the year is published."""
    if not row.year.is_published:
        return []
    key, people = str(row.pk), {str(one.pk): one for one in row.year.juniors.all()}
    rows = row.year.draft["match"]
    return [
        (number, [people[one["junior"]] for one in rows if one[name] == key and one["junior"] in people])
        for number, name in ((1, "first"), (2, "second"))
    ]


def _common(row: YearJunior | YearSupervisor, open_: bool) -> dict[str, Any]:
    return {"person": row, "year": row.year, "open": open_, "phone": contact.phone()}
