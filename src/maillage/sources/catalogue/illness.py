"""Load people with a long-term illness (ALD): by commune where it is published so, else by department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from maillage.errors import BadInput
from maillage.sources.catalogue.asked import Asked, cell, new_columns
from maillage.sources.catalogue.header import Published
from maillage.sources.catalogue.holdings import Loaded
from maillage.sources.catalogue.layouts import Figures, Kept, commune_rows, figure
from maillage.sources.catalogue.register import map_to_today
from maillage.sources.codes import SUMS, department_code
from maillage.tables import Columns

if TYPE_CHECKING:
    from maillage.territory import Territory

COMMUNE = "Code commune*|CODGEO|code_insee|com_code"
DEPARTMENT = "Code d*partement*|D*partement|dept|dep"
ILL, PEOPLE, YEAR = "*ALD*", "Population*|Npop|Effectif total*", "Ann*e"
SHARE, GUESSED = "share_ald", "ald_estimated"


def load_illness(asked: Asked, elderly: Mapping[str, float]) -> Loaded:
    """Share of people with a long-term illness, in per cent of inhabitants of each commune.

    A figure by department is shared among its communes in proportion to their people of 75 and over (``elderly``,
    number by commune of today) and marked as estimated. Raises ``BadInput`` for a share above 100 %.
    """
    with asked.table() as table:
        by_commune = table.position(COMMUNE) is not None
        figures = _by_commune(table) if by_commune else _by_department(table)
        part, new = table.grid.part, new_columns(table)
    year = asked.checked_year(figures.year)
    territory = asked.territory
    if by_commune:
        mapped = map_to_today(figures, Kept(sums=("ill",)), asked.register)
        notices = [*mapped.report, *asked.left_out(part, figures.line, mapped.unknown)]
        place = [asked.register.place[str(code)] for code in mapped.table["code"]]
        ill = np.full(len(territory), np.nan)
        ill[place] = mapped.table["ill"]
        guessed = np.zeros(len(territory), dtype=np.int8)
    else:
        ill, notices = _shared(asked, figures, elderly)
        guessed = np.ones(len(territory), dtype=np.int8)
    people = territory.population.astype(np.float64)
    share = 100 * np.divide(ill, people, out=np.full(len(people), np.nan), where=people > 0)
    if bool((share > 100).any()):
        at = int(np.nanargmax(share))
        problem = f"more people are ill in {territory.code[at]} than live there"
        raise BadInput(asked.path, problem, "Give numbers of people, of one year", column=ILL)
    known = np.isfinite(share)
    if not known.any():
        raise BadInput(asked.path, "no code is a commune or a department", f"Give the file of {asked.source.page}")
    columns = Columns({"code": territory.code[known], SHARE: share[known], GUESSED: guessed[known]})
    report = [f"{figures.rows} rows read{f' of {part}' if part else ''}", *new, *figures.notices, *notices]
    return asked.publish(columns, year, report)


def _by_commune(table: Published) -> Figures:
    figures = Figures()
    ill, year = table.position(ILL), table.position(YEAR)
    commune = table.position(COMMUNE)
    assert ill is not None
    assert commune is not None
    hidden = 0
    for line, code, cells in commune_rows(table, commune, figures):
        value = figure(table, cells, ill, line, secret=True)
        hidden += value != value
        figures.add("ill", code, value, line)
        _year(figures, cell(cells, year))
    if hidden:
        figures.notices.append(f"{hidden} figures are secret: estimated from people of 75 and over")
    return figures


def _by_department(table: Published) -> Figures:
    figures = Figures()
    ill, year, where = table.position(ILL), table.position(YEAR), table.position(DEPARTMENT)
    if where is None or ill is None:
        raise table.grid.problem("no column of communes or departments", "Give the file by commune or department")
    for line, cells in table.rows:
        written = cell(cells, where)
        code = department_code(written)
        if not written or SUMS.match(written) or code in ("99", "999"):
            if any(cells):
                figures.notices.append(f"line {line}, column '{table.name(where)}': '{written}', left out")
            continue
        figures.rows += 1
        if code in figures.line:
            problem = f"department {code} is given twice, first on line {figures.line[code]}"
            raise table.grid.problem(problem, "Give one year and all ages", line, table.name(where))
        figures.add("ill", code, figure(table, cells, ill, line, secret=False), line)
        _year(figures, cell(cells, year))
    return figures


def _year(figures: Figures, written: str) -> None:
    if written.isdigit() and len(written) == 4:
        figures.year = max(figures.year or 0, int(written))


def _shared(asked: Asked, figures: Figures, elderly: Mapping[str, float]) -> tuple[np.ndarray[Any, Any], list[str]]:
    """People with an illness by commune: those of the department, in proportion to people of 75 and over."""
    territory: Territory = asked.territory
    old = np.array([elderly.get(str(code), 0.0) for code in territory.code])
    ill = np.full(len(territory), np.nan)
    unknown: list[str] = []
    for code, count in figures.value.get("ill", {}).items():
        here = territory.department == code
        if not here.any():
            unknown.append(code)
        elif old[here].sum() > 0:
            ill[here] = count * old[here] / old[here].sum()
    if len(unknown) > max(1, len(figures.line) // 10):
        line = figures.line[unknown[0]]
        raise BadInput(
            asked.path, f"{len(unknown)} departments are not known: {', '.join(unknown[:5])}", "Correct them", line
        )
    told = ["by department: shared among communes in proportion to people of 75 and over, so estimated"]
    return ill, [*told, *([f"departments left out: {', '.join(unknown)}"] if unknown else [])]
