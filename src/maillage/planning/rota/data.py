"""A duty rota as data: people, patterns of duty, rules, and the dated duties that they give.

A *pattern* is a duty that comes back on some weekdays in one sector and line; a *duty* is one of its dates, a seat that
one person fills. Counts of fairness are all duties, nights, weekends and holidays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from maillage.parameters import load_toml
from maillage.schemes import FrenchCalendar, halves_of, local_instant

HOLIDAY = 7  # stands for public holidays among the weekdays of a pattern, 0 = Monday


class Kind(StrEnum):
    """When a duty is: over midnight or before six, in the evening from six, or by day."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


class Count(StrEnum):
    """What is shared out fairly over the year."""

    DUTIES = "duties"
    NIGHTS = "nights"
    WEEKENDS = "weekends"
    HOLIDAYS = "holidays"


class DutyRole(StrEnum):
    """Sees patients, or answers calls."""

    EFFECTOR = "effector"
    REGULATOR = "regulator"


class Rule(StrEnum):
    """The rules of a rota, as messages name them."""

    FILLED = "each duty is filled"
    ROLE = "role"
    SECTOR = "sector"
    ABSENCE = "absence"
    AGE = "exemption by age"
    PREGNANCY = "exemption by pregnancy"
    REST = "rest"
    WEEK_HOURS = "hours a week"
    WEEK_DUTIES = "duties a week"
    WEEKENDS = "weekends of four"


@dataclass(frozen=True)
class Person:
    """Who takes duties: sectors and roles, dates, and what was done this year before the rota.

    ``share`` is the share of a full part in the rota. ``waives_age``: takes duties although old enough to be exempt.
    ``history`` counts the duties of the year so far.
    """

    id: str
    name: str
    sectors: frozenset[str]
    roles: frozenset[DutyRole] = frozenset({DutyRole.EFFECTOR})
    share: float = 1.0
    born: date | None = None
    waives_age: bool = False
    pregnant_from: date | None = None
    pregnant_until: date | None = None
    absent: frozenset[date] = frozenset()
    wishes_off: frozenset[date] = frozenset()
    wishes_on: frozenset[date] = frozenset()
    history: Mapping[Count, int] = field(default_factory=dict[Count, int])

    def age_on(self, day: date) -> int | None:
        """Whole years on a day, None if the birth date is not known."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def pregnant_on(self, day: date) -> bool:
        """Whether the person is pregnant on a day, by what she told."""
        if self.pregnant_from is None and self.pregnant_until is None:
            return False
        return (self.pregnant_from or date.min) <= day <= (self.pregnant_until or date.max)


@dataclass(frozen=True)
class Pattern:
    """A duty that comes back: sector ('' for any), role, line, weekdays (7 for holidays), local hours.

    A duty that ends at or before its start ends on the next day. Where holidays are not among ``days``, the pattern
    takes place on a holiday only if ``days`` are those of every day.
    """

    id: str
    sector: str
    role: DutyRole
    line: int
    days: frozenset[int]
    starts: time
    ends: time

    def on(self, day: date, holiday: bool) -> bool:
        """Whether the duty takes place on a day."""
        if holiday:
            return HOLIDAY in self.days or self.days >= frozenset(range(7))
        return day.weekday() in self.days


@dataclass(frozen=True)
class Duty:
    """One seat to fill; ``id`` is that of its pattern and its date."""

    id: str
    pattern: Pattern
    date: date
    starts: datetime
    ends: datetime
    holiday: bool

    @property
    def kind(self) -> Kind:
        """Night, evening or day, by its local hours."""
        if (self.ends.date() > self.starts.date() and self.ends.time() > time(0)) or self.starts.hour < 6:
            return Kind.NIGHT
        return Kind.EVENING if self.starts.hour >= 18 else Kind.DAY

    @cached_property
    def counts(self) -> frozenset[Count]:
        """The counts of fairness in which it enters."""
        weekend = self.date.weekday() >= 5 and not self.holiday
        told = (
            (Count.DUTIES, True),
            (Count.NIGHTS, self.kind is Kind.NIGHT),
            (Count.WEEKENDS, weekend),
            (Count.HOLIDAYS, self.holiday),
        )
        return frozenset(count for count, true in told if true)

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return round((self.ends.timestamp() - self.starts.timestamp()) / 60)

    @property
    def halves(self) -> int:
        """Half-days that payment counts."""
        return halves_of(self.minutes)

    @property
    def week(self) -> date:
        """Monday of its week."""
        return self.date - timedelta(days=self.date.weekday())


@dataclass(frozen=True)
class DutyRules:
    """The limits and weights of a rota; see ``parameters/duty.toml``."""

    rest_hours: float
    week_hours: float
    week_duties: int
    weekends_of_four: int
    exempt_age: int
    age_kinds: frozenset[Kind]
    pregnancy_kinds: frozenset[Kind]
    weights: Mapping[Count, int]
    wish_off: int
    wish_on: int

    @staticmethod
    def load() -> DutyRules:
        """The rules of the package."""
        return rules_from(load_toml("maillage.planning.rota", "duty"))


def rules_from(table: Mapping[str, Any]) -> DutyRules:
    """Rules from a document of the form of ``duty.toml``. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    weights = {count: int(table["weights"][count.value]) for count in Count}
    rules = DutyRules(
        rest_hours=float(table["rest"]["hours"]),
        week_hours=float(table["week"]["hours"]),
        week_duties=int(table["week"]["duties"]),
        weekends_of_four=int(table["weekends"]["most"]),
        exempt_age=int(table["exemptions"]["age"]),
        age_kinds=frozenset(Kind(kind) for kind in table["exemptions"]["age_kinds"]),
        pregnancy_kinds=frozenset(Kind(kind) for kind in table["exemptions"]["pregnancy_kinds"]),
        weights=weights,
        wish_off=int(table["weights"]["wish_off"]),
        wish_on=int(table["weights"]["wish_on"]),
    )
    figures = (rules.rest_hours, rules.week_hours, rules.week_duties, rules.weekends_of_four, rules.wish_off)
    if min(*figures, rules.wish_on, *weights.values()) < 0:
        raise ValueError("a limit or weight is negative")
    return rules


