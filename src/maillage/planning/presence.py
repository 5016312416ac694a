"""Presence: the first days of a month in one territory, or at one site, have an extra value.

Access alone is nearly linear in days, so optimising it would send all days to the place where a consultation has most
effect and leave others without any. A doctor who comes each week is valuable in itself: the k-th day of a month is
worth ``steps[k]`` extra consultations. A day that, journey included, takes more from access than it adds has no
presence value, so presence never justifies harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.values import WEEKS_PER_MONTH, Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class PresenceTerm:
    """One kind of presence: ``place`` (P,) is the place of each pair, of ``places``; only ``counted`` (P,) pairs count.
    ``kind`` tells what places are: "territory", "site" or, for the fair share of days, "doctor".

    ``steps`` (M, K) is the extra value of the k-th day of each month, non-increasing in k. ``place_of_site`` (S,) is
    the place of each site; ``opening`` (places,) marks those of which every site may open or not.
    """

    places: int
    place: Ints
    counted: Bools
    steps: Floats
    kind: str
    place_of_site: Ints
    opening: Bools
    amount: Floats  # (P,) part of a day that counts for a visit

    def days(self, days: Ints) -> Ints | Floats:
        """(places, M) counted days among ``days`` (P, M)."""
        shape, place = (self.places, self.steps.shape[0]), self.place[self.counted]
        if self._whole:
            visits = np.zeros(shape, dtype=np.int64)
            np.add.at(visits, place, days[self.counted])
            return visits
        total = np.zeros(shape)
        np.add.at(total, place, days[self.counted] * self.amount[self.counted][:, None])
        return total

    def value(self, days: Ints) -> float:
        """Extra value of ``days`` (P, M)."""
        reached = np.clip(self.days(days)[:, :, None] - np.arange(self.steps.shape[1]), 0.0, 1.0)
        return float((reached * self.steps).sum())

    def one_more(self, days: Ints | Floats, more: float = 1.0) -> Floats:
        """(M,) extra value of ``more`` at a place that already has ``days`` (M,)."""
        if self._whole and more == 1.0:
            return self._with_end[self._months, np.clip(days, 0, self.steps.shape[1]).astype(np.int64)]
        steps = np.arange(self.steps.shape[1])
        reached = [np.clip(one[:, None] - steps, 0.0, 1.0) for one in (days, days + more)]
        return ((reached[1] - reached[0]) * self.steps).sum(axis=1)

    @cached_property
    def _whole(self) -> bool:
        return bool((self.amount == 1).all())

    @cached_property
    def _with_end(self) -> Floats:
        """(M, K + 1) the steps, and nothing after the last one."""
        return np.pad(self.steps, ((0, 0), (0, 1)))

    @cached_property
    def _months(self) -> Ints:
        return np.arange(len(self.steps))


def presences(data: PlanningData, counted: Bools) -> tuple[PresenceTerm, ...]:
    """Presence in territories and at sites, and of doctors, if it has a value; only pairs ``counted`` (P,) count."""
    weights, site = data.weights, data.pairs.site
    nowhere = np.zeros(len(data.sites), dtype=np.int64)
    kinds = (
        ("territory", len(data.areas), data.area_of_site[site], weights.presence, data.area_of_site),
        ("site", len(data.sites), site, weights.site_presence, np.arange(len(data.sites))),
        ("doctor", len(data.doctors), data.pairs.doctor, weights.fairness, nowhere),
    )
    return tuple(
        PresenceTerm(
            places, place.astype(np.int64), counted, _steps(steps, data.weeks_of_month), kind,
            by_site.astype(np.int64), _opening(data, by_site, places) & (kind != "doctor"),
            data.part[data.pairs.doctor],
        )
        for kind, places, place, steps, by_site in kinds
        if any(steps)
    )  # fmt: skip


def _opening(data: PlanningData, place: Ints, places: int) -> Bools:
    """(places,) those with sites, all of which may open or not."""
    total = np.bincount(place, minlength=places)
    may_open = np.bincount(place[data.optional], minlength=places)
    return (total > 0) & (may_open == total)


def _steps(steps: tuple[float, ...], weeks: Ints) -> Floats:
    """(M, K) the steps that count in a month with that number of ``weeks``: of each four steps, one per week."""
    table = np.zeros((len(weeks), len(steps)))
    for row, count in zip(table, weeks.tolist(), strict=True):
        kept = [step for k, step in enumerate(steps) if k % WEEKS_PER_MONTH < count]
        row[: len(kept)] = kept
    return table
