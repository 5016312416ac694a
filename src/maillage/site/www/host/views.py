"""The sessions of a place, for its host: the next ones, and a day with its patients."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import ResourceKind
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import day_links, services
from maillage.site.agenda.models import Session, SessionCancellation, SessionQuerySet
from maillage.site.booking.waiting import counts
from maillage.site.directory.models import Place
from maillage.site.refusals import NotAllowed, Refused, WrongState
from maillage.site.www import arrangements, contact, french, lists, outcomes, words
from maillage.site.www.counts import with_counts
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.host import papers
from maillage.site.www.host.days import HostDay, day_of
from maillage.site.www.list_filters import Choice, Filter, filtered
from maillage.site.www.lists import Column, Listed, name_of
from maillage.site.www.numbers import whole

if TYPE_CHECKING:
    from maillage.site.www.counts import CountedSession

AHEAD_DAYS = 92
CONFIRMED_LATE_DAYS = 62
NEAR_ROWS = 24
"""Half-days on a page: about three weeks of a busy place."""
LIST = (
    Column("date", "Date", ("starts",)),
    Column("horaires", "Horaires"),
    Column("medecin", "Médecin"),
    Column("cabinet", "Cabinet"),
    Column("inscrits", "Inscrits", ("booked", "starts"), numeric=True),
    Column("etat", "État", ("state", "starts")),
)
USUAL_SORT = "date"
BY_STATE = Filter(
    "etat", "État", (
        Choice("confirmee", "confirmée", Q(state__in=(Session.State.ACCEPTED, Session.State.HELD))),
        Choice("a-confirmer", "à confirmer", Q(state=Session.State.PUBLISHED)),
        Choice("sans-medecin", "sans médecin", Q(state=Session.State.DECLINED)),
    ),
)  # fmt: skip
COLUMNS = ("date", "hour", "doctor", "room", "booked", "slots", "state")


def _row(session: CountedSession, bed: arrangements.ShownBed | None) -> dict[str, Any]:
    return {
        "bed": bed,
        "session": session,
        "half": words.half_of(session),
        "doctor": words.called(session.giver),
        "room": ", ".join(thing.name for thing in session.things(ResourceKind.ROOM)),
        "percent": round(100 * session.booked / session.places) if session.places else 0,
        "sure": session.state in (Session.State.ACCEPTED, Session.State.HELD),
        "uncovered": session.state == Session.State.DECLINED,
    }


@require_safe
@gate(Reach.ORGANISATION, reads=Record.PLACE)
def place(request: HttpRequest) -> HttpResponse:
    """Show the user's places and their sessions in the next three months."""
    now = timezone.now()
    mine = Place.objects.visible_to(request.user, Reach.ORGANISATION)
    places = list(mine.select_related("commune").prefetch_related("resources"))
    rows = Session.objects.visible_to(request.user, Reach.ORGANISATION).filter(
        place__in=places, ends__gt=now, starts__lt=now + dt.timedelta(days=AHEAD_DAYS)
    )
    rows = rows.exclude(state__in=[Session.State.DRAFT, Session.State.CANCELLED])
    asked = {item.pk: _listed(request, rows, item) for item in places}
    listed = {pk: one for pk, (_, one) in asked.items()}
    for one in listed.values():
        if one.as_file:
            return lists.file("consultations", one, COLUMNS, _cells, request.GET)
    here = [session for one in listed.values() for session in one.page.object_list]
    beds = {bed.session: bed for bed in arrangements.beds(here) if bed.name}
    context = {
        "places": [
            {
                "place": item,
                "rooms": [thing.name for thing in item.resources.all() if thing.kind == ResourceKind.ROOM],
                "open": french.weekdays(item.opening_weekdays),
                "list": counts(request.user, Reach.ORGANISATION, item),
                "filters": asked[item.pk][0],
                "filtered": name_of(BY_STATE.code, str(item.pk)) in request.GET,
                "listed": listed[item.pk],
                "rows": [_row(session, beds.get(session.pk)) for session in listed[item.pk].page.object_list],
            }
            for item in places
        ],
        "days": len(set().union(*(_days_of(rows, item) for item in places))),
        "left": _left_to_confirm(request, now),
        "phone": contact.phone(),
    }
    return render(request, "host/place.html", context)


def _listed(request: HttpRequest, rows: SessionQuerySet, item: Place) -> tuple[Form, Listed[CountedSession]]:
    form, kept = filtered(request.GET, rows.filter(place=item), (BY_STATE,), str(item.pk))
    found = with_counts(kept)
    return form, lists.listed(request, found, LIST, USUAL_SORT, key=str(item.pk), per_page=NEAR_ROWS)


def _days_of(rows: SessionQuerySet, item: Place) -> set[dt.date]:
    """Return the days of a place with sessions, by its own clock."""
    dated = rows.filter(place=item).order_by().annotate(on=TruncDate("starts", tzinfo=item.commune.zone))
    return set(dated.values_list("on", flat=True).distinct())