@dataclass(frozen=True)
class RotaProblem:
    """Fill the duties of ``patterns`` in ``weeks`` weeks from ``start``; ``department`` tells holidays and clock."""

    people: tuple[Person, ...]
    patterns: tuple[Pattern, ...]
    start: date
    weeks: int
    department: str = ""
    rules: DutyRules = field(default_factory=DutyRules.load)

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Every dated duty, by start."""
        calendar = FrenchCalendar(self.department)
        found: list[Duty] = []
        for k in range(7 * self.weeks):
            day = self.start + timedelta(days=k)
            holiday = calendar.is_holiday(day)
            found += [_dated(one, day, holiday, calendar) for one in self.patterns if one.on(day, holiday)]
        return tuple(sorted(found, key=lambda duty: (duty.starts, duty.id)))

    @cached_property
    def _together(self) -> tuple[frozenset[int], ...]:
        """For each start of a duty, the duties that are not over then, rest included, in real hours."""
        rest = self.rules.rest_hours * 3600
        spans = [(duty.starts.timestamp(), duty.ends.timestamp() + rest) for duty in self.duties]
        return tuple(
            frozenset(d for d, (starts, ends) in enumerate(spans) if starts <= now < ends)
            for now in sorted({starts for starts, _ in spans})
        )

    def one_at_most(self, duties: Iterable[int]) -> list[list[int]]:
        """Sets of these duties, by position, of which rest allows one person one at most.

        Any two duties that exclude each other are in one of the sets, of which none lies within another.
        """
        own = frozenset(duties)
        sets = [one & own for one in self._together]
        sets = [one for one in sets if len(one) > 1]
        # Duties go by time: a set that lies within another lies within a neighbour.
        kept = [one for k, one in enumerate(sets) if not any(one < near for near in sets[max(k - 1, 0) : k + 2])]
        return [sorted(one) for one in dict.fromkeys(kept)]

    def refusal(self, person: Person, duty: Duty) -> Rule | None:
        """The rule by which a person may not fill a duty, whatever else they do; None if they may."""
        pattern, rules, kind = duty.pattern, self.rules, duty.kind
        age = person.age_on(duty.date)
        exempt = age is not None and age >= rules.exempt_age and not person.waives_age and kind in rules.age_kinds
        told = (
            (Rule.ROLE, pattern.role not in person.roles),
            (Rule.SECTOR, pattern.sector != "" and pattern.sector not in person.sectors),
            (Rule.ABSENCE, duty.date in person.absent or duty.ends.date() in person.absent),
            (Rule.AGE, exempt),
            (Rule.PREGNANCY, person.pregnant_on(duty.date) and kind in rules.pregnancy_kinds),
        )
        return next((rule for rule, broken in told if broken), None)

    @cached_property
    def targets(self) -> Mapping[tuple[str, Count], float]:
        """The fair share of each person in each count over the year: history and rota, by ``share``, within groups.

        A group are the people who may fill at least one duty of the same sector and role. What they did before is
        shared out with what is to do.
        """
        groups: dict[tuple[str, DutyRole], list[Duty]] = {}
        for duty in self.duties:
            groups.setdefault((duty.pattern.sector, duty.pattern.role), []).append(duty)
        target = {(person.id, count): 0.0 for person in self.people for count in Count}
        told = set[tuple[str, Count]]()  # history enters in the first group of a person only
        for duties in groups.values():
            for count in Count:
                wanted = [duty for duty in duties if count in duty.counts]
                able = [p for p in self.people if p.share > 0 and any(self.refusal(p, d) is None for d in wanted)]
                before = [p for p in able if (p.id, count) not in told]
                told |= {(p.id, count) for p in before}
                total = len(wanted) + sum(p.history.get(count, 0) for p in before)
                shares = sum(p.share for p in able)
                for p in able:
                    target[p.id, count] += total * p.share / shares
        for p in self.people:  # who can fill nothing of a count is compared with nobody
            for count in Count:
                if (p.id, count) not in told:
                    target[p.id, count] = float(p.history.get(count, 0))
        return target


def _dated(pattern: Pattern, day: date, holiday: bool, calendar: FrenchCalendar) -> Duty:
    last = day if pattern.ends > pattern.starts else day + timedelta(days=1)
    return Duty(
        id=f"{pattern.id}-{day.isoformat()}",
        pattern=pattern,
        date=day,
        starts=local_instant(day, pattern.starts, calendar.zone),
        ends=local_instant(last, pattern.ends, calendar.zone),
        holiday=holiday,
    )
