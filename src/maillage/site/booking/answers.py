"""Answers to SMS: « C » cancels the appointment that a person was reminded of."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from maillage.site.booking import services
from maillage.site.booking.contacts import contact_keys
from maillage.site.booking.models import Appointment, Patient
from maillage.site.booking.tokens import token_again
from maillage.site.refusals import WrongState
from maillage.site.telephones import dialled
from maillage.site.texts import visible


class Outcome(StrEnum):
    """What an answer led to. ``TO_CALL``: several people are reminded by this number, and somebody must ask which."""

    CANCELLED = "cancelled"
    TO_CALL = "to_call"
    NOTHING = "nothing"


def take(sender: str, text: str, *, now: datetime | None = None) -> Outcome:
    """Cancel the appointment that a telephone was reminded of, if it answers « C »; a second answer changes nothing.

    One number may remind several people: then nothing is cancelled, and they stand on the list of people to call.
    """
    now = now or timezone.now()
    if visible(text).strip(" .!«»\"'\u00a0\n\r\t").upper() not in ("C", "С"):
        return Outcome.NOTHING
    number = dialled(f"+{sender.lstrip('+0')}" if sender.startswith("00") else sender) or dialled(f"+{sender}")
    if number is None:
        return Outcome.NOTHING
    found = Appointment.objects.filter(
        person_keys__key__in=contact_keys("", number),
        state=Appointment.State.BOOKED,
        slot__starts__gt=now,
        reminded_at__isnull=False,
        patient__remind_by=Patient.RemindBy.SMS,
    )
    pks = list(found.distinct().values_list("pk", flat=True)[:10])
    if len(pks) > 1:
        Appointment.objects.filter(pk__in=pks).update(link_asked_at=now)
        return Outcome.TO_CALL
    if not pks:
        return Outcome.NOTHING
    try:
        services.cancel(token_again(pks[0]), now=now)
    except WrongState:
        return Outcome.NOTHING
    return Outcome.CANCELLED
