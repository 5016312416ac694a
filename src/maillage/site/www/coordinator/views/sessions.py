"""The sessions: list with filters, one session and what can be done with it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import SCHEMES
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import rules, services
from maillage.site.agenda.models import Claim, Session
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Engagement
from maillage.site.observatory import reading
from maillage.site.observatory.reading import NotMeasured
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, toponyms, words
from maillage.site.www.asked import whole
from maillage.site.www.coordinator.forms import SessionFilter
from maillage.site.www.coordinator.planboard import journey
from maillage.site.www.coordinator.tasks import with_counts
from maillage.site.www.gates import gate

PER_PAGE, CANDIDATES = 40, 8
TONES = {"declined": "bad", "published": "", "accepted": "good", "held": "good", "cancelled": ""}


@dataclass(frozen=True)
class Candidate:
    """A doctor who could take a session, and the journey in minutes."""

    professional: Professional
    name: str
    home: str
    minutes: float
    travel: str


def _filtered(rows: QuerySet[Session], form: SessionFilter) -> QuerySet[Session]:
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("etat"):
        rows = rows.filter(state=asked["etat"])
    if asked.get("dispositif"):
        rows = rows.filter(scheme=asked["dispositif"])
    since = asked.get("du") or french.day_of(timezone.now())
    rows = rows.filter(starts__gte=dt.datetime.combine(since, dt.time(), french.PARIS))
    text = (asked.get("lieu") or "").strip()
    if text:
        rows = rows.filter(
            Q(commune__name__icontains=text)
            | Q(place__name__icontains=text)
            | Q(professional__last_name__icontains=text)
        )
    return rows


@require_safe
@gate(Reach.TERRITORY, reads=Record.SESSION)
def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions to come, with filters."""
    form = SessionFilter(request.GET or None, schemes=[(s.code, s.label) for s in SCHEMES.values()])
    rows = Session.objects.visible_to(request.user).exclude(state=Session.State.DRAFT)
    rows = with_counts(_filtered(rows, form)).order_by("starts", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = [
        {
            "session": session,
            "place": words.place_of(session),
            "half": words.half_of(session.starts),
            "doctor": words.called(session.professional),
            "scheme": SCHEMES[session.scheme].label,
            "state": words.STATES[session.state],
            "tone": TONES.get(session.state, ""),
        }
        for session in page.object_list
    ]
    context = {"form": form, "page": page, "rows": shown}
    return render(request, "coordinator/sessions.html", context)


def _near_and_free(session: Session) -> list[Candidate]:
    """Doctors engaged in the scheme with no claim at that time, the nearest first, those with days left before."""
    try:
        times = reading.current_times()
    except NotMeasured:
        return []
    day = french.day_of(session.starts)
    engaged = Engagement.objects.filter(scheme=session.scheme, state=Engagement.State.ACTIVE)
    allowed = dict(engaged.values_list("professional", "days_per_month"))
    taken = Claim.objects.filter(active=True, during__overlap=(session.starts, session.ends))
    busy = taken.filter(resource__professional__isnull=False).values("resource__professional")
    month = Session.objects.filter(
        professional__in=list(allowed), state__in=Session.OPEN_STATES, starts__year=day.year, starts__month=day.month
    )
    given = Counter(who for who, _ in set(month.values_list("professional", "starts__date")))
    found = []
    for row in Professional.objects.filter(pk__in=list(allowed)).exclude(pk__in=busy).select_related("home"):
        minutes = journey(times, row.home_id, session.commune_id)
        if minutes is not None and given[row.pk] < allowed[row.pk]:
            home = toponyms.curly(row.home.name)
            found.append(Candidate(row, words.called(row), home, minutes, french.minutes(minutes)))
    return sorted(found, key=lambda one: one.minutes)


def candidates(session: Session) -> list[Candidate]:
    """Doctors whom nothing speaks against, the nearest first; the agenda's own rules have the last word."""
    free = _near_and_free(session)[: 2 * CANDIDATES]
    return [one for one in free if rules.reason_against(session, one.professional) is None][:CANDIDATES]


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.SESSION, changes=Record.SESSION)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: who comes, who is booked; find a doctor, note that it was held, cancel it."""
    row = get_object_or_404(with_counts(Session.objects.visible_to(request.user)), pk=pk)
    if request.method == "POST":
        return _act(request, row)
    to_come = row.starts > timezone.now()
    open_ = row.state in Session.OPEN_STATES
    appointments = Appointment.objects.visible_to(request.user).filter(slot__session=row).active()
    context: dict[str, Any] = {
        "session": row,
        "place": words.place_of(row),
        "half": words.half_of(row.starts),
        "doctor": words.called(row.professional),
        "scheme": SCHEMES[row.scheme].label,
        "state": words.STATES[row.state],
        "tone": TONES.get(row.state, ""),
        "appointments": appointments.select_related("patient", "slot"),
        "uncovered": row.state == Session.State.DECLINED and to_come,
        "candidates": candidates(row) if row.state == Session.State.DECLINED and to_come else [],
        "may_cancel": to_come and (open_ or row.state == Session.State.DECLINED),
        "may_hold": not to_come and open_,
        "may_change": Session.objects.changeable_by(request.user).filter(pk=row.pk).exists(),
        "confirm": "annuler" in request.GET,
    }
    return render(request, "coordinator/session.html", context)


def _act(request: HttpRequest, row: Session) -> HttpResponse:
    act = request.POST.get("acte", "")
    try:
        if act == "annuler":
            services.cancel(row, request.user)
            messages.success(request, "La vacation est annulée. Les patients qui ont une adresse sont prévenus.")
        elif act == "tenue":
            services.hold(row, request.user)
            messages.success(request, "La vacation est notée comme tenue.")
        elif act == "proposer":
            engaged = Engagement.objects.filter(scheme=row.scheme, state=Engagement.State.ACTIVE).values("professional")
            chosen = get_object_or_404(Professional, pk=whole(request.POST.get("medecin", "")), id__in=engaged)
            services.assign(row, chosen, request.user)
            messages.success(request, f"La vacation est proposée\u00a0: {words.called(chosen)} doit encore l’accepter.")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("session", pk=row.pk)
