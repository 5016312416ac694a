"""The absences and the departure of a professional, entered by the coordination."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.directory.models import Professional
from maillage.site.www import absences as pages
from maillage.site.www import leaving
from maillage.site.www.gates import gate, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PROFESSIONAL, changes=Record.PROFESSIONAL)
def absences(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the absences of a professional, record one, remove one."""
    person, may_change = _person(request, pk)
    return pages.page(
        request,
        person,
        back=reverse("professional-absences", args=[pk]),
        template="coordinator/absences.html",
        may_change=may_change,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PROFESSIONAL, changes=Record.PROFESSIONAL)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a professional withdraws or has died: show what happens first."""
    person, may_change = _person(request, pk)
    back = reverse("professional", args=[pk])
    return leaving.page(request, person, back=back, template="coordinator/leaving.html", may_change=may_change)


def _person(request: HttpRequest, pk: int) -> tuple[Professional, bool]:
    """Return the professional, if the reader may do what the request asks, and whether they may change anything."""
    reader = signed_in(request)
    changeable = Professional.objects.changeable_by(reader, Reach.TERRITORY)
    rows = changeable if request.method == "POST" else Professional.objects.visible_to(reader, Reach.TERRITORY)
    found = get_object_or_404(rows.select_related("home", "resource"), pk=pk)
    return found, changeable.filter(pk=pk).exists()
