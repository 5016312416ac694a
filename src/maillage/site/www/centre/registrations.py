"""A treating doctor: the waiting list and the lists of a centre, for its secretariat."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.centres import own, registration
from maillage.site.centres.models import PatientList, RegistrationRequest
from maillage.site.refusals import Refused
from maillage.site.www.centre.desk_forms import ListForm, team_of
from maillage.site.www.centre.own import back_to, chosen_centre
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
SHOWN = 100


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CENTRE_DESK, changes=Record.CENTRE_DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Show who waits by need and age of the request, the places of each list; offer places, note answers."""
    (centre, centres), now = chosen_centre(request, Record.CENTRE_DESK), timezone.now()
    act = request.POST.get("acte", "")
    form = ListForm(request.POST if act == "liste" else None, team=team_of(centre, timezone.localdate()))
    if request.method == "POST":
        if act != "liste":
            return _acted(request, act)
        if form.is_valid():
            with refused_on(form):
                given = form.cleaned_data
                registration.set_list(centre, form.person(), given["capacity"], given["others"], signed_in(request))
                messages.success(request, "La liste est à jour.")
                return back_to("centre-registrations", centre)
    lists = registration.lists_of(centre)
    offered = RegistrationRequest.objects.filter(centre=centre, state=RegistrationRequest.State.OFFERED)
    queue = registration.queue(centre, now)
    context = {
        "centre": centre,
        "centres": [(one, len(registration.queue(one, now))) for one in centres] if len(centres) > 1 else [],
        "lists": lists,
        "with_places": [one for one in lists if one.left > 0],
        "queue": [(one, one.request.has_waited(now)) for one in queue[:SHOWN]],
        "waiting": len(queue),
        "offered": offered.select_related("patient_list__professional", "commune").order_by("offered_until"),
        "counter": registration.counter(own.region_of(centre)),
        "form": form,
        "today": timezone.localdate(),
    }
    return render(request, "centre/registrations.html", context, status=422 if form.errors else 200)


def _acted(request: HttpRequest, act: str) -> HttpResponse:
    user = signed_in(request)
    rows = RegistrationRequest.objects.changeable_by(user, Reach.ORGANISATION).select_related("centre")
    row = get_object_or_404(rows, pk=whole(request.POST.get("demande", "")))
    try:
        if act == "proposer":
            lists = PatientList.objects.changeable_by(user, Reach.ORGANISATION).filter(centre=row.centre)
            wanted = get_object_or_404(lists, pk=whole(request.POST.get("liste", "")))
            day = registration.offer(row, wanted, user)
            messages.success(request, f"La place est proposée à {row}, qui répond jusqu’au {day:%d/%m/%Y}.")
        elif act in ("oui", "non"):
            registration.answer(row, accepts=act == "oui", by=user, by_phone=True)
            messages.success(request, "La réponse est notée.")
        elif act == "reprendre":
            registration.take_back(row, user)
            messages.success(request, f"{row} attend de nouveau.")
        elif act == "quitter":
            registration.leave(row, user, by_phone=True)
            messages.success(request, f"{row} n’est plus sur la liste.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back_to("centre-registrations", row.centre)
