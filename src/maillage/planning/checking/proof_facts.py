"""The facts that the check of a proof adds up: the problem by name, and what its rules allow, in exact numbers."""

from __future__ import annotations

import math
from collections import defaultdict
from decimal import Decimal

from maillage.planning.data import PlanningData

UNIT = 600
ONE = 1 << UNIT
DIGITS, MARGIN = 60, Decimal(10) ** -40  # of the logarithm; the margin exceeds its rounding by far
PRESENCE = ("territory", "site", "share")
UNDECIDED = 1e-9  # worth of a lone day from which its sign is certain


class NotProven(ValueError):
    """A statement of the proof that does not hold."""


def _parts(value: float) -> tuple[int, int]:
    return float(value).as_integer_ratio()


def exact(*factors: float) -> int:
    """The product of some numbers in whole units."""
    over, under = 1, 1
    for factor in factors:
        n, d = _parts(factor)
        over, under = over * n, under * d
    if ONE % under:
        raise NotProven(f"{factors} is too small to be counted")
    return over * (ONE // under)


class Facts:
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
        self.rooms_of = [self._rooms_for(half) for half in ("", "am", "pm")]
        self.most = [
            min(one.max_days_per_month, data.rules.of(one.scheme).days_per_month) * (2 if one.half else 1)
            for one in data.doctors
        ]
        self.part = [0.5 if one.half else 1.0 for one in data.doctors]
        days = data.rules.consultations_per_day
        per_day = [data.rules.of(one.scheme).consultations_per_day for one in data.doctors]
        self.dose = [part * one / days for part, one in zip(self.part, per_day, strict=True)]
        self.week = [day.isocalendar()[:2] for day in data.days]
        self.share = [doctor.home_share for doctor in data.doctors]
        self.common = [self._common(d, s) for d, s in couples]
        self.cap = [[self._cap(p, m) for m in range(len(data.months))] for p in range(len(couples))]
        self.gain = [_sparse(data.site_gain[:, s]) for s in range(len(data.sites))]
        self.loss = [_sparse(data.home_loss[:, h]) for h in range(data.home_loss.shape[1])]
        self.home: list[int] = data.home_of_doctor.tolist()
        self.counted = self._counted()

    def _rooms_for(self, half: str) -> list[list[int]]:
        """Rooms by site and date for whole days, mornings or afternoons."""
        halves = self.data.half_rooms
        if halves is None or not half:
            return self.data.rooms.tolist()
        return halves[("am", "pm").index(half)].tolist()

    def _common(self, d: int, s: int) -> set[int]:
        """Dates on which a day of a pair can be; for whole weeks, those of weeks of which no open date is missing."""
        data, doctor, site = self.data, self.data.doctors[d], self.data.sites[s]
        rooms = self.rooms_of[("", "am", "pm").index(doctor.half)][s]
        staff = data.rules.of(doctor.scheme).staff if data.rules.others else ()
        found = {
            t for t in self.free[d]
            if rooms[t] > 0 and all(site.has_staff(role, data.days[t].weekday()) for role in staff)
        }  # fmt: skip
        if not doctor.weeks:
            return found
        everybody = () if data.rules.others else data.rules.staff
        missing = {
            self.week[t] for t, day in enumerate(data.days)
            if t not in found and day not in site.closed and site.rooms_of(day.weekday()) > 0
            and all(site.has_staff(role, day.weekday()) for role in everybody)
        }  # fmt: skip
        return {t for t in found if self.week[t] not in missing}

    def _cap(self, p: int, month: int) -> int:
        return min(sum(t in self.common[p] for t in self.dates[month]), self.most[self.couples[p][0]])

    def weeks_of(self, p: int) -> list[dict[int, int]]:
        """The whole weeks of a pair: how many of their days lie in each month."""
        found: dict[object, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for t in self.common[p]:
            found[self.week[t]][int(self.data.month_of_day[t])] += 1
        return list(found.values())

    def seats(self, s: int, month: int) -> float:
        """Whole days for which a site has rooms in a month."""
        return sum(self.seat(s, t) for t in self.dates[month])

    def seat(self, s: int, t: int) -> float:
        """Whole days for which a site has rooms on a date: two half-days are one."""
        halves = self.data.half_rooms
        return self.rooms[s][t] if halves is None else (int(halves[0, s, t]) + int(halves[1, s, t])) / 2

    def days_of(self, d: int, month: int) -> int:
        """Most days of a doctor in a month."""
        return min(sum(t in self.free[d] for t in self.dates[month]), self.most[d])

    def _counted(self) -> list[bool]:
        """Whether a lone day of each pair brings more access than it takes, journey included."""
        data, weights = self.data, self.data.weights
        means, offset = data.groups.means.tolist(), weights.offset
        people, access = data.groups.population.tolist(), data.groups.access.tolist()
        found: list[bool] = []
        for (d, s), minutes in zip(self.couples, data.pairs.minutes.tolist(), strict=True):
            change: dict[int, float] = dict(self.gain[s])
            for g, lost in self.loss[self.home[d]]:
                change[g] = change.get(g, 0.0) - lost * self.share[d]
            worth = -weights.minute * minutes
            for g, one in change.items():
                scale = people[g] * (offset + means[g]) * data.weeks / 52
                worth += scale * math.log1p(max(one * self.dose[d] / (offset + access[g]), -1 + 1e-12))
            if abs(worth) < UNDECIDED:
                raise NotProven(f"whether a day of {data.doctors[d].id} at {data.sites[s].id} counts is undecided")
            found.append(worth > 0)
        return found


def _sparse(column: object) -> list[tuple[int, float]]:
    values: list[float] = column.tolist()  # type: ignore[attr-defined]
    return [(k, value) for k, value in enumerate(values) if value]
