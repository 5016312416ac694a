"""Load the file of a source: read as published, put on the communes of today, published whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maillage.errors import BadInput, MaillageError
from maillage.sources.catalogue.current import CHANGES, INGREDIENTS, REGISTER, known_changes, renew_need
from maillage.sources.catalogue.entries import Source
from maillage.sources.catalogue.header import find_header
from maillage.sources.catalogue.holdings import Holdings, Loaded
from maillage.sources.catalogue.layouts import LAYOUTS, Figures, read_changes, read_register
from maillage.sources.catalogue.opening import Watch, opened
from maillage.sources.catalogue.register import Register, map_to_today
from maillage.sources.practitioners.load import SOURCES as PRACTITIONERS
from maillage.sources.practitioners.load import Beside, load_people
from maillage.tables import Columns

if TYPE_CHECKING:
    from maillage.territory import Territory

MOST_UNKNOWN = 0.01  # of the codes; more, and it is not a file by commune of this country


def load(
    path: Path, source: Source, territory: Territory, holdings: Holdings, year: int | None = None, older: bool = False,
    beside: Beside | None = None, watch: Watch | None = None,
) -> Loaded:  # fmt: skip
    """Load a file and make it the current table of its input; return it with its report.

    ``year`` of the figures where the file does not tell it. A file older than the current one is refused unless
    ``older``. ``beside`` is what is read along with a file of practitioners. ``watch`` is told how far a text was read.
    Raises ``MaillageError`` for a source that nothing uses yet, ``BadInput`` naming file, sheet, line and
    column; what was current before stays so.
    """
    if not source.feeds:
        raise MaillageError(f"'{source.name}' cannot be loaded: nothing reads it yet. It waits for {source.waits_for}.")
    if source.feeds == "changes":
        return _load_changes(path, source, holdings, year, older)
    if source.feeds == "register":
        return _load_register(path, source, territory, holdings, year, older)
    if source.name in PRACTITIONERS:
        register = Register(territory, known_changes(holdings))

        def check(found: int) -> None:
            _check_year(path, source, holdings, found, older)

        return load_people(path, source, register, holdings, year, check, beside or Beside(), watch)
    reader, kept = LAYOUTS[source.name]
    with opened(path, source.member, source.sheet, _plain(source), watch) as grids:
        table = find_header(next(grids), source)
        figures = reader(table)
        new = [f"column '{name}', line {table.line}, is new and left out" for name in table.new]
        part = table.grid.part
    found = year or figures.year or _year_of(path)
    _check_year(path, source, holdings, found, older)
    mapped = map_to_today(figures, kept, Register(territory, known_changes(holdings)))
    unknown = _unknown(path, part, figures, mapped.unknown)
    if mapped.table.rows == 0:
        raise BadInput(path, "no code is a commune", f"Give the file of {source.page}")
    report = [f"{figures.rows} rows read{f' of {part}' if part else ''}", *new, *figures.notices, *mapped.report]
    loaded = _publish(source, holdings, mapped.table, found, path, [*report, *unknown])
    if source.feeds in INGREDIENTS:
        renew_need(holdings, territory)
    return loaded


def _plain(source: Source) -> list[str]:
    """Names of columns that tell the separator: those that do not change with the year."""
    names = [one for name in source.columns for one in name.split("|")]
    return [name.split("#")[-1].replace("*", "") for name in names]


def _publish(source: Source, holdings: Holdings, table: Columns, year: int, path: Path, report: list[str]) -> Loaded:
    about = {
        "feeds": source.feeds, "year": year, "title": source.title, "producer": source.producer,
        "licence": source.licence, "file": path.name, "rows": table.rows, "report": report,
    }  # fmt: skip
    return holdings.publish(source.name, table, about)


def _year_of(path: Path) -> int:
    """The year in the name of a file. Raises ``BadInput`` if there is none."""
    found = _year_named(path)
    if found is None:
        raise BadInput(path, "the year of its figures is not told", "Give it with --year")
    return found


def _year_named(path: Path) -> int | None:
    found = re.search(r"(?<!\d)(20\d\d)", path.name)
    return None if found is None else int(found.group(1))


def _check_year(path: Path, source: Source, holdings: Holdings, year: int, older: bool) -> None:
    now = holdings.current(source.feeds)
    if now is not None and year < now.year and not older:
        problem = f"its figures are of {year}, those loaded of {now.year} ({now.name}, {now.file})"
        raise BadInput(path, problem, "Give --older to go back to it all the same")


def _unknown(path: Path, part: str, figures: Figures, unknown: tuple[str, ...]) -> list[str]:
    """A notice about codes that are no commune. Raises ``BadInput`` if there are too many."""
    if not unknown:
        return []
    lines = ", ".join(f"{code} (line {figures.line[code]})" for code in unknown[:5])
    if len(unknown) > max(1, MOST_UNKNOWN * len(figures.line)):
        problem = f"{len(unknown)} codes are no commune: {lines}"
        remedy = "Load the changes of communes first (maillage data load --as cog-changes), or give another file"
        raise BadInput(path, f"{part}: {problem}" if part else problem, remedy, figures.line[unknown[0]])
    return [f"{len(unknown)} codes are no commune and are left out: {lines}"]


def _load_changes(path: Path, source: Source, holdings: Holdings, year: int | None, older: bool) -> Loaded:
    with opened(path, source.member, source.sheet, source.columns) as grids:
        changes = read_changes(find_header(next(grids), source))
    found = year or _year_named(path) or int(changes[-1][0][:4])
    _check_year(path, source, holdings, found, older)
    columns = {name: np.array([str(one[k]) for one in changes], dtype=object) for k, name in enumerate(CHANGES)}
    report = [f"{len(changes)} changes between communes, the last of {changes[-1][0]}"]
    return _publish(source, holdings, Columns(columns), found, path, report)


def _load_register(
    path: Path, source: Source, territory: Territory, holdings: Holdings, year: int | None, older: bool
) -> Loaded:
    with opened(path, source.member, source.sheet, source.columns) as grids:
        table = find_header(next(grids), source)
        rows = read_register(table)
    found = year or _year_of(path)
    _check_year(path, source, holdings, found, older)
    columns = {name: np.array([one[k] for one in rows], dtype=object) for k, name in enumerate(REGISTER)}
    here, now = set(territory.code.tolist()), {code for code, _, parent in rows if not parent}
    report = [f"{len(now)} communes and {len(rows) - len(now)} parts of communes"]
    for codes, what in ((now - here, "are not in the installed geography"), (here - now, "of it are not in the file")):
        if codes:
            report.append(f"{len(codes)} communes {what}, such as {min(codes)}: they count with those they come from")
    return _publish(source, holdings, Columns(columns), found, path, report)
