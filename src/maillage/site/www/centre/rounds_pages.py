"""Home visits of a centre: those asked for, the rounds of the next days, what is done; one's own rounds."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.schemes.words import Half
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Reach, Record
from maillage.site.centres import on_the_round, rounds
from maillage.site.centres.models import HomeRound, HomeVisit
from maillage.site.refusals import Refused
from maillage.site.www import french
from maillage.site.www.centre.desk_forms import VisitForm, team_of
from maillage.site.www.centre.own import back_to, chosen_centre
from maillage.site.www.centre.week import HALF_WORDS
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
DAYS = 14
LATE = timedelta(days=14)
"""How long a round with visits that nobody noted stays on the pages."""


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CENTRE_DESK, changes=Record.CENTRE_DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Show the visits that wait, and the half-days outside of the next days with their rounds."""
    (centre, centres), today = chosen_centre(request, Record.CENTRE_DESK), timezone.localdate()
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
                return back_to("centre-rounds", centre)
    halves = rounds.free_halves(centre, today, DAYS)
    context = {
        "centre": centre,
        "centres": [(one, len(rounds.waiting(one))) for one in centres] if len(centres) > 1 else [],
        "form": form,
        "waiting": rounds.waiting(centre),
        "free": [one for one in halves if one.round is None],
        "rounds": _shown(HomeRound.objects.filter(centre=centre), today),
        "words": HALF_WORDS,
        "today": today,
        "reasons": HomeVisit.WhyNot.choices,
    }
    return render(request, "centre/rounds.html", context, status=422 if form.errors else 200)


def _shown(rows: QuerySet[HomeRound], today: date) -> list[tuple[HomeRound, str]]:
    """Return rounds of today and later, and the late ones in which a visit is not noted yet."""
    late = Q(date__gte=today - LATE, visits__ended_at=None)
    found = rows.filter(Q(date__gte=today) | late).distinct().select_related("professional")
    return [(one, HALF_WORDS[Half(one.half)]) for one in found.prefetch_related("visits__commune")]


def _made(request: HttpRequest, centre: Organisation) -> HttpResponse:
    """Make a round of the half-day that the button names: person, day, half."""
    person, _, when = request.POST.get("demi_journee", "").partition(" ")
    day, _, half = when.partition(" ")
    team = team_of(centre, timezone.localdate())
    try:
        who, on, which = team[person], date.fromisoformat(day), Half(half)
    except (KeyError, ValueError):
        messages.error(request, "Choisissez une demi-journée de la liste.")
        return back_to("centre-rounds", centre)
    try:
        row = rounds.make(centre, who, on, which, signed_in(request))
        count = french.plural(row.visits.count(), "visite")
        messages.success(request, f"Une tournée de {count} est prête, avec {row.travel_minutes}\u00a0minutes de route.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back_to("centre-rounds", centre)


def _acted(request: HttpRequest, act: str) -> HttpResponse:
    user = signed_in(request)
    rows = HomeVisit.objects.changeable_by(user, Reach.ORGANISATION).select_related("round", "centre")
    visit = get_object_or_404(rows, pk=whole(request.POST.get("visite", "")))
    try:
        if act == "retirer":
            rounds.drop_visit(visit, user)
            messages.success(request, "La visite attend de nouveau une tournée.")
        elif act == "annuler":
            rounds.cancel(visit, user)
            messages.success(request, "La visite est annulée.")
        else:
            _noted(request, visit, act)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back_to("centre-rounds", visit.centre)


def _noted(request: HttpRequest, visit: HomeVisit, act: str) -> None:
    """Do what is asked of a visit during its round. Raises ``Refused``."""
    user = signed_in(request)
    if act == "faite":
        on_the_round.done(visit, user)
        messages.success(request, "C’est noté\u00a0: la visite est faite.")
    elif act == "pas-faite":
        again = request.POST.get("refaire") == "oui"
        on_the_round.not_done(visit, request.POST.get("motif", ""), user, again=again)
        said = "elle attend une autre tournée" if again else "elle ne sera pas refaite"
        messages.success(request, f"C’est noté\u00a0: la visite n’est pas faite, {said}.")
    elif act in ("plus-tot", "plus-tard"):
        on_the_round.move(visit, user, earlier=act == "plus-tot")
        messages.success(request, "L’ordre est changé, les heures aussi.")


@require_http_methods(POSTS)
@gate(Reach.OWN, reads=Record.CENTRE_DESK, changes=Record.CENTRE_DESK)
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own rounds; say which visits are made, which are not and why, in which order they come."""
    today = timezone.localdate()
    if request.method == "POST":
        rows = HomeVisit.objects.changeable_by(request.user, Reach.OWN).select_related("round", "centre")
        visit = get_object_or_404(rows, pk=whole(request.POST.get("visite", "")))
        try:
            _noted(request, visit, request.POST.get("acte", ""))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("centre-my-rounds")
    context = {
        "rounds": _shown(HomeRound.objects.visible_to(request.user, Reach.OWN), today), "today": today,
        "reasons": HomeVisit.WhyNot.choices,
    }  # fmt: skip
    return render(request, "centre/my_rounds.html", context)
