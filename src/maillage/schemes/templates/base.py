"""Interface common to all templates: the half-days of a date, and a JSON form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar, Self

from maillage.errors import UnknownName
from maillage.schemes.calendar import Calendars, Hours, calendar_at, half_day
from maillage.schemes.posts import GIVER
from maillage.schemes.windows import Window
from maillage.schemes.words import Activity, Half

WEEK = timedelta(weeks=1)
LONGEST_DELAY = 120
Takes = Mapping[str, tuple[str, ...]]
"""References by code of role, or by ``GIVER``."""


@dataclass(frozen=True)
class HalfDay:
    """A half-day of a date, before it has hours: at a ``place``, or at a ``stop`` of a vehicle in ``commune``.

    It begins and ends ``delay`` minutes after the hours of the scheme, so that a nurse can serve two rooms in turn.
    """

    half: Half
    activity: Activity
    takes: Takes = field(hash=False)
    place: str | None = None
    commune: str | None = None
    stop: str = ""
    delay: int = 0


@dataclass(frozen=True)
class SessionDate:
    """A dated half-day with its start and end instants, in the time zone of its place.

    ``takes``: the template's references for the posts, see :meth:`maillage.schemes.Scheme.posts`. One with a ``name``,
    unique in its template, is known by it, and may have nobody yet. ``motives``: codes of visits with their minutes,
    ``pause`` minutes apart; without them it is cut by the hours of its scheme. ``seats`` people come at one time.
    ``windows`` keep part of its time beside those of its scheme.
    """

    date: date
    half: Half
    starts: datetime
    ends: datetime
    activity: Activity
    place: str | None
    commune: str | None
    stop: str
    takes: Takes = field(hash=False)
    name: str = ""
    motives: tuple[tuple[str, int], ...] = ()
    pause: int = 0
    seats: int = 1
    windows: tuple[Window, ...] = ()

    @property
    def giver(self) -> str:
        """Reference of the person who gives it; "" for a named one that has nobody yet."""
        return self.takes[GIVER][0] if GIVER in self.takes or not self.name else ""


class Template(ABC):
    """Future half-days, as a rule or as a list. A subclass with a ``shape`` is registered under it."""

    shape: ClassVar[str] = ""
    leaves_out_holidays: ClassVar[bool] = True

    def __init_subclass__(cls, **values: Any) -> None:
        super().__init_subclass__(**values)
        if cls.shape:
            _shapes[cls.shape] = cls

    @abstractmethod
    def on(self, day: date) -> Iterable[HalfDay]:
        """The half-days of ``day``, holiday or not."""

    @property
    @abstractmethod
    def staff(self) -> frozenset[str]:
        """References of the people who give the half-days."""

    @property
    @abstractmethod
    def places(self) -> frozenset[str]:
        """Keys of the places, or codes of the communes where a vehicle stops; calendars are looked up by these."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """JSON-serialisable values, including ``shape``."""

    @classmethod
    @abstractmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the output of :meth:`to_json`; ``KeyError`` or ``ValueError`` for anything else."""

    def half_days(self, start: date, end: date, calendar: Calendars, hours: Hours) -> list[SessionDate]:
        """Dated half-days from ``start`` to the day before ``end``, in chronological order.

        ``calendar`` is one for all places, or one for each of :attr:`places`; templates that repeat leave out the
        public holidays of the place. A session keeps its local hours across daylight saving changes.
        """
        days = (start + timedelta(days=k) for k in range((end - start).days))
        found = [session for day in days for session in self._dated(day, calendar, hours)]
        return sorted(found, key=lambda s: (s.starts, s.place or s.commune or "", s.giver))

    def _dated(self, day: date, calendars: Calendars, hours: Hours) -> Iterator[SessionDate]:
        for one in self.on(day):
            calendar = calendar_at(calendars, one.place or one.commune or "")
            if self.leaves_out_holidays and calendar.is_holiday(day):
                continue
            starts, ends = (at + timedelta(minutes=one.delay) for at in half_day(day, one.half, hours, calendar.zone))
            yield SessionDate(day, one.half, starts, ends, one.activity, one.place, one.commune, one.stop, one.takes)


_shapes: dict[str, type[Template]] = {}
SHAPES: Mapping[str, type[Template]] = MappingProxyType(_shapes)
"""Classes of templates by shape."""


def template_from_json(document: Mapping[str, Any]) -> Template:
    """Read the output of ``to_json`` of any template. Raises ``UnknownName`` for an unknown shape."""
    shape = str(document.get("shape", ""))
    if shape not in SHAPES:
        raise UnknownName("shape of template", shape, sorted(SHAPES))
    return SHAPES[shape].from_json(document)


def weeks_between(anchor: date, day: date) -> int:
    """Number of weeks from that of ``anchor`` to that of ``day``; weeks begin on Monday."""
    return (_monday(day) - _monday(anchor)) // WEEK


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def with_giver(staff: str, others: Takes) -> Takes:
    """References that a half-day takes: the giver and the others."""
    return {GIVER: (staff,), **others}


def others_out(others: Takes) -> dict[str, Any]:
    """The ``takes`` of a JSON row, empty if there are no other references."""
    return {"takes": {role: list(references) for role, references in others.items()}} if others else {}


def others_in(row: Mapping[str, Any]) -> Takes:
    """Read the output of :func:`others_out`."""
    return {str(role): tuple(map(str, references)) for role, references in row.get("takes", {}).items()}


def checked_delay(minutes: int) -> int:
    """Return a delay of a half-day, 0 to 120 minutes. Raises ``ValueError`` for another."""
    if not 0 <= minutes <= LONGEST_DELAY:
        raise ValueError(f"a half-day begins 0 to {LONGEST_DELAY} minutes after the hours of its scheme, not {minutes}")
    return minutes


def delay_out(minutes: int) -> dict[str, int]:
    """The ``delay`` of a JSON row, empty for none."""
    return {"delay": minutes} if minutes else {}


def delay_in(row: Mapping[str, Any]) -> int:
    """Read the output of :func:`delay_out`."""
    return int(row.get("delay", 0))


def named_by(staff: str, others: Takes) -> frozenset[str]:
    """All references of a half-day; none may be used twice at the same time."""
    return frozenset({staff}).union(*others.values())
