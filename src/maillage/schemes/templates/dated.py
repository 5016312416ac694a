"""A list of dates, chosen by the planner or entered by a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self

from maillage.schemes.templates.base import HalfDay, Takes, Template, named_by, others_in, others_out, with_giver
from maillage.schemes.words import Activity, Half


@dataclass(frozen=True)
class DatedDay:
    """A date given by ``staff`` at ``place``, both half-days or one; ``takes``: other references, by code of role."""

    date: date
    place: str
    staff: str
    halves: tuple[Half, ...] = tuple(Half)
    activity: Activity = Activity.CONSULTATIONS
    takes: Takes = field(default_factory=dict[str, tuple[str, ...]], hash=False)

    def __post_init__(self) -> None:
        if not self.halves or len(set(self.halves)) != len(self.halves):
            raise ValueError(f"the {self.date} needs one half-day or two")


@dataclass(frozen=True)
class DatedTemplate(Template):
    """Days as they are listed, including public holidays, as a listed holiday is intended."""

    shape: ClassVar[str] = "dated"
    leaves_out_holidays: ClassVar[bool] = False
    days: tuple[DatedDay, ...]

    def __post_init__(self) -> None:
        taken: set[tuple[str, date, Half]] = set()
        for one in self.days:
            for reference in sorted(named_by(one.staff, one.takes)):
                for half in one.halves:
                    if (reference, one.date, half) in taken:
                        raise ValueError(f"{reference} is asked twice on {one.date}, {half}")
                    taken.add((reference, one.date, half))

    @cached_property
    def _by_date(self) -> dict[date, list[DatedDay]]:
        found: defaultdict[date, list[DatedDay]] = defaultdict(list)
        for one in self.days:
            found[one.date].append(one)
        return found

    def on(self, day: date) -> Iterator[HalfDay]:
        """The half-days of ``day``."""
        for one in self._by_date.get(day, ()):
            for half in one.halves:
                yield HalfDay(half, one.activity, with_giver(one.staff, one.takes), place=one.place)

    @property
    def staff(self) -> frozenset[str]:
        """References of the people who give the half-days."""
        return frozenset(one.staff for one in self.days)

    @property
    def places(self) -> frozenset[str]:
        """References of the places."""
        return frozenset(one.place for one in self.days)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        rows = [
            {
                "date": d.date.isoformat(), "place": d.place, "staff": d.staff, "activity": d.activity.value,
                "halves": [half.value for half in d.halves], **others_out(d.takes),
            }
            for d in self.days
        ]  # fmt: skip
        return {"shape": self.shape, "days": rows}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the output of :meth:`to_json`."""
        days = tuple(
            DatedDay(
                date.fromisoformat(row["date"]), str(row["place"]), str(row["staff"]),
                tuple(Half(half) for half in row["halves"]), Activity(row["activity"]), others_in(row),
            )
            for row in document["days"]
        )  # fmt: skip
        return cls(days)
