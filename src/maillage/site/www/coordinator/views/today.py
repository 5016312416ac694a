"""The home page of the coordinator."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import reminding
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.booking.waiting import answer_by_phone
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french
from maillage.site.www.coordinator import tasks
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole


@require_safe
@gate(Reach.TERRITORY, reads=Record.SESSION)
def today(request: HttpRequest) -> HttpResponse:
    """Show the week and the list of tasks."""
    day = timezone.localdate()
    found = tasks.all_tasks(signed_in(request), reverse("sessions"))
    count = len(found)
    title = "Rien ne vous attend" if not count else f"{_capital(french.count_word(count, feminine=True))} "
    title += "" if not count else "chose vous attend" if count == 1 else "choses vous attendent"
    draft, published = tasks.latest_plans(signed_in(request))
    context = {
        "title": title,
        "today": day,
        "week_number": day.isocalendar().week,
        "week": tasks.strip(signed_in(request), day),
        "tasks": found,
        "to_undo": reminding.waiting_reminders(signed_in(request)),
        "undo_minutes": reminding.UNDO_MINUTES,
        "draft": draft,
        "published": published,
    }
    return render(request, "coordinator/today.html", context)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@require_POST
@gate(Reach.TERRITORY, changes=Record.SESSION)
def remind(request: HttpRequest) -> HttpResponse:
    """Remind who has not answered for the chosen sessions, or for all, or undo one's own reminders; come back."""
    user = signed_in(request)
    if request.POST.get("acte") == "defaire":
        undone = reminding.undo_reminders(user)
        messages.success(request, f"{french.plural(undone, 'relance défaite', 'relances défaites')}.")
        return redirect("today")
    every = tasks.silent_sessions(user, timezone.now()).values_list("pk", flat=True)
    chosen = {pk for text in request.POST.getlist("vacation") if (pk := whole(text)) is not None}
    try:
        done = reminding.remind_givers(list(every) if request.POST.get("toutes") == "oui" else chosen, user)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    told = [f"{french.plural(done.people, 'relance part', 'relances partent')} dans {reminding.UNDO_MINUTES}\u00a0min"]
    told += [f"{french.plural(done.lately, 'personne relancée', 'personnes relancées')} hier ou aujourd’hui déjà"] * (
        done.lately > 0
    )
    told += [f"{french.plural(done.without_address, 'personne')} sans adresse, à appeler"] * (done.without_address > 0)
    messages.success(request, f"{', '.join(told)}.")
    return redirect("today")


@require_POST
@gate(Reach.TERRITORY, changes=Record.APPOINTMENT)
def told(request: HttpRequest) -> HttpResponse:
    """Record that a patient was told by telephone."""
    pk = whole(request.POST.get("rendez-vous", ""))
    row = get_object_or_404(Appointment.objects.changeable_by(request.user, Reach.TERRITORY), pk=pk)
    booking.mark_told(row)
    messages.success(request, "C’est noté\u00a0: la personne est prévenue.")
    return redirect("today")


@require_POST
@gate(Reach.TERRITORY, changes=Record.APPOINTMENT)
def offer_answered(request: HttpRequest) -> HttpResponse:
    """Record what a person on the waiting list answered by telephone to the slot offered to them."""
    accepts = request.POST.get("acte") == "oui"
    try:
        answer_by_phone(whole(request.POST.get("place", "")) or 0, signed_in(request), accepts=accepts)
    except NotAllowed as refusal:
        raise Http404("Cette place n’est pas de votre territoire.") from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = "le rendez-vous est pris" if accepts else "la place va à la personne suivante"
        messages.success(request, f"C’est noté\u00a0: {said}.")
    return redirect("today")
