"""A doctor's own days: accept or decline, what was given, what is paid."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import SCHEMES, PaidDay, payment, total_cents
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import services
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Professional
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import contact, french, toponyms, words
from maillage.site.www.calendars import calendar_of
from maillage.site.www.gates import gate

SHOWN = 60
TONES = {"published": "attention", "accepted": "good", "held": "good"}


@dataclass(frozen=True)
class Day:
    """The sessions of one day at one place, shown and answered together."""

    sessions: list[Session]

    @property
    def first(self) -> Session:
        """The earliest."""
        return self.sessions[0]

    @property
    def place(self) -> str:
        """Where."""
        return words.where(self.first)

    @property
    def span(self) -> str:
        """ "9 h à 17 h 20"."""
        return f"{french.clock(self.first.starts)} à {french.clock(self.sessions[-1].ends)}"

    @property
    def booked(self) -> int:
        """Patients inscribed."""
        return sum(s.booked for s in self.sessions)  # type: ignore[attr-defined]

    @property
    def places(self) -> int:
        """Slots."""
        return sum(s.places for s in self.sessions)  # type: ignore[attr-defined]

    @property
    def waiting(self) -> bool:
        """Whether an answer is awaited."""
        return any(s.state == Session.State.PUBLISHED for s in self.sessions)

    @property
    def scheme(self) -> str:
        """The scheme's name."""
        return SCHEMES[self.first.scheme].label

    @property
    def label(self) -> str:
        """State in words."""
        return "votre réponse est attendue" if self.waiting else self.first.get_state_display().lower()

    @property
    def tone(self) -> str:
        """Tint of the state."""
        return TONES["published"] if self.waiting else TONES.get(self.first.state, "")


def _own(request: HttpRequest) -> QuerySet[Session]:
    """Sessions the user holds, nobody else's, whatever else they may see."""
    from maillage.site.www.coordinator.tasks import with_counts

    rows = Session.objects.visible_to(request.user, Reach.OWN)
    return with_counts(rows).order_by("starts")


def _days(sessions: QuerySet[Session]) -> list[Day]:
    grouped: dict[tuple[dt.date, int | None, int | None], list[Session]] = {}
    for session in sessions:
        key = (french.day_of(session.starts), session.place_id, session.vehicle_id)
        grouped.setdefault(key, []).append(session)
    return [Day(group) for group in grouped.values()]


def _allowance(sessions: list[Session]) -> int:
    """Cents due for sessions held, journeys apart."""
    grouped: dict[tuple[dt.date, str], int] = {}
    for session in sessions:
        key = (french.day_of(session.starts), session.scheme)
        grouped[key] = grouped.get(key, 0) + 1
    due = [payment(SCHEMES[scheme], [PaidDay(day, min(halves, 2))]) for (day, scheme), halves in grouped.items()]
    return sum(map(total_cents, due))


@require_safe
@gate(Reach.OWN, reads=Record.SESSION)
def days(request: HttpRequest) -> HttpResponse:
    """Days to come, those that wait for an answer first; days done and what they pay."""
    now = timezone.now()
    ahead = _days(_own(request).filter(starts__gt=now, state__in=Session.OPEN_STATES)[:SHOWN])
    held = list(_own(request).filter(state=Session.State.HELD))
    context: dict[str, Any] = {
        "waiting": [day for day in ahead if day.waiting],
        "accepted": [day for day in ahead if not day.waiting],
        "known": Professional.objects.filter(user=request.user).exists(),
        "phone": contact.phone(),
        "held": len(held),
        "held_days": len({french.day_of(s.starts) for s in held}),
        "allowance": _allowance(held),
        "per_day": SCHEMES["solidarity"].allowance.per_day_cents,
    }
    return render(request, "doctor/days.html", context)


def _day_of(request: HttpRequest, pk: int) -> Day:
    """The day that holds a session of one's own."""
    session = get_object_or_404(_own(request), pk=pk)
    same = _own(request).filter(
        starts__date=french.day_of(session.starts), place=session.place, vehicle=session.vehicle,
        state__in=[*Session.OPEN_STATES, Session.State.HELD],
    )  # fmt: skip
    return Day(list(same) or [session])


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.SESSION, changes=Record.SESSION)
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """One day: who comes, accept, or decline knowing what follows; one given back is said to be."""
    if not _own(request).filter(pk=pk).exists() and services.gave_back(pk, request.user):  # type: ignore[arg-type]
        messages.info(request, "C’est déjà fait\u00a0: vous avez rendu cette journée.")
        return redirect("doctor-days")
    found = _day_of(request, pk)
    if request.method == "POST":
        return _answer(request, found)
    patients = Appointment.objects.visible_to(request.user).filter(slot__session__in=found.sessions).active()
    context = {
        "day": found,
        "to_come": found.first.starts > timezone.now(),
        "patients": patients.select_related("patient", "slot"),
        "declining": "refuser" in request.GET,
        "scheme": SCHEMES[found.first.scheme],
    }
    return render(request, "doctor/day.html", context)


def _answer(request: HttpRequest, found: Day) -> HttpResponse:
    """Accept or decline all sessions of the day."""
    act = request.POST.get("acte", "")
    change = {"accepter": services.accept, "refuser": services.decline}.get(act)
    if change is None:
        return redirect("doctor-day", pk=found.first.pk)
    try:
        for session in found.sessions:
            change(session, request.user)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("doctor-days")
    when = french.date_text(found.first.starts)
    if act == "accepter":
        there = toponyms.commune(found.first.commune.name).at
        messages.success(request, f"C’est noté\u00a0: vous serez {there}, {when}.")
    else:
        messages.success(request, f"La journée du {when} est rendue. La coordination cherche un remplaçant.")
    return redirect("doctor-days")


@require_safe
@gate(Reach.OWN, reads=Record.SESSION)
def calendar(request: HttpRequest) -> HttpResponse:
    """Days to come for one's own calendar; no patient's name leaves with it."""
    rows = _own(request).filter(starts__gt=timezone.now(), state__in=Session.OPEN_STATES)
    entries = [(f"session-{s.pk}", s.starts, s.ends, SCHEMES[s.scheme].label, words.where(s), "") for s in rows]
    return calendar_of(entries, "mes-journees.ics")
