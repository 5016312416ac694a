"""What a new week does to the sessions that are in the agenda: those it keeps, those it loses, their patients."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from maillage.schemes import ResourceKind, SessionDate
from maillage.site.agenda.models import Session
from maillage.site.agenda.publishing import session_key
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Resource
from maillage.site.engagements.models import Programme

HalfDayKey = tuple[str, str, int, str]
"""Date, half, giver (key of the professional's resource row) and place (reference)."""
CHANGED = "Des patients ont pris ou rendu un rendez-vous entre-temps. Relisez ce qui change, et confirmez de nouveau."


@dataclass(frozen=True)
class Lost:
    """A session that no longer has its place in the week, and the patients booked in it."""

    session: Session
    patients: int


@dataclass(frozen=True)
class WeekEffect:
    """What a week does from ``since`` on: sessions kept as they are, lost ones, and half-days to open."""

    since: date
    kept: tuple[Session, ...]
    lost: tuple[Lost, ...]
    new: int

    @property
    def patients(self) -> int:
        """Patients booked in the sessions that are lost."""
        return sum(one.patients for one in self.lost)

    @property
    def with_patients(self) -> tuple[Lost, ...]:
        """Lost sessions in which somebody is booked."""
        return tuple(one for one in self.lost if one.patients)


def key_of(session: Session) -> HalfDayKey:
    """Return the half-day of a session as its programme promised it."""
    _, day, half, giver = session.key.split(":")
    return day, half, int(giver), str(session.place.reference) if session.place is not None else ""


def keys_of(dates: Collection[SessionDate]) -> set[HalfDayKey]:
    """Return the half-days that a week promises (one query)."""
    found = Resource.objects.filter(kind=ResourceKind.PROFESSIONAL, reference__in={one.giver for one in dates})
    givers = dict(found.values_list("reference", "pk"))
    return {(one.date.isoformat(), one.half.value, givers[one.giver], one.place or "") for one in dates}


def sessions_to_come(programmes: Sequence[Programme], start: date) -> list[Session]:
    """Return the sessions of these programmes from ``start`` on that are neither begun nor cancelled."""
    if not programmes:
        return []
    rows = Session.objects.filter(
        programme__in=programmes, state__in=Session.STANDING_STATES, starts__gt=timezone.now()
    )
    rows = rows.from_day(start)
    return list(rows.with_posts().order_by("starts", "pk"))


def lost_of(rows: Sequence[Session]) -> tuple[Lost, ...]:
    """Return these sessions with their booked patients (one query)."""
    booked = Count("slots__appointments", filter=Q(slots__appointments__state=Appointment.State.BOOKED))
    counts = Session.objects.filter(pk__in=[one.pk for one in rows]).annotate(booked=booked)
    found = dict(counts.order_by().values_list("pk", "booked"))
    return tuple(Lost(one, found.get(one.pk, 0)) for one in rows)


def attach(sessions: Sequence[Session], programme: Programme) -> None:
    """Give sessions that a new week promises too to its programme, as the publisher would have named them."""
    for session in sessions:
        day, half, giver, _ = key_of(session)
        session.programme, session.key = programme, session_key(programme, day, half, giver)
        session.save(update_fields=["programme", "key"])
