"""How a person is reminded of an appointment: by e-mail, by SMS, or not at all, as they choose by their link."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.site.booking.models import Appointment, Patient
from maillage.site.booking.services import opened_by
from maillage.site.locks import in_transaction
from maillage.site.messages import sms
from maillage.site.refusals import InvalidField, WrongState

RemindBy = Patient.RemindBy


def ways(patient: Patient) -> list[RemindBy]:
    """Return the ways that a person can choose from: those by which this site reaches them, and none."""
    by_email = [RemindBy.EMAIL] if patient.email else []
    by_sms = [RemindBy.SMS] if patient.phone and sms.in_use() else []
    return [*by_email, *by_sms, RemindBy.NONE]


@in_transaction
def choose(token: str, way: str, *, now: datetime | None = None) -> Appointment:
    """Note how the person of a link wants to be reminded; a second call changes nothing.

    Raises ``WrongState`` (unknown link, past or cancelled), ``InvalidField`` for a way that does not reach them.
    """
    now = now or timezone.now()
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("slot", "patient")
    appointment = rows.filter(opened_by(token)).first()
    if appointment is None:
        raise WrongState(_("Ce lien ne mène à aucun rendez-vous."))
    if appointment.state != Appointment.State.BOOKED or appointment.slot.starts <= now:
        raise WrongState(_("Ce rendez-vous est passé ou annulé\u00a0: il n’y a plus rien à rappeler."))
    if way not in ways(appointment.patient):
        raise InvalidField("rappel", _("Choisissez comment recevoir le rappel."))
    appointment.patient.remind_by = way
    appointment.patient.save(update_fields=["remind_by"])
    return appointment
