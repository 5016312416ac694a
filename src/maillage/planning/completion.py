"""Stage 3: add days that the calendar could not place, best day first (lazy greedy), within every territory's floor."""

from __future__ import annotations

import heapq

import numpy as np

from maillage.planning.data import Bools, Floats, Ints, PlanningData, days_by_month, rounded
from maillage.planning.presence import presences
from maillage.planning.utility import Utility, own_worth, pair_effect

TOLERANCE = 1e-9


class Completion:
    """A plan under construction, with remaining rooms, dates, months and budget."""

    def __init__(self, data: PlanningData, placed: Bools) -> None:
        self.data, self.placed = data, placed.copy()
        self.utility, self.effect = Utility.of(data), pair_effect(data)
        self.visits: Ints = self.placed.sum(axis=1).astype(np.int64)
        by_month = days_by_month(data, self.placed)
        self.presence = presences(data, own_worth(data) > 0)
        self.present = [presence.days(by_month) for presence in self.presence]
        self.change: Floats = rounded(self.effect @ self.visits)
        self.money = int(data.rules.budget_cents - self.visits @ data.pairs.cost_cents)

    def worth(self, pair: int) -> Floats:
        """(M,) objective added by one more day of ``pair`` in each month.

        Minus infinity if it breaks a floor or the budget.
        """
        data = self.data
        if data.pairs.cost_cents[pair] > self.money:
            return self._never()
        where, effect = self._effect_of(pair)
        after = self.change[where] + effect
        if (after < -data.groups.may_lose[where] - TOLERANCE).any():
            return self._never()
        base = self.utility.base[where]
        gain = float(self.utility.scale[where] @ np.log1p(effect / (base + self.change[where])))
        returning = data.weights.returning_visit if self.visits[pair] else 0.0
        present = np.zeros(len(data.months))
        for presence, days in zip(self.presence, self.present, strict=True):
            if presence.counted[pair]:
                present += presence.one_more(days[presence.place[pair]])
        return gain + present + returning - data.weights.minute * float(data.pairs.minutes[pair])

    def _effect_of(self, pair: int) -> tuple[Ints, Floats]:
        """Territories that a day of ``pair`` changes, and by how much."""
        part = slice(self.effect.indptr[pair], self.effect.indptr[pair + 1])
        return self.effect.indices[part].astype(np.int64), self.effect.data[part]

    def _never(self) -> Floats:
        return np.full(len(self.data.months), -np.inf)

    def free_day(self, pair: int, month: int) -> int | None:
        """The free date of ``pair`` in ``month`` furthest from other days of its territory, then of its site.

        None if there is no free date.
        """
        data, pairs = self.data, self.data.pairs
        doctor, site = pairs.doctor[pair], pairs.site[pair]
        mine = self.placed[pairs.doctor == doctor].any(axis=0)
        used = self.placed[pairs.site == site].sum(axis=0)
        given = np.bincount(data.month_of_day[mine], minlength=len(data.months))
        if given[month] >= data.max_days[doctor]:
            return None
        free = data.pair_dates[pair] & ~mine & (used < data.rooms[site]) & (data.month_of_day == month)
        candidates = np.flatnonzero(free)
        if not len(candidates):
            return None
        near = data.area_of_site[pairs.site] == data.area_of_site[site]
        served: Bools = np.asarray(self.placed[near].any(axis=0), dtype=np.bool_)
        distance = _distance(candidates, served) * len(data.days) + _distance(candidates, used > 0)
        return int(candidates[int(distance.argmax())])

    def add(self, pair: int, day: int) -> None:
        """Add one day."""
        self._move(pair, day, 1)

    def remove(self, pair: int, day: int) -> None:
        """Remove one day."""
        self._move(pair, day, -1)

    def _move(self, pair: int, day: int, sign: int) -> None:
        self.placed[pair, day] = sign > 0
        self.visits[pair] += sign
        for presence, days in zip(self.presence, self.present, strict=True):
            if presence.counted[pair]:
                days[presence.place[pair], self.data.month_of_day[day]] += sign
        where, effect = self._effect_of(pair)
        self.change[where] += sign * effect
        self.money -= sign * int(self.data.pairs.cost_cents[pair])

    def keep_floors(self, may_go: Bools | None = None) -> None:
        """Remove days, those that hurt a broken floor most first, until no floor is broken, or none is left to go.

        ``may_go`` (P, T) are the days that may be removed, by default all.
        """
        while True:
            short = np.maximum(-self.data.groups.may_lose - self.change, 0.0)
            if short.max(initial=0.0) <= TOLERANCE:
                return
            pairs, days = np.nonzero(self.placed if may_go is None else self.placed & may_go)
            if not len(pairs):
                return
            worst = int(rounded(np.asarray(short @ self.effect)[pairs]).argmin())
            self.remove(int(pairs[worst]), int(days[worst]))

    def fill(self) -> int:
        """Add days while one increases the objective; returns how many."""
        added = 0
        while count := self._fill_once():
            added += count
        return added

    def _fill_once(self) -> int:
        bonus = self.data.weights.returning_visit
        heap = [
            (-worth - bonus, pair, month)
            for pair in range(len(self.data.pairs))
            for month, worth in enumerate(self.worth(pair).tolist())
            if worth > -np.inf
        ]
        heapq.heapify(heap)
        added = 0
        while heap and heap[0][0] < 0:
            _, pair, month = heapq.heappop(heap)
            worth = float(self.worth(pair)[month])
            if worth <= TOLERANCE or (day := self.free_day(pair, month)) is None:
                continue
            if heap and worth < -heap[0][0] - bonus:
                heapq.heappush(heap, (-worth - bonus, pair, month))
                continue
            self.add(pair, day)
            added += 1
            heapq.heappush(heap, (-worth - bonus, pair, month))
        return added


def _distance(candidates: Ints, held: Bools) -> Ints:
    """Days from each of ``candidates`` to the nearest one of ``held`` (T,)."""
    others = np.flatnonzero(held)
    return np.abs(candidates[:, None] - others[None, :]).min(axis=1, initial=len(held))


def complete(data: PlanningData, placed: Bools) -> Bools:
    """Days of the complete plan: those of the calendar, minus those that break a floor, plus those that still gain."""
    work = Completion(data, placed)
    work.keep_floors()
    work.fill()
    return work.placed
