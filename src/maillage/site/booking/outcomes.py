"""What became of an appointment: seen, missed or excused; whether the person found a treating doctor since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session
from maillage.site.agenda.services import author
from maillage.site.booking.models import Appointment
from maillage.site.booking.services import SAME_SLOT, SAME_TIME, opened_by
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, Taken, WrongState

OUTCOMES = (Appointment.State.SEEN, Appointment.State.MISSED, Appointment.State.EXCUSED)


@in_transaction
def mark(appointment: Appointment, state: Appointment.State, by: User, *, held: bool = False) -> Appointment:
    """Record whether the patient came; a later call replaces the answer. Booked again: the same day only.

    Seen or missed once the slot has begun (seen earlier that day if the consultation is known to have been ``held``);
    excused from that day on, which frees the slot. Allowed for users with a
    post in the session, those who keep its place and coordinators of its territory; ``NotAllowed`` for others. Raises
    ``Taken`` if the freed slot was given to somebody else.
    """
    with author(by):
        locked = _of_the_team(appointment, by)
        if state not in (*OUTCOMES, Appointment.State.BOOKED):
            raise ValueError("an appointment is marked seen, missed, excused or booked again")
        if locked.state == Appointment.State.CANCELLED:
            raise WrongState("Ce rendez-vous est annulé.")
        _check_when(locked, state, timezone.now(), held=held)
        locked.state = state
        try:
            with transaction.atomic():
                locked.save(update_fields=["state"])
        except IntegrityError as error:
            if constraint_of(error) in (SAME_SLOT, SAME_TIME):
                raise Taken("Cette place a été donnée à quelqu’un d’autre.") from error
            raise
        return locked


def same_day(appointment: Appointment, now: datetime) -> bool:
    """Return whether it is the day of the appointment, by the clock of its place."""
    zone = appointment.slot.session.zone
    return appointment.slot.starts.astimezone(zone).date() == now.astimezone(zone).date()


def _check_when(appointment: Appointment, state: Appointment.State, now: datetime, *, held: bool) -> None:
    today = same_day(appointment, now)
    if state == Appointment.State.BOOKED and not today:
        raise WrongState("On revient sur une réponse le jour même seulement. Choisissez une autre réponse.")
    early = appointment.slot.starts > now
    possible = {Appointment.State.EXCUSED, Appointment.State.BOOKED} | ({Appointment.State.SEEN} if held else set())
    if early and not (today and state in possible):
        raise WrongState("Ce rendez-vous n’a pas encore eu lieu.")


def _of_the_team(appointment: Appointment, by: User) -> Appointment:
    """Lock an appointment for somebody who receives its patient. Raises ``NotAllowed``."""
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("slot__session__commune")
    locked = rows.get(pk=appointment.pk)
    if not Appointment.objects.changeable_by(by).filter(pk=locked.pk).exists():
        raise NotAllowed("Ce rendez-vous ne relève pas de votre compte.")
    return locked


@in_transaction
def note_doctor_found(appointment: Appointment, by: User, *, consent: bool) -> Appointment:
    """Record, with the patient's consent, that they found a treating doctor; a second call changes nothing.

    Raises ``InvalidField`` without consent, ``WrongState`` unless the patient was seen.
    """
    with author(by):
        locked = _of_the_team(appointment, by)
        if not consent:
            raise InvalidField("consent", "Demandez d’abord son accord à la personne, puis cochez la case.")
        if locked.state != Appointment.State.SEEN:
            raise WrongState("Notez d’abord que la personne est venue.")
        return _doctor_found(locked, Appointment.SaidBy.TEAM)


@in_transaction
def say_doctor_found(token: str) -> Appointment:
    """Record by the patient's link that they found a treating doctor; a second call changes nothing."""
    appointment = Appointment.objects.select_for_update(of=("self",)).filter(opened_by(token)).first()
    if appointment is None:
        raise WrongState(_("Ce lien ne mène à aucun rendez-vous."))
    if appointment.state == Appointment.State.CANCELLED:
        raise WrongState(_("Ce rendez-vous est annulé."))
    return _doctor_found(appointment, Appointment.SaidBy.PATIENT)


def _doctor_found(appointment: Appointment, said_by: Appointment.SaidBy) -> Appointment:
    if appointment.doctor_found_at is None:
        appointment.doctor_found_at, appointment.doctor_found_by = timezone.now(), said_by
        appointment.save(update_fields=["doctor_found_at", "doctor_found_by"])
    return appointment


def doctors_found(sessions: Iterable[Session]) -> dict[int, int]:
    """Return how many people of each session found a treating doctor, by the key of the session (one query)."""
    rows = Appointment.objects.filter(slot__session__in=list(sessions), doctor_found_at__isnull=False)
    counted = rows.order_by().values_list("slot__session").annotate(Count("pk"))
    return dict(counted)
