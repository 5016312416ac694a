"""Booking more people than a session has slots, on purpose: so many, decided by somebody, for a reason.

The extra places are slots of their own, at the times whose appointments are most likely to be missed; everything else
holds for them as for other slots: one appointment each, nobody twice at one time, no resource twice at one time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session, Slot
from maillage.site.agenda.services import author
from maillage.site.booking.models import Appointment
from maillage.site.booking.overbooking_models import LEAST_REASON, OverbookedSession
from maillage.site.booking.risk import History, Overbooking, absent, crowded, rules
from maillage.site.booking.services import hold_session
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, WrongState

HISTORY = timedelta(days=365)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a session: by how many, at which risk; minutes that somebody waits if all come."""

    advice: Overbooking
    history: History
    booked: int
    slot_minutes: int


def history_of(session: Session, now: datetime) -> History:
    """Return what became of last year's appointments at a place, or of the programme for a vehicle (one query)."""
    here = (
        Q(slot__session__place=session.place_id)
        if session.place_id
        else Q(slot__session__programme=session.programme_id, slot__session__place=None)
    )
    counted = Appointment.objects.filter(here, slot__starts__gt=now - HISTORY, slot__starts__lt=now).aggregate(
        seen=Count("pk", filter=Q(state=Appointment.State.SEEN)),
        missed=Count("pk", filter=Q(state=Appointment.State.MISSED)),
    )
    return History(counted["seen"], counted["missed"])


def risks(session: Session, history: History) -> dict[int, float]:
    """Return the risk (0 to 1) of each booked appointment of a session, by the key of its slot (one query)."""
    rows = Appointment.objects.filter(slot__session=session, state=Appointment.State.BOOKED).select_related("slot")
    zone, scheme = session.zone, session.rules.code
    return {
        one.slot_id: rules().risk(
            scheme, (one.slot.starts - one.booked_at) / DAY, one.slot.starts.astimezone(zone).hour, history
        )
        for one in rows
    }


def proposal(session: Session, now: datetime) -> Proposal:
    """Return by how many a session may be overbooked, at which risk and cost (two queries)."""
    history = history_of(session, now)
    found = risks(session, history)
    return Proposal(rules().overbooking(list(found.values())), history, len(found), session.rules.slot_minutes)


def chance_of_waiting(session: Session, extra: int, now: datetime) -> float:
    """Return the probability that somebody waits if so many more are booked and come."""
    return crowded(absent(list(risks(session, history_of(session, now)).values())), extra)


@in_transaction
def overbook(session: Session, extra: int, reason: str, by: User | None, *, now: datetime | None = None) -> None:
    """Open ``extra`` places more than the session has slots; 0 takes back those that nobody has taken.

    Raises ``NotAllowed``, ``InvalidField`` without a reason or for a number out of bounds, ``WrongState`` for a session
    that has begun or does not take place, or for a place that somebody has taken.
    """
    now = now or timezone.now()
    with author(by):
        if by is not None and not Session.objects.changeable_by(by).filter(pk=session.pk).exists():
            raise NotAllowed("Cette vacation ne relève pas de votre compte.")
        hold_session(session.pk)
        session = Session.objects.select_related("commune", "programme", "place").get(pk=session.pk)
        told = " ".join(reason.split())[:200]
        _check(session, extra, told, now)
        chance = chance_of_waiting(session, extra, now)
        _set_places(session, extra, now)
        if extra:
            values = {"extra": extra, "reason": told, "risk": chance, "by": by, "at": now}
            OverbookedSession.objects.update_or_create(session=session, defaults=values)
        else:
            OverbookedSession.objects.filter(session=session).delete()


def _check(session: Session, extra: int, reason: str, now: datetime) -> None:
    if not 0 <= extra <= rules().most:
        raise InvalidField("extra", f"Choisissez un nombre de 0 à {rules().most}.")
    if extra and len(reason) < LEAST_REASON:
        raise InvalidField("reason", "Dites pourquoi, en une phrase\u00a0: elle est montrée avec le surnombre.")
    if session.activity != Session.Activity.CONSULTATIONS or session.state not in Session.OPEN_STATES:
        raise WrongState("Cette vacation n’est pas ouverte à la réservation.")
    if session.starts <= now:
        raise WrongState("Cette vacation a déjà commencé.")


def _set_places(session: Session, extra: int, now: datetime) -> None:
    """Add or take away slots above the template until there are ``extra``."""
    there = list(Slot.objects.filter(session=session, rank__gt=0))
    used = set(Appointment.objects.filter(slot__in=there).order_by().values_list("slot", flat=True))
    surplus = len(there) - extra
    if surplus > 0:
        unused = [slot.pk for slot in there if slot.pk not in used]
        if len(unused) < surplus:
            raise WrongState("Une place en surnombre a déjà été prise\u00a0: elle ne peut plus être retirée.")
        Slot.objects.filter(pk__in=unused[:surplus]).delete()
    elif surplus < 0:
        taken = {slot.starts for slot in there}
        free = [slot for slot in _likely_missed(session, now) if slot.starts not in taken]
        Slot.objects.bulk_create(
            Slot(session=session, starts=slot.starts, ends=slot.ends, rank=1) for slot in free[:-surplus]
        )


def _likely_missed(session: Session, now: datetime) -> list[Slot]:
    """Return the slots of the template, the most likely missed first, those without an appointment last."""
    found = risks(session, history_of(session, now))

    def rank(slot: Slot) -> tuple[float, datetime]:
        return -found.get(slot.pk, -1.0), slot.starts

    return sorted(Slot.objects.filter(session=session, rank=0, starts__gt=now), key=rank)
