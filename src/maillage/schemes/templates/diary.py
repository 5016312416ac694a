"""The opening rules of a diary: weekly, every few weeks or once a month, with own hours, an end, and changed days."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from maillage.schemes.calendar import Calendars, FrenchCalendar, Hours, calendar_at, local_instant
from maillage.schemes.kept_time import windows_in, windows_out
from maillage.schemes.school import school_zone
from maillage.schemes.templates.base import (
    HalfDay,
    SessionDate,
    Takes,
    Template,
    others_in,
    others_out,
    weeks_between,
    with_giver,
)
from maillage.schemes.templates.weekly import Presence
from maillage.schemes.windows import Window
from maillage.schemes.words import Activity, Half

NOON = time(13)
Clock = tuple[time, time]
Motives = tuple[tuple[str, int], ...]
"""Codes of motives with the minutes of a visit."""


class School(StrEnum):
    """In which weeks of the school year a rule holds."""

    ALWAYS = "always"
    OUTSIDE = "outside"
    ONLY = "only"


@dataclass(frozen=True)
class OpeningRule:
    """Open on a ``weekday`` (0 = Monday) from ``hours`` to hours, from the day ``first`` to ``last`` (None: no end).

    Every ``every_weeks`` weeks from that of ``first``, or with ``of_month`` once a month on the 1st to 4th such weekday
    (-1: the last). ``changed``: other hours on a day, None for closed; a day that the rule does not hold on is an
    additional one, whatever else says the calendar. ``seats`` people come at one time; ``pause`` minutes are kept
    between visits. ``windows`` keep part of the time beside those of the scheme, as for the regulation.
    """

    key: str
    place: str
    staff: str
    weekday: int
    hours: Clock
    first: date
    motives: Motives
    last: date | None = None
    every_weeks: int = 1
    of_month: int | None = None
    school: School = School.ALWAYS
    on_holidays: bool = False
    pause: int = 0
    seats: int = 1
    windows: tuple[Window, ...] = ()
    takes: Takes = field(default_factory=dict[str, tuple[str, ...]], hash=False)
    changed: Mapping[date, Clock | None] = field(default_factory=dict[date, "Clock | None"], hash=False)

    def __post_init__(self) -> None:
        self._rhythm  # noqa: B018 - raises for an impossible rhythm
        if self.hours[0] >= self.hours[1] or any(one and one[0] >= one[1] for one in self.changed.values()):
            raise ValueError("a rule opens before it closes, on the same day")
        if not self.motives or self.seats < 1 or self.pause < 0 or (self.seats > 1 and len(self.motives) > 1):
            raise ValueError("a rule has motives, and a group has one")
        if sum(one.share or 0 for one in self.windows) > 100:
            raise ValueError("a rule keeps all of its time at most")

    @cached_property
    def _rhythm(self) -> Presence:
        return Presence(
            self.weekday, Half.MORNING, self.place, self.staff, every_weeks=self.every_weeks, of_month=self.of_month
        )

    def is_regular(self, day: date, calendar: FrenchCalendar) -> bool:
        """Return whether the rule holds on ``day``, before any change of that day."""
        # Weekdays first: half a year of every rule is asked for when one of them changes.
        if day.weekday() != self.weekday or day < self.first or (self.last is not None and day > self.last):
            return False
        if not self._rhythm.falls_on(day, weeks_between(self.first, day)):
            return False
        if not self.on_holidays and calendar.is_holiday(day):
            return False
        if self.school is School.ALWAYS:
            return True
        zone = school_zone(calendar.department)
        return (zone is not None and zone.is_holiday(day)) == (self.school is School.ONLY)

    def hours_on(self, day: date, calendar: FrenchCalendar) -> Clock | None:
        """Return from when to when it is open on ``day``, by the clock of its place; None if it is not."""
        if day in self.changed:
            return self.changed[day]
        return self.hours if self.is_regular(day, calendar) else None

    def session_on(self, day: date, calendar: FrenchCalendar) -> SessionDate | None:
        """Return the session of ``day``; None if there is none, or if clocks skip all its hours.

        Its name tells the day and all that a session has of the rule, so that a session is the same as long as nothing
        of it changes.
        """
        hours = self.hours_on(day, calendar)
        if hours is None:
            return None
        # In UTC, where an hour is an hour on the days when clocks change.
        starts, ends = (local_instant(day, at, calendar.zone).astimezone(UTC) for at in hours)
        if starts >= ends:
            return None
        takes = with_giver(self.staff, self.takes)
        said: list[Any] = [str(starts), str(ends), sorted(takes.items()), sorted(self.motives), self.pause, self.seats]
        # Only where something is kept: sessions of rules that keep nothing stay the same.
        said += [windows_out(self.windows)] if self.windows else []
        digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]
        return SessionDate(
            day, Half.MORNING if hours[0] < NOON else Half.AFTERNOON, starts, ends, Activity.CONSULTATIONS, self.place,
            None, "", takes, name=f"{self.key}-{day.isoformat()}-{digest}", motives=self.motives, pause=self.pause,
            seats=self.seats, windows=self.windows,
        )  # fmt: skip


@dataclass(frozen=True)
class DiaryTemplate(Template):
    """The opening rules of a diary; each decides about holidays itself."""

    shape: ClassVar[str] = "diary"
    leaves_out_holidays: ClassVar[bool] = False
    rules: tuple[OpeningRule, ...]

    def on(self, day: date) -> Iterator[HalfDay]:
        """The half-days of ``day`` by rules that hold on it wherever the place is."""
        for rule in self.rules:
            hours = rule.hours_on(day, FrenchCalendar())
            if hours is not None:
                half = Half.MORNING if hours[0] < NOON else Half.AFTERNOON
                yield HalfDay(half, Activity.CONSULTATIONS, with_giver(rule.staff, rule.takes), rule.place)

    def _dated(self, day: date, calendars: Calendars, hours: Hours) -> Iterator[SessionDate]:
        del hours  # every rule has its own
        for rule in self.rules:
            found = rule.session_on(day, calendar_at(calendars, rule.place))
            if found is not None:
                yield found

    @property
    def staff(self) -> frozenset[str]:
        """References of the people who give the half-days."""
        return frozenset(rule.staff for rule in self.rules)

    @property
    def places(self) -> frozenset[str]:
        """Keys of the places."""
        return frozenset(rule.place for rule in self.rules)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {"shape": self.shape, "rules": [_out(rule) for rule in self.rules]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the output of :meth:`to_json`."""
        return cls(tuple(_in(row) for row in document["rules"]))


