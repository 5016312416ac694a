"""Lists of volunteers and sites, read from tables.

Doctors: ``id,commune`` and, if known, ``name``, ``status``, ``profession``, ``home_share_percent``, ``days_per_month``,
and the days offered, either ``dates`` or ``weekdays``, except those of ``absent``. Sites: ``id,commune`` and, if known,
``name``, ``rooms``, ``weekdays``, ``closed``. Weekdays are ``mon`` to ``sun``, dates are written 2027-01-04; several
values in one cell are separated by spaces; ``none`` is an empty list.

An empty list of dates offers no day: in a table with the column ``dates``, a doctor without dates and without weekdays
offers none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from maillage.delimited import number
from maillage.errors import BadInput, UnknownName
from maillage.planning.people import Doctor, Site
from maillage.schemes import FrenchCalendar, Profession, Status
from maillage.sources.codes import repaired
from maillage.tables import EMPTY_LIST, read_table

if TYPE_CHECKING:
    from maillage.territory import Territory

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_HOME_SHARE = {Status.PRACTISING: 50, Status.LOCUM: 20, Status.HOSPITAL: 0, Status.RETIRED: 0}
MIDNIGHT = re.compile(r"(?<=\d)[T ]00:00:00(\.0+)?")  # the time part of a date that a program stores as a date and time
T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


class _Row:
    """One line of a table; every reading error names its file, line and column."""

    def __init__(self, path: Path, line: int, cells: dict[str, str]) -> None:
        self.path, self.line, self.cells = path, line, cells

    def read(self, column: str, default: T, convert: Callable[[str], T], remedy: str) -> T:
        text = self.cells.get(column, "").strip()
        if text.lower() in ("", "nan"):
            return default
        try:
            return convert(text)
        except (ValueError, KeyError) as error:
            raise BadInput(self.path, f"'{text}' cannot be read", remedy, self.line, column) from error

    def text(self, column: str, default: str = "") -> str:
        return self.read(column, default, str, "Write a text")

    def filled(self, column: str) -> bool:
        return self.text(column) != ""

    def whole(self, column: str, default: int, most: int) -> int:
        def convert(text: str) -> int:
            value = number(text, decimal_comma=True)  # a program may have written 2 as 2.0
            if value != int(value) or not 0 <= value <= most:
                raise ValueError(text)
            return int(value)

        return self.read(column, default, convert, f"Write a whole number from 0 to {most}")

    def weekdays(self, column: str) -> frozenset[int]:
        return self.read(
            column,
            frozenset(range(5)),
            lambda text: frozenset(WEEKDAYS.index(word) for word in _words(text)),
            f"Write weekdays as {' '.join(WEEKDAYS)}, separated by spaces",
        )

    def dates(self, column: str) -> frozenset[date]:
        return self.read(
            column,
            frozenset[date](),
            lambda text: frozenset(date.fromisoformat(word) for word in _words(MIDNIGHT.sub("", text))),
            "Write dates as 2027-01-04, separated by spaces",
        )

    def choice(self, column: str, default: Choice, kind: type[Choice]) -> Choice:
        return self.read(column, default, lambda text: kind(text.lower()), f"Write one of {', '.join(kind)}")

    def commune(self, territory: Territory) -> str:
        """Code of the current commune, also for a former code."""
        code = repaired(self.text("commune"))
        code = territory.part_of.get(code, code)
        try:
            territory.index_of(code)
        except UnknownName as error:
            problem = str(error) if code else "the commune is missing"
            raise BadInput(self.path, problem, "Write the code of a commune", self.line, "commune") from error
        return code


def _words(text: str) -> list[str]:
    """The words of a cell that holds a list."""
    words = text.lower().split()
    return [] if words == [EMPTY_LIST] else words


def _rows(path: Path, optional: tuple[str, ...]) -> Iterator[_Row]:
    frame = read_table(path, ("id", "commune"), optional=optional)
    seen: set[str] = set()
    for line, record in zip(frame.index, frame.to_dict("records"), strict=True):
        row = _Row(path, int(line), {str(key): str(value) for key, value in record.items()})
        if not row.filled("id") or row.text("id") in seen:
            problem = f"the id '{row.text('id')}' comes twice" if row.filled("id") else "the id is missing"
            raise BadInput(path, problem, "Give each line its own id", row.line, "id")
        seen.add(row.text("id"))
        yield row


def read_doctors(path: Path, territory: Territory, start: date, weeks: int) -> list[Doctor]:
    """Read volunteers who may give days in the ``weeks`` weeks from ``start``.

    Who gives weekdays gives none of the public holidays of the home. Raises ``BadInput`` naming file, line and column.
    """
    optional = (
        "name", "status", "profession", "home_share_percent", "days_per_month", "dates", "weekdays", "absent",
    )  # fmt: skip
    return [_doctor(row, territory, start, weeks) for row in _rows(path, optional)]


def _doctor(row: _Row, territory: Territory, start: date, weeks: int) -> Doctor:
    status = row.choice("status", Status.PRACTISING, Status)
    dates, home = row.dates("dates"), row.commune(territory)
    if not row.filled("dates") and ("dates" not in row.cells or row.filled("weekdays")):
        calendar = FrenchCalendar(str(territory.department[territory.index_of(home)]))
        dates = frozenset(calendar.working_days(start, start + timedelta(weeks=weeks), row.weekdays("weekdays")))
    absent = row.dates("absent")
    share = row.whole("home_share_percent", DEFAULT_HOME_SHARE.get(status, 100), 100)
    return Doctor(
        id=row.text("id"),
        name=row.text("name", row.text("id")),
        commune=home,
        available=dates - absent,
        home_share=share / 100,
        max_days_per_month=row.whole("days_per_month", 2, 31),
        profession=row.choice("profession", Profession.GP, Profession),
        status=status,
        absent=absent,
    )


def read_sites(path: Path, territory: Territory) -> list[Site]:
    """Read the places that receive volunteers. Raises ``BadInput`` naming file, line and column."""
    return [
        Site(
            id=row.text("id"),
            name=row.text("name", row.text("id")),
            commune=row.commune(territory),
            rooms=row.whole("rooms", 1, 99),
            open_weekdays=row.weekdays("weekdays"),
            closed=row.dates("closed"),
        )
        for row in _rows(path, ("name", "rooms", "weekdays", "closed"))
    ]
