"""Working days and time zones of a French department.

A session is defined in the local time of its place and converted to an instant only once its date is known, so that it
still starts at nine o'clock after a daylight saving change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

from maillage.errors import UnknownName
from maillage.schemes.words import Half

PARIS = ZoneInfo("Europe/Paris")


class _Local(NamedTuple):
    zone: str
    holidays: str


# Departments and territories with their own time zone or public holidays; all others have those of Paris. The second
# value is the name of the place in the package `holidays`. Zones: IANA; French Polynesia has two more zones (Marquesas,
# Gambier), for 10,000 of its 280,000 inhabitants.
_OWN = {
    "57": _Local("Europe/Paris", "57"),
    "67": _Local("Europe/Paris", "6AE"),
    "68": _Local("Europe/Paris", "6AE"),
    "971": _Local("America/Guadeloupe", "971"),
    "972": _Local("America/Martinique", "972"),
    "973": _Local("America/Cayenne", "973"),
    "974": _Local("Indian/Reunion", "974"),
    "975": _Local("America/Miquelon", "PM"),
    "976": _Local("Indian/Mayotte", "976"),
    "977": _Local("America/St_Barthelemy", "BL"),
    "978": _Local("America/Marigot", "MF"),
    "986": _Local("Pacific/Wallis", "WF"),
    "987": _Local("Pacific/Tahiti", "PF"),
    "988": _Local("Pacific/Noumea", "NC"),
}

# Regions that lie overseas, each with its only department.
_OVERSEAS_REGIONS = {"01": "971", "02": "972", "03": "973", "04": "974", "06": "976"}

OWN_CLOCKS = frozenset(department for department, local in _OWN.items() if local.zone != PARIS.key)
"""Departments and territories where clocks do not show the time of Paris."""


def next_month(day: date) -> date:
    """Return the first day of the month after that of ``day``."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def zone_of(department: str) -> ZoneInfo:
    """The time zone of a department."""
    return ZoneInfo(_OWN[department].zone) if department in _OWN else PARIS


def zone_of_region(region: str) -> ZoneInfo:
    """The time zone of a region: all its departments share one."""
    return zone_of(_OVERSEAS_REGIONS.get(region, ""))


def department_of(commune: str) -> str:
    """The department of the commune with this Insee code, which begins with that of the department."""
    return commune[: 3 if commune.startswith(("97", "98")) else 2]


def zone_of_commune(commune: str) -> ZoneInfo:
    """The time zone of the commune with this Insee code."""
    return zone_of(department_of(commune))


@cache
def _public_holidays(year: int, place: str | None) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", subdiv=place, years=year))


@dataclass(frozen=True)
class FrenchCalendar:
    """Public holidays and time zone of a department ('' for those of most of the country)."""

    department: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the department."""
        return zone_of(self.department)

    def is_holiday(self, day: date) -> bool:
        """Whether ``day`` is a public holiday."""
        own = _OWN.get(self.department)
        return day in _public_holidays(day.year, own.holidays if own else None)

    def working_days(self, start: date, end: date, weekdays: frozenset[int] = frozenset(range(5))) -> list[date]:
        """Dates from ``start`` to the day before ``end`` that fall on ``weekdays`` (0 = Monday), except holidays."""
        days = (start + timedelta(days=k) for k in range((end - start).days))
        return [day for day in days if day.weekday() in weekdays and not self.is_holiday(day)]


Calendars = FrenchCalendar | Mapping[str, FrenchCalendar]
"""One calendar for all places, or one for each place by its key."""


def calendar_at(calendars: Calendars, where: str) -> FrenchCalendar:
    """The calendar of the place ``where``. Raises ``UnknownName`` if there is none."""
    if isinstance(calendars, FrenchCalendar):
        return calendars
    if where not in calendars:
        raise UnknownName("place of a template", where, sorted(calendars)[:3])
    return calendars[where]


@dataclass(frozen=True)
class Hours:
    """Start and end of each half-day, local time, and the length of a slot in minutes."""

    morning: tuple[time, time] = (time(9, 0), time(12, 20))
    afternoon: tuple[time, time] = (time(14, 0), time(17, 20))
    slot_minutes: int = 20

    def of(self, half: Half) -> tuple[time, time]:
        """Local start and end of ``half``."""
        return self.morning if half is Half.MORNING else self.afternoon

    def slots_in(self, half: Half) -> int:
        """Number of whole slots in ``half``."""
        starts, ends = self.of(half)
        minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
        return minutes // self.slot_minutes

    @property
    def patients_per_day(self) -> int:
        """Number of slots of a full day."""
        return sum(self.slots_in(half) for half in Half)


def local_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant when local time in ``zone`` is ``at`` on ``day``."""
    return datetime.combine(day, at, tzinfo=zone)


def half_day(day: date, half: Half, hours: Hours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end of a half-day as instants of ``zone``."""
    starts, ends = hours.of(half)
    return local_instant(day, starts, zone), local_instant(day, ends, zone)
