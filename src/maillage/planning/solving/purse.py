"""What is left of the budgets while a plan is made."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.values import Bools, Ints


class Purse:
    """Cents left of the whole budget and of each payer's own one."""

    def __init__(self, data: PlanningData, visits: Ints, opened: Bools) -> None:
        """``visits`` (P,) are paid, and the opening of the sites ``opened`` (S,)."""
        self.data = data
        self.left = int(data.rules.budget_cents)
        self.own = dict(data.rules.budgets)
        self.payer = data.payer_of_pair
        for pair in visits.nonzero()[0].tolist():
            self._pay(self.payer[pair], int(visits[pair]) * int(data.pairs.cost_cents[pair]))
        for site in data.optional.tolist():
            if opened[site]:
                self._pay(data.sites[site].payer, int(data.opening_cents[site]))

    def _pay(self, payer: str, cents: int) -> None:
        self.left -= cents
        if payer in self.own:
            self.own[payer] -= cents

    @property
    def overdrawn(self) -> bool:
        """Whether more is spent than there is."""
        return self.left < 0 or any(cents < 0 for cents in self.own.values())

    def pays(self, pair: int, days: int = 1) -> bool:
        """Whether so many more days of a pair can be paid."""
        cents = days * int(self.data.pairs.cost_cents[pair])
        return cents <= self.left and cents <= self.own.get(self.payer[pair], cents)

    def spend(self, pair: int, days: int) -> None:
        """Pay days of a pair, or get them back (a negative number)."""
        self._pay(self.payer[pair], days * int(self.data.pairs.cost_cents[pair]))

    @contextmanager
    def lent(self, cents: int) -> Generator[None, None, None]:
        """For a while, so many cents more in every budget."""
        self._pay_all(-cents)
        yield
        self._pay_all(cents)

    def _pay_all(self, cents: int) -> None:
        self.left -= cents
        for payer in self.own:
            self.own[payer] -= cents

    def open(self, site: int) -> None:
        """Pay the opening of a site."""
        self._pay(self.data.sites[site].payer, int(self.data.opening_cents[site]))

    def close(self, site: int) -> None:
        """Get the opening of a site back."""
        self._pay(self.data.sites[site].payer, -int(self.data.opening_cents[site]))


def cost_of(data: PlanningData, placed: Bools) -> int:
    """Cents of the days placed (P, T), and of the sites that open for them."""
    visits = placed.sum(axis=1).astype(np.int64)
    used = np.unique(data.pairs.site[visits > 0])
    return int(visits @ data.pairs.cost_cents) + int(data.opening_cents[used].sum())
