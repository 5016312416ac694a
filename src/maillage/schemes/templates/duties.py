"""The duties of a rota: a list of dates with hours of their own, each at a house of a commune; some have nobody yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, ClassVar, Self

from maillage.schemes.calendar import Calendars, Hours, calendar_at, local_instant
from maillage.schemes.posts import GIVER
from maillage.schemes.templates.base import HalfDay, SessionDate, Template
from maillage.schemes.words import Activity, Half

MIDDAY = 13


@dataclass(frozen=True)
class DutyDate:
    """A duty, ``name`` is unique in the list; one that ends at or before its start ends on the next day.

    ``staff`` is empty for a hole: a duty for which somebody is still to be found.
    """

    name: str
    date: date
    starts: time
    ends: time
    commune: str
    house: str
    staff: str = ""


@dataclass(frozen=True)
class DutyTemplate(Template):
    """Duties in any order, holidays included."""

    shape: ClassVar[str] = "duties"
    leaves_out_holidays: ClassVar[bool] = False
    duties: tuple[DutyDate, ...]

    def __post_init__(self) -> None:
        names = [one.name for one in self.duties]
        if not names or len(set(names)) < len(names):
            raise ValueError("a rota needs duties, each under a name of its own")

    def on(self, day: date) -> Iterator[HalfDay]:
        """The duties of ``day``, as half-days without their hours."""
        for one in self.duties:
            if one.date == day:
                takes = {GIVER: (one.staff,)} if one.staff else {}
                yield HalfDay(_half(one), Activity.DUTY, takes, commune=one.commune, stop=one.house)

    def half_days(self, start: date, end: date, calendar: Calendars, hours: Hours) -> list[SessionDate]:
        """Dated duties from ``start`` to the day before ``end``, in chronological order, by their own hours."""
        found = [self._session(one, calendar) for one in self.duties if start <= one.date < end]
        return sorted(found, key=lambda dated: (dated.starts, dated.name))

    def _session(self, one: DutyDate, calendars: Calendars) -> SessionDate:
        zone = calendar_at(calendars, one.commune).zone
        last = one.date if one.ends > one.starts else one.date + timedelta(days=1)
        return SessionDate(
            one.date, _half(one), local_instant(one.date, one.starts, zone), local_instant(last, one.ends, zone),
            Activity.DUTY, None, one.commune, one.house, {GIVER: (one.staff,)} if one.staff else {}, one.name,
        )  # fmt: skip

    @property
    def staff(self) -> frozenset[str]:
        """References of the people on duty."""
        return frozenset(one.staff for one in self.duties if one.staff)

    @property
    def places(self) -> frozenset[str]:
        """Codes of the communes of the houses."""
        return frozenset(one.commune for one in self.duties)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        rows = [
            {
                "name": one.name, "date": one.date.isoformat(), "starts": f"{one.starts:%H:%M}",
                "ends": f"{one.ends:%H:%M}", "commune": one.commune, "house": one.house, "staff": one.staff,
            }
            for one in self.duties
        ]  # fmt: skip
        return {"shape": self.shape, "duties": rows}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the output of :meth:`to_json`."""
        return cls(
            tuple(
                DutyDate(
                    str(row["name"]), date.fromisoformat(row["date"]), time.fromisoformat(row["starts"]),
                    time.fromisoformat(row["ends"]), str(row["commune"]), str(row["house"]), str(row["staff"]),
                )
                for row in document["duties"]
            )
        )  # fmt: skip


def _half(one: DutyDate) -> Half:
    return Half.MORNING if one.starts.hour < MIDDAY else Half.AFTERNOON
