"""Messages to patients: when and where, never the reason. Each is posted in the transaction of the change it tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from maillage.schemes import Profession
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment, AppointmentQuerySet
from maillage.site.booking.risk import rules
from maillage.site.booking.tokens import token_again
from maillage.site.directory.models import Professional
from maillage.site.messages import services as outbox
from maillage.site.messages.models import Message

REMIND_BEFORE = timedelta(hours=48)
SUBJECT = "Votre rendez-vous"
ABOUT = "appointment"
SESSION_CANCELLED = "session-cancelled"
SESSION_MOVED = "session-moved"


def public_link(token: str) -> str:
    """Return the address of an appointment on the public site."""
    return f"{settings.PUBLIC_ADDRESS}/rendez-vous/{token}"


def when_and_where(appointment: Appointment) -> str:
    """Return « lundi 7 décembre 2026 à 9 h 20, Maison de santé, Decazeville », in the local time of the place."""
    session = appointment.slot.session
    starts = appointment.slot.starts.astimezone(session.zone)
    place = session.place.name if session.place else session.stop
    where = ", ".join(part for part in (place, session.commune.name) if part)
    return f"{date_format(starts, 'l j F Y')} à {starts.hour}\u00a0h\u00a0{starts:%M}, {where}"


def confirm(appointment: Appointment, link: str) -> bool:
    """Confirm the booking, with the link that cancels it."""
    return _post(
        appointment,
        "booked",
        f"Bonjour,\n\nVotre rendez-vous est pris\u00a0: {when_and_where(appointment)}.\n\n"
        f"Pour le revoir, le déplacer ou l’annuler\u00a0:\n{link}\n\n"
        "Gardez ce lien\u00a0: il est le seul à ouvrir votre rendez-vous.\n",
    )


def moved(appointment: Appointment) -> bool:
    """Tell the new time; withdraw unsent messages about the old one."""
    outbox.withdraw(_about(appointment))
    return _post(
        appointment,
        f"moved-{appointment.sequence}",
        f"Bonjour,\n\nVotre rendez-vous est déplacé, comme vous l’avez demandé. Il a lieu "
        f"{when_and_where(appointment)}.\n\nPour le revoir, le déplacer ou l’annuler\u00a0:\n{_link(appointment)}\n",
    )


def link_again(appointment: Appointment, now: datetime) -> bool:
    """Send the link to a patient who lost it, once an hour at most; return False if no address is known."""
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
    """Confirm the cancellation; withdraw unsent messages about the appointment."""
    outbox.withdraw(_about(appointment))
    return _post(
        appointment,
        "cancelled",
        f"Bonjour,\n\nVotre rendez-vous ({when_and_where(appointment)}) est annulé, comme vous l’avez demandé.\n",
    )


def session_cancelled(pks: Sequence[int]) -> int:
    """Tell patients that their session is cancelled; return how many messages were posted.

    Every patient stays « à prévenir » until their message has been sent: see :func:`note_sent`.
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


def giver_changed(session: Session, before: Professional, after: Professional, **_: object) -> int:
    """Tell patients with an e-mail address that another doctor receives them; return how many messages were posted.

    The doctor's name stands on the page that confirms the appointment, in no message: whoever has only a telephone
    number finds the new name there, and nothing else changes for them.
    """
    booked = Appointment.objects.with_details().filter(slot__session=session, state=Appointment.State.BOOKED)
    return sum(
        _post(
            appointment,
            f"giver-{session.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
            f"Bonjour,\n\nVotre rendez-vous ({when_and_where(appointment)}) est maintenu. "
            f"{_called(after)} vous recevra, à la place de {_called(before)}. Le jour, l’heure et le lieu ne changent "
            f"pas.\n\nPour le revoir, le déplacer ou l’annuler\u00a0:\n{_link(appointment)}\n",
        )
        for appointment in booked
    )


def _called(person: Professional) -> str:
    name = person.last_name.replace("'", "’")
    doctor = person.profession in (Profession.GP, Profession.SPECIALIST, Profession.DENTIST)
    return f"Dr\u00a0{name}" if doctor else f"{person.first_name}\u00a0{name}"


