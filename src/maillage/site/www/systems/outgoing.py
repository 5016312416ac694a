"""The images of a request, sent to a machine of one's own hospital: which, and whether they arrived."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.imaging import sending
from maillage.site.imaging.models import OutgoingStudy
from maillage.site.refusals import NotAllowed
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.expertise import reading, requesting
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.systems.forms import ReceiverForm


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE, changes=Record.EXPERTISE)
def of_requester(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the images of a request of one's own, back to a machine of the hospital."""
    return _page(request, get_object_or_404(requesting.mine(request), pk=pk), "opinion")


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.EXPERTISE, changes=Record.EXPERTISE)
def of_reader(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the images of a request that one may read, on to a machine of the reading hospital."""
    return _page(request, get_object_or_404(reading.mine(request), pk=pk), "reading")


def _page(request: HttpRequest, row: ExpertiseRequest, side: str) -> HttpResponse:
    user = signed_in(request)
    nodes = list(sending.receivers(user))
    form = ReceiverForm(request.POST if request.method == "POST" else None, nodes=nodes)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            try:
                sending.queue(row, form.nodes[form.cleaned_data["node"]], user)
            except NotAllowed as refusal:
                raise PermissionDenied from refusal
            messages.success(request, "C’est en file\u00a0: les images partent dans la minute.")
            return redirect(f"{side}-pacs", pk=row.pk)
    houses = {one.organisation_id for one in nodes}
    context = {
        "row": row,
        "back": reverse(side, args=[row.pk]),
        "form": form,
        "nodes": nodes,
        "images": sending.images_of(row).count(),
        "sendings": OutgoingStudy.objects.filter(request=row, organisation__in=houses).select_related("node", "by"),
    }
    return render(request, "systems/outgoing.html", context, status=422 if form.errors else 200)
