"""Moves an appointment: frees the old time and takes the new one in one transaction.

The appointment stays the same row and keeps its link, its calendar entry and its history.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.schemes import PatientGroup, Scheme
from maillage.site.agenda.models import Slot
from maillage.site.booking import fitting, notices
from maillage.site.booking.models import Appointment, BookedFor
from maillage.site.booking.patients import PatientData, person_keys
from maillage.site.booking.services import (
    AT_THAT_TIME,
    SAME_SLOT,
    SAME_TIME,
    check_eligible,
    check_person,
    find,
    hold_session,
    open_slot,
)
from maillage.site.locks import PERSONS, constraint_of, in_transaction, lock_in_order
from maillage.site.refusals import Taken, WrongState


@in_transaction
def move(token: str, slot_id: int, *, offer: int | None = None, now: datetime | None = None) -> Appointment:
    """Move the appointment of a link to another slot; moving to its own slot changes nothing.

    ``offer`` is the key of the offer to the waiting list that is accepted, if one is.

    Raises ``WrongState`` (unknown link, past or cancelled, slot gone), ``Taken``, ``NotEligible``.
    """
    now = now or timezone.now()
    found = find(token)
    if found is None:
        raise WrongState(_("Ce lien ne mène à aucun rendez-vous."))
    if found.slot.starts <= now:
        raise WrongState(_("Ce rendez-vous est passé, il ne peut plus être déplacé."))
    data = told_by(found)
    keys = person_keys(data)
    # Lock in the order used by booking: persons, then sessions (as a cancellation does), then the appointment.
    lock_in_order(PERSONS, keys)
    hold_session(found.slot.session_id)
    slot = open_slot(slot_id, now, offer)
    appointment = Appointment.objects.select_for_update(of=("self",)).select_related("slot__session").get(pk=found.pk)
    if appointment.state != Appointment.State.BOOKED:
        raise WrongState(_("Ce rendez-vous est annulé, il ne peut plus être déplacé."))
    if appointment.slot_id == slot.pk:
        return appointment
    check_eligible(slot, data, now)
    _put(appointment, slot, keys, now)
    notices.moved(Appointment.objects.with_details().get(pk=appointment.pk))
    return appointment


def place(appointment: Appointment, slot: Slot, now: datetime) -> None:
    """Move an appointment to a free slot because its session has changed, inside the caller's transaction.

    The caller has checked who may, and holds the session; no window of the scheme is asked. The person is told, and
    stays « à prévenir » until the message has been sent. Raises ``Taken``.
    """
    keys = person_keys(told_by(appointment))
    lock_in_order(PERSONS, keys)
    _put(appointment, slot, keys, now)
    Appointment.objects.filter(pk=appointment.pk).update(notice=Appointment.Notice.TO_GIVE)
    notices.time_changed(Appointment.objects.with_details().get(pk=appointment.pk))


def keep_time(appointment: Appointment, slot: Slot) -> None:
    """Give an appointment the slot of the same time in a session that takes the place of its own.

    Nothing changes for the person, who is told nothing. Raises ``Taken``.
    """
    motive, minutes = appointment.slot.motive or "", appointment.slot.ends - appointment.slot.starts
    found = fitting.take(slot, motive if motive in slot.session.minutes_of else "", over_kept=True)
    if found.ends - found.starts < minutes:
        raise Taken("Ce créneau est plus court que le rendez-vous.")
    appointment.slot, appointment.during = found, DateTimeTZRange(found.starts, found.ends, "[)")
    appointment.save(update_fields=["slot", "during"])


def _put(appointment: Appointment, slot: Slot, keys: list[int], now: datetime) -> None:
    """Take the new time, with the same motive if it is there too, and free the old one."""
    before, motive = appointment.slot, appointment.slot.motive or ""
    slot = fitting.take(slot, motive if motive in slot.session.minutes_of else "")
    check_person(keys, slot, now, moving=appointment)
    _take(appointment, slot, now)
    fitting.recut(before.session)


def _take(appointment: Appointment, slot: Slot, now: datetime) -> None:
    appointment.slot, appointment.during = slot, DateTimeTZRange(slot.starts, slot.ends, "[)")
    appointment.sequence += 1
    appointment.moved_at, appointment.reminded_at, appointment.notice = now, None, Appointment.Notice.NONE
    appointment.confirm_asked_at, appointment.confirmed_at = None, None
    try:
        appointment.save(
            update_fields=[
                "slot", "during", "sequence", "moved_at", "reminded_at", "notice", "confirm_asked_at", "confirmed_at",
            ]
        )  # fmt: skip
    except IntegrityError as error:
        if constraint_of(error) == SAME_SLOT:
            raise Taken(_("Ce créneau vient d’être pris. Choisissez-en un autre.")) from error
        if constraint_of(error) == SAME_TIME:
            raise Taken(AT_THAT_TIME) from error
        raise


def told_by(appointment: Appointment) -> PatientData:
    """Return the data that the person of an appointment gave.

    Answers that only some schemes ask for are not stored; if the appointment's scheme asks for one, it was given.
    """
    patient, scheme = appointment.patient, appointment.slot.session.rules
    return PatientData(
        first_name=patient.first_name,
        last_name=patient.last_name,
        birth_year=patient.birth_year,
        commune=patient.commune_id,
        has_treating_doctor=patient.has_treating_doctor,
        email=patient.email,
        phone=patient.phone,
        referred=PatientGroup.REFERRED in scheme.asks,
        not_seen_for_years=_years(scheme),
        helped=BookedFor.objects.filter(appointment=appointment, helped=True).exists(),
    )


def _years(scheme: Scheme) -> int:
    return scheme.not_seen_for_years if PatientGroup.NOT_SEEN_FOR_LONG in scheme.asks else 0
