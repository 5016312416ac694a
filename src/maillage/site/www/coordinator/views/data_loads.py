"""Open data: what the site holds of each source, and a request to load a new vintage."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.geography.models import Department
from maillage.site.observatory.loading import ask_load
from maillage.site.www.coordinator import data_sources
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.file_forms import DataLoadForm
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.provenance import people_are_invented


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.ZONE)
def data_loads(request: HttpRequest) -> HttpResponse:
    """List the sources with their vintages; ask for another one, which the worker reads whole or not at all."""
    user, invented = signed_in(request), people_are_invented()
    regions = user.grants.scope(Record.ZONE, Act.CHANGE).regions
    if request.method == "POST" and (invented or not regions):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DataLoadForm(*sent, sources=data_sources.choices())
    if form.is_bound and form.is_valid():
        with refused_on(form):
            ask_load(form.asked(min(regions)), form.sent(), user)
            messages.success(request, "C’est demandé. Le travail se fait à part\u00a0: vous pouvez quitter cette page.")
            return redirect("jobs")
    names = dict(Department.objects.filter(region__in=regions).values_list("pk", "name"))
    counted, totals = data_sources.department_totals(names)
    context = {
        "form": form, "regions": bool(regions), "invented": invented, "sources": data_sources.held(),
        "counted": counted, "totals": totals,
    }  # fmt: skip
    return render(request, "coordinator/data_loads.html", context, status=422 if form.errors else 200)
