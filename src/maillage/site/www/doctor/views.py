"""A doctor's own days: accept or decline, days given, payments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import ResourceKind, Scheme
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import services, swaps
from maillage.site.agenda.arranged import BED
from maillage.site.agenda.arrangements import give_up, look_for_bed, replacements_of
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.payments import Due, due_to
from maillage.site.agenda.posts import gave_back
from maillage.site.agenda.swap_models import SwapOffer
from maillage.site.booking.models import Appointment
from maillage.site.centres.models import CentreContract
from maillage.site.directory.models import PlaceDetails, Professional, Resource
from maillage.site.engagements.models import Engagement
from maillage.site.geography.travel import NotMeasured, current_times, journey
from maillage.site.observatory.days import gains_of_a_day
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import arrangements, contact, french, toponyms, words
from maillage.site.www.calendars import CalendarEntry, calendar_of
from maillage.site.www.doctor.days import OwnDay, own_day, own_days, own_person, own_sessions
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.outcomes import ACTS, note_outcome
from maillage.site.www.promise_fields import equipment_words, lodging_words
from maillage.site.www.remote.team import consultations_today

SHOWN, LINES = 60, 20
WAY = "https://www.openstreetmap.org/directions?to={0.lat:.5f}%2C{0.lon:.5f}"
"""Map of the way to a commune; the doctor's own place is not told."""


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@require_safe
@gate(Reach.OWN, reads=Record.SESSION)
def days(request: HttpRequest) -> HttpResponse:
    """Show future days, unanswered ones first, and past days with their payments."""
    now, reader = timezone.now(), _reader(request)
    ahead = own_days(own_sessions(request).filter(starts__gt=now, state__in=Session.STANDING_STATES)[:SHOWN], reader)
    held = own_days(own_sessions(request).filter(state=Session.State.HELD), reader)
    person = own_person(request)
    due = [] if person is None else due_to(person)
    context: dict[str, Any] = {
        "remote": len(consultations_today(request)),
        "waiting": [day for day in ahead if day.waiting],
        "accepted": [day for day in ahead if not day.waiting],
        "known": person is not None,
        "replacing": [] if person is None else _replacing(person),
        "phone": contact.phone(),
        "held_days": len(held),
        "due": due[-LINES:],
        "more_due": max(0, len(due) - LINES),
        "totals": _totals(due),
        "schemes": _engaged(person),
        "in_centre": person is not None and CentreContract.objects.filter(professional=person).exists(),
    }
    return render(request, "doctor/days.html", context)


def _replacing(person: Professional) -> list[arrangements.Replacement]:
    """Return the half-days to come on which the person replaces a colleague at home."""
    keys = [claim.post.session_id for claim in replacements_of(person, timezone.now())]
    rows = Session.objects.filter(pk__in=keys).with_posts().order_by("starts")
    return arrangements.replacements(rows.prefetch_related("posts__claims__resource__professional__home"))


def _totals(due: list[Due]) -> list[dict[str, Any]]:
    """Return what each scheme owes, and who pays it."""
    cents: dict[str, int] = {}
    for one in due:
        cents[one.scheme.code] = cents.get(one.scheme.code, 0) + one.line.cents
    schemes = {one.scheme.code: one.scheme for one in due}
    return [{"scheme": schemes[code], "cents": total} for code, total in cents.items()]


