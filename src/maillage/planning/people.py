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

    ``pinned`` (site, date) are days that the plan must have, ``never`` sites that it must not choose. A doctor goes
    only where all that is ``needed`` is among the site's equipment; ``days_apart`` are the fewest days from one day to
    the next. A ``supervised`` doctor needs one who ``supervises`` so many at the same site on the same day. ``bed``: a
    night's lodging is needed. ``payer`` pays the days; that of the site does if it is empty.

    ``scheme`` is the code of the scheme under whose rules the days are given, that of the plan if it is empty. ``half``
    ("am" or "pm"): only mornings or afternoons are given. ``weeks``: whole weeks at one site are given, at most so many
    in the plan. ``promised`` (site, days) are the fewest days in each month at a site, by contract or agreement (in a
    month that is only partly in the plan, as many of four parts as it has weeks). A ``person`` may stand in several
    lines, and is at one site a day in all of them.
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
    pinned: frozenset[tuple[str, date]] = frozenset()
    never: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    days_apart: int = 0
    supervised: bool = False
    supervises: int = 0
    bed: bool = False
    payer: str = ""
    scheme: str = ""
    half: str = ""
    weeks: int = 0
    promised: frozenset[tuple[str, int]] = frozenset()
    person: str = ""

    def __post_init__(self) -> None:
        if self.half not in ("", "am", "pm") or self.weeks < 0 or (self.half and self.weeks):
            raise ValueError(f"doctor {self.id}: gives days, mornings (am), afternoons (pm) or whole weeks")
        if not 0.0 <= self.home_share <= 1.0 or self.max_days_per_month < 0:
            raise ValueError(f"doctor {self.id}: the home share lies in 0..1 and days a month are not negative")
        if self.days_apart < 0 or self.supervises < 0:
            raise ValueError(f"doctor {self.id}: days apart and people supervised are not negative")

    @property
    def offered(self) -> frozenset[date]:
        """Dates on which a day may be requested: those available, without absences."""
        return self.available - self.absent

    @property
    def part(self) -> float:
        """The part of a day that is given on a date."""
        return 0.5 if self.half else 1.0

    @property
    def one(self) -> str:
        """The person, the same in all lines."""
        return self.person or self.id


@dataclass(frozen=True)
class Site:
    """A place that receives volunteers: commune, rooms, weekdays it opens (0 = Monday), dates it is closed.

    ``rooms_on`` gives other numbers of rooms for the two halves of some weekdays: (weekday, morning, afternoon); a day
    needs a room in both. ``equipment`` is what it has; ``staff`` are the weekdays on which people of a role are there
    (role, weekday). At most ``most_doctors`` come during the plan (0: any number), and its days are ``days_apart``.

    A site with an ``opening_cents`` or ``least_days`` is opened by the plan or not: once it has a day, its opening is
    paid, and every calendar month has at least ``least_days`` (in a month that is only partly in the plan, as many of
    four parts as it has weeks).

    ``profession`` is whom its rooms are for, where professions have their own measures of access; ``schemes`` are those
    that hold their days there, any if it is empty.
    """

    id: str
    name: str
    commune: str
    rooms: int = 1
    open_weekdays: frozenset[int] = frozenset(range(5))
    closed: frozenset[date] = frozenset()
    opening_cents: int = 0
    least_days: int = 0
    rooms_on: tuple[tuple[int, int, int], ...] = ()
    equipment: frozenset[str] = frozenset()
    staff: frozenset[tuple[str, int]] = frozenset()
    beds: int = 0
    most_doctors: int = 0
    days_apart: int = 0
    payer: str = ""
    profession: Profession = Profession.GP
    schemes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        counts = (self.opening_cents, self.least_days, self.beds, self.most_doctors, self.days_apart)
        if min(counts) < 0 or any(min(one[1:]) < 0 or not 0 <= one[0] <= 6 for one in self.rooms_on):
            raise ValueError(f"site {self.id}: the cost of its opening and its numbers are not negative")
        if self.rooms < 0 or not self.open_weekdays <= frozenset(range(7)):
            raise ValueError(f"site {self.id}: rooms are not negative and weekdays lie in 0..6")

    def rooms_of(self, weekday: int) -> int:
        """Rooms for a whole day: those that are there in both its halves."""
        return min(self.rooms_in_halves(weekday))

    def rooms_in_halves(self, weekday: int) -> tuple[int, int]:
        """Rooms in the morning and in the afternoon."""
        if weekday not in self.open_weekdays:
            return 0, 0
        found = (halves for day, *halves in self.rooms_on if day == weekday)
        morning, afternoon = next(found, [self.rooms, self.rooms])
        return morning, afternoon

    def has_staff(self, role: str, weekday: int) -> bool:
        """Whether somebody of a role is there."""
        return (role, weekday) in self.staff

    def opens_on(self, day: date, staff: Iterable[str] = ()) -> bool:
        """Whether a whole day can be held on a date, by its own opening, rooms and people."""
        there = all(self.has_staff(role, day.weekday()) for role in staff)
        return there and day not in self.closed and self.rooms_of(day.weekday()) > 0

    @property
    def optional(self) -> bool:
        """Whether the plan decides if the site opens."""
        return self.opening_cents > 0 or self.least_days > 0


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
