"""Free slots as open data, by SMART Scheduling Links; see :mod:`maillage.site.fhir.links`."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.site.booking import slot_table
from maillage.site.fhir import links
from maillage.site.fhir.views import root
from maillage.site.www import contact
from maillage.site.www.kept import kept

LINES = "application/fhir+ndjson"
FRESH = {"Cache-Control": f"public, max-age={links.POLLED_SECONDS}", "Access-Control-Allow-Origin": "*"}


@login_not_required
@require_safe
@kept
def manifest(request: HttpRequest) -> HttpResponse:
    """Where the files are, and when they were made."""
    now = timezone.now()
    site = root(request)

    def address(name: str) -> str:
        return site + reverse("scheduling-file", args=[name])

    told = links.published(slot_table.current(), now)
    return JsonResponse(links.manifest(told, f"{site}{request.path}", address, now), headers=FRESH)


@login_not_required
@require_safe
@kept
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Places, diaries, or the slots of a department."""
    told = links.published(slot_table.current(), timezone.now())
    before, after = links.SLOTS.split("{}")
    if name == links.LOCATIONS:
        found = links.locations(told)
    elif name == links.SCHEDULES:
        found = links.schedules(told)
    elif name.startswith(before) and name.endswith(after):
        phone = contact.phone()
        number = phone["dialled"] if phone else ""
        code = name[len(before) : -len(after)]
        found = links.slots(told, code, root(request) + reverse("booking"), number)
    else:
        raise Http404("Ce fichier n’existe pas.")
    return HttpResponse(links.lines(found), content_type=LINES, headers=FRESH)
