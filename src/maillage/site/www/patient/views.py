"""Booking without an account: where, for whom, when, who, confirmation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from maillage.site.www.kept import kept_showing
from maillage.site.www.patient import motives
from maillage.site.www.patient.forms import IdentityForm
from maillage.site.www.patient.pages import page
from maillage.site.www.patient.request import answers_of
from maillage.site.www.patient.searching import asks_more, free_shown, lists_slots, when, who
from maillage.site.www.patient.taking import asks_motive, identity, motive_fits, post, with_motive


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@kept_showing(free_shown)
def booking(request: HttpRequest) -> HttpResponse:
    """Show the next unanswered question."""
    if request.method == "POST":
        return post(request)
    asked = answers_of(request.GET)
    if asked.commune is None:
        return page(request, "where", asked, missing="suite" in request.GET)
    if "modifier" in request.GET or not lists_slots(asked) or asks_more(request, asked):
        return who(request, asked)
    if asked.slot is None or "choisir" in request.GET:
        return when(request, asked)
    fits = motives.choices(asked.slot)
    if len(fits) > 1 and not motive_fits(asked, fits) and asks_motive(asked):
        missing = "pourquoi" in request.GET
        return page(request, "motive", asked, motives=fits, missing=missing, back=asked.query(choisir=1))
    form = IdentityForm(other=asked.other, department=asked.commune.department_id or "")
    return identity(request, with_motive(asked, fits), form)
