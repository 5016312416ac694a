"""A repeating week, as an agreement between establishments shares it: every week, every few weeks, or once a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from math import gcd
from typing import Any, ClassVar, Self

from maillage.schemes.templates.base import (
    HalfDay,
    Takes,
    Template,
    checked_delay,
    delay_in,
    delay_out,
    named_by,
    others_in,
    others_out,
    weeks_between,
    with_giver,
)
from maillage.schemes.words import Activity, Half

LAST = -1
WEEKS_IN_A_MONTH = 365.2425 / 7 / 12
"""Mean of the Gregorian calendar."""


@dataclass(frozen=True)
class Presence:
    """One half-day (0 = Monday) at ``place`` by ``staff``, every ``every_weeks`` weeks from the anchor week.

    With ``of_month`` it is once a month instead: on the first (1) to fourth (4) such weekday, or on the ``LAST`` one.
    ``takes``: other references, by code of role. ``delay``: minutes after the hours of the scheme.
    """

    weekday: int
    half: Half
    place: str
    staff: str
    activity: Activity = Activity.CONSULTATIONS
    every_weeks: int = 1
    first_week: int = 0
    takes: Takes = field(default_factory=dict[str, tuple[str, ...]], hash=False)
    delay: int = 0
    of_month: int | None = None

    def __post_init__(self) -> None:
        checked_delay(self.delay)
        if not 0 <= self.weekday <= 6 or not 0 <= self.first_week < self.every_weeks:
            raise ValueError("a presence needs a weekday in 0..6 and a first week below its period")
        if self.of_month not in (None, 1, 2, 3, 4, LAST) or (self.of_month is not None and self.every_weeks > 1):
            raise ValueError("a presence is every few weeks, or on the 1st to 4th or the last such weekday of a month")

    @property
    def per_week(self) -> float:
        """How many times a week it takes place, on average."""
        return 1 / self.every_weeks if self.of_month is None else 1 / WEEKS_IN_A_MONTH

    def meets(self, other: Presence) -> bool:
        """Whether both fall on the same half-day in some week."""
        if (self.weekday, self.half) != (other.weekday, other.half):
            return False
        if self.of_month is None and other.of_month is None:
            return (self.first_week - other.first_week) % gcd(self.every_weeks, other.every_weeks) == 0
        ranks = {self.of_month, other.of_month}
        return None in ranks or len(ranks) == 1 or ranks == {4, LAST}

    def falls_on(self, day: date, week: int) -> bool:
        """Whether it takes place on ``day``, in the ``week``-th week after that of the anchor."""
        if day.weekday() != self.weekday:
            return False
        if self.of_month is None:
            return week % self.every_weeks == self.first_week
        if self.of_month == LAST:
            return (day + timedelta(weeks=1)).month != day.month
        return (day.day - 1) // 7 + 1 == self.of_month

    def shared_with(self, other: Presence) -> frozenset[str]:
        """References that both ask for and that cannot serve both.

        Who gives one serves no other. Somebody else may serve two half-days that begin at different times, in turn;
        publishing refuses what overlaps.
        """
        both = named_by(self.staff, self.takes) & named_by(other.staff, other.takes)
        return both if self.delay == other.delay else both & {self.staff, other.staff}


@dataclass(frozen=True)
class WeeklyTemplate(Template):
    """Presences that repeat weekly, counted from the week of ``anchor``."""

    shape: ClassVar[str] = "weekly"
    anchor: date
    presences: tuple[Presence, ...]

    def __post_init__(self) -> None:
        for first, second in combinations(self.presences, 2):
            both = first.shared_with(second)
            if both and first.meets(second):
                raise ValueError(f"{min(both)} is asked twice on weekday {first.weekday}, {first.half}")

    def on(self, day: date) -> Iterator[HalfDay]:
        """The half-days of ``day``, holiday or not."""
        week = weeks_between(self.anchor, day)
        for one in self.presences:
            if one.falls_on(day, week):
                yield HalfDay(one.half, one.activity, with_giver(one.staff, one.takes), one.place, delay=one.delay)

    @property
    def staff(self) -> frozenset[str]:
        """References of the people who give the half-days."""
        return frozenset(one.staff for one in self.presences)

    @property
    def places(self) -> frozenset[str]:
        """Keys of the places."""
        return frozenset(one.place for one in self.presences)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        rows = [
            {
                "weekday": p.weekday, "half": p.half.value, "place": p.place, "staff": p.staff,
                "activity": p.activity.value, "every_weeks": p.every_weeks, "first_week": p.first_week,
                **others_out(p.takes), **delay_out(p.delay), **({} if p.of_month is None else {"of_month": p.of_month}),
            }
            for p in self.presences
        ]  # fmt: skip
        return {"shape": self.shape, "anchor": self.anchor.isoformat(), "presences": rows}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the output of :meth:`to_json`."""
        presences = tuple(
            Presence(
                int(row["weekday"]), Half(row["half"]), str(row["place"]), str(row["staff"]),
                Activity(row["activity"]), int(row["every_weeks"]), int(row["first_week"]), others_in(row),
                delay_in(row),
                None if row.get("of_month") is None else int(row["of_month"]),
            )
            for row in document["presences"]
        )  # fmt: skip
        return cls(date.fromisoformat(document["anchor"]), presences)
