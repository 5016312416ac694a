"""Stops, teams and rules of a tour, as their tables give them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from maillage.errors import MaillageError
from maillage.parameters import load_toml


@dataclass(frozen=True)
class Stop:
    """A place where the bus may stop.

    ``people``: how many without a treating doctor have it nearest, None if that is to be estimated; ``generator``: it
    has no socket, so that the generator runs; ``least`` and ``most``: visits of each team in the horizon.
    """

    id: str
    name: str
    commune: str
    people: float | None = None
    generator: bool = False
    minutes: int | None = None
    least: int = 0
    most: int = 366


@dataclass(frozen=True)
class Team:
    """Who consults on a day: the weekdays (0 = Monday) on which it can, and on how many of them it does.

    ``appointments``: of one visit; ``appointments_a_year``: what one person takes of this team in a year.
    """

    id: str
    name: str
    weekdays: frozenset[int]
    days_a_week: int
    appointments: float
    appointments_a_year: float


@dataclass(frozen=True)
class PastVisit:
    """A visit of the tour as it is today."""

    day: date
    stop: str
    team: str
    appointments: float


@dataclass(frozen=True)
class TourRules:
    """The figures of ``tour.toml``."""

    without_doctor: float
    appointments_a_year: float
    reach_minutes: float
    half: float
    minute: float
    gaps: tuple[int, ...]
    minutes: int
    set_up_minutes: int
    appointments: float
    hours: float
    longest_hours: float
    leaves: time
    stops: int

    @classmethod
    def load(cls) -> TourRules:
        """The rules of the package."""
        document = load_toml("maillage.planning.tours", "tour")
        row: dict[str, Any] = {key: value for part in document.values() for key, value in part.items()}
        values: dict[str, Any] = {**row, "gaps": tuple(row["gaps"]), "leaves": time.fromisoformat(row["leaves"])}
        return cls(**values)

    def worth(self, asked: float, given: float) -> float:
        """Worth of ``given`` appointments where ``asked`` are, in first appointments; more than asked add nothing.

        The integral of the worth of the next one: h ln(1 + given / h), with h = half * asked.
        """
        scale = self.half * asked
        return scale * math.log1p(min(given, asked) / scale) if scale > 0 else 0.0


def weekdays_of(teams: tuple[Team, ...]) -> dict[int, str]:
    """The team of each weekday; one team a day, as there is one vehicle.

    A day of a team moves to another of its weekdays if a later team needs it. Raises ``MaillageError`` naming the team
    for which the week has no day left.
    """
    taken: dict[int, str] = {}
    for team in teams:
        for _ in range(team.days_a_week):
            if not _place(team.id, taken, {one.id: one.weekdays for one in teams}, set()):
                names = ", ".join(f"{one.id} ({one.days_a_week} days)" for one in teams)
                raise MaillageError(
                    f"The week has no day left for team '{team.id}', as one team goes on a day: {names}. "
                    "Give it more weekdays, or fewer days_a_week."
                )
    return dict(sorted(taken.items()))


def _place(team: str, taken: dict[int, str], able: Mapping[str, frozenset[int]], tried: set[int]) -> bool:
    """Find a weekday for one more day of ``team``, moving others along an augmenting path."""
    for day in sorted(able[team]):
        if day in tried or taken.get(day) == team:
            continue
        tried.add(day)
        if day not in taken or _place(taken[day], taken, able, tried):
            taken[day] = team
            return True
    return False
