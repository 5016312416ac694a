"""The identity of the site: its name, the agency responsible for it, how to reach them."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.identity import services
from maillage.site.identity.services import IdentityData
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.forms import SiteIdentityForm
from maillage.site.www.gates import gate


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.SITE, changes=Record.SITE)
def site(request: HttpRequest) -> HttpResponse:
    """Show it; users responsible for a region or for the site can change it."""
    form = SiteIdentityForm(request.POST or None, initial=asdict(services.current()))
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            services.change(IdentityData(**form.cleaned_data), by=request.user)  # type: ignore[arg-type]
            messages.success(request, "C’est noté\u00a0: les pages le disent dès maintenant.")
            return redirect("site-identity")
    context = {"form": form, "may_change": services.may_change(request.user)}  # type: ignore[arg-type]
    return render(request, "coordinator/site.html", context, status=422 if form.errors else 200)
