"""Access of intercommunalities before and with the published programmes, from the stored figures.

All pages that say who gains or loses read it here: the map, the plan, the effect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from maillage.evaluation import GroupGain, gainers, gains_by_group, losers
from maillage.site.observatory import reading
from maillage.site.observatory.models import ProgrammeEffect
from maillage.site.observatory.reading import NotMeasured, StoredAccess

Change = GroupGain


@dataclass(frozen=True)
class Balance:
    """Inhabitants who gain and who lose noticeably, and the territory with the largest relative loss, if any."""

    gainers: int
    losers: int
    worst: Change | None

    @property
    def worst_loss(self) -> float:
        """Per cent of access lost by that territory; 0 if none loses."""
        return 0.0 if self.worst is None else self.worst.loss_percent


@lru_cache(maxsize=2)
def _changes(measure: StoredAccess) -> dict[str, Change]:
    planned = measure.access if measure.planned is None else measure.planned
    return {one.code: one for one in gains_by_group(measure.epci, measure.population, measure.access, planned)}


def changes() -> dict[str, Change]:
    """Return the changes by intercommunality of France; empty without a measure (one query)."""
    try:
        return _changes(reading.current_access())
    except NotMeasured:
        return {}


def changes_with(programmes: Collection[int]) -> dict[str, Change]:
    """Return the changes that these programmes bring, whenever they run; those of today without a computed effect.

    The map and the home page show the programmes that run today; a plan shows its own, also before it begins.
    """
    today = changes()
    gains = Counter[str]()
    effects = ProgrammeEffect.objects.filter(programme__in=programmes).values_list("figures", flat=True)
    for figures in effects:
        gains.update({row["code"]: row["after"] - row["before"] for row in figures["territories"]})
    if not effects:
        return today
    return {code: replace(one, after=one.before + gains[code]) for code, one in today.items()}


def balance(level: str = "france", code: str = "") -> Balance | None:
    """Return who gains and loses in a region, a department or France; None if nothing is published (one query)."""
    try:
        measure = reading.current_access()
    except NotMeasured:
        return None
    return None if measure.planned is None else _balance(measure, level, code)


@lru_cache(maxsize=16)
def _balance(measure: StoredAccess, level: str, code: str) -> Balance:
    assert measure.planned is not None
    labels = {"region": measure.region, "department": measure.department}
    here = labels[level] == code if level in labels else np.ones(len(measure.code), dtype=np.bool_)
    gain, people = (measure.planned - measure.access)[here], measure.population[here]
    groups = set(measure.epci[here].tolist())
    losing = [one for code, one in _changes(measure).items() if code in groups and one.loss_percent > 0]
    worst = max(losing, key=lambda one: one.loss_percent, default=None)
    return Balance(gainers(people, gain), losers(people, gain), worst)
