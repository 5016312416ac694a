"""A vehicle that tours stops with its crew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Self

from maillage.schemes.posts import VEHICLE
from maillage.schemes.templates.base import HalfDay, Takes, Template, others_in, others_out, weeks_between, with_giver
from maillage.schemes.words import Activity, Half


@dataclass(frozen=True)
class TourStop:
    """A stop of the vehicle: commune code, and the name of the place there."""

    commune: str
    place: str


@dataclass(frozen=True)
class Crew:
    """The crew on a weekday (0 = Monday), for both half-days; ``takes``: other references, by code of role."""

    weekday: int
    staff: str
    takes: Takes = field(default_factory=dict[str, tuple[str, ...]], hash=False)


@dataclass(frozen=True)
class TourTemplate(Template):
    """A vehicle that spends ``stay_weeks`` weeks at each of ``stops`` in turn, then starts again."""

    shape: ClassVar[str] = "tour"
    vehicle: str
    anchor: date
    stops: tuple[TourStop, ...]
    crew: tuple[Crew, ...]
    stay_weeks: int = 1

    def __post_init__(self) -> None:
        weekdays = [member.weekday for member in self.crew]
        if not self.stops or self.stay_weeks < 1 or len(set(weekdays)) != len(weekdays):
            raise ValueError("a tour needs stops, a stay of at least one week and one crew a weekday")

    def stop_of(self, day: date) -> TourStop:
        """The stop of the week of ``day``."""
        return self.stops[weeks_between(self.anchor, day) // self.stay_weeks % len(self.stops)]

    def on(self, day: date) -> Iterator[HalfDay]:
        """The half-days of ``day``, holiday or not."""
        stop = self.stop_of(day)
        for member in self.crew:
            if member.weekday == day.weekday():
                takes = {VEHICLE.code: (self.vehicle,), **with_giver(member.staff, member.takes)}
                for half in Half:
                    yield HalfDay(half, Activity.CONSULTATIONS, takes, commune=stop.commune, stop=stop.place)

    @property
    def staff(self) -> frozenset[str]:
        """References of the people who give the half-days."""
        return frozenset(member.staff for member in self.crew)

    @property
    def places(self) -> frozenset[str]:
        """Codes of the communes where the vehicle stops."""
        return frozenset(stop.commune for stop in self.stops)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "shape": self.shape,
            "vehicle": self.vehicle,
            "anchor": self.anchor.isoformat(),
            "stay_weeks": self.stay_weeks,
            "stops": [{"commune": stop.commune, "place": stop.place} for stop in self.stops],
            "crew": [{"weekday": c.weekday, "staff": c.staff, **others_out(c.takes)} for c in self.crew],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the output of :meth:`to_json`."""
        return cls(
            vehicle=str(document["vehicle"]),
            anchor=date.fromisoformat(document["anchor"]),
            stops=tuple(TourStop(str(row["commune"]), str(row["place"])) for row in document["stops"]),
            crew=tuple(Crew(int(row["weekday"]), str(row["staff"]), others_in(row)) for row in document["crew"]),
            stay_weeks=int(document["stay_weeks"]),
        )
