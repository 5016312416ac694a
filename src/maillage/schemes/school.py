"""School holidays of a department, by the zone of its academy; dates and their source: ``school_holidays.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from maillage.parameters import load_toml


@dataclass(frozen=True)
class SchoolZone:
    """A zone of the school calendar: first and last days of its holidays, in order; empty where they are not known."""

    name: str
    holidays: tuple[tuple[date, date], ...]

    @property
    def known_until(self) -> date | None:
        """The last day that the dates speak of; None where there are none."""
        return self.holidays[-1][1] if self.holidays else None

    def knows(self, day: date) -> bool:
        """Whether the dates speak of ``day``: it is not past the last known one."""
        return self.known_until is not None and day <= self.known_until

    def is_holiday(self, day: date) -> bool:
        """Whether ``day`` has no class because of holidays; False where it is not known."""
        return any(first <= day <= last for first, last in self.holidays)


@cache
def _zones() -> dict[str, SchoolZone]:
    """Return the zone of each department."""
    found: dict[str, SchoolZone] = {}
    for name, row in load_toml("maillage.schemes", "school_holidays")["zone"].items():
        zone = SchoolZone(name, tuple((first, last) for first, last in row["holidays"]))
        found |= dict.fromkeys(row["departments"], zone)
    return found


def school_zone(department: str) -> SchoolZone | None:
    """Return the zone of a department; None for one that is in none."""
    return _zones().get(department)
