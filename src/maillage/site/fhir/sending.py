"""Appointments that the regulation took, sent to the national platform (INT_R03): at least once, in the right order.

What the platform must know is compared with what it has confirmed, every minute: whatever changes an appointment
(moved, cancelled, seen, missed) is told without each of these acts having to say so. An appointment is claimed in one
transaction, sent, and marked in another; a claim left by a killed process expires.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils import timezone

from maillage.site.booking.models import Appointment, BookedFor
from maillage.site.directory.models import Professional
from maillage.site.fhir import platform
from maillage.site.fhir.numbers import PERSONS
from maillage.site.fhir.platform import Platform, RefusedByPlatform, Unreachable
from maillage.site.fhir.resources import IDENTIFIER_TYPES, OLD, instant, person_identifier
from maillage.site.fhir.sent_models import RegulatorNumber, SentAppointment

logger = logging.getLogger(__name__)

PROFILE = OLD + "FrAppointmentSAS"
OPERATOR = "http://interopsante.org/fhir/StructureDefinition/FrAppointmentOperator"
TECHNICAL = "urn:oid:1.2.250.1.213.3.6"
"""Naming system of the UUID by which the platform knows a regulator without a national number."""
STATUSES = {
    Appointment.State.BOOKED: "booked",
    Appointment.State.SEEN: "fulfilled",
    Appointment.State.MISSED: "noshow",
    Appointment.State.EXCUSED: "cancelled",
    Appointment.State.CANCELLED: "cancelled",
}
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 8 * 60, 24 * 60))
CLAIM_LASTS = timedelta(minutes=5)
NO_GIVER, NO_REGULATOR = "the carer has no RPPS number", "the regulator has no number"
Clock = Callable[[], datetime]


def send(clock: Clock = timezone.now, to: Platform | None = None) -> int:
    """Send what is due, each at most once in this round; return how many were confirmed. Nothing without a platform."""
    to = to or platform.configured(settings.SAS_PLATFORM)
    if to is None:
        return 0
    started, told = clock(), 0
    note_changes(started)
    while (row := _claim(started, clock())) is not None:
        told += _send_one(row, to, clock)
    return told


def note_changes(now: datetime) -> int:
    """Queue the appointments of the regulation of which the platform does not know the state or the time of now."""
    taken = BookedFor.objects.filter(way=BookedFor.Way.REGULATOR, appointment__sent_to_sas=None)
    new = [SentAppointment(appointment_id=pk, send_after=now) for pk in taken.values_list("appointment", flat=True)]
    SentAppointment.objects.bulk_create(new, ignore_conflicts=True)
    status = Case(
        *(When(appointment__state=state, then=Value(told)) for state, told in STATUSES.items()),
        output_field=CharField(),
    )
    changed = SentAppointment.objects.filter(state=SentAppointment.State.TOLD).annotate(now_is=status)
    changed = changed.filter(~Q(told=F("now_is")) | ~Q(told_start=F("appointment__slot__starts")))
    return len(new) + SentAppointment.objects.filter(pk__in=changed.values("pk")).update(
        state=SentAppointment.State.WAITING, send_after=now, attempts=0
    )


def _claim(started: datetime, now: datetime) -> SentAppointment | None:
    """Claim the next one of the round; None if no other is due."""
    due = Q(state=SentAppointment.State.WAITING, send_after__lte=started) | Q(
        state=SentAppointment.State.SENDING, claimed_at__lte=started - CLAIM_LASTS
    )
    with transaction.atomic():
        row = (
            SentAppointment.objects.select_for_update(skip_locked=True).filter(due).order_by("send_after", "pk").first()
        )
        if row is not None:
            row.state, row.claimed_at, row.attempts = SentAppointment.State.SENDING, now, row.attempts + 1
            row.save(update_fields=["state", "claimed_at", "attempts"])
    return row


def _send_one(row: SentAppointment, to: Platform, clock: Clock) -> int:
    """Send one appointment; return 1 if the platform confirmed it."""
    found = Appointment.objects.with_sessions().get(pk=row.appointment_id)
    identifier = f"{authority()}|{row.identifier}"
    try:
        resource = appointment(found, row)
        # What was sent without an answer may have arrived: creating it again with its identifier creates nothing.
        (to.update if row.told else to.create)(resource, identifier)
    except RefusedByPlatform as refusal:
        _over(row, SentAppointment.State.FAILED, str(refusal))
    except Unreachable as problem:
        _later(row, str(problem), clock())
    else:
        return _ours(row).update(
            state=SentAppointment.State.TOLD, told=resource["status"], told_start=found.slot.starts, attempts=0,
            last_error="", claimed_at=None,
        )  # fmt: skip
    return 0


def appointment(found: Appointment, row: SentAppointment) -> dict[str, Any]:
    """Return the resource (profile FrAppointmentSAS): no patient, as in the guide's example.

    Raises ``Unreachable`` for what can be told later, when somebody has given the number that is missing.
    """
    giver = found.slot.session.giver
    if giver is None or not giver.rpps:
        raise Unreachable(NO_GIVER)
    zone = found.slot.session.zone
    return {
        "resourceType": "Appointment",
        "meta": {"profile": [PROFILE]},
        "extension": [{"url": OPERATOR, "valueReference": {"identifier": _operator(found)}}],
        "identifier": [{"system": authority(), "value": str(row.identifier)}],
        "status": STATUSES[Appointment.State(found.state)],
        "start": instant(found.slot.starts, zone),
        "end": instant(found.slot.ends, zone),
        "participant": [_participant(giver)],
    }


def authority() -> str:
    """Return what names the site as the giver of identifiers: its public address."""
    return settings.PUBLIC_ADDRESS or "urn:maillage:appointment"


def _participant(giver: Professional) -> dict[str, Any]:
    return {"actor": {"identifier": person_identifier(giver.rpps or "")}, "status": "accepted"}


def _operator(found: Appointment) -> dict[str, Any]:
    """Return how the platform knows the regulator."""
    by = BookedFor.objects.filter(appointment=found).values("by")
    number = RegulatorNumber.objects.filter(user__in=by).values_list("number", flat=True).first()
    if not number:
        raise Unreachable(NO_REGULATOR)
    technical = is_technical(number)
    kind, system = ("INTRN", TECHNICAL) if technical else ("IDNPS", PERSONS)
    return {"type": {"coding": [{"system": IDENTIFIER_TYPES, "code": kind}]}, "system": system, "value": number}


def is_technical(number: str) -> bool:
    """Return whether a regulator's number is a UUID of the platform."""
    return number.count("-") == 4 and len(number) == 36


def _later(row: SentAppointment, problem: str, now: datetime) -> None:
    if row.attempts > len(PAUSES):
        _over(row, SentAppointment.State.FAILED, problem)
        return
    _ours(row).update(
        state=SentAppointment.State.WAITING, send_after=now + PAUSES[row.attempts - 1], last_error=problem[:100],
        claimed_at=None,
    )  # fmt: skip


def _over(row: SentAppointment, state: SentAppointment.State, problem: str) -> None:
    logger.warning("Appointment %s is not told to the platform: %s", row.appointment_id, problem)
    _ours(row).update(state=state, last_error=problem[:100], claimed_at=None)


def _ours(row: SentAppointment) -> QuerySet[SentAppointment]:
    """Return the row, unless another process has claimed it meanwhile."""
    return SentAppointment.objects.filter(pk=row.pk, state=row.state, claimed_at=row.claimed_at)


def again(pks: QuerySet[SentAppointment], now: datetime) -> int:
    """Queue given-up appointments again; return how many."""
    return pks.filter(state=SentAppointment.State.FAILED).update(
        state=SentAppointment.State.WAITING, attempts=0, send_after=now
    )
