"""The page that the link of an appointment opens, without an account: read it, cancel it, keep it in a calendar."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.site import languages
from maillage.site.agenda.models import Session
from maillage.site.booking import outcomes, reminding, services, waiting
from maillage.site.booking.models import Appointment
from maillage.site.booking.needs import not_promised, words_of_needs
from maillage.site.directory.promises import PlaceDetails
from maillage.site.refusals import Refused
from maillage.site.www import contact, spoken, toponyms
from maillage.site.www.calendars import CalendarEntry, calendar_of

MAP = "https://www.openstreetmap.org/directions"


def appointment_of(request: HttpRequest, token: str) -> Appointment:
    """Return the appointment of a link, else the page that it was not found.

    Its page speaks the language of the booking, unless the reader has chosen one.
    """
    found = services.find(token)
    if found is None:
        raise Http404(_("Ce lien ne mène à aucun rendez-vous."))
    languages.speak_to(request, found.patient.language)
    return found


def refused(request: HttpRequest, token: str, message: str) -> HttpResponse:
    """Say why an act on the appointment of a link is refused, and lead back to it."""
    context = {"message": message, "back": reverse("appointment", args=[token]), "phone": contact.phone()}
    return render(request, "patient/refused.html", context, status=409)


def way_to(session: Session) -> str:
    """Return the address of a public map with the way to a session: to its place if known, else to its commune."""
    told = PlaceDetails.objects.filter(place=session.place_id, lon__isnull=False).first() if session.place_id else None
    lon, lat = (told.lon, told.lat) if told is not None else (session.commune.lon, session.commune.lat)
    return "" if lon is None or lat is None else f"{MAP}?to={lat:.5f}%2C{lon:.5f}"


def for_another(found: Appointment) -> str:
    """Return the address of a booking for somebody else of the same commune, with what is known of it already."""
    giver = found.slot.session.giver
    known = {"commune": found.patient.commune_id, "pour": "autre", "soignant": giver.profession if giver else ""}
    return f"{reverse('booking')}?{urlencode({name: value for name, value in known.items() if value})}"


@login_not_required
@never_cache
@require_safe
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """Show the appointment of a link: when, where, with whom; or that it is cancelled."""
    found = appointment_of(request, token)
    session = found.slot.session
    cancelled = found.state == Appointment.State.CANCELLED
    context = {
        "appointment": found,
        "token": token,
        "slot": found.slot,
        "session": session,
        "place": spoken.where(session),
        "address": toponyms.curly(session.place.address) if session.place else "",
        "way": way_to(session),
        "doctor": spoken.called(session.giver),
        "profession": spoken.profession(session.giver.profession) if session.giver else "",
        "price": spoken.price(session.rules),
        "cancelled": cancelled,
        "by_video_today": not cancelled and outcomes.same_day(found, timezone.now()),
        "over": found.slot.starts <= timezone.now(),
        "may_cancel": found.state == Appointment.State.BOOKED and found.slot.starts > timezone.now(),
        "for_another": for_another(found),
        "may_be_earlier": not cancelled and waiting.may_wait_for_earlier(found, timezone.now()),
        "earlier": "" if cancelled else waiting.waiting_for_earlier(found),
        "ways": [(way.value, way.label) for way in reminding.ways(found.patient)],
        "not_promised": not_promised(session, found.patient.needs),
        "prepared": words_of_needs(found.patient.needs, found.patient.language),
        "uncovered": session.state == Session.State.DECLINED,
        "phone": contact.phone(),
    }
    return render(request, "patient/appointment.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for confirmation, then cancel; a cancelled appointment needs no question."""
    found = appointment_of(request, token)
    if found.state == Appointment.State.CANCELLED:
        return redirect("appointment", token=token)
    if request.method != "POST":
        context = {"slot": found.slot, "place": spoken.place_of(found.slot.session), "token": token}
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
    appointment_of(request, token)
    try:
        services.confirm(token)
    except Refused as error:
        return refused(request, token, str(error))
    return redirect("appointment", token=token)


@login_not_required
@never_cache
@require_POST
def remind(request: HttpRequest, token: str) -> HttpResponse:
    """Note how the person of a link wants to be reminded."""
    appointment_of(request, token)
    try:
        reminding.choose(token, request.POST.get("rappel", ""))
    except Refused as error:
        return refused(request, token, str(error))
    messages.success(request, _("C’est noté."))
    return redirect("appointment", token=token)


@login_not_required
@never_cache
@require_POST
def doctor_found(request: HttpRequest, token: str) -> HttpResponse:
    """Record that the person of a link found a treating doctor."""
    appointment_of(request, token)
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
    found = appointment_of(request, token)
    session = found.slot.session
    where = ", ".join([spoken.where(session), *([session.place.address] if session.place else [])])
    link = request.build_absolute_uri(reverse("appointment", args=[token]))
    cancelled = found.state == Appointment.State.CANCELLED
    entry = CalendarEntry(
        f"appointment-{found.pk}",
        found.slot.starts,
        found.slot.ends,
        _("Rendez-vous"),
        where,
        link,
        sequence=found.sequence + cancelled,
        cancelled=cancelled,
    )
    return calendar_of([entry], "rendez-vous.ics")
