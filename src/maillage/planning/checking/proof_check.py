"""The independent, exact check of a bound: whole numbers and fractions only, without any code of the solver.

For any prices from 0 on, a plan is worth at most what its limits cost plus the worth of every day beyond what it pays
(see ``docs/method-planning.md``, the proof of the bound). Every figure of the problem is a binary fraction, so sums and
products are exact as whole multiples of 2^-UNIT; the logarithm is rounded upwards.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from maillage.planning.checking.proof_rules import UnknownRule, written_rule
from maillage.planning.data import PlanningData
from maillage.planning.proof import Branch, CalendarPrice, CoverPrice, Proof, Row

UNIT = 600
ONE = 1 << UNIT
DIGITS, MARGIN = 60, Decimal(10) ** -40  # of the logarithm; the margin exceeds its rounding by far
PRESENCE = ("territory", "site", "share")
UNDECIDED = 1e-9  # worth of a lone day from which its sign is certain


class NotProven(ValueError):
    """A statement of the proof that does not hold."""


def _parts(value: float) -> tuple[int, int]:
    return float(value).as_integer_ratio()


def _exact(*factors: float) -> int:
    """The product of some numbers in whole units."""
    over, under = 1, 1
    for factor in factors:
        n, d = _parts(factor)
        over, under = over * n, under * d
    if ONE % under:
        raise NotProven(f"{factors} is too small to be counted")
    return over * (ONE // under)


def proven_bound(data: PlanningData, proof: Proof) -> Fraction:
    """The least number that the proof shows no plan to surpass. Raises ``NotProven`` for prices that show nothing."""
    reached = 0
    for branch in sorted(proof.branches, key=lambda one: one.least):
        if reached is None or branch.least > reached:
            raise NotProven("the branches leave out some number of days, or one comes after all others")
        reached = None if branch.most is None else branch.most + 1
    if reached is not None or not proof.branches:
        raise NotProven("the branches leave out some number of days")
    facts = _Facts(data)
    return max(_Sum(facts, branch).bound() for branch in proof.branches)


class _Facts:
    """The problem by name, and the numbers of days that its rules allow."""

    def __init__(self, data: PlanningData) -> None:
        self.data = data
        self.doctor = {doctor.id: k for k, doctor in enumerate(data.doctors)}
        self.site = {site.id: k for k, site in enumerate(data.sites)}
        self.area = {area.code: k for k, area in enumerate(data.areas)}
        self.group = {code: k for k, code in enumerate(data.groups.code)}
        self.month = {month: k for k, month in enumerate(data.months)}
        self.day = {day.isoformat(): k for k, day in enumerate(data.days)}
        couples = list(zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True))
        self.couples = couples
        self.pair = {couple: p for p, couple in enumerate(couples)}
        self.dates: dict[int, list[int]] = defaultdict(list)
        for t, month in enumerate(data.month_of_day.tolist()):
            self.dates[month].append(t)
        self.free = [{t for t, is_free in enumerate(row) if is_free} for row in data.available.tolist()]
        self.rooms: list[list[int]] = data.rooms.tolist()
        self.most = [min(doctor.max_days_per_month, data.rules.days_per_month) for doctor in data.doctors]
        self.share = [doctor.home_share for doctor in data.doctors]
        self.cap = [[self._cap(d, s, m) for m in range(len(data.months))] for d, s in couples]
        self.gain = [_sparse(data.site_gain[:, s]) for s in range(len(data.sites))]
        self.loss = [_sparse(data.home_loss[:, h]) for h in range(data.home_loss.shape[1])]
        self.home: list[int] = data.home_of_doctor.tolist()
        self.counted = self._counted()

    def _cap(self, d: int, s: int, month: int) -> int:
        rooms, free = self.rooms[s], self.free[d]
        return min(sum(t in free and rooms[t] > 0 for t in self.dates[month]), self.most[d])

    def seats(self, s: int, month: int) -> int:
        return sum(self.rooms[s][t] for t in self.dates[month])

    def days_of(self, d: int, month: int) -> int:
        return min(sum(t in self.free[d] for t in self.dates[month]), self.most[d])

    def _counted(self) -> list[bool]:
        """Whether a lone day of each pair brings more access than it takes, journey included."""
        data, weights = self.data, self.data.weights
        mean, offset = data.groups.mean_access, weights.offset
        people, access = data.groups.population.tolist(), data.groups.access.tolist()
        found: list[bool] = []
        for (d, s), minutes in zip(self.couples, data.pairs.minutes.tolist(), strict=True):
            change: dict[int, float] = dict(self.gain[s])
            for g, lost in self.loss[self.home[d]]:
                change[g] = change.get(g, 0.0) - lost * self.share[d]
            worth = -weights.minute * minutes
            for g, one in change.items():
                scale = people[g] * (offset + mean) * data.weeks / 52
                worth += scale * math.log1p(max(one / (offset + access[g]), -1 + 1e-12))
            if abs(worth) < UNDECIDED:
                raise NotProven(f"whether a day of {data.doctors[d].id} at {data.sites[s].id} counts is undecided")
            found.append(worth > 0)
        return found


def _sparse(column: object) -> list[tuple[int, float]]:
    values: list[float] = column.tolist()  # type: ignore[attr-defined]
    return [(k, value) for k, value in enumerate(values) if value]


@dataclass
class _Sum:
    """The bound of one branch, term by term, in whole units."""

    facts: _Facts
    branch: Branch

    def bound(self) -> Fraction:
        facts, branch, data = self.facts, self.branch, self.facts.data
        if branch.budget < 0:
            raise NotProven("the price of the budget is below 0")
        prices = self._priced(branch.access, facts.group)
        access = [prices.get((g,), 0.0) for g in range(len(facts.group))]
        worth, rest = self._worth(access), _exact(branch.budget, data.rules.budget_cents)
        rest += self._total()
        doctor = self._priced(branch.doctors, facts.doctor, facts.month)
        room = self._priced(branch.rooms, facts.site, facts.month)
        rest += sum(_exact(price, facts.days_of(d, m)) for (d, m), price in doctor.items())
        rest += sum(_exact(price, facts.seats(s, m)) for (s, m), price in room.items())
        value = self._values(access, doctor, room)
        first = [_exact(-data.weights.returning_visit)] * len(facts.couples)
        opened = [-_exact(branch.budget, site.opening_cents) for site in data.sites]
        rest += sum(self._rule(row, value, first, opened) for row in branch.rules)
        rest += sum(self._cut(cut, value) for cut in branch.calendar)
        rest += self._presence_and_covers(value, first, opened)
        rest += sum(max(one, 0) for one, site in zip(opened, data.sites, strict=True) if site.optional)
        for row in branch.first:
            pair, month, price = self._pair(row[0], row[1]), self._at(facts.month, row[2]), self._price(row[3])
            value[pair][month] -= _exact(price)
            first[pair] += _exact(price, facts.cap[pair][month])
        rest += sum(max(one, 0) for one in first)
        rest += sum(
            max(one, 0) * cap
            for values, caps in zip(value, facts.cap, strict=True)
            for one, cap in zip(values, caps, strict=True)
        )
        return Fraction(rest, ONE) + worth

    def _rule(self, row: Row, value: list[list[int]], first: list[int], opened: list[int]) -> int:
        """Take the price of a further rule off what enters it; what its limit costs."""
        price = self._price(row[-1])
        try:
            rule = written_rule(self.facts.data, self.facts.pair, tuple(map(str, row[:-1])))
        except UnknownRule as problem:
            raise NotProven(str(problem)) from problem
        for p, month, coefficient in rule.days:
            value[p][month] -= _exact(price, coefficient)
        for p, coefficient in rule.first:
            first[p] -= _exact(price, coefficient)
        for s, coefficient in rule.opened:
            opened[s] -= _exact(price, coefficient)
        return _exact(price, rule.most)

    def _total(self) -> int:
        price, branch = self.branch.total, self.branch
        if price > 0 and branch.most is None:
            raise NotProven("days in all have a price without a limit")
        return _exact(price, branch.most if price > 0 and branch.most is not None else branch.least)

    def _priced(self, rows: Iterable[Row], *names: dict[str, int]) -> dict[tuple[int, ...], float]:
        """Prices by position; a name that comes twice has the sum of its prices, which are from 0 on."""
        found: dict[tuple[int, ...], float] = {}
        for row in rows:
            key = tuple(self._at(table, name) for table, name in zip(names, row, strict=False))
            if key in found:
                raise NotProven(f"{row[:-1]} has two prices")
            found[key] = self._price(row[-1])
        return found

    @staticmethod
    def _price(price: float) -> float:
        if not 0 <= price < float("inf"):
            raise NotProven(f"a price is {price}")
        return price

    @staticmethod
    def _at(table: dict[str, int], name: str) -> int:
        if name not in table:
            raise NotProven(f"the proof names '{name}', which the problem does not have")
        return table[name]

    def _pair(self, doctor: str, site: str) -> int:
        couple = (self._at(self.facts.doctor, doctor), self._at(self.facts.site, site))
        if couple not in self.facts.pair:
            raise NotProven(f"{doctor} does not reach {site}")
        return self.facts.pair[couple]

    def _worth(self, access: list[float]) -> Fraction:
        """Most that the utility of access exceeds its price, over all changes that floors allow, rounded upwards."""
        data, total = self.facts.data, Fraction(0)
        offset, mean = Fraction(data.weights.offset), Fraction(data.groups.mean_access)
        for g, price in enumerate(map(Fraction, access)):
            scale = Fraction(float(data.groups.population[g])) * (offset + mean) * data.weeks / 52
            base = offset + Fraction(float(data.groups.access[g]))
            if scale == 0:
                continue
            if price == 0:
                raise NotProven(f"access of {data.groups.name[g]} has no price")
            change = max(scale / price - base, -Fraction(float(data.groups.may_lose[g])))
            total += scale * _log_above(1 + change / base) - price * change
        return total

    def _values(
        self, access: list[float], doctor: dict[tuple[int, ...], float], room: dict[tuple[int, ...], float]
    ) -> list[list[int]]:
        """What a day of each pair is worth in each month after access, journey, money, doctor and room."""
        facts, data, branch = self.facts, self.facts.data, self.branch
        gained = [sum(_exact(access[g], one) for g, one in gain) for gain in facts.gain]
        paid_doctor = {key: _exact(price) for key, price in doctor.items()}
        paid_room = {key: _exact(price) for key, price in room.items()}
        lost: dict[tuple[int, float], int] = {}
        found: list[list[int]] = []
        rows = zip(facts.couples, data.pairs.minutes.tolist(), data.pairs.cost_cents.tolist(), strict=True)
        fixed = _exact(data.weights.returning_visit) - _exact(branch.total)
        for (d, s), minutes, cents in rows:
            home = (facts.home[d], facts.share[d])
            if home not in lost:
                lost[home] = sum(_exact(access[g], one, home[1]) for g, one in facts.loss[home[0]])
            own = fixed + gained[s] - lost[home] - _exact(data.weights.minute, minutes) - _exact(branch.budget, cents)
            months = range(len(data.months))
            found.append([own - paid_doctor.get((d, m), 0) - paid_room.get((s, m), 0) for m in months])
        return found

    def _cut(self, cut: CalendarPrice, value: list[list[int]]) -> int:
        """Take the price of a cut off the days that enter it; what its limit costs."""
        facts, month, price = self.facts, self._at(self.facts.month, cut.month), self._price(cut.price)
        rooms = self._priced(cut.rooms, facts.site, facts.day)
        doctors = self._priced(cut.doctors, facts.doctor, facts.day)
        dates = set(facts.dates[month])
        if any(t not in dates for _, t in [*rooms, *doctors]):
            raise NotProven("a cut from the calendar names a date outside its month")
        sites, people = {s for s, _ in rooms}, {d for d, _ in doctors}
        for p, (d, s) in enumerate(facts.couples):
            if (s in sites or d in people) and facts.cap[p][month]:
                common = [t for t in dates if t in facts.free[d] and facts.rooms[s][t] > 0]
                left = max(1 - Fraction(rooms.get((s, t), 0)) - Fraction(doctors.get((d, t), 0)) for t in common)
                weight = 1 - max(left, Fraction(0))
                value[p][month] -= _exact(price, float(weight)) if _is_float(weight) else _refuse(weight)
        cost = sum(_exact(price, one, facts.rooms[s][t]) for (s, t), one in rooms.items())
        return cost + sum(_exact(price, one) for one in doctors.values())

    def _steps_at_open_sites(
        self, kind: str, table: dict[str, int], opened: list[int]
    ) -> dict[tuple[int, int, int], int]:
        """Prices of the steps of presence that count no more than open sites; they are worth the sites' opening."""
        facts, data, found = self.facts, self.facts.data, dict[tuple[int, int, int], int]()
        for row in self.branch.opened:
            if row[0] != kind:
                continue
            place, month, step = self._at(table, str(row[1])), self._at(facts.month, str(row[2])), int(row[3])
            here = [s for s in range(len(data.sites)) if (s if kind == "site" else data.area_of_site[s]) == place]
            if not here or not all(data.sites[s].optional for s in here) or (place, month, step) in found:
                raise NotProven(f"a site of {row[1]} is open anyway, or a step has two prices")
            found[place, month, step] = _exact(self._price(row[-1]))
            for s in here:
                opened[s] += found[place, month, step]
        return found

    def _presence_and_covers(self, value: list[list[int]], first: list[int], opened: list[int]) -> int:
        """Presence: steps beyond their price, days that have a price; covers, which lower days and raise steps."""
        facts, data, weights = self.facts, self.facts.data, self.facts.data.weights
        kinds = {
            "territory": (weights.presence, facts.area, self.branch.territories),
            "site": (weights.site_presence, facts.site, self.branch.sites),
            "share": (weights.fairness, facts.doctor, self.branch.shares),
        }
        raised: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
        rest = sum(self._cover(cover, value, first, raised) for cover in self.branch.covers)
        weeks = data.weeks_of_month.tolist()
        for kind, (steps, table, rows) in kinds.items():
            prices = {key: _exact(one) for key, one in self._priced(rows, table, facts.month).items()}
            at_open = self._steps_at_open_sites(kind, table, opened)
            if not any(steps):
                if prices or at_open or any(one == kind for one, _, _ in raised):
                    raise NotProven(f"presence at a {kind} has a price and no worth")
                continue
            for p, (d, s) in enumerate(facts.couples):
                place = {"site": s, "share": d}.get(kind, int(data.area_of_site[s]))
                if facts.counted[p]:
                    for month in range(len(data.months)):
                        value[p][month] += prices.get((place, month), 0)
            for place in range(len(table)):
                for month in range(len(data.months)):
                    price, own = prices.get((place, month), 0), raised[kind, place, month]
                    if price < sum(one for _, one in own):
                        raise NotProven(f"covers cost more than presence in {kind} {place}")
                    for k, step in enumerate(_steps(steps, weeks[month])):
                        lowered = price + at_open.get((place, month, k), 0)
                        rest += max(0, _exact(step) - lowered + sum(one for limit, one in own if limit <= k))
        return rest

    def _cover(
        self,
        cover: CoverPrice,
        value: list[list[int]],
        first: list[int],
        raised: dict[tuple[str, int, int], list[tuple[int, int]]],
    ) -> int:
        facts, month, price = self.facts, self._at(self.facts.month, cover.month), _exact(self._price(cover.price))
        twice = [self._pair(doctor, site) for doctor, site in cover.twice]
        once = [self._pair(doctor, site) for doctor, site in cover.once]
        q, limit = len(once), cover.limit
        if len({*twice, *once}) < len(twice) + q or (limit - q) % 2 == 0 or limit < 0:
            raise NotProven("a cover names a pair twice, or its numbers do not differ by an odd number")
        if any(facts.cap[p][month] > 2 for p in twice) or any(facts.cap[p][month] > 1 for p in once):
            raise NotProven("a pair of a cover may come more often than it says")
        tables = {"doctor": facts.doctor, "share": facts.doctor, "territory": facts.area}
        place = self._at(tables.get(cover.kind, facts.site), cover.place)
        for p in (*twice, *once):
            d, s = facts.couples[p]
            here = {"doctor": d, "share": d, "territory": int(facts.data.area_of_site[s])}.get(cover.kind, s)
            if here != place or (cover.kind in PRESENCE and not facts.counted[p]):
                raise NotProven("a cover names a pair of another place")
            value[p][month] -= price
        if cover.kind in PRESENCE:
            raised[cover.kind, place, month].append((limit, price))
        elif limit < (facts.days_of(place, month) if cover.kind == "doctor" else facts.seats(place, month)):
            raise NotProven("a cover takes fewer days than the rule allows")
        for p in twice:
            first[p] += price
        return price * ((limit - q - 1) // 2 + q)


def _is_float(value: Fraction) -> bool:
    return Fraction(float(value)) == value


def _refuse(value: Fraction) -> int:
    raise NotProven(f"{value} is no binary fraction")


def _log_above(value: Fraction) -> Fraction:
    """A number not below the logarithm of ``value``."""
    with localcontext() as context:
        context.prec = DIGITS
        near = (Decimal(value.numerator) / Decimal(value.denominator)).ln()
        return Fraction(near + MARGIN)


def _steps(steps: tuple[float, ...], weeks: int) -> list[float]:
    """The steps that count in a month: of each four, one per week."""
    return [step for start in range(0, len(steps), 4) for step in steps[start : start + 4][:weeks]]
