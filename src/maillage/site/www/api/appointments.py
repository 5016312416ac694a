"""Appointments by the interface for programs: booked, moved and cancelled by the services that the pages use."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status
from ninja.errors import HttpError, ValidationError
from ninja.params.functions import Header

from maillage.site.booking import moving, on_behalf, pace, services
from maillage.site.booking.models import Appointment, BookedFor
from maillage.site.booking.notices import public_link
from maillage.site.booking.patients import InvalidPatient, PatientData
from maillage.site.booking.tokens import token_again
from maillage.site.fhir.models import KeyScope
from maillage.site.geography.current import commune_of
from maillage.site.refusals import Busy, NotAllowed, Refused, Taken, WrongState
from maillage.site.www import words
from maillage.site.www.api.appointment_shapes import (
    AppointmentIn,
    AppointmentOut,
    AppointmentQuery,
    Conflict,
    MoveIn,
    RowKey,
)
from maillage.site.www.api.keys import Caller, caller
from maillage.site.www.api.shapes import Problem

KEY = Header(
    ..., alias="Idempotency-Key", min_length=8, max_length=200,
    description="Of your own making; a request repeated with it changes nothing more.",
)  # fmt: skip
REFUSALS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 409: Conflict, 422: Problem}
REASONS: tuple[tuple[type[Refused], str], ...] = (
    (Taken, "taken"), (services.SameDay, "same_day"), (services.NotEligible, "not_eligible"),
    (services.TooMany, "too_many"), (WrongState, "wrong_state"), (Busy, "busy"), (Refused, "key_used"),
)  # fmt: skip

router = Router(tags=["appointments"])


@router.post(
    "/appointments",
    url_name="api-appointments",
    response={200: AppointmentOut, 201: AppointmentOut, **REFUSALS},
    summary="Book a slot for a person",
)
def book(request: HttpRequest, asked: AppointmentIn, idempotency_key: str = KEY) -> Any:
    """Book; 201 for a new appointment, 200 for a request that was sent before."""
    asks, now = caller(request, KeyScope.APPOINTMENTS), timezone.now()
    if commune_of(asked.commune) is None:
        raise _wrong("commune", "No commune has this code.")
    told = asked.model_dump(exclude={"slot", "same_day", "contact_of_helper", "needs"})
    person = PatientData(**told, helped=asked.contact_of_helper, needs=tuple(sorted(set(asked.needs))))
    try:
        done = on_behalf.book_by_program(
            asked.slot, person, own_key(asks, idempotency_key), asks.organisation, asks.territory,
            same_day=asked.same_day, now=now,
        )  # fmt: skip
    except InvalidPatient as refusal:
        raise _wrong(refusal.field, str(refusal)) from refusal
    except NotAllowed as refusal:
        raise HttpError(404, str(refusal)) from refusal
    except Refused as refusal:
        return Status(409, _conflict(refusal))
    if done.new:
        pace.watch(done.appointment.slot.session, now)
    return Status(201 if done.new else 200, _shown(done.appointment.pk))


@router.get(
    "/appointments",
    url_name="api-appointments",
    response={200: list[AppointmentOut], **REFUSALS},
    summary="What the organisation booked",
)
def booked(request: HttpRequest, asked: Query[AppointmentQuery]) -> Any:
    """Return what the programs of the organisation have booked, the newest first."""
    rows = _own(request).order_by("-pk").values_list("appointment", flat=True)
    pks = list(rows[asked.offset : asked.offset + asked.limit])
    found = {one.pk: one for one in Appointment.objects.with_sessions().filter(pk__in=pks)}
    return [_out(found[pk]) for pk in pks]


@router.get(
    "/appointments/{pk}",
    url_name="api-appointment",
    response={200: AppointmentOut, **REFUSALS},
    summary="An appointment",
)
def one(request: HttpRequest, pk: Path[RowKey]) -> Any:
    """Return an appointment that the organisation booked."""
    return _shown(_found(request, pk))


@router.patch(
    "/appointments/{pk}",
    url_name="api-appointment",
    response={200: AppointmentOut, **REFUSALS},
    summary="Move an appointment",
)
def move(request: HttpRequest, pk: Path[RowKey], asked: MoveIn) -> Any:
    """Move to another slot; to its own slot changes nothing."""
    asks, own = caller(request, KeyScope.APPOINTMENTS), _found(request, pk)
    if not on_behalf.reached_by_program(asks.organisation, asks.territory).filter(slots=asked.slot).exists():
        raise HttpError(404, "No such slot is open to your organisation.")
    try:
        moving.move(token_again(own), asked.slot)
    except Refused as refusal:
        return Status(409, _conflict(refusal))
    return _shown(own)


@router.delete(
    "/appointments/{pk}",
    url_name="api-appointment",
    response={200: AppointmentOut, **REFUSALS},
    summary="Cancel an appointment",
)
def cancel(request: HttpRequest, pk: Path[RowKey]) -> Any:
    """Cancel; a second time changes nothing."""
    own = _found(request, pk)
    try:
        services.cancel(token_again(own))
    except Refused as refusal:
        return Status(409, _conflict(refusal))
    return _shown(own)


def own_key(asks: Caller, key: str) -> str:
    """Return the key of a request among those of all organisations."""
    return f"program:{asks.organisation.pk}:{hashlib.sha256(key.encode()).hexdigest()}"


def _own(request: HttpRequest) -> QuerySet[BookedFor]:
    return on_behalf.booked_by_program(caller(request, KeyScope.APPOINTMENTS).organisation)


def _found(request: HttpRequest, pk: int) -> int:
    if not _own(request).filter(appointment=pk).exists():
        raise HttpError(404, "Your organisation has booked no such appointment.")
    return pk


def _shown(pk: int) -> AppointmentOut:
    return _out(Appointment.objects.with_sessions().get(pk=pk))


def _out(found: Appointment) -> AppointmentOut:
    session = found.slot.session
    return AppointmentOut.model_validate(
        {
            "id": found.pk, "state": found.state, "slot": found.slot_id,
            "starts": found.slot.starts.astimezone(session.zone), "ends": found.slot.ends.astimezone(session.zone),
            "scheme": session.rules.code, "place": words.place_of(session), "commune": session.commune_id,
            "moved": found.sequence, "link": public_link(token_again(found.pk)),
        }
    )  # fmt: skip


def _conflict(refusal: Refused) -> dict[str, str]:
    reason = next(code for kind, code in REASONS if isinstance(refusal, kind))
    return {"reason": reason, "detail": str(refusal)}


def _wrong(field: str, message: str) -> ValidationError:
    return ValidationError([{"type": "value_error", "loc": ["body", "asked", field], "msg": message}])
