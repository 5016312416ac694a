"""Prices of the rules, and the bound on every plan that follows from any prices (Lagrangian duality).

Take any price from 0 on for each limit. What a day is worth after it has paid for all limits that it uses is its
*value*; a plan has at most the value of the limits, plus the value of every day that has any. The prices of the
relaxation give the lowest bound, but every price gives one: the proof of a bound is the list of prices.

Utility is concave: at a price of access a territory can be worth at most the maximum of its utility less what it pays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from maillage.planning.data import PlanningData
from maillage.planning.presence import presences
from maillage.planning.solving.covers import Cover, doctor_limits
from maillage.planning.solving.cuts import Cut
from maillage.planning.solving.quota_model import QuotaModel, monthly_limits
from maillage.planning.solving.side_rows import side_rows
from maillage.planning.utility import Utility, own_worth, pair_effect
from maillage.planning.values import Floats, Ints

CENT = 2.0**-50  # the same for the price of a cent
GRAIN = 2.0**-30  # prices are whole multiples of this, so that they are written and read back exactly


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices by rule, of the budget for a cent; ``first`` (P, M) is sparse.

    Days in all lie within ``total`` (least, most). ``side`` (R,) are prices of the further rules, ``opened`` (places,
    M, K) of each kind of presence those of its steps at open sites.
    """

    access: Floats
    budget: float
    doctor: Floats
    room: Floats
    presence: tuple[Floats, ...]
    first: sparse.csr_array
    cuts: tuple[tuple[Cut, float], ...]
    covers: tuple[tuple[Cover, float], ...]
    total: tuple[float, float]
    total_price: float
    side: Floats
    opened: tuple[Floats, ...]


@dataclass(frozen=True, eq=False)
class Bounded:
    """The bound that prices prove, the value (P, M) of a day of each pair beyond what it pays, and what it pays (P, M)
    towards the first visit.
    """

    bound: float
    value: Floats
    paid: Floats


def grained(values: Floats) -> Floats:
    """Prices as whole multiples of ``GRAIN``, none below 0."""
    return np.maximum(np.round(values / GRAIN), 0.0) * GRAIN


class Frame:
    """What the bound needs of a problem and does not depend on prices."""

    def __init__(self, data: PlanningData) -> None:
        self.data, self.utility = data, Utility.of(data)
        self.effect = pair_effect(data)
        self.own_worth = own_worth(data)
        self.presence = presences(data, self.own_worth > 0)
        self.limits = monthly_limits(data)
        self.side = side_rows(data, self.limits)
        self.doctor_limits = doctor_limits(data)
        self.seats: Floats = data.seats @ data.month_matrix
        self.part = data.part[data.pairs.doctor]

    def bounded(self, prices: Prices) -> Bounded:
        """The bound and the values; ``prices`` of rules by positions in this problem."""
        data, weights, pairs = self.data, self.data.weights, self.data.pairs
        own = weights.returning_visit - weights.minute * pairs.minutes - prices.budget * pairs.cost_cents
        own = own + np.asarray(prices.access @ self.effect) - prices.total_price
        value = own[:, None] - prices.doctor[pairs.doctor] - prices.room[pairs.site] * self.part[:, None]
        bound = self._worth_of_access(prices.access) + prices.budget * data.rules.budget_cents
        if prices.total_price:
            bound += prices.total_price * prices.total[int(prices.total_price > 0)]
        bound += float((prices.doctor * self.doctor_limits).sum())
        first = np.full(len(pairs), -float(weights.returning_visit))
        steps = [np.tile(term.steps, (term.places, 1, 1)) - price[:, :, None] * (term.steps > 0)
                 for term, price in zip(self.presence, prices.presence, strict=True)]  # fmt: skip
        for term, price in zip(self.presence, prices.presence, strict=True):
            value[term.counted] += price[term.place[term.counted]] * term.amount[term.counted, None]
        for step, price in zip(steps, prices.opened, strict=True):
            step -= price
        value -= (prices.side @ self.side.days).reshape(value.shape)
        first -= prices.side @ self.side.first
        bound += float(prices.side @ self.side.most) + self._openings(prices)
        for cut, price in prices.cuts:
            value[cut.pairs, cut.month] -= price * cut.weight
            bound += price * cut.limit
        for cover, price in prices.covers:
            value[cover.twice, cover.month] -= price
            value[cover.once, cover.month] -= price
            first[cover.twice] += price
            bound += price * cover.most
            if cover.kind >= 0:
                steps[cover.kind][cover.place, cover.month, cover.limit :] += price
        bound += float((prices.room * self.seats).sum())
        bound += sum(float((np.maximum(part, 0.0) * (term.steps > 0)).sum())
                     for part, term in zip(steps, self.presence, strict=True))  # fmt: skip
        limits = self.limits.astype(np.float64)
        paid = prices.first.toarray()
        free = paid.sum(axis=1) == 0
        paid[free] = self._spread(value[free], limits[free], -first[free])
        value = value - paid
        first += (paid * limits).sum(axis=1)
        bound += float(np.maximum(first, 0.0).sum()) + self._of_days(value, limits)
        return Bounded(bound, value, paid)

    def _of_days(self, value: Floats, limits: Floats) -> float:
        """Worth of all days, or whole weeks, that have any."""
        data = self.data
        if not data.by_weeks.any():
            return float((np.maximum(value, 0.0) * limits).sum())
        alone, weeks = ~data.by_weeks, data.whole_weeks
        by_week = (weeks.days * value[weeks.pair]).sum(axis=1)
        return float((np.maximum(value[alone], 0.0) * limits[alone]).sum() + np.maximum(by_week, 0.0).sum())

    def _openings(self, prices: Prices) -> float:
        """Worth of the sites that may open, beyond what their opening costs."""
        worth = -prices.budget * self.data.opening_cents - prices.side @ self.side.opened
        for term, price in zip(self.presence, prices.opened, strict=True):
            worth = worth + price.sum(axis=(1, 2))[term.place_of_site]
        return float(np.maximum(worth[self.data.optional], 0.0).sum())

    @staticmethod
    def _spread(value: Floats, limits: Floats, cost: Floats) -> Floats:
        """What days may pay towards the first visit, month by month, until it is paid."""
        paid, left = np.zeros_like(value), np.maximum(cost, 0.0)
        for month in range(value.shape[1]):
            most = limits[:, month]
            due = np.minimum(np.maximum(value[:, month], 0.0), left / np.maximum(most, 1.0)) * (most > 0)
            paid[:, month] = np.floor(due / GRAIN) * GRAIN
            left = left - paid[:, month] * most
        return paid

    def _worth_of_access(self, price: Floats) -> float:
        """Most that the utility of access exceeds its price, over all changes that floors allow."""
        scale, base, most = self.utility.scale, self.utility.base, self.data.groups.may_lose
        with np.errstate(divide="ignore", invalid="ignore"):
            change = np.maximum(np.where(price > 0, scale / price - base, 0.0), -most)
        return float((scale * np.log1p(change / base) - price * change)[scale > 0].sum())


