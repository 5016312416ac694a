"""Addresses that the script of a call asks: take a seat, exchange messages."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from maillage.site.accounts.rights import Reach, Record
from maillage.site.booking.models import Appointment
from maillage.site.refusals import Busy, NotAllowed, Refused
from maillage.site.remote import calls
from maillage.site.remote.call_models import Seat
from maillage.site.remote.calls import Sent
from maillage.site.www.gates import gate, signed_in

MOST_RECEIVED = 200


@require_POST
@gate(Reach.OWN, changes=Record.APPOINTMENT)
def join(request: HttpRequest, pk: int) -> JsonResponse:
    """Give a seat to one of the team."""
    appointment = get_object_or_404(Appointment.objects.changeable_by(request.user, Reach.OWN), pk=pk)
    try:
        return _seat(calls.join(appointment, signed_in(request)))
    except Refused as refusal:
        return _refused(refusal)


@login_not_required
@never_cache
@require_POST
def join_as_patient(_request: HttpRequest, token: str) -> JsonResponse:
    """Give a seat to the patient of a link."""
    try:
        return _seat(calls.join_as_patient(token))
    except Refused as refusal:
        return _refused(refusal)


@login_not_required
@never_cache
@require_POST
def join_as_guest(_request: HttpRequest, token: str) -> JsonResponse:
    """Give a seat to whom the doctor has invited."""
    try:
        return _seat(calls.join_as_guest(token))
    except Refused as refusal:
        return _refused(refusal)


@login_not_required
@never_cache
@require_POST
def exchange(request: HttpRequest) -> JsonResponse:
    """Pass on messages for the seat of the ticket in the header; a ticket is no part of an address or of a log."""
    try:
        seat = calls.seat_of(request.headers.get("X-Ticket", ""))
        sent, received, leaving = _read(request.body)
        return JsonResponse(calls.exchange(seat, sent, received, leaving=leaving))
    except Busy as refusal:  # the script asks again
        return JsonResponse({"message": str(refusal)}, status=503)
    except Refused as refusal:
        return _refused(refusal)


def _read(body: bytes) -> tuple[list[Sent], list[int], bool]:
    try:
        found: dict[str, Any] = json.loads(body)
        sent = [Sent(int(one["to"]), str(one["data"])) for one in found.get("sent", [])]
        received = [int(one) for one in found.get("received", [])][:MOST_RECEIVED]
        return sent, received, bool(found.get("leaving"))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Refused("Ce message n’est pas lisible. Rechargez la page.") from error


def _seat(seat: Seat) -> JsonResponse:
    answer = {
        "id": seat.pk,
        "ticket": calls.ticket_of(seat),
        "relays": calls.relays(seat),
        "url": reverse("remote-call"),
    }
    return JsonResponse(answer, status=201)


def _refused(refusal: Refused) -> JsonResponse:
    return JsonResponse({"message": str(refusal)}, status=403 if isinstance(refusal, NotAllowed) else 409)
