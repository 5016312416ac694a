"""Stage 3: add days that the calendar could not place, best day first (lazy greedy), within every territory's floor."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

import numpy as np

from maillage.planning.data import PlanningData, days_by_month, rounded
from maillage.planning.presence import presences
from maillage.planning.solving.day_rules import DayRules
from maillage.planning.solving.purse import Purse
from maillage.planning.utility import Utility, own_worth, pair_effect
from maillage.planning.values import Bools, Floats, Ints

TOLERANCE = 1e-9
FIRST_LOOKS = 20_000  # days that a first plan looks at, one or two seconds: a number, so that it is always the same


class Completion:
    """A plan under construction, with remaining rooms, dates, months and budget."""

    def __init__(self, data: PlanningData, placed: Bools, ended: Callable[[], bool] = lambda: False) -> None:
        """``ended`` is asked whether to add no more days."""
        self.data, self.placed, self.ended = data, placed.copy(), ended
        self.of_doctor = _members(data.pairs.doctor, len(data.doctors))
        self.of_site = _members(data.pairs.site, len(data.sites))
        self.of_area = _members(data.area_of_site[data.pairs.site], len(data.areas))
        self.utility, self.effect = Utility.of(data), pair_effect(data)
        self.visits: Ints = self.placed.sum(axis=1).astype(np.int64)
        by_month = days_by_month(data, self.placed)
        self.presence = presences(data, own_worth(data) > 0)
        self.present = [presence.days(by_month) for presence in self.presence]
        self.change: Floats = rounded(self.effect @ self.visits)
        self.open = np.ones(len(data.sites), dtype=np.bool_)
        self.open[data.optional] = self._days_by_site()[data.optional] > 0
        self.purse = Purse(data, self.visits, self.open)
        self.rules = DayRules(data)
        self.lines = data.person if data.mixed else np.arange(len(data.doctors))
        self.of_person = _members(self.lines[data.pairs.doctor], len(data.doctors))
        self.length = self._lengths()
        self.broken: set[int] = set()  # sites that cannot keep their promise, with days that cannot go

    def worth(self, pair: int) -> Floats:
        """(M,) objective added by one more day of ``pair`` in each month; of a whole week, by its mean day.

        Minus infinity if it breaks a floor or a budget, or if the site is not open or has all the doctors it may have.
        """
        data, site, days_more = self.data, int(self.data.pairs.site[pair]), int(self.length[pair])
        if not self.open[site] or not self.purse.pays(pair, days_more) or self._crowded(pair, site):
            return self._never()
        where, effect = self._effect_of(pair)
        effect = effect * days_more
        after = self.change[where] + effect
        if (after < -data.groups.may_lose[where] - TOLERANCE).any():
            return self._never()
        base = self.utility.base[where]
        gain = float(self.utility.scale[where] @ np.log1p(effect / (base + self.change[where])))
        returning = data.weights.returning_visit * (days_more - (not self.visits[pair]))
        present = np.zeros(len(data.months))
        for presence, days in zip(self.presence, self.present, strict=True):
            if presence.counted[pair]:
                more = days_more * float(presence.amount[pair])
                present += presence.one_more(days[presence.place[pair]], more)
        return (gain + present + returning) / days_more - data.weights.minute * float(data.pairs.minutes[pair])

    def worths(self, *, held: bool = False) -> Floats:
        """(P, M) the same for all pairs at once, whatever it costs and with however many doctors at a site.

        With ``held``, what a day that the plan has adds: the objective that would go with it. For whole days only.
        """
        data, effect, sign = self.data, self.effect, -1.0 if held else 0.0
        column = np.repeat(np.arange(effect.shape[1]), np.diff(effect.indptr))
        before = self.change[effect.indices] + sign * effect.data
        ratio = np.maximum(effect.data / (self.utility.base[effect.indices] + before), -1 + 1e-12)
        gains = self.utility.scale[effect.indices] * np.log1p(ratio)
        worth = np.bincount(column, gains, minlength=effect.shape[1])
        worth += data.weights.returning_visit * (self.visits + sign > 0) - data.weights.minute * data.pairs.minutes
        found = np.repeat(worth[:, None], len(data.months), axis=1)
        for presence, days in zip(self.presence, self.present, strict=True):
            there = np.maximum(days[presence.place] + int(sign), 0)
            found += np.where(presence.counted[:, None], presence.one_more(there), 0.0)
        if not held:
            breaks = before + effect.data < -data.groups.may_lose[effect.indices] - TOLERANCE
            found[np.unique(column[breaks])] = -np.inf
            found[~self.open[data.pairs.site]] = -np.inf
        return found

    @property
    def by_days(self) -> bool:
        """Whether everybody gives whole days, one by one."""
        whole = all((presence.amount == 1).all() for presence in self.presence)
        return whole and not self.data.by_weeks.any()

    def _lengths(self) -> Ints:
        """(P,) days that come together: those of the longest week of who gives whole weeks, else one."""
        length = np.ones(len(self.data.pairs), dtype=np.int64)
        if self.data.by_weeks.any():
            weeks = self.data.whole_weeks
            np.maximum.at(length, weeks.pair, weeks.days.sum(axis=1))
        return length

    def _effect_of(self, pair: int) -> tuple[Ints, Floats]:
        """Territories that a day of ``pair`` changes, and by how much."""
        part = slice(self.effect.indptr[pair], self.effect.indptr[pair + 1])
        return self.effect.indices[part].astype(np.int64), self.effect.data[part]

    def _days_by_site(self) -> Ints:
        return np.bincount(self.data.pairs.site, self.visits, minlength=len(self.data.sites)).astype(np.int64)

    def _crowded(self, pair: int, site: int) -> bool:
        """Whether a first visit would be one doctor too many at a site."""
        most = self.data.sites[site].most_doctors
        if not most or self.visits[pair]:
            return False
        return int((self.visits[self.of_site[site]] > 0).sum()) >= most

    def fits(self, pair: int, day: int) -> bool:
        """Whether a day keeps the rules on single dates and on the doctors of its site, beside those placed."""
        crowded = self._crowded(pair, int(self.data.pairs.site[pair]))
        dates = self.data.together(pair, day)
        return not crowded and 0 < len(dates) == len(self.rules.allowed(self.placed, pair, dates))

    def _never(self) -> Floats:
        return np.full(len(self.data.months), -np.inf)

    def free_day(self, pair: int, month: int) -> int | None:
        """The free date of ``pair`` in ``month`` furthest from other days of its territory, then of its site.

        None if there is no free date.
        """
        data, pairs = self.data, self.data.pairs
        doctor, site = pairs.doctor[pair], pairs.site[pair]
        mine = self.placed[self.of_doctor[doctor]].any(axis=0)
        given = np.bincount(data.month_of_day[mine], minlength=len(data.months))
        if given[month] >= data.max_days[doctor]:
            return None
        used = self.placed[self.of_site[site]].sum(axis=0)
        taken = self.placed[self.of_person[self.lines[doctor]]].any(axis=0) if data.mixed else mine
        free = data.pair_dates[pair] & ~taken & self._has_room(pair, used)
        if not data.by_weeks[pair]:
            free &= data.month_of_day == month
        candidates = self.rules.allowed(self.placed, pair, np.flatnonzero(free))
        if data.by_weeks[pair]:
            candidates = self._weeks_of(pair, candidates, given, month)
        if not len(candidates):
            return None
        near = self.of_area[data.area_of_site[site]]
        served: Bools = np.asarray(self.placed[near].any(axis=0), dtype=np.bool_)
        distance = _distance(candidates, served) * len(data.days) + _distance(candidates, used > 0)
        return int(candidates[int(distance.argmax())])

    def _has_room(self, pair: int, used: Ints) -> Bools:
        """(T,) dates on which a site has a room for a visit of ``pair``; ``used`` (T,) are all visits there."""
        data, site = self.data, int(self.data.pairs.site[pair])
        if data.half_rooms is None:
            return used < data.rooms[site]
        here = self.of_site[site]
        half = data.doctors[int(data.pairs.doctor[pair])].half
        free = np.ones(len(data.days), dtype=np.bool_)
        for k, name in enumerate(("am", "pm")):
            if half in ("", name):
                there = [p for p in here.tolist() if data.doctors[int(data.pairs.doctor[p])].half in ("", name)]
                free &= self.placed[there].sum(axis=0) < data.half_rooms[k, site]
        return free

    def _weeks_of(self, pair: int, candidates: Ints, given: Ints, month: int) -> Ints:
        """Those of some dates in ``month`` whose whole week is among them, within the doctor's weeks and days."""
        data, doctor = self.data, int(self.data.pairs.doctor[pair])
        held = self.placed[self.of_doctor[doctor]].any(axis=0)
        if len(np.unique(data.week_of_day[held])) >= data.doctors[doctor].weeks:
            return candidates[:0]
        kept: list[int] = []
        for day in candidates[data.month_of_day[candidates] == month].tolist():
            dates = data.together(pair, day)
            more = np.bincount(data.month_of_day[dates], minlength=len(data.months))
            if np.isin(dates, candidates).all() and ((given + more)[more > 0] <= data.max_days[doctor]).all():
                kept.append(day)
        return np.array(kept, dtype=np.int64)

    def add(self, pair: int, day: int) -> None:
        """Add one day, with those that come with it."""
        for date in self.data.together(pair, day).tolist():
            if not self.placed[pair, date]:
                self._move(pair, date, 1)

    def remove(self, pair: int, day: int) -> None:
        """Remove one day, with those that go with it."""
        for date in self.data.together(pair, day).tolist():
            if self.placed[pair, date]:
                self._move(pair, date, -1)

    def _move(self, pair: int, day: int, sign: int) -> None:
        self.placed[pair, day] = sign > 0
        self.visits[pair] += sign
        for presence, days in zip(self.presence, self.present, strict=True):
            if presence.counted[pair]:
                days[presence.place[pair], self.data.month_of_day[day]] += sign * presence.amount[pair]
        where, effect = self._effect_of(pair)
        self.change[where] += sign * effect
        self.purse.spend(pair, sign)

    def keep_floors(self, may_go: Bools | None = None) -> None:
        """Remove days, those that hurt a broken floor most first, until no floor is broken, or none is left to go.

        ``may_go`` (P, T) are the days that may be removed, by default all.
        """
        while True:
            short = np.maximum(-self.data.groups.may_lose - self.change, 0.0)
            if short.max(initial=0.0) <= TOLERANCE:
                return
            pairs, days = np.nonzero(self._loose(may_go))
            if not len(pairs):
                return
            worst = int(rounded(np.asarray(short @ self.effect)[pairs]).argmin())
            self.remove(int(pairs[worst]), int(days[worst]))

    def _loose(self, may_go: Bools | None) -> Bools:
        """Days that may be removed: none that is pinned or promised."""
        loose = self.placed & ~self.data.pinned
        owed = self.data.promised
        if owed.any():
            loose &= ~((owed > 0) & (days_by_month(self.data, self.placed) <= owed))[:, self.data.month_of_day]
        return loose if may_go is None else loose & may_go

    def spare(self, pair: int, day: int) -> bool:
        """Whether a day may go without breaking the least days of its site, a pin, or the supervision of somebody."""
        data, site = self.data, int(self.data.pairs.site[pair])
        dates = data.together(pair, day)
        if data.pinned[pair, dates].any() or not all(self.rules.may_go(self.placed, pair, t) for t in dates.tolist()):
            return False
        for month, gone in zip(*np.unique(data.month_of_day[dates], return_counts=True), strict=True):
            given = int((self.placed[pair] & (data.month_of_day == month)).sum())
            if self._site_month(site, int(month)) - gone < data.least_days[site, month]:
                return False
            if given - gone < data.promised[pair, month]:
                return False
        return True

    def _site_month(self, site: int, month: int) -> int:
        here = self.placed[self.of_site[site]]
        return int(here[:, self.data.month_of_day == month].sum())

    def keep_rules(self, may_go: Bools | None = None) -> None:
        """Make floors, supervision and least days hold: days go, or come; a site that cannot keep its promise closes.

        ``may_go`` (P, T) are the days that may be removed, by default all.
        """
        while True:
            self.keep_floors(may_go)
            gone = self._drop_unsupervised(may_go)
            short = self._short_sites()
            if not short and not gone:
                return
            changed = bool(gone)
            for site, month in short:
                changed = self._serve_or_close(site, month, may_go) or changed
            if not changed:
                return  # what is left is pinned or past: the check names it

    def _drop_unsupervised(self, may_go: Bools | None) -> int:
        wrong = self.rules.unsupervised(self.placed) & self._loose(may_go)
        for pair, day in zip(*(part.tolist() for part in np.nonzero(wrong)), strict=True):
            self.remove(pair, day)
        return int(wrong.sum())

    def _short_sites(self) -> list[tuple[int, int]]:
        """Open sites with fewer days in a month than they promise."""
        data = self.data
        short = []
        for site in data.optional.tolist():
            if self.open[site] and site not in self.broken:
                months = range(len(data.months))
                short += [(site, m) for m in months if self._site_month(site, m) < data.least_days[site, m]]
        return short

    def _serve_or_close(self, site: int, month: int, may_go: Bools | None) -> bool:
        """Give a site the days that it promises in a month, or close it; whether anything changed."""
        data = self.data
        pairs = self.of_site[site].tolist()
        while self.open[site] and self._site_month(site, month) < data.least_days[site, month]:
            worth = {pair: float(self.worth(pair)[month]) for pair in pairs}
            for pair in sorted(pairs, key=lambda one: (-worth[one], one)):
                day = self.free_day(pair, month) if np.isfinite(worth[pair]) else None
                if day is not None:
                    self.add(pair, day)
                    break
            else:
                return self._close(site, may_go)
        return True

    def try_to_open(self, site: int) -> None:
        """Open a closed site with the days that it promises; it stays closed if they cannot be had."""
        if self.open[site]:
            return
        self.open[site] = True
        self.purse.open(site)
        if self.purse.overdrawn:
            self._close(site, None)
        for month in range(len(self.data.months)):
            self._serve_or_close(site, month, None)

    def _close(self, site: int, may_go: Bools | None) -> bool:
        here = self._loose(may_go) & (self.data.pairs.site == site)[:, None]
        for pair, day in zip(*(part.tolist() for part in np.nonzero(here)), strict=True):
            self.remove(pair, day)
        if self.placed[self.data.pairs.site == site].any():
            self.broken.add(site)
            return bool(here.any())
        self.open[site] = False
        self.purse.close(site)
        return True

    def fill(self, pairs: Ints | None = None, noise: Floats | None = None) -> int:
        """Add days of some ``pairs`` (of all) while one increases the objective; returns how many.

        With ``noise`` (by pair) once only, and days are taken in another order.
        """
        chosen = list(range(len(self.data.pairs))) if pairs is None else pairs.tolist()
        if noise is not None:
            return self._fill_once(chosen, dict(zip(chosen, noise.tolist(), strict=True)))
        added = 0
        while count := self._fill_once(chosen, {}):
            added += count
        return added

    def _fill_once(self, chosen: list[int], noise: dict[int, float]) -> int:
        bonus = self.data.weights.returning_visit
        heap = [
            (-worth - bonus - noise.get(pair, 0.0), pair, month)
            for pair in chosen
            for month, worth in enumerate(self.worth(pair).tolist())
            if worth > -np.inf
        ]
        heapq.heapify(heap)
        added = 0
        while heap and heap[0][0] < 0:
            if self.ended():
                break
            _, pair, month = heapq.heappop(heap)
            worth = float(self.worth(pair)[month])
            if worth <= TOLERANCE:
                continue
            hope = worth + bonus + noise.get(pair, 0.0)
            # The same sum as in the heap: rounding must not make two days wait for each other.
            if heap and hope < -heap[0][0]:
                heapq.heappush(heap, (-hope, pair, month))
                continue
            day = self.free_day(pair, month)
            if day is None:
                continue
            self.add(pair, day)
            added += 1
            heapq.heappush(heap, (-hope, pair, month))
        return added


