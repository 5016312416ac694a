"""The data of a rotation of rooms, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

HALVES = 2
"""Half-days of a day: number 2 * weekday is the morning, the next one the afternoon."""


@dataclass(frozen=True)
class RoomPerson:
    """Somebody who works in the centre.

    ``half_days`` are owed in a week by contract, ``visits`` of them outside; ``never`` are numbers of half-days in
    which they do not work. A ``doctor`` can take unscheduled patients.
    """

    id: str
    half_days: int
    visits: int = 0
    doctor: bool = False
    never: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Seat:
    """A half-day of a person: in a room, or outside (``room`` is None)."""

    person: str
    half_day: int
    room: str | None = None


@dataclass(frozen=True)
class RoomProblem:
    """People, the rooms that are open in each half-day (by number), and the seats of the week before.

    ``places`` names the place of each room: nobody changes place within a day if it can be avoided.
    """

    people: tuple[RoomPerson, ...]
    rooms: Mapping[int, tuple[str, ...]]
    places: Mapping[str, str] = field(default_factory=dict[str, str])
    before: frozenset[Seat] = frozenset()

    def __post_init__(self) -> None:
        ids = [person.id for person in self.people]
        if len(set(ids)) != len(ids):
            raise ValueError("two people have the same name")
        if any(person.visits > person.half_days for person in self.people):
            raise ValueError("visits are part of the half-days owed")


@dataclass(frozen=True)
class RoomWeek:
    """A rotation: its seats, the value of who works when with its proven bound, and half-days owed but not placed.

    ``without_doctor`` are half-days with open rooms in which no doctor sits.
    """

    seats: tuple[Seat, ...]
    objective: float
    bound: float
    unplaced: Mapping[str, int]
    without_doctor: tuple[int, ...]
