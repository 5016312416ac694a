"""What patients are told: when and where, never why. Written into the outbox with the change it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from maillage.site.booking.models import Appointment, AppointmentQuerySet
from maillage.site.booking.tokens import token_again
from maillage.site.messages import services as outbox
from maillage.site.messages.models import Message

REMIND_BEFORE = timedelta(hours=48)
SUBJECT = "Votre rendez-vous"
ABOUT = "appointment"
SESSION_CANCELLED = "session-cancelled"


def public_link(token: str) -> str:
    """Address of an appointment on the site's public address."""
    return f"{settings.PUBLIC_ADDRESS}/rendez-vous/{token}"


def when_and_where(appointment: Appointment) -> str:
    """« lundi 7 décembre 2026 à 9 h 20, Maison de santé, Decazeville », by the clocks of the place."""
    session = appointment.slot.session
    starts = appointment.slot.starts.astimezone(session.zone)
    place = session.place.name if session.place else session.stop
    where = ", ".join(part for part in (place, session.commune.name) if part)
    return f"{date_format(starts, 'l j F Y')} à {starts.hour}\u00a0h\u00a0{starts:%M}, {where}"


def confirm(appointment: Appointment, link: str) -> bool:
    """Say that the appointment is booked, with the link that cancels it."""
    return _post(
        appointment,
        "booked",
        f"Bonjour,\n\nVotre rendez-vous est pris\u00a0: {when_and_where(appointment)}.\n\n"
        f"Pour le revoir, le déplacer ou l’annuler\u00a0:\n{link}\n\n"
        "Gardez ce lien\u00a0: il est le seul à ouvrir votre rendez-vous.\n",
    )


def moved(appointment: Appointment) -> bool:
    """Say the new time; what has not left yet about the old one stays here."""
    outbox.withdraw(_about(appointment))
    return _post(
        appointment,
        f"moved-{appointment.sequence}",
        f"Bonjour,\n\nVotre rendez-vous est déplacé, comme vous l’avez demandé. Il a lieu "
        f"{when_and_where(appointment)}.\n\nPour le revoir, le déplacer ou l’annuler\u00a0:\n{_link(appointment)}\n",
    )


def link_again(appointment: Appointment, now: datetime) -> bool:
    """Send the link to somebody who lost it, once an hour at most; False where no address is known."""
    return _post(
        appointment,
        f"link-{now.astimezone(UTC):%Y%m%d%H}",
        f"Bonjour,\n\nVous avez demandé à retrouver votre rendez-vous, {when_and_where(appointment)}.\n\n"
        f"Pour le revoir, le déplacer ou l’annuler\u00a0:\n{_link(appointment)}\n\n"
        "Si vous n’avez rien demandé, ne faites rien\u00a0: rien n’a changé.\n",
    )


def _link(appointment: Appointment) -> str:
    return public_link(token_again(appointment.pk))


def cancelled_by_patient(appointment: Appointment) -> bool:
    """Say that the cancellation has been heard; what has not left yet about the appointment stays here."""
    outbox.withdraw(_about(appointment))
    return _post(
        appointment,
        "cancelled",
        f"Bonjour,\n\nVotre rendez-vous ({when_and_where(appointment)}) est annulé, comme vous l’avez demandé.\n",
    )


def session_cancelled(pks: Sequence[int]) -> int:
    """Tell those whose session is cancelled; returns how many are written to.

    Everybody stays « à prévenir » until the message has left: see :func:`note_sent`.
    """
    told = 0
    for appointment in Appointment.objects.with_details().filter(pk__in=pks):
        outbox.withdraw(_about(appointment))
        told += _post(
            appointment,
            SESSION_CANCELLED,
            f"Bonjour,\n\nVotre rendez-vous ({when_and_where(appointment)}) n’aura pas lieu. "
            "Nous vous prions de nous en excuser.\n\n"
            f"Pour en prendre un autre\u00a0:\n{settings.PUBLIC_ADDRESS}/rendez-vous\n",
        )
    return told


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
    """The row is held while the reminder is written: a cancellation meanwhile waits, and takes it back."""
    with transaction.atomic():
        found = Appointment.objects.select_for_update(of=("self",), skip_locked=True).filter(
            pk=pk, state=Appointment.State.BOOKED, reminded_at=None
        )
        for appointment in found.with_details():
            _post(
                appointment,
                f"reminder-{appointment.sequence}" if appointment.sequence else "reminder",
                f"Bonjour,\n\nNous vous attendons {when_and_where(appointment)}.\n\n"
                "Si vous ne pouvez pas venir, annulez avec le lien de votre premier message\u00a0: "
                "la place ira à quelqu’un d’autre.\n",
            )
            appointment.reminded_at = now
            appointment.save(update_fields=["reminded_at"])
            return 1
    return 0


def forget(pks: Iterable[int]) -> None:
    """Delete what was written about appointments that are deleted."""
    outbox.forget(f"{ABOUT}:{pk}" for pk in pks)


def note_sent(message: Message, **_: object) -> None:
    """Somebody whose session is cancelled has been told."""
    if message.key.endswith(f":{SESSION_CANCELLED}"):
        _of(message).filter(notice=Appointment.Notice.TO_GIVE).update(notice=Appointment.Notice.GIVEN)


def note_failed(message: Message, **_: object) -> None:
    """A message that did not reach somebody about an appointment to come makes them « à prévenir »."""
    _of(message).filter(
        state=Appointment.State.BOOKED, slot__starts__gt=timezone.now(), notice=Appointment.Notice.NONE
    ).update(notice=Appointment.Notice.TO_GIVE)


def _of(message: Message) -> AppointmentQuerySet:
    kind, _, pk = message.about.partition(":")
    return Appointment.objects.filter(pk=int(pk)) if kind == ABOUT else Appointment.objects.none()


def _about(appointment: Appointment) -> str:
    return f"{ABOUT}:{appointment.pk}"


def _post(appointment: Appointment, what: str, body: str) -> bool:
    """Write to the patient's address, to be read before the appointment; False where there is none."""
    if not appointment.patient.email:
        return False
    outbox.post(
        to=appointment.patient.email,
        subject=SUBJECT,
        body=body,
        about=_about(appointment),
        key=f"{_about(appointment)}:{what}",
        useless_after=appointment.slot.starts,
    )
    return True