def _members(owner: Ints, owners: int) -> list[Ints]:
    """The positions of each of so many ``owners``."""
    order = np.argsort(owner, kind="stable")
    return np.split(order, np.searchsorted(owner[order], np.arange(1, owners)))


def _distance(candidates: Ints, held: Bools) -> Ints:
    """Days from each of ``candidates`` to the nearest one of ``held`` (T,)."""
    others = np.flatnonzero(held)
    return np.abs(candidates[:, None] - others[None, :]).min(axis=1, initial=len(held))


def complete(data: PlanningData, placed: Bools) -> Bools:
    """Days of the complete plan: those of the calendar, minus those that break a floor, plus those that still gain."""
    work = Completion(data, placed)
    work.keep_rules()
    work.fill()
    return work.placed


def first_plan(data: PlanningData, ended: Callable[[], bool]) -> Bools:
    """A plan by greedy steps alone: the best site of each territory opens while there is money, then others.

    It ends early on a large problem: then there is a plan at once, not the best that greedy steps find.
    """
    looks = count()
    work = Completion(data, data.pinned, lambda: next(looks) >= FIRST_LOOKS or ended())
    worth = own_worth(data)
    hope = {
        site: float(np.sort(worth[data.pairs.site == site])[::-1][: max(1, int(data.least_days[site].sum()))].sum())
        for site in data.optional.tolist()
    }
    best: dict[int, int] = {}
    for site in sorted(hope, key=lambda one: (-hope[one], one)):
        best.setdefault(int(data.area_of_site[site]), site)
    for sites in (best.values(), sorted(hope, key=lambda one: (-hope[one], one))):  # the others with what is left
        for site in sites:
            if hope[site] > 0:
                work.try_to_open(site)
        work.fill()
    work.keep_rules()
    work.fill()
    return work.placed
