"""Examinations that the hospital's machines sent: those that wait for their request, and joining one to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.imaging import attaching
from maillage.site.imaging.models import KEPT_FOR, ReceivedStudy
from maillage.site.refusals import InvalidField, NotAllowed, Refused
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.expertise.requesting import mine
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole
from maillage.site.www.systems.forms import AttachForm

PAST_SHOWN = 10
JOINED = "L’examen est joint. Vérifiez ce qui a été retiré, puis envoyez la demande."


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.EXPERTISE, changes=Record.EXPERTISE)
def received_studies(request: HttpRequest) -> HttpResponse:
    """What waits, with the request that has its number; join one by its number."""
    user = signed_in(request)
    all_of_house = ReceivedStudy.objects.visible_to(user, Reach.ORGANISATION).select_related(
        "node", "organisation", "request"
    )
    waiting = list(all_of_house.waiting())
    requests = list(attaching.open_requests(mine(request)))
    act = request.POST.get("acte", "")
    if act == "joindre":
        return _join(request, waiting, requests)
    form = AttachForm(request.POST if act == "numero" else None, requests=requests)
    if act == "numero" and form.is_valid():
        done = _join_by_number(request, form, waiting)
        if done is not None:
            return done
    matched = attaching.matches(waiting, requests)
    context: dict[str, Any] = {
        "lines": [(one, matched.get(one.pk)) for one in waiting],
        "past": all_of_house.exclude(request=None, ended_at=None)[:PAST_SHOWN],
        "requests": requests,
        "form": form,
        "days": KEPT_FOR.days,
    }
    return render(request, "systems/received.html", context, status=422 if form.errors else 200)


def _join(request: HttpRequest, waiting: list[ReceivedStudy], requests: list[ExpertiseRequest]) -> HttpResponse:
    """Join an examination to the request that has its number."""
    asked = whole(request.POST.get("examen", ""))
    study = next((one for one in waiting if one.pk == asked), None)
    row = attaching.matches([study], requests).get(study.pk) if study is not None else None
    if study is None or row is None:
        get_object_or_404(ReceivedStudy.objects.visible_to(request.user, Reach.ORGANISATION), pk=asked)
        messages.error(request, "Cet examen n’attend plus, ou sa demande est partie\u00a0: voyez la liste.")
        return redirect("received-studies")
    try:
        attaching.attach(study, row, signed_in(request))
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("received-studies")
    messages.success(request, JOINED)
    return redirect("opinion-files", pk=row.pk)


def _join_by_number(request: HttpRequest, form: AttachForm, waiting: list[ReceivedStudy]) -> HttpResponse | None:
    """Join the examination of a typed number; None if the form is to be shown again."""
    number, row = form.cleaned_data["number"], form.requests[form.cleaned_data["request"]]
    with refused_on(form):
        study = next((one for one in waiting if attaching.is_named(one, number)), None)
        if study is None:
            raise InvalidField(
                "number",
                "Aucun examen en attente ne porte ce numéro\u00a0: vérifiez-le, ou renvoyez l’examen du PACS.",
            )
        attaching.attach(study, row, signed_in(request), number=number)
        messages.success(request, JOINED)
        return redirect("opinion-files", pk=row.pk)
    return None
