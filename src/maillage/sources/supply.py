"""Doctors by commune: read from a file, or distributed from the published departmental totals by a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput
from maillage.sources.codes import UNKNOWN, locate_rows, refuse_city_and_parts, unknown_code
from maillage.sources.published import about, by_department, read_once, source_beside
from maillage.tables import Columns, read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]

# Model of presence: the weight of a commune is population^SIZE times (its population / that of the largest commune
# within RADIUS metres)^CENTRE. Parameters fitted to the counts of 2019 over a coarse grid: see docs/method-access.md.
SIZE = 1.1
CENTRE = 0.3
RADIUS = 8_000.0
MOST = 1_000_000  # of one profession in one commune; a larger count is a mistake that would dominate other figures


@dataclass(frozen=True)
class DoctorCounts:
    """Doctors of each commune, (n,); ``gps_60_plus`` is None if ages are not known."""

    gps: Floats
    gps_60_plus: Floats | None
    label: str
    vintage: str
    modelled: bool
    notices: tuple[str, ...] = ()
    kind: str = ""  # observed, brought forward or modelled; "" if ``modelled`` is enough


@read_once
def read_counts(path: Path | str, territory: Territory) -> DoctorCounts:
    """Read ``code,gps[,gps_60_plus]``; communes not listed have no doctors.

    Raises ``BadInput`` naming line and column for an unknown or repeated code, a city listed with its arrondissements,
    a missing, negative or non-numeric count, more doctors aged 60 and over than doctors, and a ``profession`` other
    than ``gp`` if the file has that column.
    """
    numeric = ("gps", "gps_60_plus")
    rows = read_columns(path, required=("code", "gps"), numeric=numeric, optional=("gps_60_plus", "profession"))
    if rows.rows == 0:
        raise BadInput(path, "no row below the header", "Give one line for each commune with a doctor")
    refuse_other_profession(path, rows, "gp")
    positions, notices = locate_rows(path, rows["code"], territory, rows.lines)
    unknown = positions == UNKNOWN
    if bool(unknown.any()):
        raise unknown_code(path, territory, rows, unknown)
    refuse_city_and_parts(path, rows, territory)
    rows, positions = rows.take(positions >= 0), positions[positions >= 0]
    gps = counted(path, rows, "gps", "doctors")
    older = None
    if "gps_60_plus" in rows:
        older = counted(path, rows, "gps_60_plus", "doctors")
        over = older > gps
        if bool(over.any()):
            problem = "more doctors of 60 and over than doctors"
            raise BadInput(path, problem, "Correct the line", rows.line(over), "gps_60_plus")
    n, source = len(territory), source_beside(path)
    return DoctorCounts(
        gps=_by_commune(positions, gps, n),
        gps_60_plus=None if older is None else _by_commune(positions, older, n),
        label=source.get("called", f"{source['producer']} ({source['title']})") if source else Path(path).name,
        vintage=str(source.get("year", "as given")),
        modelled=False,
        notices=(*notices, *_nobody(path, gps)),
    )


def _by_commune(positions: NDArray[np.int64], values: Floats, n: int) -> Floats:
    return np.bincount(positions, weights=values, minlength=n).astype(np.float64)


def _nobody(path: Path | str, values: Floats) -> tuple[str, ...]:
    return () if values.sum() > 0 else (f"{Path(path).name} counts nobody at all: access is 0 everywhere",)


def counted(path: Path | str, rows: Columns, column: str, who: str) -> Floats:
    """Return the numbers of a column, all known and between 0 and ``MOST``. Raises ``BadInput``."""
    values = rows[column]
    empty, wrong = np.isnan(values), (values < 0) | (values > MOST)
    if bool(empty.any()):
        raise BadInput(path, f"the number of {who} is missing", "Write 0 for none", rows.line(empty), column)
    if bool(wrong.any()):
        remedy = f"Write a number from 0 to {MOST:,}"
        raise BadInput(path, f"{values[wrong.argmax()]:g} {who}", remedy, rows.line(wrong), column)
    return values


def refuse_other_profession(path: Path | str, rows: Columns, profession: str) -> None:
    """Raise ``BadInput`` at the first line with another ``profession``, if the table has that column."""
    if "profession" not in rows:
        return
    other = np.asarray([str(one).strip().lower() != profession for one in rows["profession"]], dtype=bool)
    if bool(other.any()):
        problem = f"'{rows['profession'][other.argmax()]}' where {profession} is asked for"
        raise BadInput(path, problem, f"Keep the lines of {profession} alone", rows.line(other), "profession")


def modelled_counts(territory: Territory) -> DoctorCounts:
    """Whole general practitioners by commune: the published total of each department, distributed by the model.

    Deterministic: shares in proportion to :func:`presence_weights`, whole doctors by largest remainder, so that they
    sum to the published total. Departments without a published total, or without any known population, get none.
    """
    source = about("gps_by_department_2024")
    gps, notices = distributed(territory, "gps_by_department_2024", "gps", "doctors")
    return DoctorCounts(
        gps=gps,
        gps_60_plus=None,
        label=f"modelled from the departmental totals of {source['producer']}, {source['vintage']}",
        vintage=str(source["vintage"]),
        modelled=True,
        notices=notices,
    )


def distributed(territory: Territory, published: str, column: str, called: str) -> tuple[Floats, tuple[str, ...]]:
    """Whole practitioners by commune, (n,), from a column of published departmental totals, and notices.

    In proportion to :func:`presence_weights`, by largest remainder; ``called`` names the practitioners in the notices.
    """
    departments, place = np.unique(territory.department, return_inverse=True)
    totals = by_department(published, column, departments)
    weights = presence_weights(territory)
    count = np.zeros(len(territory))
    notices: list[str] = []
    for k, (department, total) in enumerate(zip(departments, totals, strict=True)):
        inside = np.flatnonzero(place == k)
        if np.isnan(total):
            notices.append(f"no published total of {called} for department '{department}'")
        elif weights[inside].sum() > 0:
            count[inside] = largest_remainder(weights[inside], int(total), territory.population[inside])
        elif total > 0:
            notices.append(f"no population known in department '{department}': its {total:g} {called} are left out")
    return count, tuple(notices)


def presence_weights(territory: Territory) -> Floats:
    """Weight of each commune in the distribution of its department's doctors, (n,), by size and by being a centre."""
    population = territory.population.astype(np.float64)
    largest = largest_around(territory, RADIUS)
    centrality = np.divide(population, largest, out=np.zeros_like(population), where=largest > 0)
    return population**SIZE * centrality**CENTRE


