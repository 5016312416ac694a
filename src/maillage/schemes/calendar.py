"""Working days of France and local times of the sessions.

A session is written in local time (Europe/Paris) and turned into an instant only once its date is known, so that it
still starts at nine o'clock after the clocks change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from maillage.schemes.words import Half

PARIS = ZoneInfo("Europe/Paris")

# Departments with public holidays of their own, by the names the package `holidays` gives to these places.
_OWN_HOLIDAYS = {
    "57": "57", "67": "6AE", "68": "6AE", "971": "971", "972": "972", "973": "973", "974": "974", "976": "976",
}  # fmt: skip


@cache
def _public_holidays(year: int, place: str | None) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", subdiv=place, years=year))


@dataclass(frozen=True)
class FrenchCalendar:
    """Public holidays of a department ('' for those of the whole country)."""

    department: str = ""

    def is_holiday(self, day: date) -> bool:
        """Whether ``day`` is a public holiday there."""
        return day in _public_holidays(day.year, _OWN_HOLIDAYS.get(self.department))

    def working_days(self, start: date, end: date, weekdays: frozenset[int] = frozenset(range(5))) -> list[date]:
        """Dates from ``start`` to the day before ``end`` that fall on ``weekdays`` (0 = Monday), holidays left out."""
        days = (start + timedelta(days=k) for k in range((end - start).days))
        return [day for day in days if day.weekday() in weekdays and not self.is_holiday(day)]


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
        """Slots of a full day."""
        return sum(self.slots_in(half) for half in Half)


def local_instant(day: date, at: time) -> datetime:
    """The instant when clocks in Paris show ``at`` on ``day``."""
    return datetime.combine(day, at, tzinfo=PARIS)


def half_day(day: date, half: Half, hours: Hours) -> tuple[datetime, datetime]:
    """Start and end of a half-day as instants with the zone Europe/Paris."""
    starts, ends = hours.of(half)
    return local_instant(day, starts), local_instant(day, ends)
