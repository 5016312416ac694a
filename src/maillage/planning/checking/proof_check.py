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

from maillage.planning.checking.proof_facts import DIGITS, MARGIN, ONE, PRESENCE, Facts, NotProven, exact
from maillage.planning.checking.proof_rules import UnknownRule, written_rule
from maillage.planning.data import PlanningData
from maillage.planning.proof import Branch, CalendarPrice, CoverPrice, Proof, Row


def proven_bound(data: PlanningData, proof: Proof) -> Fraction:
    """The least number that the proof shows no plan to surpass. Raises ``NotProven`` for prices that show nothing."""
    reached = 0
    for branch in sorted(proof.branches, key=lambda one: one.least):
        if reached is None or branch.least > reached:
            raise NotProven("the branches leave out some number of days, or one comes after all others")
        reached = None if branch.most is None else branch.most + 1
    if reached is not None or not proof.branches:
        raise NotProven("the branches leave out some number of days")
    facts = Facts(data)
    return max(_Sum(facts, branch).bound() for branch in proof.branches)


@dataclass
class _Sum:
    """The bound of one branch, term by term, in whole units."""

    facts: Facts
    branch: Branch

    def bound(self) -> Fraction:
        facts, branch, data = self.facts, self.branch, self.facts.data
        if branch.budget < 0:
            raise NotProven("the price of the budget is below 0")
        prices = self._priced(branch.access, facts.group)
        access = [prices.get((g,), 0.0) for g in range(len(facts.group))]
        worth, rest = self._worth(access), exact(branch.budget, data.rules.budget_cents)
        rest += self._total()
        doctor = self._priced(branch.doctors, facts.doctor, facts.month)
        room = self._priced(branch.rooms, facts.site, facts.month)
        rest += sum(exact(price, facts.days_of(d, m)) for (d, m), price in doctor.items())
        rest += sum(exact(price, facts.seats(s, m)) for (s, m), price in room.items())
        value = self._values(access, doctor, room)
        first = [exact(-data.weights.returning_visit)] * len(facts.couples)
        opened = [-exact(branch.budget, site.opening_cents) for site in data.sites]
        rest += sum(self._rule(row, value, first, opened) for row in branch.rules)
        rest += sum(self._cut(cut, value) for cut in branch.calendar)
        rest += self._presence_and_covers(value, first, opened)
        rest += sum(max(one, 0) for one, site in zip(opened, data.sites, strict=True) if site.optional)
        for row in branch.first:
            pair, month, price = self._pair(row[0], row[1]), self._at(facts.month, row[2]), self._price(row[3])
            value[pair][month] -= exact(price)
            first[pair] += exact(price, facts.cap[pair][month])
        rest += sum(max(one, 0) for one in first)
        rest += sum(self._of_days(p, values) for p, values in enumerate(value))
        return Fraction(rest, ONE) + worth

    def _of_days(self, p: int, values: list[int]) -> int:
        """Worth of all days of a pair, or whole weeks, that have any."""
        facts = self.facts
        if facts.data.doctors[facts.couples[p][0]].weeks:
            weeks = facts.weeks_of(p)
            return sum(max(sum(count * values[month] for month, count in week.items()), 0) for week in weeks)
        return sum(max(one, 0) * cap for one, cap in zip(values, facts.cap[p], strict=True))

    def _rule(self, row: Row, value: list[list[int]], first: list[int], opened: list[int]) -> int:
        """Take the price of a further rule off what enters it; what its limit costs."""
        price = self._price(row[-1])
        try:
            rule = written_rule(self.facts.data, self.facts.pair, tuple(map(str, row[:-1])))
        except UnknownRule as problem:
            raise NotProven(str(problem)) from problem
        for p, month, coefficient in rule.days:
            value[p][month] -= exact(price, coefficient)
        for p, coefficient in rule.first:
            first[p] -= exact(price, coefficient)
        for s, coefficient in rule.opened:
            opened[s] -= exact(price, coefficient)
        return exact(price, rule.most)

    def _total(self) -> int:
        price, branch = self.branch.total, self.branch
        if price > 0 and branch.most is None:
            raise NotProven("days in all have a price without a limit")
        return exact(price, branch.most if price > 0 and branch.most is not None else branch.least)

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
        offset, means = Fraction(data.weights.offset), [Fraction(one) for one in data.groups.means.tolist()]
        for g, price in enumerate(map(Fraction, access)):
            scale = Fraction(float(data.groups.population[g])) * (offset + means[g]) * data.weeks / 52
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
        gained: dict[tuple[int, float], int] = {}
        paid_doctor = {key: exact(price) for key, price in doctor.items()}
        paid_room = {(*key, part): exact(price, part) for key, price in room.items() for part in (0.5, 1.0)}
        lost: dict[tuple[int, float, float], int] = {}
        found: list[list[int]] = []
        rows = zip(facts.couples, data.pairs.minutes.tolist(), data.pairs.cost_cents.tolist(), strict=True)
        fixed = exact(data.weights.returning_visit) - exact(branch.total)
        for (d, s), minutes, cents in rows:
            dose, home = facts.dose[d], (facts.home[d], facts.share[d], facts.dose[d])
            if home not in lost:
                lost[home] = sum(exact(access[g], one, *home[1:]) for g, one in facts.loss[home[0]])
            if (s, dose) not in gained:
                gained[s, dose] = sum(exact(access[g], one, dose) for g, one in facts.gain[s])
            own = (
                fixed + gained[s, dose] - lost[home] - exact(data.weights.minute, minutes) - exact(branch.budget, cents)
            )
            months = range(len(data.months))
            part = facts.part[d]
            found.append([own - paid_doctor.get((d, m), 0) - paid_room.get((s, m, part), 0) for m in months])
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
                common = [t for t in dates if t in facts.free[d] and facts.seat(s, t) > 0]
                part = Fraction(facts.part[d])
                left = max(1 - part * Fraction(rooms.get((s, t), 0)) - Fraction(doctors.get((d, t), 0)) for t in common)
                weight = 1 - max(left, Fraction(0))
                value[p][month] -= exact(price, float(weight)) if _is_float(weight) else _refuse(weight)
        cost = sum(exact(price, one, facts.seat(s, t)) for (s, t), one in rooms.items())
        return cost + sum(exact(price, one) for one in doctors.values())

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
            found[place, month, step] = exact(self._price(row[-1]))
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
            prices = {key: exact(one) for key, one in self._priced(rows, table, facts.month).items()}
            at_open = self._steps_at_open_sites(kind, table, opened)
            if not any(steps):
                if prices or at_open or any(one == kind for one, _, _ in raised):
                    raise NotProven(f"presence at a {kind} has a price and no worth")
                continue
            for p, (d, s) in enumerate(facts.couples):
                place = {"site": s, "share": d}.get(kind, int(data.area_of_site[s]))
                if facts.counted[p]:
                    for month in range(len(data.months)):
                        value[p][month] += prices.get((place, month), 0) * int(2 * facts.part[d]) // 2
            for place in range(len(table)):
                for month in range(len(data.months)):
                    price, own = prices.get((place, month), 0), raised[kind, place, month]
                    if price < sum(one for _, one in own):
                        raise NotProven(f"covers cost more than presence in {kind} {place}")
                    for k, step in enumerate(_steps(steps, weeks[month])):
                        lowered = price + at_open.get((place, month, k), 0)
                        rest += max(0, exact(step) - lowered + sum(one for limit, one in own if limit <= k))
        return rest

    def _cover(
        self,
        cover: CoverPrice,
        value: list[list[int]],
        first: list[int],
        raised: dict[tuple[str, int, int], list[tuple[int, int]]],
    ) -> int:
        facts, month, price = self.facts, self._at(self.facts.month, cover.month), exact(self._price(cover.price))
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
            if facts.part[d] < 1 and cover.kind != "doctor":
                raise NotProven("a cover counts half-days as whole ones")
            value[p][month] -= price
        if cover.kind in PRESENCE:
            raised[cover.kind, place, month].append((limit, price))
        elif limit < (facts.days_of(place, month) if cover.kind == "doctor" else math.floor(facts.seats(place, month))):
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
