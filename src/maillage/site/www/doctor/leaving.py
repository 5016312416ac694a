"""A doctor's own withdrawal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.www import leaving as pages
from maillage.site.www.doctor.days import own_person
from maillage.site.www.gates import gate


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.SESSION, changes=Record.SESSION)
def leave(request: HttpRequest) -> HttpResponse:
    """Withdraw: show what happens, then record it."""
    person = own_person(request)
    if person is None:
        return render(request, "doctor/unknown.html")
    return pages.page(request, person, back=reverse("doctor-days"), template="doctor/leaving.html", own=True)
