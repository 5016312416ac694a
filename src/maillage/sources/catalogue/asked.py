"""A file to load: its year, its codes, and how its table is published, the same for every kind of source."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.errors import BadInput
from maillage.sources.catalogue.current import known_changes
from maillage.sources.catalogue.entries import Source
from maillage.sources.catalogue.header import Published, find_header
from maillage.sources.catalogue.holdings import Holdings, Loaded, Write
from maillage.sources.catalogue.opening import Watch, opened
from maillage.sources.catalogue.register import Register
from maillage.tables import Columns

if TYPE_CHECKING:
    from maillage.territory import Territory

MOST_UNKNOWN = 0.01  # of the codes; more, and it is not a file by commune of this country


@dataclass(frozen=True)
class Asked:
    """What to load, on which communes, into which holdings; ``year`` and ``older`` as for :func:`load.load`."""

    path: Path
    source: Source
    territory: Territory
    holdings: Holdings
    year: int | None = None
    older: bool = False
    watch: Watch | None = None

    @cached_property
    def register(self) -> Register:
        """Where the codes of the file are today."""
        return Register(self.territory, known_changes(self.holdings))

    @contextmanager
    def table(self) -> Generator[Published]:
        """The table of the file, its header found. Raises ``BadInput``."""
        source = self.source
        with opened(self.path, source.member, source.sheet, _plain(source), self.watch) as grids:
            yield find_header(next(grids), source)

    def checked_year(self, told: int | None = None) -> int:
        """The year of the figures: given, else told by the file, else in its name.

        Raises ``BadInput`` if there is none, and for a year before the one loaded.
        """
        found = self.year or told or year_named(self.path)
        if found is None:
            raise BadInput(self.path, "the year of its figures is not told", "Give it with --year")
        now = self.holdings.current(self.source.feeds)
        if now is not None and found < now.year and not self.older:
            problem = f"its figures are of {found}, those loaded of {now.year} ({now.name}, {now.file})"
            raise BadInput(self.path, problem, "Give --older to go back to it all the same")
        return found

    def publish(
        self,
        table: Columns,
        year: int,
        report: Iterable[str],
        beside: Mapping[str, Columns] | None = None,
        files: Mapping[str, Write] | None = None,
        more: Iterable[str] = (),
    ) -> Loaded:
        """Make a table current for its input and for the inputs ``more``: all or nothing."""
        source = self.source
        about = {
            "feeds": source.feeds, "year": year, "title": source.title, "producer": source.producer,
            "licence": source.licence, "file": self.path.name, "rows": table.rows, "report": list(report),
        }  # fmt: skip
        return self.holdings.publish(source.name, table, about, beside, files, more)

    def left_out(self, part: str, lines: Mapping[str, int], unknown: Iterable[str]) -> list[str]:
        """A notice about codes that are no commune; ``lines`` of every code. Raises ``BadInput`` if too many are."""
        found = list(unknown)
        if not found:
            return []
        told = ", ".join(f"{code} (line {lines[code]})" for code in found[:5])
        if len(found) > max(1, MOST_UNKNOWN * len(lines)):
            problem = f"{len(found)} codes are no commune: {told}"
            remedy = "Load the changes of communes first (maillage data load --as cog-changes), or give another file"
            raise BadInput(self.path, f"{part}: {problem}" if part else problem, remedy, lines[found[0]])
        return [f"{len(found)} codes are no commune and are left out: {told}"]


Loader = Callable[[Asked], Loaded]


def new_columns(table: Published) -> list[str]:
    """Notices about columns that the catalogue does not know, and about decimal commas, once the rows are read."""
    told = [f"column '{name}', line {table.line}, is new and left out" for name in table.new]
    if table.commas:
        line, name = table.commas[0]
        told.append(f"{len(table.commas)} figures have a decimal comma, the first on line {line}, column '{name}'")
    return told


def cell(cells: list[str], position: int | None) -> str:
    """The cell at a position, "" where the row ends before it or there is no such column."""
    return cells[position] if position is not None and position < len(cells) else ""


def year_named(path: Path) -> int | None:
    """The year in the name of a file, None if there is none."""
    found = re.search(r"(?<!\d)(20\d\d)", path.name)
    return None if found is None else int(found.group(1))


def _plain(source: Source) -> list[str]:
    """Names of columns that tell the separator: those that do not change with the year."""
    names = [one for name in source.columns for one in name.split("|")]
    return [name.split("#")[-1].replace("*", "") for name in names]