def prices_of(
    model: QuotaModel, row: Floats, chosen: Ints, frame: Frame, within: dict[int, tuple[float, float]]
) -> Prices:
    """Prices by positions in the whole problem from the duals ``row`` of a relaxation on the pairs ``chosen`` (P',).

    ``within`` are the bounds of its branch by column.
    """
    whole = frame.data
    first = sparse.csr_array(
        (grained(row[model.first_rows]), (chosen[model.pair], model.month)), shape=frame.limits.shape
    )
    least, most = within.get(model.total, (0.0, np.inf))
    total = float(row[model.total_row])
    limited = (total > 0 and np.isfinite(most)) or (total < 0 and least > 0)
    total = round(total / GRAIN) * GRAIN if limited else 0.0
    covers = tuple((_moved(cover, chosen), float(grained(row[at : at + 1])[0])) for at, cover in model.covers)
    covers = tuple((cover, price) for cover, price in covers if price > 0)
    presence = [grained(row[rows.rows]) for rows in model.presence]
    cuts = tuple((cut.on(whole), float(grained(row[at : at + 1])[0])) for at, cut in model.cuts if row[at] > GRAIN)
    return Prices(
        access=np.maximum(np.round(-row[model.access_rows] * model.size / GRAIN), 0.0) * GRAIN,
        budget=max(round(float(row[model.budget_row]) / 100 / CENT), 0) * CENT,
        doctor=grained(row[model.doctor_rows]),
        room=grained(row[model.room_rows]),
        presence=tuple(_paying(presence, covers)),
        first=first,
        cuts=cuts,
        covers=covers,
        total=(least, most),
        total_price=total,
        side=grained(row[model.side]),
        opened=tuple(np.where(rows.opened >= 0, grained(row[rows.opened]), 0.0) for rows in model.presence),
    )


def _moved(cover: Cover, chosen: Ints) -> Cover:
    return replace(cover, twice=chosen[cover.twice], once=chosen[cover.once])


def _paying(presence: list[Floats], covers: tuple[tuple[Cover, float], ...]) -> list[Floats]:
    """Prices of presence, at least those of the covers of the same place: days beyond have no other value."""
    least = [np.zeros_like(price) for price in presence]
    for cover, price in covers:
        if cover.kind >= 0:
            least[cover.kind][cover.place, cover.month] += price
    return [np.maximum(price, low) for price, low in zip(presence, least, strict=True)]
