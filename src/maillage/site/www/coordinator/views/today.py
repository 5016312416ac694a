"""The home page of the coordinator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import reminding
from maillage.site.agenda.models import Session
from maillage.site.agenda.reminding import UNDO_MINUTES
from maillage.site.booking import empty_slots
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.booking.waiting import answer_by_phone
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, words
from maillage.site.www.coordinator import monday, tasks
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole


@require_safe
@gate(Reach.TERRITORY, reads=Record.SESSION)
def today(request: HttpRequest) -> HttpResponse:
    """Show the week and the list of tasks."""
    day = timezone.localdate()
    found = tasks.all_tasks(signed_in(request), reverse("sessions"), whole(request.GET.get("couvrir", "")))
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
        "proposed": _just_proposed(request),
        "draft": draft,
        "published": published,
    }
    return render(request, "coordinator/today.html", context)


def _just_proposed(request: HttpRequest) -> dict[str, Any] | None:
    """Return the session that the reader has just proposed from this page and may take back, with whom it asks."""
    pk = whole(request.GET.get("proposee", ""))
    rows = Session.objects.changeable_by(request.user, Reach.TERRITORY).filter(state=Session.State.PUBLISHED)
    found = rows.with_posts().filter(pk=pk).first() if pk is not None else None
    return None if found is None else {"session": found, "doctor": words.called(found.giver)}


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
    every = monday.silent_sessions(user, timezone.now()).values_list("pk", flat=True)
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
@gate(Reach.TERRITORY, changes=Record.SESSION)
def tell_places(request: HttpRequest) -> HttpResponse:
    """Tell who keeps the places of the chosen sessions, or of all, of their free slots; or undo one's own messages."""
    user = signed_in(request)
    if request.POST.get("acte") == "defaire":
        undone = french.plural(empty_slots.undo_notices(user), "message défait", "messages défaits")
        messages.success(request, f"{undone}.")
        return redirect("today")
    mine = Session.objects.changeable_by(user, Reach.TERRITORY)
    if request.POST.get("toutes") == "oui":
        chosen = {one.pk for one in empty_slots.with_empty_slots(mine, timezone.now())}
    else:
        chosen = {pk for text in request.POST.getlist("vacation") if (pk := whole(text)) is not None}
    try:
        done = empty_slots.tell_places(chosen, user)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    said = [f"{french.plural(done.places, 'lieu est prévenu', 'lieux sont prévenus')} dans {UNDO_MINUTES}\u00a0min"]
    said += [f"{french.plural(done.lately, 'lieu prévenu', 'lieux prévenus')} hier ou aujourd’hui déjà"] * (
        done.lately > 0
    )
    said += [f"{french.plural(done.without_address, 'lieu')} sans compte à qui écrire\u00a0: appelez"] * (
        done.without_address > 0
    )
    messages.success(request, f"{', '.join(said)}.")
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
