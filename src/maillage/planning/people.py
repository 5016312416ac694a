"""Doctors who give days and sites that receive them: the input lists of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from maillage.schemes import Profession, Status


@dataclass(frozen=True)
class Doctor:
    """A volunteer: home commune, dates on which days can be given, and the loss for the home practice.

    A date in ``absent`` is never given, even if it is among those ``available``. ``home_share`` is the share of a given
    day that patients at home really lose: 0 for a retired doctor or a day off, 1 for a day taken from the practice and
    not replaced.
    """

    id: str
    name: str
    commune: str
    available: frozenset[date]
    home_share: float
    max_days_per_month: int = 2
    profession: Profession = Profession.GP
    status: Status = Status.PRACTISING
    absent: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not 0.0 <= self.home_share <= 1.0 or self.max_days_per_month < 0:
            raise ValueError(f"doctor {self.id}: the home share lies in 0..1 and days a month are not negative")

    @property
    def offered(self) -> frozenset[date]:
        """Dates on which a day may be requested: those available, without absences."""
        return self.available - self.absent


@dataclass(frozen=True)
class Site:
    """A place that receives volunteers: commune, rooms, weekdays it opens (0 = Monday), dates it is closed."""

    id: str
    name: str
    commune: str
    rooms: int = 1
    open_weekdays: frozenset[int] = frozenset(range(5))
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.rooms < 0 or not self.open_weekdays <= frozenset(range(7)):
            raise ValueError(f"site {self.id}: rooms are not negative and weekdays lie in 0..6")


class PriorityArea(Protocol):
    """The attributes of a designated territory that planning uses: its code, its name, positions of its communes."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def positions(self) -> Iterable[int]: ...  # noqa: D102


class PriorityList(Protocol):
    """A designation: its territories."""

    @property
    def rows(self) -> Iterable[PriorityArea]: ...  # noqa: D102
