"""A doctor's own absences."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.www import absences as pages
from maillage.site.www.doctor.days import own_person
from maillage.site.www.gates import gate


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.SESSION, changes=Record.SESSION)
def absences(request: HttpRequest) -> HttpResponse:
    """Show one's absences, record one, remove one."""
    person = own_person(request)
    if person is None:
        return render(request, "doctor/unknown.html")
    back = reverse("doctor-absences")
    return pages.page(request, person, back=back, template="doctor/absences.html", own=True)
