"""What has happened to a plan, as values that a job keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Changed:
    """Doctors who left, sites closed on which dates (none: for good), people who came, all by reference.

    Days before ``since`` stay. ``snow`` are territories whose sites are closed from ``snow_from`` for a week, "" for
    all of them. ``with_patients`` allows days with booked patients to move.
    """

    since: date
    left: tuple[str, ...] = ()
    closed: Mapping[str, tuple[date, ...]] = field(default_factory=dict[str, tuple[date, ...]])
    came: tuple[str, ...] = ()
    snow: tuple[str, ...] = ()
    snow_from: date | None = None
    with_patients: bool = False

    @property
    def snow_days(self) -> frozenset[date]:
        """The dates of the week of snow."""
        first = self.snow_from
        return frozenset() if first is None else frozenset(first + timedelta(days=k) for k in range(7))

    def to_json(self) -> dict[str, Any]:
        """Return plain values that :meth:`from_json` reads back."""
        return {
            "since": self.since.isoformat(),
            "left": list(self.left),
            "closed": {key: [day.isoformat() for day in days] for key, days in self.closed.items()},
            "came": list(self.came),
            "snow": list(self.snow),
            "snow_from": None if self.snow_from is None else self.snow_from.isoformat(),
            "with_patients": self.with_patients,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Changed:
        """Return the values written by :meth:`to_json`."""
        return cls(
            since=date.fromisoformat(row["since"]),
            left=tuple(row["left"]),
            closed={key: tuple(map(date.fromisoformat, days)) for key, days in row["closed"].items()},
            came=tuple(row["came"]),
            snow=tuple(row["snow"]),
            snow_from=None if row["snow_from"] is None else date.fromisoformat(row["snow_from"]),
            with_patients=bool(row["with_patients"]),
        )
