"""What patients are told by e-mail: when and where, never why. A message that cannot leave undoes nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from maillage.site.booking.models import Appointment

logger = logging.getLogger(__name__)

REMIND_BEFORE = timedelta(hours=48)
SUBJECT = "Votre rendez-vous"


def public_link(token: str) -> str:
    """Address of an appointment on the site's public address."""
    return f"{settings.PUBLIC_ADDRESS}/rendez-vous/{token}"


def when_and_where(appointment: Appointment) -> str:
    """« lundi 7 décembre 2026 à 9 h 20, Maison de santé, Decazeville »."""
    starts = timezone.localtime(appointment.slot.starts)
    session = appointment.slot.session
    place = session.place.name if session.place else session.stop
    where = ", ".join(part for part in (place, session.commune.name) if part)
    return f"{date_format(starts, 'l j F Y')} à {starts.hour}\u00a0h\u00a0{starts:%M}, {where}"


def confirm(appointment: Appointment, link: str) -> bool:
    """Say that the appointment is booked, with the link that cancels it."""
    return _send(
        appointment,
        f"Bonjour,\n\nVotre rendez-vous est pris\u00a0: {when_and_where(appointment)}.\n\n"
        f"Pour le revoir ou l’annuler\u00a0:\n{link}\n\n"
        "Gardez ce lien\u00a0: il est le seul à ouvrir votre rendez-vous.\n",
    )


def cancelled_by_patient(appointment: Appointment) -> bool:
    """Say that the cancellation has been heard."""
    return _send(
        appointment,
        f"Bonjour,\n\nVotre rendez-vous ({when_and_where(appointment)}) est annulé, comme vous l’avez demandé.\n",
    )


def session_cancelled(pks: Sequence[int]) -> int:
    """Tell those whose session is cancelled; who has no e-mail address stays « à prévenir »."""
    told = []
    for appointment in _with_details(Appointment.objects.filter(pk__in=pks)):
        sent = _send(
            appointment,
            f"Bonjour,\n\nVotre rendez-vous ({when_and_where(appointment)}) n’aura pas lieu. "
            "Nous vous prions de nous en excuser.\n\n"
            f"Pour en prendre un autre\u00a0:\n{settings.PUBLIC_ADDRESS}/rendez-vous\n",
        )
        if sent:
            told.append(appointment.pk)
    return Appointment.objects.filter(pk__in=told).update(notice=Appointment.Notice.GIVEN)


def remind(now: datetime) -> int:
    """Remind of the appointments of the next two days, once each; never after a cancellation."""
    due = Appointment.objects.filter(
        state=Appointment.State.BOOKED,
        reminded_at=None,
        slot__starts__gt=now,
        slot__starts__lte=now + REMIND_BEFORE,
        booked_at__lt=now - timedelta(hours=1),
    ).exclude(patient__email="")
    return sum(_remind_one(pk, now) for pk in due.values_list("pk", flat=True))


def _remind_one(pk: int, now: datetime) -> int:
    """The row is held while the message leaves: a cancellation meanwhile waits, another process passes on."""
    with transaction.atomic():
        found = Appointment.objects.select_for_update(of=("self",), skip_locked=True).filter(
            pk=pk, state=Appointment.State.BOOKED, reminded_at=None
        )
        for appointment in _with_details(found):
            sent = _send(
                appointment,
                f"Bonjour,\n\nNous vous attendons {when_and_where(appointment)}.\n\n"
                "Si vous ne pouvez pas venir, annulez avec le lien de votre premier message\u00a0: "
                "la place ira à quelqu’un d’autre.\n",
            )
            if sent:
                appointment.reminded_at = now
                appointment.save(update_fields=["reminded_at"])
                return 1
    return 0


def _with_details(appointments: Iterable[Appointment]) -> Iterable[Appointment]:
    return appointments.select_related("slot__session__commune", "slot__session__place", "patient")  # type: ignore[attr-defined]


def _send(appointment: Appointment, body: str) -> bool:
    """Send to the patient's address; False where there is none or where the message could not leave."""
    if not appointment.patient.email:
        return False
    try:
        send_mail(SUBJECT, body, None, [appointment.patient.email])
    except OSError as error:
        # No name, no address: what failed and for which row is enough to look into it.
        logger.warning("The message of appointment %s could not be sent: %s", appointment.pk, type(error).__name__)
        return False
    return True
