"""Activity in the demonstration: doctors who answered, patients who booked, two days that lost their doctor."""

from __future__ import annotations

from datetime import date

import numpy as np
from django.utils import timezone

from maillage.demo.people import Names
from maillage.schemes import PatientGroup
from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session, Slot
from maillage.site.agenda.services import accept, decline
from maillage.site.booking.pace import UNUSUAL_AFTER
from maillage.site.booking.patients import PatientData
from maillage.site.booking.services import book
from maillage.site.booking.tokens import new_key
from maillage.site.plans.models import PlanRun

ANSWERED, BOOKED = 100, 24  # number of first sessions of the agenda
SILENT = 0.1  # share of the days whose doctor has not answered
FILL = (0.3, 1.0)  # lowest and highest share of a session's slots
LOST = 2


def create_bookings(region: str, coordinator: User, seed: int) -> int:
    """Let most doctors of the first sessions accept, patients book the very first, and two sessions be given back.

    Returns the number of appointments.
    """
    rng = np.random.default_rng(seed)
    published = Session.objects.filter(commune__department__region=region, state=Session.State.PUBLISHED)
    to_come = published.filter(starts__gt=timezone.now())
    near = list(to_come.with_posts().order_by("starts", "pk")[:ANSWERED])
    silent = {day for day in sorted({_day(session) for session in near}) if rng.random() < SILENT}
    for session in near:
        if _day(session) not in silent:
            accept(session, coordinator)
    busy = near[:BOOKED]
    booked = _book(busy, rng, seed)
    for session in _lost(busy):
        decline(session, coordinator)
    return booked


def _day(session: Session) -> tuple[date, int]:
    """Key of a session's day: a doctor answers for a whole day, not for each half-day."""
    return session.starts.astimezone(session.zone).date(), session.giver.pk if session.giver else 0


def _book(sessions: list[Session], rng: np.random.Generator, seed: int) -> int:
    names = Names(seed + 4000, "patients.example")
    count = 0
    # In the past, so that the first visitors do not trigger the limit on unusual booking rates.
    earlier = timezone.now() - UNUSUAL_AFTER
    slots = Slot.objects.filter(session__in=sessions).exclude(kept_for=[PatientGroup.REGULATED.value])
    by_session: dict[int, list[Slot]] = {}
    for slot in slots.order_by("session_id", "starts"):
        by_session.setdefault(slot.session_id, []).append(slot)
    for session in sessions:
        offered = by_session.get(session.pk, [])
        wanted = round(len(offered) * rng.uniform(*FILL))
        for slot in sorted(rng.choice(len(offered), size=wanted, replace=False)) if offered else []:
            person = names.person()
            patient = PatientData(
                first_name=person.first_name,
                last_name=person.last_name,
                birth_year=int(rng.integers(1932, 2020)),
                commune=session.commune_id,
                has_treating_doctor=False,
                phone=person.phone,
                referred=True,
            )
            book(offered[slot].pk, patient, new_key(), now=earlier)
            count += 1
    return count


def _lost(sessions: list[Session]) -> list[Session]:
    """The last solidarity sessions of the days that patients have booked."""
    planned = set(PlanRun.objects.values_list("programme", flat=True))
    return [session for session in sessions if session.programme_id in planned][-LOST:]
