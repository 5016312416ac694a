"""Answers to SMS: « C » cancels the appointment that a person was reminded of, « 1 » says that they come."""

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
    CONFIRMED = "confirmed"
    TO_CALL = "to_call"
    NOTHING = "nothing"


CANCELS = ("C", "С")
"""The letter, also as Cyrillic keyboards write it."""
CONFIRMS = ("1", "١", "OUI", "YES", "SI", "SÍ", "نعم")


def take(sender: str, text: str, *, now: datetime | None = None) -> Outcome:
    """Cancel the appointment that a telephone was reminded of if it answers « C », confirm it if it answers « 1 ».

    A second answer changes nothing. One number may remind several people: then nothing is done, and they stand on the
    list of people to call.
    """
    now = now or timezone.now()
    said = visible(text).strip(" .!«»\"'\u00a0\n\r\t").upper()
    if said not in CANCELS + CONFIRMS:
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
    act, outcome = (services.cancel, Outcome.CANCELLED) if said in CANCELS else (services.confirm, Outcome.CONFIRMED)
    try:
        act(token_again(pks[0]), now=now)
    except WrongState:
        return Outcome.NOTHING
    return outcome
