"""Read the rows of a table; every problem of a table is found before it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from maillage.delimited import number
from maillage.errors import BadInput, UnknownName
from maillage.sources.codes import repaired
from maillage.tables import EMPTY_LIST, read_table

if TYPE_CHECKING:
    from maillage.territory import Territory

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YES, NO = frozenset({"yes", "true", "1", "oui"}), frozenset({"no", "false", "0", "non"})
MIDNIGHT = re.compile(r"(?<=\d)[T ]00:00:00(\.0+)?")  # the time part of a date that a program stores as a date and time
T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


class Row:
    """One line of a table. A cell that cannot be read is added to ``problems`` with its file, line and column."""

    def __init__(self, path: Path, line: int, cells: dict[str, str], problems: list[BadInput]) -> None:
        self.path, self.line, self.cells, self.problems = path, line, cells, problems

    def refuse(self, problem: str, remedy: str, column: str) -> None:
        """Note a problem of a cell."""
        self.problems.append(BadInput(self.path, problem, remedy, self.line, column))

    def read(self, column: str, default: T, convert: Callable[[str], T], remedy: str) -> T:
        """The cell as ``convert`` reads it; ``default`` if it is empty, or cannot be read."""
        text = self.cells.get(column, "").strip()
        if text.lower() in ("", "nan"):
            return default
        try:
            return convert(text)
        except (ValueError, KeyError):
            self.refuse(f"'{text}' cannot be read", remedy, column)
            return default

    def text(self, column: str, default: str = "") -> str:
        """The cell as text."""
        return self.read(column, default, str, "Write a text")

    def filled(self, column: str) -> bool:
        """Whether the cell holds anything."""
        return self.text(column) != ""

    def needed(self, column: str) -> str:
        """The cell as text; an empty one is a problem."""
        if not self.filled(column):
            self.refuse(f"the {column} is missing", "Fill the cell", column)
        return self.text(column)

    def words(self, column: str) -> tuple[str, ...]:
        """The words of a cell that holds a list, as they are written."""
        return tuple(_words(self.text(column), str))

    def whole(self, column: str, default: int, most: int, least: int = 0) -> int:
        """A whole number from ``least`` to ``most``."""

        def convert(text: str) -> int:
            value = number(text, decimal_comma=True)  # a program may have written 2 as 2.0
            if value != int(value) or not least <= value <= most:
                raise ValueError(text)
            return int(value)

        return self.read(column, default, convert, f"Write a whole number from {least} to {most}")

    def amount(self, column: str, default: float, most: float) -> float:
        """A number from 0 to ``most``."""

        def convert(text: str) -> float:
            value = number(text, decimal_comma=True)
            if not 0 <= value <= most:
                raise ValueError(text)
            return value

        return self.read(column, default, convert, f"Write a number from 0 to {most:g}")

    def yes(self, column: str) -> bool:
        """Yes or no; empty is no."""

        def convert(text: str) -> bool:
            if text.lower() not in YES | NO:
                raise ValueError(text)
            return text.lower() in YES

        return self.read(column, default=False, convert=convert, remedy="Write yes or no")

    def weekdays(self, column: str) -> frozenset[int]:
        """Weekdays, 0 = Monday; Monday to Friday if the cell is empty."""
        return self.read(
            column,
            frozenset(range(5)),
            lambda text: frozenset(WEEKDAYS.index(word) for word in _words(text)),
            f"Write weekdays as {' '.join(WEEKDAYS)}, separated by spaces",
        )

    def dates(self, column: str) -> frozenset[date]:
        """The dates of a cell."""
        return self.read(
            column,
            frozenset[date](),
            lambda text: frozenset(date.fromisoformat(word) for word in _words(MIDNIGHT.sub("", text))),
            "Write dates as 2027-01-04, separated by spaces",
        )

    def absences(self, column: str) -> frozenset[date]:
        """The dates of a cell, single ones and stretches from a date to another; two that overlap are a problem."""
        found: set[date] = set()
        remedy = "Write dates as 2027-01-04, stretches as 2027-01-04..2027-01-08, separated by spaces"
        for word in _words(MIDNIGHT.sub("", self.text(column))):
            first, _, last = word.partition("..")
            try:
                since, until = date.fromisoformat(first), date.fromisoformat(last or first)
            except ValueError:
                self.refuse(f"'{word}' cannot be read", remedy, column)
                continue
            days = {since + timedelta(days=k) for k in range((until - since).days + 1)}
            if not days:
                self.refuse(f"'{word}' ends before it begins", remedy, column)
            elif days & found:
                told = min(days & found).isoformat()
                self.refuse(f"'{word}' overlaps another absence on {told}", "Write each absence once", column)
            found |= days
        return frozenset(found)

    def date(self, column: str) -> date | None:
        """One date, or None."""
        return self.read(
            column, None, lambda text: date.fromisoformat(MIDNIGHT.sub("", text)), "Write a date as 2027-01-04"
        )

    def clock(self, column: str, default: time = time(0)) -> time:
        """An hour of the day."""
        return self.read(column, default, lambda text: time.fromisoformat(text.zfill(5)), "Write an hour as 20:00")

    def choice(self, column: str, default: Choice, kind: type[Choice]) -> Choice:
        """One of the values of ``kind``."""
        return self.read(column, default, lambda text: kind(text.lower()), f"Write one of {', '.join(kind)}")

    def commune(self, territory: Territory) -> str:
        """Code of the current commune, also for a former code; '' if there is none."""
        code = repaired(self.text("commune"))
        code = territory.part_of.get(code, code)
        try:
            territory.index_of(code)
        except UnknownName as error:
            problem = str(error) if code else "the commune is missing"
            self.refuse(problem, "Write the code of a commune", "commune")
            return ""
        return code


def _words(text: str, change: Callable[[str], str] = str.lower) -> list[str]:
    """The words of a cell that holds a list."""
    words = change(text).split()
    return [] if [word.lower() for word in words] == [EMPTY_LIST] else words


def rows_of(
    path: Path | str, required: tuple[str, ...], optional: tuple[str, ...], problems: list[BadInput]
) -> list[Row]:
    """The rows of a table; an id that is missing or comes twice is added to ``problems``.

    Raises ``BadInput`` for a file that is no table or lacks a required column.
    """
    frame = read_table(path, required, optional=optional)
    rows = [
        Row(Path(path), int(line), {str(key): str(value) for key, value in record.items()}, problems)
        for line, record in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    seen: set[str] = set()
    for row in rows if "id" in required else ():
        if not row.filled("id"):
            row.refuse("the id is missing", "Give each line its own id", "id")
        elif row.text("id") in seen:
            row.refuse(f"the id '{row.text('id')}' comes twice", "Give each line its own id", "id")
        seen.add(row.text("id"))
    return rows
