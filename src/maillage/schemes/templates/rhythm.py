"""A vehicle that stops in several communes of a week, in each at its own rhythm: every week, every second one, ..."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from math import gcd
from typing import Any, ClassVar, Self

from maillage.schemes.posts import VEHICLE
from maillage.schemes.templates.base import HalfDay, Takes, Template, others_in, others_out, weeks_between, with_giver
from maillage.schemes.words import Activity, Half


@dataclass(frozen=True)
class StopRhythm:
    """Half-days (0 = Monday) at a stop: every ``every_weeks`` weeks from the ``first_week`` after that of the anchor.

    ``place`` names where in the commune; ``takes``: references beside the giver, by code of role.
    """

    weekday: int
    half: Half
    commune: str
    place: str
    staff: str
    every_weeks: int = 1
    first_week: int = 0
    takes: Takes = field(default_factory=dict[str, tuple[str, ...]], hash=False)

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6 or not 0 <= self.first_week < self.every_weeks:
            raise ValueError("a rhythm needs a weekday in 0..6 and a first week below its period")

    def meets(self, other: StopRhythm) -> bool:
        """Whether both fall on the same half-day in some week."""
        apart = self.first_week - other.first_week
        same = (self.weekday, self.half) == (other.weekday, other.half)
        return same and apart % gcd(self.every_weeks, other.every_weeks) == 0


@dataclass(frozen=True)
class RhythmTemplate(Template):
    """Stops of a vehicle, each at its own rhythm, counted from the week of ``anchor``."""

    shape: ClassVar[str] = "rhythm"
    vehicle: str
    anchor: date
    rhythms: tuple[StopRhythm, ...]

    def __post_init__(self) -> None:
        if not self.rhythms:
            raise ValueError("a tour needs stops")
        for first, second in combinations(self.rhythms, 2):
            if first.meets(second):
                raise ValueError(
                    f"the vehicle is asked twice on weekday {first.weekday}, {first.half}: {first.place} and "
                    f"{second.place}"
                )

    def on(self, day: date) -> Iterator[HalfDay]:
        """The half-days of ``day``, holiday or not."""
        week = weeks_between(self.anchor, day)
        for one in self.rhythms:
            if day.weekday() == one.weekday and week % one.every_weeks == one.first_week:
                takes = {VEHICLE.code: (self.vehicle,), **with_giver(one.staff, one.takes)}
                yield HalfDay(one.half, Activity.CONSULTATIONS, takes, commune=one.commune, stop=one.place)

    @property
    def staff(self) -> frozenset[str]:
        """References of the people who give the half-days."""
        return frozenset(one.staff for one in self.rhythms)

    @property
    def places(self) -> frozenset[str]:
        """Codes of the communes where the vehicle stops."""
        return frozenset(one.commune for one in self.rhythms)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "shape": self.shape,
            "vehicle": self.vehicle,
            "anchor": self.anchor.isoformat(),
            "rhythms": [
                {
                    "weekday": one.weekday, "half": one.half.value, "commune": one.commune, "place": one.place,
                    "staff": one.staff, "every_weeks": one.every_weeks, "first_week": one.first_week,
                    **others_out(one.takes),
                }
                for one in self.rhythms
            ],
        }  # fmt: skip

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the output of :meth:`to_json`."""
        rhythms = (
            StopRhythm(
                int(row["weekday"]), Half(row["half"]), str(row["commune"]), str(row["place"]), str(row["staff"]),
                int(row["every_weeks"]), int(row["first_week"]), others_in(row),
            )
            for row in document["rhythms"]
        )  # fmt: skip
        return cls(str(document["vehicle"]), date.fromisoformat(document["anchor"]), tuple(rhythms))
