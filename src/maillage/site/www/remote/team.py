"""Pages of doctor and nurse: the consultations of the day, and one consultation with its acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Professional
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.remote import course, guests, services
from maillage.site.remote.call_models import Guest
from maillage.site.remote.course import Act, Party, State
from maillage.site.remote.models import Step
from maillage.site.remote.services import Course, courses_of, party_of
from maillage.site.www import french, words
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.outcomes import FOUND, note_outcome

REACHABLE = (Professional.Status.PRACTISING, Professional.Status.SALARIED, Professional.Status.HOSPITAL)
COLLEAGUES, FOLLOWING = 12, 3
CALLING = frozenset({State.TELEPHONE, State.INTERRUPTED})
TONES = {State.RECALLED: "attention", State.NURSE_LEFT: "attention", State.INTERRUPTED: "bad", State.NO_SHOW: "bad"}


@dataclass(frozen=True)
class Consultation:
    """An appointment at a distance with its course, as one of the team sees it."""

    appointment: Appointment
    course: Course
    party: Party | None

    @property
    def tone(self) -> str:
        """Colour of the state's tag."""
        return TONES.get(self.course.state, "good" if self.course.state in course.RUNNING else "")

    @property
    def recallable(self) -> bool:
        """Whether the reader may call the nurse back now."""
        return self.party is not None and Act.RECALL in course.acts_of(self.party, self.course.state)

    @property
    def place(self) -> str:
        """Where the patient is."""
        return words.where(self.appointment.slot.session)


def _own(request: HttpRequest) -> QuerySet[Appointment]:
    return Appointment.objects.visible_to(request.user, Reach.OWN).active().with_sessions()


def consultations_today(request: HttpRequest) -> list[Consultation]:
    """Return the reader's own consultations at a distance today, by hour; the day is that of each place."""
    now = timezone.now()
    near = _own(request).filter(
        slot__starts__gt=now - timedelta(days=1),
        slot__starts__lt=now + timedelta(days=1),
        slot__session__state__in=[*Session.STANDING_STATES, Session.State.HELD],
    )
    rows = [one for one in near.order_by("slot__starts", "pk") if _is_today(one)]
    courses, reader = courses_of(rows), signed_in(request)
    return [Consultation(one, courses[one.pk], party_of(one.slot.session, reader)) for one in rows]


def _is_today(appointment: Appointment) -> bool:
    session = appointment.slot.session
    today = french.day_of(timezone.now(), session.zone)
    return session.rules.at_distance and french.day_of(appointment.slot.starts, session.zone) == today


@require_safe
@gate(Reach.OWN, reads=Record.APPOINTMENT)
def today(request: HttpRequest) -> HttpResponse:
    """List the consultations of the day: who comes next, and how far each site is."""
    rows = consultations_today(request)
    seen = "-".join(str(len(row.course.steps)) for row in rows)
    if request.GET.get("vu") == seen:
        return HttpResponse(status=204)
    ahead = [row for row in rows if row.course.state not in course.ENDED]
    context = {"ahead": ahead, "ended": [row for row in rows if row not in ahead], "seen": seen}
    template = "remote/parts/today.html" if "vu" in request.GET else "remote/today.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.APPOINTMENT, changes=Record.APPOINTMENT)
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one consultation and do an act in it; with htmx only the part that changes is sent."""
    appointment = get_object_or_404(_own(request), pk=pk)
    if not appointment.slot.session.rules.at_distance:
        return redirect("doctor-day", pk=appointment.slot.session_id)
    refusal = _do(request, appointment) if request.method == "POST" else ""
    if request.method == "POST" and not refusal and not _by_script(request):
        return redirect("remote-room", pk=pk)
    context = _context(request, _again(request, pk)) | {"refusal": refusal}
    if _by_script(request):
        return render(request, "remote/parts/panel.html", context)
    context["following"] = _following(request, appointment) if context["is_doctor"] else []
    return render(request, "remote/room.html", context, status=409 if refusal else 200)


def _following(request: HttpRequest, appointment: Appointment) -> list[Consultation]:
    """Return the next patients of the day after this one, with where each stands."""
    later = [one for one in consultations_today(request) if one.appointment.slot.starts > appointment.slot.starts]
    return [one for one in later if one.course.state not in course.ENDED][:FOLLOWING]


@require_safe
@gate(Reach.OWN, reads=Record.APPOINTMENT)
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the part that changes; nothing if the reader has seen it already."""
    appointment = get_object_or_404(_own(request), pk=pk)
    context = _context(request, appointment)
    if request.GET.get("vu") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "remote/parts/panel.html", context)


