"""Who must be called, because no e-mail reaches them: what changed, a lost link, an appointment that comes near."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.booking.models import Appointment, Patient
from maillage.site.booking.notices import REMIND_BEFORE
from maillage.site.booking.services import mark_told
from maillage.site.locks import in_transaction
from maillage.site.refusals import NotAllowed

MOST = 100
ANSWERS_WITHIN = timedelta(hours=18)
"""How long after the question whoever has not confirmed is called."""


@dataclass(frozen=True)
class Call:
    """Somebody to call, and why, in French."""

    appointment: Appointment
    why: str

    @property
    def zone(self) -> ZoneInfo:
        """The clocks of its place."""
        return self.appointment.slot.session.zone


def calls(user: User, now: datetime) -> list[Call]:
    """Return the people to call about appointments at the places that a user keeps, the nearest appointment first."""
    rows = Appointment.objects.changeable_by(user, Reach.ORGANISATION)
    changed = rows.to_call().filter(slot__starts__gt=now).with_details()
    found = {one.pk: Call(one, _why(one)) for one in changed[:MOST]}
    silent = rows.filter(_silent(now)).exclude(pk__in=list(found)).with_details()
    found |= {one.pk: Call(one, "demander si la personne vient") for one in silent[:MOST]}
    near = rows.filter(_near(now)).exclude(pk__in=list(found)).with_details()
    found |= {one.pk: Call(one, "rappeler le rendez-vous") for one in near[:MOST]}
    return sorted(found.values(), key=_soonest)


def _soonest(call: Call) -> tuple[datetime, int]:
    return call.appointment.slot.starts, call.appointment.pk


def _near(now: datetime) -> Q:
    """Return the condition for appointments of the next days whose person wants a reminder that no message brought."""
    return Q(
        patient__email="", state=Appointment.State.BOOKED, reminded_at=None, slot__starts__gt=now,
        slot__starts__lte=now + REMIND_BEFORE, booked_at__lt=now - REMIND_BEFORE,
    ) & ~Q(patient__remind_by=Patient.RemindBy.NONE)  # fmt: skip


def _silent(now: datetime) -> Q:
    """Return the condition for people with a telephone who were asked to confirm and have not answered by the eve."""
    return Q(
        state=Appointment.State.BOOKED, confirm_asked_at__lt=now - ANSWERS_WITHIN, confirmed_at=None,
        reminded_at__lt=now - ANSWERS_WITHIN, slot__starts__gt=now,
    ) & ~Q(patient__phone="")  # fmt: skip


def _why(appointment: Appointment) -> str:
    if appointment.state == Appointment.State.CANCELLED:
        return "dire que la consultation est annulée"
    if appointment.notice == Appointment.Notice.TO_GIVE:
        return "dire ce qui a changé"
    return "redonner son rendez-vous"


@in_transaction
def note_called(appointment: Appointment, by: User, now: datetime) -> None:
    """Record that somebody was called. Raises ``NotAllowed`` for an appointment at another place."""
    rows = Appointment.objects.changeable_by(by, Reach.ORGANISATION).filter(pk=appointment.pk)
    if not rows.exists():
        raise NotAllowed("Ce rendez-vous ne relève pas de votre lieu.")
    mark_told(appointment)
    Appointment.objects.filter(pk=appointment.pk).update(reminded_at=now)