def largest_around(territory: Territory, metres: float) -> Floats:
    """Population of the largest commune within ``metres`` of each, including itself, (n,)."""
    population = territory.population.astype(np.float64)
    largest = population.copy()
    for plane in np.unique(territory.plane):
        here = np.flatnonzero(territory.plane == plane)
        one, other = (here[end] for end in _near_pairs(territory.x[here], territory.y[here], metres))
        np.maximum.at(largest, one, population[other])
        np.maximum.at(largest, other, population[one])
    return largest


def _near_pairs(x: Floats, y: Floats, metres: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each pair of points within ``metres`` once, found with a grid of cells of that size."""
    column, row = ((place - place.min()) // metres for place in (x, y))
    width = int(row.max()) + 3
    cell = (column * width + row).astype(np.int64)
    order = np.argsort(cell, kind="stable")
    filed, x, y = cell[order], x[order], y[order]  # sorted so that neighbours are close in memory
    pairs: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for step in (0, 1, width - 1, width, width + 1):
        first = np.searchsorted(filed, filed + step, side="left")
        if step == 0:
            first = np.arange(len(filed)) + 1
        size = np.maximum(np.searchsorted(filed, filed + step, side="right") - first, 0)
        one = np.repeat(np.arange(len(filed)), size)
        other = np.arange(len(one)) - np.repeat(np.cumsum(size) - size, size) + first[one]
        near = (x[one] - x[other]) ** 2 + (y[one] - y[other]) ** 2 <= metres**2
        pairs.append((order[one[near]], order[other[near]]))
    return np.concatenate([one for one, _ in pairs]), np.concatenate([other for _, other in pairs])


def largest_remainder(weights: Floats, total: int, population: NDArray[np.int64]) -> Floats:
    """Distribute ``total`` whole doctors in proportion to ``weights`` (Hamilton); ties go to the larger population."""
    exact = total * weights / weights.sum()
    whole = np.floor(exact)
    left = total - int(whole.sum())
    order = np.lexsort((np.arange(len(exact)), -population, -np.round(exact - whole, 12)))
    whole[order[:left]] += 1
    return whole