def _by_script(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def _again(request: HttpRequest, pk: int) -> Appointment:
    return get_object_or_404(_own(request), pk=pk)


def _do(request: HttpRequest, appointment: Appointment) -> str:
    """Do what a form asks for; return why it was refused, "" if it was not."""
    what = request.POST.get("acte", "")
    try:
        if what == FOUND:
            note_outcome(request, [appointment.slot.session], signed_in(request))
        elif what == "inviter":
            guests.invite(appointment, request.POST.get("titre", ""), request.POST.get("nom", ""), signed_in(request))
        elif what == "retirer-invite":
            guests.withdraw(appointment, signed_in(request))
        elif what in Step.Act.values:
            services.act(appointment, Act(what), signed_in(request), request.POST.get("probleme", ""))
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        return str(refusal)
    return ""


def _context(request: HttpRequest, appointment: Appointment) -> dict[str, Any]:
    session, reader = appointment.slot.session, signed_in(request)
    party, found = party_of(session, reader), courses_of([appointment])[appointment.pk]
    acts = course.acts_of(party, found.state) if party is not None else ()
    return {
        "item": appointment,
        "join_url": reverse("remote-join", args=[appointment.pk]),
        "ended": found.state in course.ENDED,
        "session": session,
        "consultation": Consultation(appointment, found, party),
        "is_doctor": party is Party.DOCTOR,
        "acts": [Step.Act(act) for act in acts if not course.MOVES[act].says_why],
        "acts_with_problem": [Step.Act(act) for act in acts if course.MOVES[act].says_why],
        "problems": Step.Problem.choices,
        "phone": appointment.patient.phone if found.state in CALLING else "",
        "colleagues": colleagues(session, reader.pk) if party is Party.DOCTOR else [],
        "seen": _seen(appointment, found),
        **_guest(request, appointment, found, party),
        "may_note": appointment.state == Appointment.State.SEEN,
    }


def _seen(appointment: Appointment, found: Course) -> str:
    guest = guests.standing(appointment)
    noted = appointment.doctor_found_at is not None
    return f"{len(found.steps)}-{appointment.state}-{noted:d}-{guest.pk if guest else 0}"


def _guest(request: HttpRequest, appointment: Appointment, found: Course, party: Party | None) -> dict[str, Any]:
    """Return what the doctor reads of guests: who was invited, the link of who is, whether somebody may be."""
    if party is not Party.DOCTOR:
        return {}
    guest = guests.standing(appointment) if found.state not in course.ENDED else None
    link = reverse("remote-guest", args=[guests.token_of(guest)]) if guest else ""
    return {
        "guest": guest,
        "guest_link": request.build_absolute_uri(link) if link else "",
        "guest_kinds": Guest.Kind.choices,
        "may_invite": found.state in course.TOGETHER,
        "invited": Guest.objects.filter(appointment=appointment),
    }


TREATING = ("gp", "specialist")
"""Who can be somebody's treating doctor: any doctor, no dentist (code de la sécurité sociale, L.162-5-3)."""


def colleagues(session: Session, but: int) -> Iterable[tuple[str, str, str]]:
    """Return doctors near the patient's place to whom a patient may be sent: name, profession, commune.

    First those of its intercommunality, then those of its department; whoever replaces others or has retired is left
    out.
    """
    doctors = Professional.objects.filter(profession__in=TREATING, status__in=REACHABLE).exclude(user=but)
    near = doctors.filter(home__department=session.commune.department_id).select_related("home")
    here = session.commune.intercommunality_id
    nearest = near.order_by(Case(When(home__intercommunality=here, then=0), default=1), "last_name", "pk")
    return [(words.called(one), words.PROFESSIONS[one.profession], one.home.name) for one in nearest[:COLLEAGUES]]
