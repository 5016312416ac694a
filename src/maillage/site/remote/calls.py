"""Calls: take a seat, and pass on what the browsers tell each other to connect.

A seat opens with a ticket, signed by the site, that lasts some hours and names this seat only. The patient waits,
unheard and unseen, until the doctor lets them in: until then their browser is told of nobody and nobody of it. Browsers
ask again and again (see docs/decisions/0018-video-calls.md); what they exchange is deleted once received, and
pictures and sound never pass through this site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.booking.models import Appointment
from maillage.site.booking.services import opened_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import NotAllowed, Refused, WrongState
from maillage.site.remote import guests, turn
from maillage.site.remote.call_models import GUEST, LONGEST_SIGNAL, Guest, Seat, Signal
from maillage.site.remote.course import ENDED, Party, patient_is_in
from maillage.site.remote.services import check_open, courses_of, locked_appointment, party_of

LASTS = timedelta(hours=4)
GONE = timedelta(seconds=12)
"""Who has not asked for so long is met by nobody anew."""
LOST = timedelta(minutes=3)
"""Who has not asked for so long is shown to nobody."""
SEEN_EVERY = timedelta(seconds=2)
MOST_AT_ONCE = 60
SALT = "seat in a call"


@dataclass(frozen=True)
class Sent:
    """A message of one browser for the seat ``to``."""

    to: int
    data: str


@in_transaction
def join(appointment: Appointment, by: User) -> Seat:
    """Take a seat as one of the team; a former seat of the same person ends.

    Raises ``NotAllowed`` without a post in the session, ``WrongState`` if the consultation is not today or has ended.
    """
    row = locked_appointment(appointment.pk)
    party = party_of(row.slot.session, by)
    if party is None or not Appointment.objects.changeable_by(by).filter(pk=row.pk).exists():
        raise NotAllowed("Ce rendez-vous ne relève pas de votre compte.")
    return _seated(row, party, by)


@in_transaction
def join_as_patient(token: str) -> Seat:
    """Take a seat by the link of an appointment. Raises ``WrongState`` like :func:`join`."""
    found = Appointment.objects.filter(opened_by(token)).values_list("pk", flat=True).first()
    if found is None:
        raise WrongState("Ce lien ne mène à aucun rendez-vous.")
    return _seated(locked_appointment(found), Party.PATIENT, None)


@in_transaction
def join_as_guest(token: str) -> Seat:
    """Take a seat by the link of an invitation. Raises ``WrongState`` like :func:`guests.guest_of`."""
    guest = guests.guest_of(token)
    return _seated(locked_appointment(guest.appointment_id), GUEST, None, guest)


def _seated(appointment: Appointment, party: str, user: User | None, guest: Guest | None = None) -> Seat:
    now = timezone.now()
    check_open(appointment, now)
    if courses_of([appointment])[appointment.pk].state in ENDED:
        raise WrongState("Cette consultation est terminée.")
    before = Seat.objects.filter(appointment=appointment, party=party, user=user, guest=guest, left_at=None)
    Signal.objects.filter(to__in=before).delete()
    before.update(left_at=now)
    return Seat.objects.create(
        appointment=appointment, party=party, user=user, guest=guest, joined_at=now, seen_at=now
    )  # fmt: skip


def ticket_of(seat: Seat) -> str:
    """Return the credential of a seat."""
    return signing.dumps(seat.pk, salt=SALT)


def seat_of(ticket: str) -> Seat:
    """Return the seat of a ticket. Raises ``NotAllowed`` for a wrong or old one, or one whose seat is taken again."""
    try:
        key = signing.loads(ticket, salt=SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise NotAllowed("Cette page a expiré. Rechargez-la.") from error
    seat = Seat.objects.select_related("appointment", "user").filter(pk=key, left_at=None).first()
    if seat is None:
        raise NotAllowed("La vidéo est ouverte ailleurs, ou terminée. Rechargez la page pour revenir.")
    return seat


@in_transaction
def exchange(
    seat: Seat, sent: Sequence[Sent], received: Sequence[int] = (), *, leaving: bool = False
) -> dict[str, Any]:
    """Pass on messages, and return who is there and what is for this seat; the messages ``received`` are deleted.

    They are named one by one: numbers are given before their transactions end, so that a message may become visible
    after one with a higher number, and must not be taken for received then.

    Raises ``Refused`` for messages that are too long or too many, or from a patient who has not been let in.
    """
    now = timezone.now()
    course = courses_of([seat.appointment])[seat.appointment_id]
    over = course.state in ENDED
    if over or leaving:
        Seat.objects.filter(pk=seat.pk).update(left_at=now)
        return {"over": over, "admitted": False, "members": [], "signals": []}
    if now - seat.seen_at > SEEN_EVERY:
        Seat.objects.filter(pk=seat.pk).update(seen_at=now)
    patient_in = patient_is_in(course.passed)
    if seat.party in (Party.PATIENT, GUEST) and not patient_in:
        if sent:
            raise NotAllowed("Le médecin ne vous a pas encore fait entrer.")
        return {"over": False, "admitted": False, "members": [], "signals": []}
    others = _others(seat, now, with_patient=patient_in)
    _pass_on(seat, sent, {one.pk for one in others})
    if received:
        Signal.objects.filter(to=seat, pk__in=list(received)).delete()
    waiting = Signal.objects.filter(to=seat, sender__in=others).order_by("pk")[:MOST_AT_ONCE]
    return {
        "over": False,
        "admitted": True,
        "members": [_member(one, now) for one in others],
        "signals": [{"id": one.pk, "from": one.sender_id, "data": one.data} for one in waiting],
    }


def _member(seat: Seat, now: datetime) -> dict[str, Any]:
    """Return what a browser is told of another seat; ``quiet``: its browser has not asked lately.

    On a slow link requests may starve while sound still passes: who is connected to a quiet one stays so.
    """
    return {
        "id": seat.pk, "party": seat.party, "name": _name(seat), "quiet": seat.seen_at <= now - GONE,
    }  # fmt: skip


def _name(seat: Seat) -> str:
    return seat.guest.name if seat.guest else str(seat.user or "")


def _others(seat: Seat, now: datetime, *, with_patient: bool) -> list[Seat]:
    rows = Seat.objects.filter(appointment=seat.appointment_id, left_at=None, seen_at__gt=now - LOST)
    rows = rows.exclude(pk=seat.pk).select_related("user", "guest")
    return list(rows if with_patient else rows.exclude(party=Party.PATIENT))


def _pass_on(seat: Seat, sent: Sequence[Sent], known: set[int]) -> None:
    """Keep messages for those who are there; those for somebody who has left are dropped."""
    if len(sent) > MOST_AT_ONCE or any(len(one.data) > LONGEST_SIGNAL for one in sent):
        raise Refused("Trop de messages à la fois.")
    Signal.objects.bulk_create(Signal(sender=seat, to_id=one.to, data=one.data) for one in sent if one.to in known)


def relays(seat: Seat) -> list[dict[str, Any]]:
    """Return the relays that the browser of a seat may use, with credentials that expire."""
    return turn.servers(seat.pk, timezone.now())
