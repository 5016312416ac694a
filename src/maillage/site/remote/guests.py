"""Guests of a call: an expert or an interpreter whom the doctor invites while it lasts, by a link, without an account.

One guest at a time, so that a call has four people at most. A link opens this call only, while doctor and patient are
together, until the doctor withdraws it or the consultation ends; who was invited, when and by whom stays.
"""

from __future__ import annotations

from django.core import signing
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.agenda.services import author
from maillage.site.booking.models import Appointment
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, WrongState
from maillage.site.remote.call_models import Guest, Seat, Signal
from maillage.site.remote.course import ENDED, TOGETHER, Party, before_interruption
from maillage.site.remote.services import check_open, courses_of, locked_appointment, party_of

SALT = "guest of a call"
NOT_VALID = "Ce lien n’est plus valable. Demandez-en un autre au médecin."


@in_transaction
def invite(appointment: Appointment, kind: str, name: str, by: User) -> Guest:
    """Let somebody join the call by a link (:func:`token_of`).

    Raises ``NotAllowed`` for anybody but the doctor of the session, ``WrongState`` before the patient is in or while
    another invitation stands, ``InvalidField`` without a kind and a name.
    """
    row = _as_doctor(appointment.pk, by)
    check_open(row, timezone.now())
    if before_interruption(courses_of([row])[row.pk].passed) not in TOGETHER:
        raise WrongState("Faites d’abord entrer le patient\u00a0: un invité arrive pendant la consultation.")
    if standing(row) is not None:
        raise WrongState("Quelqu’un est déjà invité. Retirez d’abord cette invitation.")
    name = " ".join(name.split())
    if kind not in Guest.Kind.values:
        raise InvalidField("kind", "Choisissez qui vous invitez.")
    if not name or len(name) > Guest.LONGEST_NAME:
        raise InvalidField("name", f"Donnez son nom, en {Guest.LONGEST_NAME} caractères au plus.")
    with author(by):
        return Guest.objects.create(appointment=row, kind=kind, name=name, by=by, at=timezone.now())


@in_transaction
def withdraw(appointment: Appointment, by: User) -> None:
    """End the invitation that stands: the link opens nothing more, and the guest leaves the call."""
    row, now = _as_doctor(appointment.pk, by), timezone.now()
    seats = Seat.objects.filter(guest__appointment=row, guest__ended_at=None, left_at=None)
    Signal.objects.filter(to__in=seats).delete()
    seats.update(left_at=now)
    Guest.objects.filter(appointment=row, ended_at=None).update(ended_at=now)


def standing(appointment: Appointment) -> Guest | None:
    """Return the invitation that stands, if there is one."""
    return Guest.objects.filter(appointment=appointment, ended_at=None).first()


def token_of(guest: Guest) -> str:
    """Return the secret of the guest's link."""
    return signing.dumps(guest.pk, salt=SALT)


def guest_of(token: str) -> Guest:
    """Return the guest of a link. Raises ``WrongState`` for one that is wrong, withdrawn, or of a consultation over."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise WrongState(NOT_VALID) from error
    found = Guest.objects.filter(pk=key, ended_at=None).first()
    if found is None:
        raise WrongState(NOT_VALID)
    appointment = Appointment.objects.with_sessions().get(pk=found.appointment_id)
    check_open(appointment, timezone.now())
    if courses_of([appointment])[appointment.pk].state in ENDED:
        raise WrongState("Cette consultation est terminée.")
    return found


def _as_doctor(pk: int, by: User) -> Appointment:
    row = locked_appointment(pk)
    may = Appointment.objects.changeable_by(by).filter(pk=pk).exists()
    if not may or party_of(row.slot.session, by) is not Party.DOCTOR:
        raise NotAllowed("Seul le médecin de la consultation invite quelqu’un.")
    return row
