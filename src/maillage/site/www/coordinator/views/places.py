"""A place of the directory: what it promises, its closing, and the sessions warned of changes at their places."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import closing, moving, warning
from maillage.site.agenda.models import Session, SessionWarning, posts_and_claims
from maillage.site.directory.models import Place
from maillage.site.directory.services.promises import last_closure
from maillage.site.www import lists, toponyms, words
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.proposal_forms import ClosingForm, MoveForm, MovesForm
from maillage.site.www.counts import with_counts
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.list_filters import by_field, filtered
from maillage.site.www.lists import Column
from maillage.site.www.numbers import whole
from maillage.site.www.promises import photo_of, place_of, promise_page
from maillage.site.www.questionnaire.forms import marked

PER_PAGE = 25
WARNED_LIST = (
    Column("date", "Date", ("session__starts",)),
    Column("lieu", "Lieu", ("session__place__name", "session__starts")),
    Column("medecin", "Médecin"),
    Column("change", "Ce qui change"),
    Column("que-faire", "Que faire"),
)
WARNED_COLUMNS = ("date", "hour", "place", "commune", "doctor", "what")


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PLACE, changes=Record.PLACE)
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a place of the territory promises, and change it for its host."""
    place, may_change = place_of(request, pk, Reach.TERRITORY)
    return promise_page(
        request,
        place,
        here="place-promise",
        photo="place-photo",
        back=(reverse("place", args=[place.pk]), toponyms.curly(place.name)),
        may_change=may_change,
    )


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLACE)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a photo of a place of the territory."""
    return photo_of(request, pk, Reach.TERRITORY)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLACE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a place for good: first the day, then what becomes of its sessions from that day on."""
    by = signed_in(request)
    places = Place.objects.changeable_by(by, Reach.TERRITORY).select_related("commune__department")
    place = get_object_or_404(places, pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    day = ClosingForm(asked if "le" in asked else None)
    context: dict[str, Any] = {"place": place, "day": day, "form": day, "closed": last_closure(place), "known": False}
    failed = False
    if day.is_bound and day.is_valid():
        sessions = closing.sessions_from(place, day.cleaned_data["le"])
        offered = closing.places_instead(place, sessions, by)
        moves = MovesForm(request.POST if request.method == "POST" else None, offered=offered)
        if request.method == "POST" and moves.is_valid():
            with refused_on(moves):
                closing.close_place(place, day.cleaned_data["le"], day.cleaned_data["pourquoi"], moves.moves(), by=by)
                messages.success(request, f"{toponyms.curly(place.name)} ferme. Médecins et patients sont prévenus.")
                return redirect("place", pk=place.pk)
        failed = bool(moves.errors)
        counted = {one.pk: one for one in with_counts(Session.objects.filter(pk__in=list(offered)))}
        rows = [(counted[one.pk], words.called(one.giver), moves[f"to-{one.pk}"]) for one in sessions]
        context |= {"known": True, "rows": rows, "moves": moves, "form": marked(moves) if failed else moves}
    return render(request, "coordinator/close_place.html", context, status=422 if failed or day.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.SESSION)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a session to another room or place where what it takes is free and open."""
    by = signed_in(request)
    rows = Session.objects.changeable_by(by, Reach.TERRITORY).with_posts().select_related("place__commune", "commune")
    row = get_object_or_404(rows, pk=pk, place__isnull=False)
    offered = closing.places_free(row.place, [row], by)
    form = MoveForm(request.POST or None, offered=offered[row.pk], own=row.place)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            moving.move(row, form.chosen, by)
            messages.success(request, "La vacation change de place. Les patients inscrits sont prévenus.")
            return redirect("session", pk=row.pk)
    context = {"session": row, "place": words.place_of(row), "form": marked(form), "any": bool(offered[row.pk])}
    return render(request, "coordinator/move_session.html", context, status=422 if form.errors else 200)


def _warned_cells(one: SessionWarning) -> tuple[str, ...]:
    session = one.session
    starts = session.starts.astimezone(session.zone)
    where, doctor = words.place_of(session), words.called(session.giver)
    return starts.date().isoformat(), f"{starts:%H:%M}", where, session.commune.name, doctor, one.text


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.SESSION, changes=Record.SESSION)
def warned(request: HttpRequest) -> HttpResponse:
    """List the sessions whose place no longer gives what it promised, until each is settled."""
    by = signed_in(request)
    if request.method == "POST":
        pk = whole(request.POST.get("avertissement", ""))
        row = get_object_or_404(SessionWarning.objects.changeable_by(by, Reach.TERRITORY), pk=pk)
        warning.settle(row, by)
        messages.success(request, "C’est réglé.")
        return redirect("warned-sessions")
    known = SessionWarning.objects.visible_to(by, Reach.TERRITORY).open()
    places = known.order_by("session__place__name").values_list("session__place", "session__place__name").distinct()
    choices = [(str(pk), toponyms.curly(name)) for pk, name in places if pk is not None]
    form, kept = filtered(request.GET, known, (by_field("lieu", "Lieu", "session__place", choices),))
    rows = kept.select_related("session__commune", "session__place", "session__programme").prefetch_related(
        posts_and_claims("session__posts")
    )
    listed = lists.listed(request, rows, WARNED_LIST, "date", per_page=PER_PAGE)
    if listed.as_file:
        return lists.file("vacations-signalees", listed, WARNED_COLUMNS, _warned_cells, request.GET)
    shown = listed.page.object_list
    context = {
        "form": form,
        "list": listed,
        "rows": [(one, words.place_of(one.session), words.called(one.session.giver)) for one in shown],
        "any": known.exists(),
        "may_change": SessionWarning.objects.changeable_by(by, Reach.TERRITORY).exists(),
    }
    return render(request, "coordinator/warned.html", context)
