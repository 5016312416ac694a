"""A list of dates, chosen by the planner or entered by a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import product
from typing import Any, ClassVar, Self

from maillage.schemes.templates.base import (
    HalfDay,
    Takes,
    Template,
    checked_delay,
    delay_in,
    delay_out,
    others_in,
    others_out,
    with_giver,
)
from maillage.schemes.words import Activity, Half


@dataclass(frozen=True)
class DatedDay:
    """A date given by ``staff`` at ``place``, both half-days or one; ``takes``: other references, by code of role.

    ``delay``: minutes by which the half-days begin after the hours of the scheme.
    """

    date: date
    place: str
    staff: str
    halves: tuple[Half, ...] = tuple(Half)
    activity: Activity = Activity.CONSULTATIONS
    takes: Takes = field(default_factory=dict[str, tuple[str, ...]], hash=False)
    delay: int = 0

    def __post_init__(self) -> None:
        checked_delay(self.delay)
        if not self.halves or len(set(self.halves)) != len(self.halves):
            raise ValueError(f"the {self.date} needs one half-day or two")


@dataclass(frozen=True)
class DatedTemplate(Template):
    """Days as they are listed, including public holidays, as a listed holiday is intended."""

    shape: ClassVar[str] = "dated"
    leaves_out_holidays: ClassVar[bool] = False
    days: tuple[DatedDay, ...]

    def __post_init__(self) -> None:
        taken: set[tuple[str, date, Half, int | None]] = set()
        for one in self.days:
            # Somebody else than the giver may serve two half-days that begin at different times, in turn.
            wanted = [(one.staff, None), *((name, one.delay) for names in one.takes.values() for name in names)]
            for (name, delay), half in product(sorted(wanted, key=str), one.halves):
                if (name, one.date, half, delay) in taken:
                    raise ValueError(f"{name} is asked twice on {one.date}, {half}")
                taken.add((name, one.date, half, delay))

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
                yield HalfDay(half, one.activity, with_giver(one.staff, one.takes), one.place, delay=one.delay)

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
                **delay_out(d.delay),
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
                delay_in(row),
            )
            for row in document["days"]
        )  # fmt: skip
        return cls(days)