def _cells(one: CountedSession) -> list[str | int]:
    starts, row = one.starts.astimezone(one.zone), _row(one, None)
    state = words.STATES[one.state]
    return [starts.date().isoformat(), f"{starts:%H:%M}", row["doctor"], row["room"], one.booked, one.places, state]


def _left_to_confirm(request: HttpRequest, now: dt.datetime) -> list[tuple[Session, str]]:
    """Return the last sessions, not confirmed yet, at places that passed to another organisation since."""
    rows = Session.objects.visible_to(request.user, Reach.ORGANISATION).filter(
        host__isnull=False, held_confirmation=None, ends__gt=now - dt.timedelta(days=CONFIRMED_LATE_DAYS), ends__lt=now
    )
    rows = rows.exclude(state=Session.State.CANCELLED).select_related("place", "commune").order_by("-starts")
    return [(one, words.half_of(one)) for one in rows[:NEAR_ROWS]]


def _day(request: HttpRequest, pk: int) -> HostDay:
    """Return the day of one of the user's sessions at a place."""
    rows = Session.objects.visible_to(request.user, Reach.ORGANISATION).exclude(state=Session.State.DRAFT)
    session = get_object_or_404(rows.select_related("place__commune", "place__organisation", "commune"), pk=pk)
    assert session.place is not None
    return day_of(session.place, french.day_of(session.starts, session.zone), signed_in(request))


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.SESSION, changes=Record.SESSION)
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a day of a place: whether the doctor came, who is expected, what became of them."""
    found = _day(request, pk)
    here = reverse("host-day", args=[pk])
    papers_at = {"door": reverse("host-door-sheet", args=[pk]), "list": reverse("host-day-list", args=[pk])}
    return _day_page(request, found, signed_in(request), here, papers_at)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.SESSION)
def door_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the sheet for the door as PDF."""
    return papers.answer(papers.door_sheet(_day(request, pk), _booking(request)), "affiche")


@require_safe
@gate(Reach.ORGANISATION, reads=Record.SESSION)
def day_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the list for the counter as PDF."""
    return papers.answer(papers.day_list(_day(request, pk)), "liste-du-jour")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def day_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a day to who has its link, on that day, without a password."""
    return _by_link(request, token, "")


@login_not_required
@never_cache
@require_safe
def paper_by_link(request: HttpRequest, token: str, what: str) -> HttpResponse:
    """Return the sheet for the door or the list for the counter to who has the link of the day."""
    return _by_link(request, token, what)


def _by_link(request: HttpRequest, token: str, what: str) -> HttpResponse:
    try:
        link = day_links.open_link(token, timezone.now())
    except WrongState as refusal:
        return render(request, "host/link_gone.html", {"reason": str(refusal)}, status=410)
    found = day_of(link.place, link.day, link.user)
    if what:
        made = papers.door_sheet(found, _booking(request)) if what == "affiche" else papers.day_list(found)
        return papers.answer(made, what)
    here = reverse("host-day-link", args=[token])
    papers_at = {
        "door": reverse("host-paper-link", args=[token, "affiche"]),
        "list": reverse("host-paper-link", args=[token, "liste"]),
    }
    return _day_page(request, found, link.user, here, papers_at)


def _booking(request: HttpRequest) -> str:
    """Return the address where appointments are booked, as printed on a door."""
    return request.build_absolute_uri(reverse("booking"))


def _day_page(request: HttpRequest, found: HostDay, user: User, here: str, papers_at: dict[str, str]) -> HttpResponse:
    if request.method == "POST":
        return _note(request, found, user, here)
    givers = {row.pk: row.giver for row in found.rows}
    context = {
        "day": found,
        "papers": papers_at,
        "here": here,
        "beds": [(words.called(givers[bed.session]), bed) for bed in arrangements.beds(found.rows) if bed.name],
        "absent": whole(request.GET.get("absent", "")),
        "reasons": [(code.value, code.label) for code in SessionCancellation.ABSENCES],
        "phone": contact.phone(),
    }
    return render(request, "host/day.html", context)


def _note(request: HttpRequest, found: HostDay, user: User, here: str) -> HttpResponse:
    """Do what one button of the day asks, in the name of ``user``."""
    act = request.POST.get("acte", "")
    session = next((row for row in found.rows if row.pk == whole(request.POST.get("vacation", ""))), None)
    try:
        if act in outcomes.ACTS:
            outcomes.note_outcome(request, found.rows, user)
        elif session is not None:
            _attest(request, session, act, user)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(here)


def _attest(request: HttpRequest, session: Session, act: str, user: User) -> None:
    doctor = words.called(session.giver)
    if act == "tenue":
        services.hold(session, user)
        messages.success(request, f"C’est noté\u00a0: {doctor} est là.")
    elif act == "defaire":
        services.undo_hold(session, user)
        messages.success(request, "C’est défait\u00a0: dites de nouveau si le médecin est là.")
    elif act == "pas-venu":
        services.report_absence(session, request.POST.get("raison", ""), user)
        messages.success(request, f"C’est noté\u00a0: {doctor} ne vient pas. Les patients sont prévenus.")
