"""Slots that can still be booked, whatever groups they are reserved for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from maillage.site.agenda.models import Session, Slot
from maillage.site.booking.models import Appointment
from maillage.site.booking.waiting_models import SlotOffer

CLOSES_BEFORE = timedelta(hours=1)
OPENS_BEFORE = timedelta(days=92)


def free(slots: QuerySet[Slot] | None = None) -> QuerySet[Slot]:
    """Return the slots without an active appointment, and that are not offered to somebody who waits."""
    taken = Appointment.objects.filter(slot=OuterRef("pk"), state__in=Appointment.ACTIVE_STATES)
    offered = SlotOffer.objects.filter(slot=OuterRef("pk"), state=SlotOffer.State.OPEN)
    return (Slot.objects.all() if slots is None else slots).filter(~Exists(taken), ~Exists(offered))


def bookable(now: datetime) -> QuerySet[Slot]:
    """Return free slots, within the booking period, of sessions that will be held."""
    return free().filter(
        starts__gt=now + CLOSES_BEFORE,
        starts__lt=now + OPENS_BEFORE,
        session__state__in=Session.OPEN_STATES,
    )
