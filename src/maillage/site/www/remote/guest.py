"""The page of a guest of a call, opened by the link that the doctor gave: no account, nothing but the call."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.site.booking.models import Appointment
from maillage.site.refusals import Refused
from maillage.site.remote import guests
from maillage.site.www import contact, words


@login_not_required
@never_cache
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites, and the call; why it cannot be opened for a link that is not valid."""
    try:
        guest = guests.guest_of(token)
    except Refused as refusal:
        context = {"message": str(refusal), "back": reverse("home"), "phone": contact.phone()}
        return render(request, "remote/guest_refused.html", context, status=409)
    session = Appointment.objects.with_sessions().get(pk=guest.appointment_id).slot.session
    context = {
        "guest": guest,
        "doctor": words.called(session.giver),
        "place": words.where(session),
        "join_url": reverse("remote-guest-join", args=[token]),
    }
    return render(request, "remote/guest.html", context)
