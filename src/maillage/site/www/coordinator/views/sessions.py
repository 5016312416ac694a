"""Sessions: the list with filters, and one session with its actions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import SCHEMES, ResourceKind
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda import services
from maillage.site.agenda.candidates import candidates, empty_post, people_for
from maillage.site.agenda.models import Claim, Session, SessionCancellation, SessionQuerySet
from maillage.site.agenda.reminding import UNDO_MINUTES
from maillage.site.booking.models import Appointment, OverbookedSession
from maillage.site.booking.outcomes import doctors_found
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Intercommunality
from maillage.site.payments.models import HeldConfirmation
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, lists, sheets, words
from maillage.site.www.coordinator import arrangements
from maillage.site.www.coordinator.candidates import row_of
from maillage.site.www.coordinator.forms import KEPT, OUTSIDE, TO_CONFIRM, SessionFilter
from maillage.site.www.coordinator.monday import CONFIRM_WITHIN, unconfirmed
from maillage.site.www.counts import with_counts
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.lists import Column
from maillage.site.www.numbers import whole
from maillage.site.www.outcomes import ACTS, note_outcome

if TYPE_CHECKING:
    from maillage.site.www.counts import CountedSession

CANDIDATES, GIVEN_BACK = 8, 3
BOOKED, FOUND = "pris", "trouve"
COLUMNS = (
    "date", "hour", "place", "commune", "doctor", "scheme", "state", "booked", "slots", "doctors_found",
)  # fmt: skip
LIST = (
    Column("date", "Date", ("starts",)),
    Column("lieu", "Lieu", ("commune__name", "starts")),
    Column("medecin", "Médecin"),
    Column("dispositif", "Dispositif", ("programme__scheme", "starts")),
    Column("inscrits", "Inscrits", ("booked", "starts"), numeric=True),
    Column("etat", "État", ("state", "starts")),
)
USUAL_SORT = "date"
TONES = {"declined": "bad", "published": "", "accepted": "good", "held": "good", "cancelled": ""}


def _filtered(rows: SessionQuerySet, form: SessionFilter) -> SessionQuerySet:
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("etat") == KEPT:
        rows = rows.filter(state__in=Session.COUNTED_STATES)
    elif asked.get("etat") == TO_CONFIRM:
        rows = rows.filter(unconfirmed(timezone.now()))
    elif asked.get("etat"):
        rows = rows.filter(state=asked["etat"])
    if asked.get("dispositif"):
        rows = rows.filter(programme__scheme=asked["dispositif"])
    if territory := asked.get("territoire"):
        rows = rows.filter(commune__intercommunality=None if territory == OUTSIDE else territory)
    if asked.get("raison"):
        rows = rows.filter(cancellation__reason=asked["raison"])
    if home := asked.get("origine"):
        givers = Professional.objects.filter(home__intercommunality=None if home == OUTSIDE else home)
        rows = rows.given_by(givers)
    if outcome := asked.get("rdv"):
        found = Appointment.objects.active()
        if outcome == FOUND:
            found = found.filter(doctor_found_at__isnull=False)
        elif outcome != BOOKED:
            found = found.filter(state=outcome)
        rows = rows.filter(state__in=Session.COUNTED_STATES, pk__in=found.values("slot__session"))
    last = asked.get("au")
    first = timezone.localdate() - (CONFIRM_WITHIN if asked.get("etat") == TO_CONFIRM else timedelta(0))
    rows = rows.from_day(asked.get("du") or first, until=last + timedelta(days=1) if last is not None else None)
    text = (asked.get("lieu") or "").strip()
    if text:
        named = Session.objects.given_by(Professional.objects.filter(last_name__icontains=text))
        rows = rows.filter(
            Q(commune__name__icontains=text) | Q(place__name__icontains=text) | Q(pk__in=named.values("pk"))
        )
    return rows


def _listed(request: HttpRequest) -> tuple[QuerySet[CountedSession], SessionFilter]:
    """Return the sessions that a query asks for, and the form of its filters."""
    rows = Session.objects.visible_to(request.user, Reach.TERRITORY).exclude(state=Session.State.DRAFT)
    territories = Intercommunality.objects.filter(pk__in=rows.order_by().values("commune__intercommunality"))
    people = Professional.objects.visible_to(request.user, Reach.TERRITORY).order_by()
    homes = Intercommunality.objects.filter(
        Q(pk__in=people.values("home__intercommunality")) | Q(pk=request.GET.get("origine", ""))
    )
    form = SessionFilter(
        request.GET or None,
        homes=list(homes.order_by("name").values_list("pk", "name")),
        schemes=[(s.code, s.label) for s in SCHEMES.values()],
        territories=list(territories.order_by("name").values_list("pk", "name")),
    )
    return with_counts(_filtered(rows, form)), form


@require_safe
@gate(Reach.TERRITORY, reads=Record.SESSION)
def sessions(request: HttpRequest) -> HttpResponse:
    """List future sessions, with filters."""
    rows, form = _listed(request)
    listed = lists.listed(request, rows, LIST, USUAL_SORT)
    page = listed.page
    shown = [
        {
            "session": session,
            "place": words.place_of(session),
            "half": words.half_of(session),
            "doctor": words.called(session.giver),
            "scheme": session.rules.label,
            "state": words.STATES[session.state],
            "tone": TONES.get(session.state, ""),
        }
        for session in page.object_list
    ]
    may_change = signed_in(request).grants.may(Record.SESSION, Act.CHANGE, Reach.TERRITORY)
    query = request.GET.copy()
    for name in ("page", "relancer"):
        query.pop(name, None)
    context: dict[str, Any] = {
        "form": form, "page": page, "list": listed, "rows": shown, "may_change": may_change, "minutes": UNDO_MINUTES,
        "choosing": may_change and "relancer" in request.GET,
        "sheet": reverse("sessions-csv") + (f"?{query.urlencode()}" if query else ""),
    }  # fmt: skip
    return render(request, "coordinator/sessions.html", context)


@require_safe
@gate(Reach.TERRITORY, reads=Record.SESSION)
def sessions_csv(request: HttpRequest) -> HttpResponse:
    """Return the same list, all its pages, as a file."""
    found = list(lists.in_order(request.GET, _listed(request)[0], LIST, USUAL_SORT))
    doctors = doctors_found(found)
    cells = (
        [
            french.day_of(one.starts, one.zone).isoformat(), f"{one.starts.astimezone(one.zone):%H:%M}",
            words.place_of(one), one.commune.name, words.called(one.giver), one.rules.label, words.STATES[one.state],
            one.booked, one.places, doctors.get(one.pk, 0),
        ]
        for one in found
    )  # fmt: skip
    return sheets.answer("vacations", COLUMNS, cells, sheets.asked(request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.SESSION, changes=Record.SESSION)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a session: who gives it, who is booked; assign a doctor, record that it was held, cancel it."""
    row = get_object_or_404(with_counts(Session.objects.visible_to(request.user, Reach.TERRITORY)), pk=pk)
    if request.method == "POST":
        return _act(request, row)
    to_come = row.starts > timezone.now()
    open_, uncovered = row.state in Session.OPEN_STATES, row.state == Session.State.DECLINED and to_come
    appointments = Appointment.objects.visible_to(request.user, Reach.TERRITORY).filter(slot__session=row).of_the_day()
    context: dict[str, Any] = {
        "session": row,
        "place": words.place_of(row),
        "half": words.half_of(row),
        "doctor": words.called(row.giver),
        "scheme": row.rules.label,
        "state": words.STATES[row.state],
        "tone": TONES.get(row.state, ""),
        "appointments": appointments,
        "begun": not to_come,
        "undoable": french.day_of(row.starts, row.zone) == french.day_of(timezone.now(), row.zone),
        "found": doctors_found([row]).get(row.pk, 0),
        "confirmation": HeldConfirmation.objects.filter(session=row).select_related("by").first(),
        "cancellation": SessionCancellation.objects.filter(session=row).first(),
        "reasons": SessionCancellation.Reason.choices,
        "overbooked": OverbookedSession.objects.filter(session=row).select_related("by").first(),
        "missing": words.missing(row),
        "uncovered": uncovered,
        "candidates": [row_of(one) for one in candidates(row)[:CANDIDATES]] if uncovered else [],
        "sent": [("acte", "proposer")],
        "may_cancel": to_come and (open_ or row.state == Session.State.DECLINED),
        "may_hold": not to_come and (open_ or row.state == Session.State.HELD),
        "may_change": Session.objects.changeable_by(request.user, Reach.TERRITORY).filter(pk=row.pk).exists(),
        "confirm": "annuler" in request.GET,
        "given_back": given_back(row),
        "arranged": arrangements.part(row) if open_ and to_come else None,
    }
    return render(request, "coordinator/session.html", context)


