"""A repeating week, as an agreement between establishments shares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
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


@dataclass(frozen=True)
class Presence:
    """One half-day (0 = Monday) at ``place`` by ``staff``, every ``every_weeks`` weeks from the anchor week.

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

    def __post_init__(self) -> None:
        checked_delay(self.delay)
        if not 0 <= self.weekday <= 6 or not 0 <= self.first_week < self.every_weeks:
            raise ValueError("a presence needs a weekday in 0..6 and a first week below its period")

    def meets(self, other: Presence) -> bool:
        """Whether both fall on the same half-day in some week."""
        same = (self.weekday, self.half) == (other.weekday, other.half)
        return same and (self.first_week - other.first_week) % gcd(self.every_weeks, other.every_weeks) == 0

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
            if one.weekday == day.weekday() and week % one.every_weeks == one.first_week:
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
                **others_out(p.takes), **delay_out(p.delay),
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
            )
            for row in document["presences"]
        )  # fmt: skip
        return cls(date.fromisoformat(document["anchor"]), presences)
