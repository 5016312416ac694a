"""What putting a signed version into the agenda, or ending an agreement, does to the sessions that are there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from maillage.schemes import ResourceKind, SessionDate
from maillage.site.agenda.models import Session
from maillage.site.agreements import promises
from maillage.site.agreements.models import Agreement, AgreementVersion
from maillage.site.booking.models import Appointment
from maillage.site.directory.models import Resource
from maillage.site.engagements.models import Programme

HalfDayKey = tuple[str, str, int, str]
"""Date, half, giver (key of the professional's resource row) and place (reference)."""


@dataclass(frozen=True)
class Lost:
    """A session that no longer has its place in the week, and the patients booked in it."""

    session: Session
    patients: int


@dataclass(frozen=True)
class VersionEffect:
    """What a version does from ``since`` on: sessions kept as they are, lost ones, and half-days to open."""

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


def former_programmes(agreement: Agreement) -> list[Programme]:
    """Return the programmes of an agreement that are in the agenda, the latest first."""
    rows = Programme.objects.filter(agreement_version__agreement=agreement)
    return list(rows.order_by("-agreement_version__number"))


def effect_of(version: AgreementVersion, weeks: int, since: date) -> VersionEffect:
    """Return what putting ``weeks`` weeks of a signed version into the agenda from ``since`` on does."""
    start = max(since, version.starts)
    known = former_programmes(version.agreement)
    rows = _to_come([one for one in known if one.pk != version.programme_id], start)
    last = max([start + timedelta(weeks=weeks), *(one.day + timedelta(days=1) for one in rows)])
    promised = promises.half_days(version, start, last)
    wanted = _keys(promised)
    kept = [one for one in rows if key_of(one) in wanted]
    there = {key_of(one) for one in kept} | {key_of(one) for one in _to_come(known, start)}
    soon = _keys([one for one in promised if one.date < start + timedelta(weeks=weeks)])
    return VersionEffect(start, tuple(kept), _lost([one for one in rows if one not in kept]), len(soon - there))


def effect_of_end(agreement: Agreement, last_day: date) -> VersionEffect:
    """Return what ending an agreement after ``last_day`` does: the sessions to come that it loses."""
    start = last_day + timedelta(days=1)
    return VersionEffect(start, (), _lost(_to_come(former_programmes(agreement), start)), 0)


def key_of(session: Session) -> HalfDayKey:
    """Return the half-day of a session as its programme promised it."""
    _, day, half, giver = session.key.split(":")
    return day, half, int(giver), str(session.place.reference) if session.place is not None else ""


def _keys(dates: Collection[SessionDate]) -> set[HalfDayKey]:
    found = Resource.objects.filter(kind=ResourceKind.PROFESSIONAL, reference__in={one.giver for one in dates})
    givers = dict(found.values_list("reference", "pk"))
    return {(one.date.isoformat(), one.half.value, givers[one.giver], one.place or "") for one in dates}


def _to_come(programmes: Sequence[Programme], start: date) -> list[Session]:
    """Return the sessions of these programmes from ``start`` on that are neither begun nor cancelled."""
    if not programmes:
        return []
    rows = Session.objects.filter(
        programme__in=programmes, state__in=Session.STANDING_STATES, starts__gt=timezone.now()
    )
    rows = rows.from_day(start)
    return list(rows.with_posts().order_by("starts", "pk"))


def _lost(rows: Sequence[Session]) -> tuple[Lost, ...]:
    booked = Count("slots__appointments", filter=Q(slots__appointments__state=Appointment.State.BOOKED))
    counts = Session.objects.filter(pk__in=[one.pk for one in rows]).annotate(booked=booked)
    found = dict(counts.order_by().values_list("pk", "booked"))
    return tuple(Lost(one, found.get(one.pk, 0)) for one in rows)
