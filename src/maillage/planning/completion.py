"""Stage 3: fill what the calendar could not place, best day first (lazy greedy), and keep every territory's floor."""

from __future__ import annotations

import heapq

import numpy as np

from maillage.planning.data import Bools, Floats, Ints, PlanningData
from maillage.planning.utility import Utility, pair_effect

TOLERANCE = 1e-9


class Completion:
    """A plan under construction, with what is left of rooms, dates, months and money."""

    def __init__(self, data: PlanningData, placed: Bools) -> None:
        self.data, self.placed = data, placed.copy()
        self.utility, self.effect = Utility.of(data), pair_effect(data)
        self.visits: Ints = self.placed.sum(axis=1).astype(np.int64)
        self.change: Floats = self.effect @ self.visits
        self.money = int(data.rules.budget_cents - self.visits @ data.pairs.cost_cents)

    def worth(self, pair: int) -> float:
        """What one more day of ``pair`` adds to the objective; minus infinity if it breaks a floor or the budget."""
        data = self.data
        if data.pairs.cost_cents[pair] > self.money:
            return -np.inf
        after = self.change + self.effect[:, pair]
        if (after < -data.groups.may_lose - TOLERANCE).any():
            return -np.inf
        gain = float((self.utility.value(after) - self.utility.value(self.change)).sum())
        returning = data.weights.returning_visit if self.visits[pair] else 0.0
        return gain + returning - data.weights.minute * float(data.pairs.minutes[pair])

    def free_day(self, pair: int) -> int | None:
        """The free date of ``pair`` that lies furthest from the other days of its site, or None."""
        data, pairs = self.data, self.data.pairs
        doctor, site = pairs.doctor[pair], pairs.site[pair]
        mine = self.placed[pairs.doctor == doctor].any(axis=0)
        used = self.placed[pairs.site == site].sum(axis=0)
        given = np.bincount(data.month_of_day[mine], minlength=len(data.months))
        free = data.pair_dates[pair] & ~mine & (used < data.rooms[site])
        free &= (given < data.max_days[doctor])[data.month_of_day]
        candidates = np.flatnonzero(free)
        if not len(candidates):
            return None
        others = np.flatnonzero(used)
        if not len(others):
            return int(candidates[0])
        distance = np.abs(candidates[:, None] - others[None, :]).min(axis=1)
        return int(candidates[int(distance.argmax())])

    def add(self, pair: int, day: int) -> None:
        """Book one day."""
        self._move(pair, day, 1)

    def remove(self, pair: int, day: int) -> None:
        """Give one day back."""
        self._move(pair, day, -1)

    def _move(self, pair: int, day: int, sign: int) -> None:
        self.placed[pair, day] = sign > 0
        self.visits[pair] += sign
        self.change = self.change + sign * self.effect[:, pair]
        self.money -= sign * int(self.data.pairs.cost_cents[pair])

    def keep_floors(self) -> None:
        """Give back days, those that hurt a broken floor most first, until no floor is broken."""
        while True:
            short = np.maximum(-self.data.groups.may_lose - self.change, 0.0)
            if short.max(initial=0.0) <= TOLERANCE:
                return
            pairs, days = np.nonzero(self.placed)
            worst = int((short @ self.effect[:, pairs]).argmin())
            self.remove(int(pairs[worst]), int(days[worst]))

    def fill(self) -> int:
        """Add days while one adds to the objective; returns how many."""
        added = 0
        while count := self._fill_once():
            added += count
        return added

    def _fill_once(self) -> int:
        bonus = self.data.weights.returning_visit
        heap = [(-self.worth(pair) - bonus, pair) for pair in range(len(self.data.pairs))]
        heapq.heapify(heap)
        added = 0
        while heap and heap[0][0] < 0:
            pair = heapq.heappop(heap)[1]
            worth = self.worth(pair)
            if worth <= TOLERANCE or (day := self.free_day(pair)) is None:
                continue
            if heap and worth < -heap[0][0] - bonus:
                heapq.heappush(heap, (-worth - bonus, pair))
                continue
            self.add(pair, day)
            added += 1
            heapq.heappush(heap, (-worth - bonus, pair))
        return added


def complete(data: PlanningData, placed: Bools) -> Bools:
    """Days of a whole plan: those of the calendar, less what breaks a floor, plus what still gains."""
    work = Completion(data, placed)
    work.keep_floors()
    work.fill()
    return work.placed