def session_moved(pks: Sequence[int]) -> int:
    """Tell patients that their session takes place elsewhere; return how many messages were posted.

    Like after a cancellation, every patient stays « à prévenir » until their message has been sent.
    """
    told = 0
    for appointment in Appointment.objects.with_details().filter(pk__in=pks):
        outbox.withdraw(_about(appointment))
        told += _post(
            appointment,
            f"{appointment.sequence}-{SESSION_MOVED}",
            f"Bonjour,\n\nVotre rendez-vous change de lieu. Il a lieu {when_and_where(appointment)}.\n\n"
            f"Pour le revoir, le déplacer ou l’annuler\u00a0:\n{_link(appointment)}\n",
        )
    return told


def remind(now: datetime) -> int:
    """Post one reminder for each appointment of the next two days that is not cancelled."""
    due = Appointment.objects.filter(
        state=Appointment.State.BOOKED,
        reminded_at=None,
        slot__starts__gt=now,
        slot__starts__lte=now + REMIND_BEFORE,
        booked_at__lt=now - timedelta(hours=1),
    ).exclude(patient__email="")
    return sum(_remind_one(pk, now) for pk in due.values_list("pk", flat=True))


def _remind_one(pk: int, now: datetime) -> int:
    """Lock the row while posting the reminder: a simultaneous cancellation waits, then withdraws it."""
    with transaction.atomic():
        found = Appointment.objects.select_for_update(of=("self",), skip_locked=True).filter(
            pk=pk, state=Appointment.State.BOOKED, reminded_at=None
        )
        for appointment in found.with_details():
            asks = rules().asks_to_confirm(appointment.slot.starts - appointment.booked_at)
            _post(
                appointment,
                f"reminder-{appointment.sequence}" if appointment.sequence else "reminder",
                _asking(appointment) if asks else _reminding(appointment),
            )
            appointment.reminded_at, appointment.confirm_asked_at = now, now if asks else None
            appointment.save(update_fields=["reminded_at", "confirm_asked_at"])
            return 1
    return 0


def _reminding(appointment: Appointment) -> str:
    return (
        f"Bonjour,\n\nNous vous attendons {when_and_where(appointment)}.\n\n"
        "Si vous ne pouvez pas venir, annulez avec le lien de votre premier message\u00a0: "
        "la place ira à quelqu’un d’autre.\n"
    )


def _asking(appointment: Appointment) -> str:
    """Return the reminder of who booked long before: it asks to confirm, and gives the link to do so."""
    return (
        f"Bonjour,\n\nVous avez rendez-vous {when_and_where(appointment)}, pris il y a longtemps déjà. "
        f"Venez-vous\u202f? Dites-le d’un clic\u00a0:\n{_link(appointment)}\n\n"
        "Si vous ne pouvez pas venir, annulez par ce lien\u00a0: la place ira à quelqu’un d’autre. "
        "Sans réponse, votre place reste à vous.\n"
    )


def forget(pks: Iterable[int]) -> None:
    """Delete the messages about deleted appointments."""
    outbox.forget(f"{ABOUT}:{pk}" for pk in pks)


def note_sent(message: Message, **_: object) -> None:
    """Mark a patient as told after the message about a cancelled or moved session was sent."""
    if message.key.endswith((f":{SESSION_CANCELLED}", f"-{SESSION_MOVED}")):
        _of(message).filter(notice=Appointment.Notice.TO_GIVE).update(notice=Appointment.Notice.GIVEN)


def note_failed(message: Message, **_: object) -> None:
    """Mark a patient as « à prévenir » after a message about a future appointment failed."""
    _of(message).filter(
        state=Appointment.State.BOOKED, slot__starts__gt=timezone.now(), notice=Appointment.Notice.NONE
    ).update(notice=Appointment.Notice.TO_GIVE)


def _of(message: Message) -> AppointmentQuerySet:
    kind, _, pk = message.about.partition(":")
    return Appointment.objects.filter(pk=int(pk)) if kind == ABOUT else Appointment.objects.none()


def _about(appointment: Appointment) -> str:
    return f"{ABOUT}:{appointment.pk}"


def _post(appointment: Appointment, what: str, body: str) -> bool:
    """Post a message to the patient's address, useless after the appointment; return False if there is no address."""
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