def given_back(session: Session) -> list[tuple[str, str]]:
    """Return who gave the session back, and why, the last one first."""
    rows = Claim.objects.filter(post__session=session, active=False, resource__kind=ResourceKind.PROFESSIONAL)
    rows = rows.exclude(given_back_for="").select_related("resource__professional").order_by("-pk")
    return [(words.called(one.resource.professional), one.get_given_back_for_display()) for one in rows[:GIVEN_BACK]]


def _act(request: HttpRequest, row: Session) -> HttpResponse:
    act = request.POST.get("acte", "")
    try:
        if act == "annuler":
            services.cancel(row, signed_in(request), _reason(request))
            messages.success(request, "La vacation est annulée. Les patients qui ont une adresse sont prévenus.")
        elif act == "tenue":
            services.hold(row, signed_in(request), name=request.POST.get("selon", ""))
            messages.success(request, "La vacation est notée comme tenue.")
        elif act == "defaire":
            services.undo_hold(row, signed_in(request))
            messages.success(request, "C’est défait\u00a0: la vacation n’est plus notée comme tenue.")
        elif act == "proposer":
            post = empty_post(row) or next(post for post in row.posts.all() if post.giver)
            chosen = get_object_or_404(people_for(row, post), pk=whole(request.POST.get("medecin", "")))
            services.assign(row, chosen, signed_in(request))
            messages.success(request, f"La vacation est proposée\u00a0: {words.called(chosen)} doit encore l’accepter.")
            if request.POST.get("retour") == "accueil":
                return redirect(f"{reverse('today')}?proposee={row.pk}")
        elif act == "reprendre":
            services.take_back(row, signed_in(request))
            messages.success(request, "C’est défait\u00a0: la vacation est de nouveau sans médecin.")
        elif act in arrangements.ACTS:
            arrangements.act_on(request, row, act)
        elif act in ACTS:
            note_outcome(request, [row], signed_in(request))
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("today") if request.POST.get("retour") == "accueil" else redirect("session", pk=row.pk)


def _reason(request: HttpRequest) -> str:
    """Return why a session is cancelled, as far as the form says so."""
    said = request.POST.get("raison", "")
    return said if said in SessionCancellation.Reason.values else SessionCancellation.Reason.OTHER
