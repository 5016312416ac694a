"""Home visits of a centre: those asked for, the rounds of the next days, what is done."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes.words import Half
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Reach, Record
from maillage.site.centres import rounds
from maillage.site.centres.models import HomeRound, HomeVisit
from maillage.site.refusals import Refused
from maillage.site.www import french
from maillage.site.www.centre.desk_forms import VisitForm, team_of
from maillage.site.www.centre.own import own_centre
from maillage.site.www.centre.week import HALF_WORDS
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
DAYS = 14


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CENTRE_DESK, changes=Record.CENTRE_DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Show the visits that wait, and the half-days outside of the next days with their rounds."""
    centre, today = own_centre(request, Record.CENTRE_DESK), timezone.localdate()
    team = team_of(centre, today)
    act = request.POST.get("acte", "")
    form = VisitForm(request.POST if act == "noter" else None, team=team)
    if request.method == "POST":
        if act == "tournee":
            return _made(request, centre)
        if act != "noter":
            return _acted(request, act)
        if form.is_valid():
            with refused_on(form):
                rounds.ask(centre, form.data_of(), signed_in(request))
                messages.success(request, "La visite est notée\u00a0: elle attend une tournée.")
                return redirect("centre-rounds")
    halves = rounds.free_halves(centre, today, DAYS)
    made = HomeRound.objects.filter(centre=centre, date__gte=today).select_related("professional")
    context = {
        "centre": centre,
        "form": form,
        "waiting": rounds.waiting(centre),
        "free": [one for one in halves if one.round is None],
        "rounds": [(one, HALF_WORDS[Half(one.half)]) for one in made.prefetch_related("visits__commune")],
        "words": HALF_WORDS,
        "today": today,
    }
    return render(request, "centre/rounds.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, centre: Organisation) -> HttpResponse:
    """Make a round of the half-day that the button names: person, day, half."""
    person, _, when = request.POST.get("demi_journee", "").partition(" ")
    day, _, half = when.partition(" ")
    team = team_of(centre, timezone.localdate())
    try:
        who, on, which = team[person], date.fromisoformat(day), Half(half)
    except (KeyError, ValueError):
        messages.error(request, "Choisissez une demi-journée de la liste.")
        return redirect("centre-rounds")
    try:
        row = rounds.make(centre, who, on, which, signed_in(request))
        count = french.plural(row.visits.count(), "visite")
        messages.success(request, f"Une tournée de {count} est prête, avec {row.travel_minutes}\u00a0minutes de route.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("centre-rounds")


def _acted(request: HttpRequest, act: str) -> HttpResponse:
    user = signed_in(request)
    rows = HomeVisit.objects.changeable_by(user, Reach.ORGANISATION).select_related("round", "centre")
    visit = get_object_or_404(rows, pk=whole(request.POST.get("visite", "")))
    try:
        if act == "retirer":
            rounds.drop_visit(visit, user)
            messages.success(request, "La visite attend de nouveau une tournée.")
        elif act == "faite":
            rounds.done(visit, user)
            messages.success(request, "C’est noté\u00a0: la visite est faite.")
        elif act == "annuler":
            rounds.cancel(visit, user)
            messages.success(request, "La visite est annulée.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("centre-rounds")


@require_safe
@gate(Reach.OWN, reads=Record.CENTRE_DESK)
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own rounds of today and later."""
    rows = HomeRound.objects.visible_to(request.user, Reach.OWN).filter(date__gte=timezone.localdate())
    shown = [(one, HALF_WORDS[Half(one.half)]) for one in rows.prefetch_related("visits__commune")]
    return render(request, "centre/my_rounds.html", {"rounds": shown})