def exists(day: date, at: time, zone: ZoneInfo) -> bool:
    """Return whether clocks of ``zone`` show ``at`` on ``day``: they skip an hour in spring."""
    wanted = datetime.combine(day, at)
    return local_instant(day, at, zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wanted


def _out(rule: OpeningRule) -> dict[str, Any]:
    return {
        "key": rule.key, "place": rule.place, "staff": rule.staff, "weekday": rule.weekday,
        "hours": _clock_out(rule.hours), "first": rule.first.isoformat(),
        "last": None if rule.last is None else rule.last.isoformat(), "motives": [list(one) for one in rule.motives],
        "every_weeks": rule.every_weeks, "of_month": rule.of_month, "school": rule.school.value,
        "on_holidays": rule.on_holidays, "pause": rule.pause, "seats": rule.seats, **others_out(rule.takes),
        "windows": windows_out(rule.windows),
        "changed": {day.isoformat(): _clock_out(hours) for day, hours in rule.changed.items()},
    }  # fmt: skip


def _in(row: Mapping[str, Any]) -> OpeningRule:
    hours = _clock_in(row["hours"])
    if hours is None:
        raise ValueError("a rule needs hours")
    return OpeningRule(
        key=str(row["key"]), place=str(row["place"]), staff=str(row["staff"]), weekday=int(row["weekday"]),
        hours=hours, first=date.fromisoformat(row["first"]),
        last=None if row["last"] is None else date.fromisoformat(row["last"]),
        motives=tuple((str(code), int(minutes)) for code, minutes in row["motives"]),
        every_weeks=int(row["every_weeks"]), of_month=None if row["of_month"] is None else int(row["of_month"]),
        school=School(row["school"]), on_holidays=bool(row["on_holidays"]), pause=int(row["pause"]),
        seats=int(row["seats"]), windows=windows_in(row.get("windows", ())), takes=others_in(row),
        changed={date.fromisoformat(day): _clock_in(hours) for day, hours in row["changed"].items()},
    )  # fmt: skip


def _clock_out(hours: Clock | None) -> list[str] | None:
    return None if hours is None else [at.isoformat("minutes") for at in hours]


def _clock_in(hours: list[str] | None) -> Clock | None:
    return None if hours is None else (time.fromisoformat(hours[0]), time.fromisoformat(hours[1]))
