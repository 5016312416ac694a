"""Load the equipment base (BPE): general practitioners, other professions, pharmacies and emergency departments."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput
from maillage.sources.catalogue.asked import Asked, cell, new_columns
from maillage.sources.catalogue.header import Published
from maillage.sources.catalogue.holdings import DEPARTMENTS, EMERGENCY, Loaded, professions_in, providers_file
from maillage.sources.catalogue.layouts import Figures, Kept, cut_off, figure
from maillage.sources.catalogue.register import map_to_today
from maillage.sources.codes import CODE, repaired
from maillage.sources.practitioners.tables import department_totals, totals_told
from maillage.sources.supply_by_fee import ANY
from maillage.tables import Columns

GP, PHARMACY, DEPARTMENT_OF_EMERGENCY = "gp", "pharmacy", "emergency"
EMERGENCY_FILE = f"{EMERGENCY}.csv"


@cache
def types() -> Mapping[str, str]:
    """What each type of equipment is counted as, by its code."""
    text = (resources.files("maillage.sources.catalogue") / "equipment.toml").read_text(encoding="utf-8")
    return {code: name for name, codes in tomllib.loads(text)["types"].items() for code in codes}


def load_equipment(asked: Asked) -> Loaded:
    """Count what the base has of each type; general practitioners become the supply, the rest is kept beside them."""
    with asked.table() as table:
        figures = read_equipment(table)
        part, new = table.grid.part, new_columns(table)
    year = asked.checked_year(figures.year)
    kinds = tuple(figures.value)
    mapped = map_to_today(figures, Kept(sums=kinds, complete=False), asked.register)
    left = asked.left_out(part, figures.line, mapped.unknown)
    found = mapped.table
    if found.rows == 0:
        raise BadInput(asked.path, "no code is a commune", f"Give the file of {asked.source.page}")
    beside = {DEPARTMENTS: _totals(asked, found, kinds)}
    for kind in (kind for kind in kinds if kind != DEPARTMENT_OF_EMERGENCY):
        here = found[kind] > 0
        beside[providers_file(kind)] = Columns({"code": found["code"][here], "count": found[kind][here]})
    more = professions_in(beside)
    if DEPARTMENT_OF_EMERGENCY in kinds:
        here = found[DEPARTMENT_OF_EMERGENCY] > 0
        beside[EMERGENCY_FILE] = Columns({"commune": found["code"][here]})
        more.append(EMERGENCY)
    doctors = found[GP] > 0
    gps = Columns({"code": found["code"][doctors], "gps": found[GP][doctors]})
    counts = ", ".join(f"{_sum(found[kind]):g} {kind}" for kind in sorted(kinds))
    report = [f"{figures.rows} rows read{f' of {part}' if part else ''}: {counts}", *new, *figures.notices]
    report += [*mapped.report, *left, *totals_told(beside[DEPARTMENTS])]
    return asked.publish(gps, year, report, beside, more=more)


def _sum(values: NDArray[Any]) -> float:
    return float(np.nansum(values))


def _totals(asked: Asked, found: Columns, kinds: tuple[str, ...]) -> Columns:
    place = [asked.register.place[str(code)] for code in found["code"]]

    def everywhere(kind: str) -> NDArray[np.float64]:
        counts = np.zeros(len(asked.territory))
        counts[place] = np.nan_to_num(found[kind])
        return counts

    professions = (kind for kind in kinds if kind not in (PHARMACY, DEPARTMENT_OF_EMERGENCY))
    return department_totals({kind: {ANY: everywhere(kind)} for kind in professions}, asked.territory)


def read_equipment(table: Published) -> Figures:
    """Equipment by commune: a row for each figure (since 2024) or for each establishment (before)."""
    figures = Figures()
    place, kind = table.at["GEO|DEPCOM"], table.at["FACILITY_TYPE|TYPEQU"]
    year, count = table.position("TIME_PERIOD|AN"), table.position("OBS_VALUE|NB_EQUIP")
    only = [(table.position("GEO_OBJECT"), "COM"), (table.position("BPE_MEASURE"), "FACILITIES")]
    width = max(at for at in (place, kind, year, count, *(at for at, _ in only)) if at is not None)
    known = types()
    for line, cells in table.rows:
        figures.rows += 1
        if len(cells) <= max(place, kind) or cells[kind] not in known:
            continue
        if len(cells) <= width:
            raise cut_off(table, cells, line)
        if any(at is not None and cells[at] != value for at, value in only):
            continue
        code = repaired(cells[place])
        if not CODE.fullmatch(code):
            raise table.grid.problem(f"'{code}' is not a commune", "Correct or remove it", line, table.name(place))
        number = 1.0 if count is None else figure(table, cells, count, line, secret=False)
        figures.add(known[cells[kind]], code, number, line)
        if re.fullmatch(r"20\d\d", cell(cells, year)):
            figures.year = max(figures.year or 0, int(cell(cells, year)))
    if GP not in figures.value:
        problem = "no general practitioner (D265 or D201) in it"
        raise table.grid.problem(problem, "Give the base that has the domain of health", column=table.name(kind))
    return figures
