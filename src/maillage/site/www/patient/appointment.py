"""The page that the link of an appointment opens, without an account: read it, cancel it, keep it in a calendar."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.site.agenda.models import Session
from maillage.site.booking import outcomes, services
from maillage.site.booking.models import Appointment
from maillage.site.refusals import Refused
from maillage.site.www import contact, toponyms, words
from maillage.site.www.calendars import CalendarEntry, calendar_of


def appointment_of(token: str) -> Appointment:
    """Return the appointment of a link, else the page that it was not found."""
    found = services.find(token)
    if found is None:
        raise Http404("Ce lien ne mène à aucun rendez-vous.")
    return found


def refused(request: HttpRequest, token: str, message: str) -> HttpResponse:
    """Say why an act on the appointment of a link is refused, and lead back to it."""
    context = {"message": message, "back": reverse("appointment", args=[token]), "phone": contact.phone()}
    return render(request, "patient/refused.html", context, status=409)


@login_not_required
@never_cache
@require_safe
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """Show the appointment of a link: when, where, with whom; or that it is cancelled."""
    found = appointment_of(token)
    session = found.slot.session
    cancelled = found.state == Appointment.State.CANCELLED
    context = {
        "appointment": found,
        "token": token,
        "slot": found.slot,
        "session": session,
        "place": words.where(session),
        "address": toponyms.curly(session.place.address) if session.place else "",
        "doctor": words.called(session.giver),
        "profession": words.PROFESSIONS.get(session.giver.profession, "") if session.giver else "",
        "price": words.price(session.rules),
        "cancelled": cancelled,
        "by_video_today": not cancelled and outcomes.same_day(found, timezone.now()),
        "over": found.slot.starts <= timezone.now(),
        "may_cancel": found.state == Appointment.State.BOOKED and found.slot.starts > timezone.now(),
        "uncovered": session.state == Session.State.DECLINED,
        "phone": contact.phone(),
    }
    return render(request, "patient/appointment.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for confirmation, then cancel; a cancelled appointment needs no question."""
    found = appointment_of(token)
    if found.state == Appointment.State.CANCELLED:
        return redirect("appointment", token=token)
    if request.method != "POST":
        context = {"slot": found.slot, "place": words.place_of(found.slot.session), "token": token}
        return render(request, "patient/cancel.html", context)
    try:
        services.cancel(token)
    except Refused as error:
        return refused(request, token, str(error))
    return redirect("appointment", token=token)


@login_not_required
@never_cache
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Record that the person of a link comes."""
    appointment_of(token)
    try:
        services.confirm(token)
    except Refused as error:
        return refused(request, token, str(error))
    return redirect("appointment", token=token)


@login_not_required
@never_cache
@require_POST
def doctor_found(request: HttpRequest, token: str) -> HttpResponse:
    """Record that the person of a link found a treating doctor."""
    appointment_of(token)
    try:
        outcomes.say_doctor_found(token)
    except Refused as error:
        return refused(request, token, str(error))
    return redirect("appointment", token=token)


@login_not_required
@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Return the appointment as a calendar file, without anything about health."""
    found = appointment_of(token)
    session = found.slot.session
    where = ", ".join([words.where(session), *([session.place.address] if session.place else [])])
    link = request.build_absolute_uri(reverse("appointment", args=[token]))
    cancelled = found.state == Appointment.State.CANCELLED
    entry = CalendarEntry(
        f"appointment-{found.pk}",
        found.slot.starts,
        found.slot.ends,
        "Rendez-vous",
        where,
        link,
        sequence=found.sequence + cancelled,
        cancelled=cancelled,
    )
    return calendar_of([entry], "rendez-vous.ics")
