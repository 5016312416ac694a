"""The access of each commune since the first official vintage, and what changed it: doctors, people, borders.

Official figures and our estimate are different series: a point says which one it belongs to, and a break stands between
points of different series. Of a change between two official vintages, the operator tells the part of the population:
access with the same doctors and the standardised people of each vintage. The rest is doctors, their activity, and the
producer's way of counting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.access.model import AccessModel
from maillage.access.supply import Demand
from maillage.errors import MaillageError
from maillage.sources.catalogue.in_force import COUNTS
from maillage.sources.official import PEOPLE, OfficialApl, official_people
from maillage.sources.published import about, table_path
from maillage.sources.supply import read_counts

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]
FIRST_YEAR = 2014  # people of the first official vintage: changes of borders before it are in its codes


@dataclass(frozen=True, eq=False)
class AccessHistory:
    """Vintages of the official APL, what the population did between them, doctors counted, borders.

    ``official`` (v, n) consultations a year and standardised inhabitant, NaN where there is none, of ``years``;
    ``by_people`` (v - 1, n) is the part of each change that the population explains, NaN where it is not known.
    ``doctors`` (c, n) were counted in ``counted``. ``border`` (n,) is the year of the last change of borders, 0 without
    one, ``SINCE_CODES`` if only the codes of the official figures tell it.
    """

    years: tuple[int, ...]
    official: Floats
    by_people: Floats
    counted: tuple[int, ...]
    doctors: Floats
    border: NDArray[np.int64]


SINCE_CODES = 2020  # the packaged official figures have codes of about 2020


def history_of(
    model: AccessModel,
    territory: Territory,
    official: Mapping[int, OfficialApl],
    counts: Mapping[int, Path] | None = None,
    changes: Sequence[tuple[str, int, str, str]] = (),
) -> AccessHistory:
    """Put together what is known of each commune; ``counts`` and ``changes`` are those loaded beside the package's.

    Raises ``MaillageError`` if no official vintage is given, ``BadInput`` for a count that cannot be read.
    """
    if not official:
        raise MaillageError("No official figure is known: a history needs at least one.")
    years = tuple(sorted(official))
    tables = {int(about(COUNTS)["vintage"]): table_path(COUNTS), **(counts or {})}
    counted = tuple(sorted(tables))
    return AccessHistory(
        years=years,
        official=np.stack([official[year].values for year in years]),
        by_people=_by_people(model, territory, years),
        counted=counted,
        doctors=np.stack([read_counts(tables[year], territory).gps for year in counted]),
        border=_borders(territory, changes),
    )


def _by_people(model: AccessModel, territory: Territory, years: Sequence[int]) -> Floats:
    """Access with today's doctors and the people of each vintage, less the same with those of the vintage before."""
    found = np.full((max(len(years) - 1, 0), len(territory)), np.nan)
    plain = model.with_offset(None)
    access: dict[int, Floats] = {}
    for k, (before, after) in enumerate(pairwise(years)):
        if before in PEOPLE and after in PEOPLE:
            for year in (before, after):
                if year not in access:
                    access[year] = _with_people(plain, official_people(territory, year).standardised)
            found[k] = access[after] - access[before]
    return found


def _with_people(model: AccessModel, standardised: Floats) -> Floats:
    """Access with other standardised people; where they are not known, those of today."""
    people = np.where(np.isnan(standardised), model.demand.standardised, standardised)
    demand: Demand = replace(model.demand, standardised=people)
    other = AccessModel(model.times, demand, model.supply, model.parameters, model.weights, model.weighed)
    return np.asarray(other.access())


def _borders(territory: Territory, changes: Sequence[tuple[str, int, str, str]]) -> NDArray[np.int64]:
    """Year of the last change of borders of each commune: of the register, else told by the official codes."""
    parts = official_people(territory, max(PEOPLE)).parts
    arrondissements = np.isin(territory.code, ("13055", "69123", "75056"))  # several rows, but no change
    border = np.where((parts > 1) & ~arrondissements, SINCE_CODES, 0).astype(np.int64)
    place = {str(code): k for k, code in enumerate(territory.code)}
    for date, _, before, after in changes:
        year = int(date[:4])
        if year <= FIRST_YEAR or before == after:
            continue
        for code in (before, after):
            at = place.get(territory.part_of.get(code, code))
            if at is not None:
                border[at] = year
    return border
