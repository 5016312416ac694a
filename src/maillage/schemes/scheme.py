"""A scheme: a way of moving medical time, told by its rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from maillage.schemes.calendar import PARIS, Hours, local_instant
from maillage.schemes.rules import (
    Allowance,
    AtMost,
    Eligibility,
    FeeRule,
    FirstFor,
    Home,
    Quota,
    Then,
    Where,
)
from maillage.schemes.words import Authorisation, Half, PatientGroup, ResourceKind

SlotAudience = Literal["first", "all"]


@dataclass(frozen=True)
class SlotTime:
    """One bookable stretch of a session; an ``audience`` of 'first' opens to all at ``released_at``."""

    starts: datetime
    ends: datetime
    audience: SlotAudience
    released_at: datetime | None


@dataclass(frozen=True)
class PatientFacts:
    """The little that a booking needs to know of a patient; nothing medical.

    ``last_seen`` is the day of the last visit to the profession consulted, None where unknown.
    """

    has_treating_doctor: bool
    lives_in_area: bool = True
    last_seen: date | None = None
    referred: bool = False


@dataclass(frozen=True)
class Scheme:
    """Every rule of a scheme, as data. ``label`` is French: it stands on pages."""

    code: str
    label: str
    who: Eligibility
    where: Where
    quota: Quota
    travel: AtMost
    authorisations: tuple[Authorisation, ...]
    fees: FeeRule
    allowance: Allowance
    audience: tuple[FirstFor, Then]
    home: Home
    needs: tuple[ResourceKind, ...]
    hours: Hours = field(default_factory=Hours)
    not_seen_for_years: int = 2

    @property
    def slot_minutes(self) -> int:
        """Length of a slot, minutes."""
        return self.hours.slot_minutes

    @property
    def patients_per_day(self) -> int:
        """Slots of a day of two half-days."""
        return self.hours.patients_per_day

    def slots(self, starts: datetime, ends: datetime) -> list[SlotTime]:
        """Cut a session into slots, in order; the share kept for the first audience is spread evenly over it.

        ``starts`` and ``ends`` must carry a time zone; ``ValueError`` otherwise.
        """
        if starts.tzinfo is None or ends.tzinfo is None:
            raise ValueError("a session needs instants with a time zone")
        first = self.audience[0]
        step = timedelta(minutes=self.slot_minutes)
        local = starts.astimezone(PARIS).date()
        release = local_instant(local - timedelta(days=first.until_days_before), time(0))
        found: list[SlotTime] = []
        for rank in range((ends - starts) // step):
            reserved = (rank + 1) * first.share_percent // 100 > rank * first.share_percent // 100
            at = starts + rank * step
            found.append(SlotTime(at, at + step, "first" if reserved else "all", release if reserved else None))
        return found

    def half_slots(self, half: Half) -> int:
        """Number of slots in ``half``."""
        return self.hours.slots_in(half)

    def groups_of(self, patient: PatientFacts, on: date) -> frozenset[PatientGroup]:
        """The groups a patient belongs to on the day ``on``."""
        found = {PatientGroup.EVERYBODY}
        if not patient.has_treating_doctor:
            found.add(PatientGroup.NO_TREATING_DOCTOR)
        if patient.last_seen is not None and (on - patient.last_seen).days >= 365 * self.not_seen_for_years:
            found.add(PatientGroup.NOT_SEEN_FOR_LONG)
        if patient.lives_in_area:
            found.add(PatientGroup.INHABITANTS)
        if patient.referred:
            found.add(PatientGroup.REFERRED)
        return frozenset(found)

    def may_book(
        self, patient: PatientFacts, audience: SlotAudience, released_at: datetime | None, now: datetime
    ) -> bool:
        """Whether ``patient`` may take at ``now`` a slot of that audience."""
        first, then = self.audience
        groups = self.groups_of(patient, now.astimezone(PARIS).date())
        if audience == "first" and groups & first.groups:
            return True
        released = audience == "all" or (released_at is not None and now >= released_at)
        return released and bool(groups & (then.groups | first.groups))
