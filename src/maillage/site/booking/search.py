"""Free slots for one person: what the schemes allow them, nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from maillage.schemes import NO_HORIZON, PARIS, SCHEMES, PatientFacts, PatientGroup, Scheme, SlotTime
from maillage.site.agenda.models import Session, Slot
from maillage.site.geography.models import Commune
from maillage.site.observatory import reading

NONE = Q(pk__in=[])


@dataclass(frozen=True)
class Offer:
    """A session with free slots; ``minutes`` is the journey from the person's commune."""

    session: Session
    minutes: float
    free: int
    next_start: datetime


def open_to(
    commune: Commune, *, has_treating_doctor: bool, referred: bool = False, now: datetime | None = None
) -> QuerySet[Slot]:
    """Slots a person of ``commune`` may take now, by the rules of each slot's scheme."""
    now = now or timezone.now()
    rule = NONE
    for scheme in SCHEMES.values():
        inside, outside = (
            _audiences(scheme, PatientFacts(has_treating_doctor, lives_in_area=here, referred=referred), now)
            for here in (True, False)
        )
        # The same rule on both sides needs no look at the area: the common case, and a much simpler query.
        allowed = inside if inside == outside else (area_of(commune) & inside) | (~area_of(commune) & outside)
        if allowed != NONE:
            rule |= Q(session__scheme=scheme.code) & allowed
    return Slot.objects.bookable(now).filter(rule)


def area_of(commune: Commune) -> Q:
    """Slots of sessions held in the intercommunality of ``commune``."""
    rule = Q(session__commune=commune.pk)
    if commune.intercommunality_id:
        rule |= Q(session__commune__intercommunality=commune.intercommunality_id)
    return rule


def _audiences(scheme: Scheme, facts: PatientFacts, now: datetime) -> Q:
    """The scheme's own rule, asked once for each of its answers."""
    groups = scheme.groups_of(facts)
    horizon = scheme.horizon(groups, now, PARIS)
    if horizon is None:
        return NONE
    open_now = Q() if horizon == NO_HORIZON else Q(session__starts__lt=horizon)
    if groups & _kept_for(scheme):
        return open_now
    return open_now & (Q(audience="all") | Q(audience="first", released_at__lte=now))


def _kept_for(scheme: Scheme) -> frozenset[PatientGroup]:
    return frozenset(group for window in scheme.windows if window.share for group in window.groups)


def slot_time(scheme: Scheme, slot: Slot) -> SlotTime:
    """The slot as the scheme's rules look at it."""
    kept = _kept_for(scheme) if slot.audience == Slot.Audience.FIRST else frozenset[PatientGroup]()
    return SlotTime(slot.starts, slot.ends, kept, slot.released_at)


def nearest(
    commune: Commune,
    *,
    has_treating_doctor: bool,
    referred: bool = False,
    minutes: float = 60,
    limit: int = 20,
    now: datetime | None = None,
) -> list[Offer]:
    """Sessions with free slots within ``minutes`` of the person's commune, nearest then soonest first."""
    now = now or timezone.now()
    near = reading.minutes_from(commune, minutes)
    free = (
        open_to(commune, has_treating_doctor=has_treating_doctor, referred=referred, now=now)
        .filter(session__commune__in=list(near))
        .order_by()
        .values("session")
        .annotate(free=Count("pk"), next_start=Min("starts"))
        .values_list("session", "session__commune", "free", "next_start")
    )
    found = sorted(free, key=lambda row: (near[row[1]], row[3]))[:limit]
    sessions = Session.objects.select_related("commune", "place", "professional", "vehicle").in_bulk(
        [row[0] for row in found]
    )
    return [Offer(sessions[pk], near[code], count, start) for pk, code, count, start in found]
