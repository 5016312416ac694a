"""From each published layout to figures by code: one function for each source that can be loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from maillage.delimited import number
from maillage.errors import BadInput
from maillage.sources.catalogue.header import Published
from maillage.sources.codes import CODE, SUMS, repaired

SECRET = re.compile(r"(?:s|ns|nd|nc|c|n/a.*|-|\.+|…|secret.*|<\s*\d+)", re.IGNORECASE)


@dataclass
class Figures:
    """Figures by code as written in the file: ``value[column][code]``, NaN where secret; line of each code.

    ``year`` of the figures, None if the table does not tell; ``notices`` for the report; ``rows`` read.
    """

    value: dict[str, dict[str, float]] = field(default_factory=dict)
    line: dict[str, int] = field(default_factory=dict)
    year: int | None = None
    rows: int = 0
    notices: list[str] = field(default_factory=list)

    def add(self, column: str, code: str, value: float, line: int) -> None:
        """Add to the figure of a code."""
        self.line.setdefault(code, line)
        column_ = self.value.setdefault(column, {})
        column_[code] = column_.get(code, 0.0) + value


@dataclass(frozen=True)
class Kept:
    """How figures of several parts of a commune are put together.

    ``sums`` are added; ``means`` are averaged, weighted by the column ``weight`` if there is one. Columns ``inner`` are
    not kept with the result. ``complete``: the source has a row for every commune, so a missing one was merged.
    """

    sums: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    weight: str = ""
    inner: tuple[str, ...] = ()
    complete: bool = True


def figure(table: Published, cells: list[str], position: int, line: int, secret: bool) -> float:
    """A number as the producer writes it, with a decimal comma or point; NaN for a mark of secrecy if ``secret``.

    Raises ``BadInput`` naming line and column.
    """
    cell, name = cells[position] if position < len(cells) else "", table.name(position)
    try:
        return float(cell)
    except ValueError:
        pass
    if not cell or SECRET.fullmatch(cell):
        if secret:
            return float("nan")
        told = f"'{cell}' hides the figure" if cell else "the figure is missing"
        raise table.grid.problem(told, "Give the file with all figures, or correct the cell", line, name)
    try:
        value = number(cell, decimal_comma=True)
    except ValueError as error:
        raise table.grid.problem(str(error), "Correct the cell, or get the file again", line, name) from error
    if "," in cell:
        table.commas.append((line, name))
    return value


def commune_rows(
    table: Published, position: int, figures: Figures, level: int | None = None, wanted: str = ""
) -> list[tuple[int, str, list[str]]]:
    """Rows of communes: line, repaired code, cells. The row of units, notes and totals are left out and told.

    In a file with rows of other places too, the column ``level`` of those of communes is ``wanted``. Raises
    ``BadInput`` for any other row whose code is no code, and for a code given twice.
    """
    kept: list[tuple[int, str, list[str]]] = []
    seen: dict[str, int] = {}
    changed = 0
    name = table.name(position)
    for line, cells in table.rows:
        if level is not None and (cells[level] if level < len(cells) else "") != wanted:
            continue
        written = cells[position] if position < len(cells) else ""
        code = repaired(written)
        figures.rows += bool(written)
        if CODE.fullmatch(code):
            if code in seen:
                problem = f"code {code} is given twice, first on line {seen[code]}"
                raise table.grid.problem(problem, "Remove one of the lines", line, name)
            seen[code], changed = line, changed + (code != written)
            kept.append((line, code, cells))
        elif (first := next((cell for cell in cells if cell), "")) and not _is_note(table, cells, written, line):
            if not SUMS.match(written or first):
                raise table.grid.problem(f"'{written or first}' is not a commune", "Correct or remove it", line, name)
            figures.notices.append(f"line {line}, column '{name}': '{first[:40]}', a line of totals, left out")
    if changed:
        figures.notices.append(f"{changed} codes without their zero repaired")
    return kept


def _is_note(table: Published, cells: list[str], written: str, line: int) -> bool:
    """A row of units below the header, or text below the table: no number in any column."""
    if not written and line <= table.line + 2:
        return True
    return not any(re.fullmatch(r"[-+]?\d[\d\s.,]*", cell) for cell in cells if cell != written)


def cut_off(table: Published, cells: list[str], line: int) -> BadInput:
    """The error for a row that ends before the columns that are read."""
    return table.grid.problem(f"{len(cells)} cells where the header has {len(table.names)}", "Get the file again", line)


def read_ages(table: Published) -> Figures:
    """Census table by IRIS: people under 18, of 65 and over, and all, summed by commune."""
    figures = Figures(year=table.year)
    young = [table.at[name] for name in ("P#_POP0002", "P#_POP0305", "P#_POP0610", "P#_POP1117")]
    columns = {"under_18": young, "aged_65_plus": [table.at["P#_POP65P"]], "population": [table.at["P#_POP"]]}
    commune = table.at["COM"]
    for line, cells in table.rows:
        code = repaired(cells[commune]) if commune < len(cells) else ""
        if not CODE.fullmatch(code):
            if not any(cells) or _is_note(table, cells, code, line):
                continue
            written = cells[commune] if commune < len(cells) else ""
            if SUMS.match(written):
                figures.notices.append(f"line {line}, column 'COM': '{written}', a line of totals, left out")
                continue
            raise table.grid.problem(f"'{written}' is not a commune", "Correct or remove it", line, "COM")
        figures.rows += 1
        for column, positions in columns.items():
            people = sum(figure(table, cells, one, line, secret=False) for one in positions)
            figures.add(column, code, people, line)
    return figures


def read_income(table: Published) -> Figures:
    """Filosofi: median disposable income (euros a year and consumption unit) and poverty (%), secret in villages."""
    figures = Figures(year=table.year)
    columns = {"median_income": table.at["MED#|Q2#"]}
    poverty = table.position("TP60#")
    if poverty is not None:
        columns["poverty_rate"] = poverty
    secret = 0
    for line, code, cells in commune_rows(table, table.at["CODGEO"], figures):
        for column, position in columns.items():
            value = figure(table, cells, position, line, secret=True)
            secret += value != value
            figures.add(column, code, value, line)
    if secret:
        figures.notices.append(f"{secret} figures are secret: those held before, or of the department, stand in")
    return figures


def read_official(table: Published) -> Figures:
    """APL of the DREES: all doctors, and standardised inhabitants, which weigh the parts of a merged commune."""
    told = re.search(r"(20\d\d)", table.grid.part)
    figures = Figures(year=int(told.group(1)) if told else None)
    if told is None and table.grid.part.endswith("sheet 'APL'"):
        figures.year = 2016
        figures.notices.append("the sheet APL names no year: taken as that of 2016, the only one published so")
    for line, code, cells in commune_rows(table, table.at["Code commune INSEE"], figures):
        for column, name in (("apl", "APL aux médecins généralistes"), ("people", "Population standardisée *")):
            figures.add(column, code, figure(table, cells, table.at[name], line, secret=True), line)
    return figures


LAYOUTS: Mapping[str, tuple[Callable[[Published], Figures], Kept]] = {
    "population-age": (read_ages, Kept(sums=("under_18", "aged_65_plus", "population"))),
    "filosofi": (read_income, Kept(means=("median_income", "poverty_rate"))),
    "apl-gp": (read_official, Kept(means=("apl",), weight="people", inner=("people",))),
}
"""How to read each source by commune that can be loaded."""


def read_register(table: Published) -> list[tuple[str, str, str]]:
    """Communes and their parts: code, name, code of the commune that a part belongs to ("" for a commune).

    Raises ``BadInput`` for a code that is none.
    """
    at = table.at
    found: list[tuple[str, str, str]] = []
    for line, cells in table.rows:
        if len(cells) <= max(at.values()):
            if any(cells):
                raise cut_off(table, cells, line)
            continue
        code, parent = repaired(cells[at["COM"]]), repaired(cells[at["COMPARENT"]])
        if not CODE.fullmatch(code) or (parent and not CODE.fullmatch(parent)):
            bad = "COMPARENT" if CODE.fullmatch(code) else "COM"
            raise table.grid.problem(f"'{cells[at[bad]]}' is not a commune", "Get the file again", line, bad)
        if (cells[at["TYPECOM"]] == "COM") == bool(parent):
            raise table.grid.problem("a commune has a parent, or a part has none", "Get the file again", line)
        found.append((code, cells[at["LIBELLE"]], parent))
    if not any(not parent for _, _, parent in found):
        raise BadInput(table.grid.path, "no commune in it", "Give v_commune of INSEE")
    return found


def read_changes(table: Published) -> list[tuple[str, int, str, str]]:
    """Changes between communes: date (ISO), kind, code before, code after, in the order of the dates.

    Raises ``BadInput`` for a date or a kind that is none.
    """
    at = table.at
    found: list[tuple[str, int, str, str]] = []
    for line, cells in table.rows:
        if len(cells) <= max(at.values()):
            continue
        if cells[at["TYPECOM_AV"]] != "COM" or cells[at["TYPECOM_AP"]] != "COM":
            continue
        date, kind = cells[at["DATE_EFF"]], cells[at["MOD"]]
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", date) or not kind.isdigit():
            bad = "MOD" if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else "DATE_EFF"
            raise table.grid.problem(f"'{cells[at[bad]]}' cannot be read", "Get the file again", line, bad)
        found.append((date, int(kind), repaired(cells[at["COM_AV"]]), repaired(cells[at["COM_AP"]])))
    if not found:
        raise BadInput(table.grid.path, "no change between communes in it", "Give v_mvt_commune of INSEE")
    return sorted(found)
