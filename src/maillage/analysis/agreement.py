"""Comparison with published figures: the table that ``AccessTable.agreement`` returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.access import OfficialFit
from maillage.access.indicators import group_communes
from maillage.access.official import agreement, agreement_by_level
from maillage.analysis.inputs import given, one_of, rows_named
from maillage.analysis.table import Table
from maillage.errors import BadInput, MaillageError
from maillage.sources.codes import UNKNOWN, department_code, locate_rows, repeated
from maillage.tables import Columns, read_columns

if TYPE_CHECKING:
    from maillage.analysis.access import AccessTable
    from maillage.analysis.inputs import TableLike
    from maillage.territory import Territory

Floats = NDArray[np.float64]
FIGURES = ("apl_2023", "apl", "apl_medecins", "value")  # columns in official tables
LEVELS = ("commune", "epci", "department")
METHOD, PLAIN = "published method", "plain"


@dataclass(frozen=True)
class Official:
    """Published figure of each commune, (n,), NaN if none; ``by_department`` if figures are those of departments."""

    source: Path | str
    figures: Floats
    by_department: bool
    notices: tuple[str, ...]

    def levels(self, asked: Sequence[str] | None) -> tuple[str, ...]:
        """The requested levels, by default all that are possible. Raises ``UnknownName``, ``MaillageError``."""
        possible = ("department",) if self.by_department else LEVELS
        for level in asked or ():
            if one_of("level", level, LEVELS) not in possible:
                raise MaillageError(
                    f"{self.source} holds departments, not communes: level '{level}' cannot be compared. "
                    "Leave the level out."
                )
        return tuple(dict.fromkeys(asked or possible))


def agreement_with(
    access: AccessTable, territory: Territory, official: TableLike, levels: Sequence[str] | None, column: str | None,
    beside_plain: bool,
) -> Table:  # fmt: skip
    """See :meth:`maillage.analysis.access.AccessTable.agreement`."""
    from maillage.access.plain import plain_model

    published = _published(official, column, territory)
    inside = np.zeros(len(territory), dtype=bool)
    inside[access.positions] = True
    known = np.where(inside, published.figures, np.nan)
    chosen = published.levels(levels)
    models = {METHOD: access.model} | ({PLAIN: plain_model(territory, access.model)} if beside_plain else {})
    rows: list[tuple[str, OfficialFit]] = []
    for name, model in models.items():
        if published.by_department:
            rows.append((name, _by_department(territory, model.access(), known)))
        else:
            rows += [(name, row) for row in agreement_by_level(territory, model.access(), known, chosen)]
    names = ["model", *(field.name for field in fields(OfficialFit))]
    cells = zip(*((name, *astuple(row)) for name, row in rows), strict=True)
    columns: dict[str, Any] = {
        name: np.array(column, dtype=None if isinstance(column[0], str | int) else np.float64)
        for name, column in zip(names, cells, strict=True)
    }
    title = f"Access to GPs, {access.place}, against published figures"
    return Table(Columns(columns), None, territory, title, "pearson", (*access.notices, *published.notices))


def _by_department(territory: Territory, access: Floats, published: Floats) -> OfficialFit:
    labels = np.where(np.isnan(published), "", territory.department)
    groups = group_communes(labels, territory.population)
    return agreement("department", groups.mean(access), groups.mean(np.nan_to_num(published)), groups.population)


def _published(table: TableLike, column: str | None, territory: Territory) -> Official:
    """Published figures by commune, or by department if the table holds departments."""
    source = given(table, "official figures", "apl")
    assert source is not None
    with rows_named():
        codes, values, lines = _read(source, FIGURES if column is None else (column,))
        departments = [department_code(code) for code in codes]
        if all(code in territory.department_names for code in departments):
            figures = _of_departments(source, departments, values, lines, territory)
            return Official(source, figures, by_department=True, notices=())
        positions, notices = locate_rows(source, codes, territory, lines)
    known = positions >= 0
    if not known.any():
        raise BadInput(source, "no code is a commune or a department", "Write INSEE codes", column="code")
    unknown = int((positions == UNKNOWN).sum())
    if unknown:
        notices.append(f"{Path(source).name}: {unknown} rows left out, their code is no commune")
    count = np.bincount(positions[known], minlength=len(territory))
    total = np.bincount(positions[known], weights=values[known], minlength=len(territory))
    figures = np.divide(total, count, out=np.full(len(territory), np.nan), where=count > 0)
    return Official(source, figures, by_department=False, notices=tuple(notices))


def _of_departments(
    source: Path | str, codes: list[str], values: Floats, lines: NDArray[np.int64], territory: Territory
) -> Floats:
    """For each commune the figure of its department, (n,), NaN if there is none."""
    again = repeated(codes)
    if again.any():
        at = int(again.argmax())
        problem = f"department {codes[at]} is given twice"
        raise BadInput(source, problem, "Keep one line for each department", int(lines[at]), "code")
    by_code = dict(zip(codes, values.tolist(), strict=True))
    return np.array([by_code.get(str(one), np.nan) for one in territory.department])


def _read(source: Path | str, wanted: tuple[str, ...]) -> tuple[list[str], Floats, NDArray[np.int64]]:
    """Codes, figures and lines of the file."""
    rows = read_columns(source, (), numeric=wanted, optional=("code", "department", *wanted))
    found = [name for name in wanted if name in rows]
    code = "code" if "code" in rows else "department"
    if code not in rows:
        raise BadInput(source, "no column code or department", "Give code,apl_2023")
    if not found:
        remedy = "Give code,apl_2023 or name the column of the figure"
        raise BadInput(source, f"no column {' or '.join(wanted)}", remedy)
    if rows.rows == 0:
        raise BadInput(source, "no row below the header", "Give one line for each commune or department")
    values = rows[found[0]]
    for wrong, problem in ((np.isnan(values), "the figure is missing"), (values < 0, "the figure is negative")):
        if wrong.any():
            remedy = "Write a number of 0 or more, or leave the line out"
            raise BadInput(source, problem, remedy, rows.line(wrong), found[0])
    return [str(one) for one in rows[code]], values, rows.lines