def _engaged(person: Professional | None) -> list[Scheme]:
    """Return the schemes that the person is engaged in."""
    rows = Engagement.objects.none() if person is None else Engagement.objects.running().filter(professional=person)
    return [row.rules for row in rows.order_by("scheme")]


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.SESSION, changes=Record.SESSION)
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a day: who comes; accept it, or decline it with a word on the consequences; say so if it was released."""
    if not own_sessions(request).filter(pk=pk).exists() and gave_back(pk, _reader(request)):
        messages.info(request, "C’est déjà fait\u00a0: vous avez rendu cette journée.")
        return redirect("doctor-days")
    session = get_object_or_404(own_sessions(request), pk=pk)
    found = own_day(request, session, [*Session.STANDING_STATES, Session.State.HELD])
    if request.method == "POST":
        return _answer(request, found)
    person = own_person(request)
    promise = PlaceDetails.objects.filter(place=found.first.place).first() if found.first.place else None
    patients = Appointment.objects.visible_to(request.user).filter(slot__session__in=found.sessions).of_the_day()
    context = {
        "day": found,
        "to_come": found.first.starts > timezone.now(),
        "patients": patients if found.is_near else [],
        "minutes": _minutes(found, person),
        "promise": promise,
        "promised": _promised(promise),
        "gain": gains_of_a_day(found.first.rules, [found.first.commune]).get(found.first.commune_id),
        "beds": arrangements.beds(found.sessions),
        "may_lodge": _may_lodge(found),
        "locum": arrangements.locum(found.sessions),
        "way": WAY.format(found.first.commune),
        "declining": "refuser" in request.GET,
        "reasons": [(reason.value, reason.label) for reason in Claim.ASKED],
        "scheme": found.first.rules,
        "begun": found.first.starts <= timezone.now(),
        "undoable": found.is_today,
        "swap": SwapOffer.objects.filter(sessions__active=True, sessions__session__in=found.sessions).first(),
        "counted": found.first.rules.quota.limit(1) is not None,
    }
    return render(request, "doctor/day.html", context)


def _promised(row: PlaceDetails | None) -> list[tuple[str, str]]:
    """Return what a place promises to who comes, title and answer, without what it has not said."""
    if row is None:
        return []
    said = [
        ("Remise des clés", row.keys),
        ("Stationnement", row.get_parking_display().lower() if row.parking else ""),
        ("Secrétariat", row.get_secretariat_display().lower() if row.secretariat else ""),
        ("Logement et repas", lodging_words(row)),
        ("Équipement", equipment_words(row)),
    ]
    return [(title, text) for title, text in said if text]


def _may_lodge(found: OwnDay) -> bool:
    """Return whether the place has beds to ask for."""
    return Resource.objects.filter(place=found.first.place, kind=ResourceKind.BED, place__isnull=False).exists()


def _minutes(found: OwnDay, person: Professional | None) -> str:
    """Return how long the way from the commune of ``person`` takes, "" if it is not known."""
    try:
        minutes = None if person is None else journey(current_times(), person.home_id, found.first.commune_id)
    except NotMeasured:
        return ""
    return "" if minutes is None else french.minutes(minutes)


def _answer(request: HttpRequest, found: OwnDay) -> HttpResponse:
    """Accept or decline all sessions of the day."""
    act = request.POST.get("acte", "")
    said = request.POST.get("raison", "")
    reason = said if said in Claim.ASKED else ""
    try:
        if act in ACTS:
            note_outcome(request, found.sessions, signed_in(request))
        if act == "echanger":
            made = swaps.offer(found.sessions, signed_in(request))
            messages.success(request, "La journée est proposée à vos confrères. Elle reste la vôtre en attendant.")
            return redirect("doctor-swap", pk=made.pk)
        if act in ("lit", "sans-lit"):
            return _lodge(request, found, act)
        if act not in ("accepter", "refuser"):
            return redirect("doctor-day", pk=found.first.pk)
        for session in found.sessions:
            if act == "accepter":
                services.accept(session, signed_in(request))
            else:
                services.decline(session, signed_in(request), reason)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("doctor-days")
    when = french.date_text(found.first.starts, found.first.zone)
    if act == "accepter":
        there = toponyms.commune(found.first.commune.name).at
        messages.success(request, f"C’est noté\u00a0: vous serez {there}, {when}.")
    else:
        messages.success(request, f"La journée du {when} est rendue. La coordination cherche un remplaçant.")
    return redirect("doctor-days")


def _lodge(request: HttpRequest, found: OwnDay, act: str) -> HttpResponse:
    """Ask for a bed for the day, or give it up."""
    if act == "sans-lit":
        give_up(found.first, BED, signed_in(request))
        messages.success(request, "C’est noté\u00a0: aucun lit n’est gardé pour vous.")
    elif look_for_bed(found.first, signed_in(request)):
        messages.success(request, "C’est noté\u00a0: un lit est gardé pour vous.")
    else:
        messages.info(request, "Aucun lit n’est libre cette nuit-là. La coordination voit votre demande.")
    return redirect("doctor-day", pk=found.first.pk)


@require_safe
@gate(Reach.OWN, reads=Record.SESSION)
def calendar(request: HttpRequest) -> HttpResponse:
    """Return future days as a calendar file, without names of patients."""
    rows = own_sessions(request).filter(starts__gt=timezone.now(), state__in=Session.STANDING_STATES)
    entries = [CalendarEntry(f"session-{s.pk}", s.starts, s.ends, s.rules.label, words.where(s)) for s in rows]
    return calendar_of(entries, "mes-journees.ics")
