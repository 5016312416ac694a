"""The official APL of general practitioners by commune, included in the package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.errors import MaillageError
from maillage.sources.codes import locate_rows
from maillage.sources.published import about, table_path
from maillage.tables import Columns, read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory

TABLE = "apl_gp_by_commune"
# Reference year of the indicator and year of the population used to compute it.
PEOPLE = {2016: 2014, 2018: 2016}
NEWEST = max(PEOPLE)


@dataclass(frozen=True, eq=False)
class OfficialApl:
    """Official figure of each commune, (n,), NaN if none was published; consultations per year and inhabitant."""

    values: NDArray[np.float64]
    year: int
    producer: str


@lru_cache(maxsize=1)
def _packaged() -> Columns:
    """The packaged table, read once per process."""
    figures = [f"apl_gp_{year}" for year in PEOPLE] + [f"standardised_population_{year}" for year in PEOPLE.values()]
    return read_columns(table_path(TABLE), ("code", *figures), numeric=figures)


@dataclass(frozen=True, eq=False)
class OfficialPeople:
    """Standardised inhabitants of an official vintage, (n,), NaN where unknown; ``parts`` (n,) rows of each commune."""

    standardised: NDArray[np.float64]
    parts: NDArray[np.int64]


def official_people(territory: Territory, year: int) -> OfficialPeople:
    """The standardised inhabitants of the packaged official APL of ``year``; several parts: a commune merged since."""
    people = f"standardised_population_{PEOPLE[year]}"
    path, rows = table_path(TABLE), _packaged()
    positions, _ = locate_rows(path, rows["code"], territory, rows.lines)
    kept = (positions >= 0) & ~np.isnan(rows[people])
    n = len(territory)
    parts = np.bincount(positions[kept], minlength=n).astype(np.int64)
    total = np.bincount(positions[kept], weights=rows[people][kept], minlength=n)
    return OfficialPeople(np.where(parts > 0, total, np.nan), parts)


def official_apl(territory: Territory, year: int = NEWEST) -> OfficialApl:
    """The official APL of GPs of ``year`` (2016 or 2018), all doctors, on the current communes.

    Communes merged since then get the mean of their parts, weighted by standardised inhabitants. Raises
    ``MaillageError`` for another year.
    """
    if year not in PEOPLE:
        raise MaillageError(f"No official APL of {year} comes with the install. Ask for 2016 or 2018.")
    figure, people = f"apl_gp_{year}", f"standardised_population_{PEOPLE[year]}"
    path, rows = table_path(TABLE), _packaged()
    positions, _ = locate_rows(path, rows["code"], territory, rows.lines)
    kept = (positions >= 0) & ~np.isnan(rows[figure])
    # A tiny weight, so that a commune without inhabitants still has a mean if it has only one part.
    weight = np.maximum(np.nan_to_num(rows[people][kept]), 1e-6)
    n = len(territory)
    total = np.bincount(positions[kept], weights=weight * rows[figure][kept], minlength=n)
    weights = np.bincount(positions[kept], weights=weight, minlength=n)
    values = np.divide(total, weights, out=np.full(n, np.nan), where=weights > 0)
    return OfficialApl(values, year, str(about(TABLE)["producer"]))
