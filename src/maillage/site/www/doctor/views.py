"""A doctor's own days: accept or decline, days given, payments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import ResourceKind, Scheme
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import services
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.payments import Due, due_to
from maillage.site.agenda.posts import gave_back
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Engagement
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import contact, french, toponyms, words
from maillage.site.www.calendars import CalendarEntry, calendar_of
from maillage.site.www.counts import with_counts
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.outcomes import ACTS, note_outcome

if TYPE_CHECKING:
    from maillage.site.www.counts import CountedSession

SHOWN, LINES = 60, 20
ONE_DAY = dt.timedelta(days=1)
COMMITTED = (*Session.OPEN_STATES, Session.State.DECLINED)
"""States of sessions at which the user is expected; a declined one may lack another post."""
TONES = {"published": "attention", "accepted": "good", "held": "good"}


@dataclass(frozen=True)
class OwnDay:
    """The sessions of one day at one place, which ``user`` sees and answers together."""

    sessions: list[Session]
    user: User

    @property
    def first(self) -> Session:
        """The earliest session."""
        return self.sessions[0]

    @property
    def place(self) -> str:
        """The place, in words."""
        return words.where(self.first)

    @property
    def span(self) -> str:
        """ "9 h à 17 h 20"."""
        zone = self.first.zone
        return f"{french.clock(self.first.starts, zone)} à {french.clock(self.sessions[-1].ends, zone)}"

    @property
    def is_today(self) -> bool:
        """Whether it is the day itself, by the clock of the place."""
        zone = self.first.zone
        return french.day_of(self.first.starts, zone) == french.day_of(timezone.now(), zone)

    @property
    def booked(self) -> int:
        """Number of booked patients."""
        return sum(s.booked for s in self.sessions)  # type: ignore[attr-defined]

    @property
    def places(self) -> int:
        """Number of slots."""
        return sum(s.places for s in self.sessions)  # type: ignore[attr-defined]

    @property
    def waiting(self) -> bool:
        """Whether an answer is awaited."""
        own = (claim for s in self.sessions for claim in s.claims if _is_of(claim, self.user))
        return self.first.state != Session.State.HELD and any(claim.accepted_at is None for claim in own)

    @property
    def scheme(self) -> str:
        """Name of the scheme."""
        return self.first.rules.label

    @property
    def label(self) -> str:
        """State in words."""
        if self.waiting:
            return "votre réponse est attendue"
        missing = words.missing(self.first)
        return f"il manque encore {missing}" if missing else self.first.get_state_display().lower()

    @property
    def tone(self) -> str:
        """Colour of the state's tag."""
        return TONES["published"] if self.waiting else TONES.get(self.first.state, "")


def _is_of(claim: Claim, user: User) -> bool:
    person = claim.resource.professional if claim.resource.kind == ResourceKind.PROFESSIONAL else None
    return person is not None and person.user_id == user.pk


def _own(request: HttpRequest) -> QuerySet[CountedSession]:
    """Return sessions in which the user has a post, even if the user may see others."""
    return with_counts(Session.objects.visible_to(request.user, Reach.OWN)).order_by("starts")


def _days(sessions: Iterable[Session], user: User) -> list[OwnDay]:
    grouped: dict[tuple[dt.date, int | None, str, str], list[Session]] = {}
    for session in sessions:
        day = french.day_of(session.starts, session.zone)
        grouped.setdefault((day, session.place_id, session.commune_id, session.stop), []).append(session)
    return [OwnDay(group, user) for group in grouped.values()]


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@require_safe
@gate(Reach.OWN, reads=Record.SESSION)
def days(request: HttpRequest) -> HttpResponse:
    """Show future days, unanswered ones first, and past days with their payments."""
    now, reader = timezone.now(), _reader(request)
    ahead = _days(_own(request).filter(starts__gt=now, state__in=COMMITTED)[:SHOWN], reader)
    held = _days(_own(request).filter(state=Session.State.HELD), reader)
    person = Professional.objects.filter(user=reader).select_related("home").first()
    due = [] if person is None else due_to(person)
    context: dict[str, Any] = {
        "waiting": [day for day in ahead if day.waiting],
        "accepted": [day for day in ahead if not day.waiting],
        "known": person is not None,
        "phone": contact.phone(),
        "held_days": len(held),
        "due": due[-LINES:],
        "more_due": max(0, len(due) - LINES),
        "totals": _totals(due),
        "schemes": _engaged(person),
    }
    return render(request, "doctor/days.html", context)


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


def _day_of(request: HttpRequest, pk: int) -> OwnDay:
    """Return the day that contains one of the user's own sessions."""
    reader, session = _reader(request), get_object_or_404(_own(request), pk=pk)
    near = _own(request).filter(
        starts__gt=session.starts - ONE_DAY, starts__lt=session.starts + ONE_DAY, place=session.place,
        commune=session.commune, stop=session.stop, state__in=[*COMMITTED, Session.State.HELD],
    )  # fmt: skip
    same = [day for day in _days(near, reader) if any(one.pk == pk for one in day.sessions)]
    return same[0] if same else OwnDay([session], reader)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.SESSION, changes=Record.SESSION)
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a day: who comes; accept it, or decline it with a word on the consequences; say so if it was released."""
    if not _own(request).filter(pk=pk).exists() and gave_back(pk, _reader(request)):
        messages.info(request, "C’est déjà fait\u00a0: vous avez rendu cette journée.")
        return redirect("doctor-days")
    found = _day_of(request, pk)
    if request.method == "POST":
        return _answer(request, found)
    patients = Appointment.objects.visible_to(request.user).filter(slot__session__in=found.sessions).of_the_day()
    context = {
        "day": found,
        "to_come": found.first.starts > timezone.now(),
        "patients": patients,
        "declining": "refuser" in request.GET,
        "scheme": found.first.rules,
        "begun": found.first.starts <= timezone.now(),
        "undoable": found.is_today,
        "counted": found.first.rules.quota.limit(1) is not None,
    }
    return render(request, "doctor/day.html", context)


def _answer(request: HttpRequest, found: OwnDay) -> HttpResponse:
    """Accept or decline all sessions of the day."""
    act = request.POST.get("acte", "")
    change = {"accepter": services.accept, "refuser": services.decline}.get(act)
    try:
        if act in ACTS:
            note_outcome(request, found.sessions, signed_in(request))
        if change is None:
            return redirect("doctor-day", pk=found.first.pk)
        for session in found.sessions:
            change(session, signed_in(request))
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


@require_safe
@gate(Reach.OWN, reads=Record.SESSION)
def calendar(request: HttpRequest) -> HttpResponse:
    """Return future days as a calendar file, without names of patients."""
    rows = _own(request).filter(starts__gt=timezone.now(), state__in=COMMITTED)
    entries = [CalendarEntry(f"session-{s.pk}", s.starts, s.ends, s.rules.label, words.where(s)) for s in rows]
    return calendar_of(entries, "mes-journees.ics")
