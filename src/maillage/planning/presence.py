"""Presence: the first days of a month in one territory, or at one site, count extra.

Access alone is nearly linear in days, so that it would fill the place where a consultation brings most and leave
others without anybody. A doctor who comes each week is worth something by itself: the k-th day of a month counts
``steps[k]`` consultations on top. A day that by itself takes more from access than it brings, its journey included,
counts nothing: presence never pays for harm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maillage.planning.data import WEEKS_PER_MONTH, Bools, Floats, Ints, PlanningData


@dataclass(frozen=True, eq=False)
class PresenceTerm:
    """One kind of presence: ``place`` (P,) is that of each pair, of ``places``; only ``counted`` (P,) pairs count.

    ``steps`` (M, K) is what the k-th day of each month counts, never rising in k.
    """

    places: int
    place: Ints
    counted: Bools
    steps: Floats

    def days(self, days: Ints) -> Ints:
        """(places, M) days that count of ``days`` (P, M)."""
        total = np.zeros((self.places, self.steps.shape[0]), dtype=np.int64)
        np.add.at(total, self.place[self.counted], days[self.counted])
        return total

    def value(self, days: Ints) -> float:
        """What ``days`` (P, M) count on top."""
        reached = self.days(days)[:, :, None] > np.arange(self.steps.shape[1])
        return float((reached * self.steps).sum())

    def one_more(self, days: Ints) -> Floats:
        """(M,) what one more day counts at a place where ``days`` (M,) are there already."""
        padded = np.pad(self.steps, ((0, 0), (0, 1)))
        return padded[np.arange(len(padded)), np.minimum(days, self.steps.shape[1])]


def presences(data: PlanningData, counted: Bools) -> tuple[PresenceTerm, ...]:
    """Presence in territories and at sites, each where it counts at all; ``counted`` (P,) are the pairs that do."""
    weights, site = data.weights, data.pairs.site
    kinds = (
        (len(data.areas), data.area_of_site[site], weights.presence),
        (len(data.sites), site, weights.site_presence),
    )
    return tuple(
        PresenceTerm(places, place.astype(np.int64), counted, _steps(steps, data.weeks_of_month))
        for places, place, steps in kinds
        if any(steps)
    )


def _steps(steps: tuple[float, ...], weeks: Ints) -> Floats:
    """(M, K) the steps that count in a month of so many ``weeks``: of each four, as many as it has weeks."""
    table = np.zeros((len(weeks), len(steps)))
    for row, count in zip(table, weeks.tolist(), strict=True):
        kept = [step for k, step in enumerate(steps) if k % WEEKS_PER_MONTH < count]
        row[: len(kept)] = kept
    return table
