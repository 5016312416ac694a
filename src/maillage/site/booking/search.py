"""Free slots that the windows of the schemes allow a person to book."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from maillage.schemes import NO_HORIZON, SCHEMES, PatientFacts, Scheme
from maillage.site.agenda.models import Slot
from maillage.site.booking.slots import bookable
from maillage.site.geography.models import Commune

NONE = Q(pk__in=[])


def open_to(commune: Commune, facts: PatientFacts, now: datetime | None = None) -> QuerySet[Slot]:
    """Return the slots that a person of ``commune`` may book now, by the windows of each slot's scheme.

    Whether the person lives in the area follows from the commune. Days are counted in the commune's time zone, since
    the slots are within its reach.
    """
    now = now or timezone.now()
    rule = NONE
    for scheme in SCHEMES.values():
        inside, outside = (_allowed(scheme, replace(facts, lives_in_area=here), commune, now) for here in (True, False))
        # The same rule inside and outside needs no condition on the area: the common case, and a much simpler query.
        allowed = inside if inside == outside else (area_of(commune) & inside) | (~area_of(commune) & outside)
        if allowed != NONE:
            rule |= Q(session__programme__scheme=scheme.code) & allowed
    return bookable(now).filter(rule)


def area_of(commune: Commune) -> Q:
    """Return the condition for slots of sessions in the intercommunality of ``commune``."""
    rule = Q(session__commune=commune.pk)
    if commune.intercommunality_id:
        rule |= Q(session__commune__intercommunality=commune.intercommunality_id)
    return rule


def _allowed(scheme: Scheme, facts: PatientFacts, commune: Commune, now: datetime) -> Q:
    """Return ``Scheme.may_book`` as a condition on rows."""
    groups = scheme.groups_of(facts)
    horizon = scheme.horizon(groups, now, commune.zone)
    if horizon is None:
        return NONE
    kept = Q(kept_for=[]) | Q(kept_for__overlap=sorted(groups)) | Q(released_at__lte=now)
    return kept if horizon == NO_HORIZON else kept & Q(starts__lt=horizon)


def schemes_near(communes: Collection[str], now: datetime | None = None) -> list[Scheme]:
    """Return the schemes with bookable slots in ``communes``, whatever groups they are reserved for (one query)."""
    slots = bookable(now or timezone.now()).filter(session__commune__in=communes)
    codes = slots.order_by().values_list("session__programme__scheme", flat=True).distinct()
    return [SCHEMES[code] for code in sorted(codes) if code in SCHEMES]
