"""Find the columns of a published table: below its title and notes, under names that change with the year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from maillage.errors import nearest_names
from maillage.sources.catalogue.entries import Source
from maillage.sources.catalogue.opening import Grid, Rows

WITHIN = 40  # rows in which the header is searched for


@dataclass(frozen=True)
class Published:
    """A table whose header was found: ``at`` is the position of each column of the catalogue, by its pattern.

    ``year`` is that of the names of the columns, None if they tell none; ``new`` names columns that the catalogue does
    not know. ``rows`` are those below the header; ``commas`` collects line and
    column of figures with a decimal comma as they are read.
    """

    grid: Grid
    line: int
    names: tuple[str, ...]
    at: Mapping[str, int]
    year: int | None
    new: tuple[str, ...]
    rows: Rows
    commas: list[tuple[int, str]] = field(default_factory=list)

    def position(self, pattern: str) -> int | None:
        """Position of a column that may be absent; the first one if several match."""
        return next((k for k, name in enumerate(self.names) if _match(pattern, name)), None)

    def name(self, position: int) -> str:
        """Name of a column as the file writes it."""
        return self.names[position]


def find_header(grid: Grid, source: Source) -> Published:
    """Find the header of a table among its first rows.

    Raises ``BadInput`` naming the first missing column, the row that most resembles the header, and the nearest names.
    """
    best: tuple[int, int, list[str]] = (0, 1, [])
    for seen, (line, cells) in enumerate(grid.rows):
        names = [" ".join(cell.split()) for cell in cells]
        at = {pattern: _at(pattern, names) for pattern in source.columns}
        found = {pattern: position for pattern, position in at.items() if position is not None}
        if len(found) == len(source.columns):
            new = tuple(name for name in names if name and not _known(source, name))
            return Published(grid, line, tuple(names), found, _year(source.columns, names), new, grid.rows)
        if len(found) > best[0] or not best[2]:
            best = (len(found), line, names)
        if seen >= WITHIN:
            break
    raise _missing(grid, source, best)


def _missing(grid: Grid, source: Source, best: tuple[int, int, list[str]]) -> Exception:
    count, line, names = best
    missing = next(pattern for pattern in source.columns if _at(pattern, names) is None)
    written = " ".join(missing.split("|")[0].split("#"))
    near = nearest_names(written, [name for name in names if name])
    hint = f", the nearest is '{near[0]}'" if near and count else ""
    problem = f"column {missing} is missing{hint}" if count else f"no header with the column {missing}"
    remedy = f"Give the file of {source.page}; if the producer changed its layout, tell the maintainers"
    return grid.problem(problem, remedy, line)


def _at(pattern: str, names: Sequence[str]) -> int | None:
    return next((k for k, name in enumerate(names) if _match(pattern, name)), None)


def _known(source: Source, name: str) -> bool:
    return any(_match(pattern, name) for pattern in (*source.columns, *source.known))


def _match(pattern: str, name: str) -> re.Match[str] | None:
    for one in pattern.split("|"):
        written = re.escape(one).replace(r"\#", "#").replace(r"\*", ".*").replace("#", r"(\d\d)")
        found = re.fullmatch(written, name, re.IGNORECASE)
        if found:
            return found
    return None


def _year(columns: Sequence[str], names: Sequence[str]) -> int | None:
    years = [int(two) for pattern in columns for name in names for two in _digits(pattern, name)]
    return 2000 + max(years) if years else None


def _digits(pattern: str, name: str) -> tuple[str, ...]:
    found = _match(pattern, name)
    return found.groups() if found else ()
