"""Search near a plan: days of some sites that share doctors are taken away and planned again, better if possible."""

from __future__ import annotations

import numpy as np

from maillage.planning.data import PlanningData, days_by_month
from maillage.planning.solving.completion import Completion
from maillage.planning.utility import objective_of
from maillage.planning.values import Bools, Floats, Ints

NEAR_SITES = 3  # sites whose days are planned again at once
LEAST_GAIN = 1e-7
GONE, OPENED = 0.7, 0.3  # share of the days there that are taken away, and of the tries in which a site opens


class Neighbourhood:
    """A plan (P, T) and the seed of what is tried; the same seed tries the same."""

    def __init__(self, data: PlanningData, placed: Bools, seed: int) -> None:
        self.data, self.placed = data, placed.copy()
        self.rng = np.random.default_rng(seed)
        self.objective = self._value(self.placed)
        self.work = Completion(data, self.placed)

    def step(self) -> bool:
        """Try once; whether the plan is better now."""
        pairs = self._around()
        month = int(self.rng.integers(len(self.data.months)))
        gone = np.zeros_like(self.placed)
        gone[np.ix_(pairs, np.flatnonzero(self.data.month_of_day == month))] = True
        days = np.argwhere(gone & self.placed & ~self.data.pinned)
        for pair, day in days.tolist():
            if self.rng.random() < GONE:
                self.work.remove(pair, day)
        closed = self.data.optional[~self.work.open[self.data.optional]]
        if len(closed) and self.rng.random() < OPENED:
            self.work.try_to_open(int(self.rng.choice(closed)))
        self.work.fill(pairs, self._noise(len(pairs)))
        self.work.keep_rules()
        self.work.fill(pairs)
        objective = self._value(self.work.placed)
        if objective > self.objective + LEAST_GAIN:
            self.placed, self.objective = self.work.placed.copy(), objective
            return True
        self.work = Completion(self.data, self.placed)
        return False

    def _noise(self, count: int) -> Floats:
        """What is added to the worth of pairs, so that they are taken in another order."""
        return self.rng.gamma(1.0, 1.0, count) - 1.0

    def _around(self) -> Ints:
        """Pairs of some sites that share doctors."""
        pairs = self.data.pairs
        site = int(self.rng.choice(np.unique(pairs.site)))
        people = np.unique(pairs.doctor[pairs.site == site])
        others = np.unique(pairs.site[np.isin(pairs.doctor, people)])
        chosen = self.rng.choice(others, min(NEAR_SITES, len(others)), replace=False)
        return np.flatnonzero(np.isin(pairs.site, [site, *chosen.tolist()]))

    def _value(self, placed: Bools) -> float:
        return objective_of(self.data, days_by_month(self.data, placed))
