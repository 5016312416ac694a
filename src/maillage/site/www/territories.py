"""Access of intercommunalities before and with the published plan, from the stored figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from maillage.site.observatory import reading
from maillage.site.observatory.reading import Access, NotMeasured

NOTICEABLE = 0.005
"""Consultations a year and inhabitant below which nothing is said to change."""


@dataclass(frozen=True)
class Change:
    """Means of an intercommunality, weighted by population; ``touched`` counts inhabitants whose access changes."""

    epci: str
    population: int
    before: float
    after: float
    touched: int

    @property
    def gain(self) -> float:
        """What the plan adds; negative where the territory gives."""
        return self.after - self.before

    @property
    def loss_percent(self) -> float:
        """What is lost, in per cent of the access before."""
        return -100 * self.gain / self.before if self.before else 0.0


@lru_cache(maxsize=2)
def _changes(measure: Access) -> dict[str, Change]:
    codes, group = np.unique(measure.epci, return_inverse=True)
    people = measure.population.astype(np.float64)
    planned = measure.access if measure.planned is None else measure.planned
    total = np.bincount(group, people)
    before = np.bincount(group, people * measure.access) / np.maximum(total, 1)
    after = np.bincount(group, people * planned) / np.maximum(total, 1)
    touched = np.bincount(group, people * (np.abs(planned - measure.access) >= NOTICEABLE))
    return {
        str(code): Change(str(code), int(total[k]), float(before[k]), float(after[k]), int(touched[k]))
        for k, code in enumerate(codes)
        if code
    }


def changes() -> dict[str, Change]:
    """By intercommunality of France; empty before anything is measured (one query)."""
    try:
        return _changes(reading.current_access())
    except NotMeasured:
        return {}


def gainers() -> int:
    """Inhabitants whose access grows noticeably with the plan (one query)."""
    try:
        measure = reading.current_access()
    except NotMeasured:
        return 0
    if measure.planned is None:
        return 0
    return int(measure.population[measure.planned - measure.access >= NOTICEABLE].sum())
