"""Means over groups of communes, as ``by`` returns them for every measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.access.indicators import group_communes, left_out
from maillage.analysis.inputs import given, rows_named
from maillage.errors import MaillageError, UnknownName
from maillage.sources.catalogue import default_holdings
from maillage.sources.catalogue.current import current_living_areas
from maillage.tables import Columns

if TYPE_CHECKING:
    from maillage.analysis.inputs import TableLike
    from maillage.territory import Territory

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
COMMUNE = "commune"  # the level of every measure before grouping
SHARED = ("code", "name", "population")  # columns of every table of places
LEVELS = ("epci", "tvs", "department", "region", "france")


@dataclass(frozen=True)
class LevelGroups:
    """The group of each commune of France, (n,), '' for none, the names of the groups, and notices."""

    level: str
    labels: NDArray[np.str_]
    names: Mapping[str, str]
    notices: tuple[str, ...]

    @classmethod
    def of(cls, whole: Territory, here: Positions, level: str, living_areas: TableLike | None = None) -> LevelGroups:
        """Group the communes ``here``; ``living_areas`` (``code,tvs`` and, if known, ``tvs_name``) are for ``tvs``,
        by default those loaded by ``maillage data``.

        Raises ``UnknownName`` for the level, ``MaillageError`` if level and living areas do not match, ``BadInput`` for
        an invalid row.
        """
        if level not in LEVELS:
            raise UnknownName("level", str(level), LEVELS)
        held = current_living_areas(default_holdings()) if level == "tvs" and living_areas is None else None
        if (level == "tvs") != (living_areas is not None or held is not None):
            raise MaillageError(
                "Level 'tvs' and living_areas (columns code,tvs) go together. Give both or neither, or load them with "
                "'maillage data load --as tvs'."
            )
        inside = np.zeros(len(whole), dtype=bool)
        inside[here] = True
        notices: list[str] = []
        if level == "france":
            labels, names = np.full(len(whole), "FR"), {"FR": "France"}
        elif held is not None:
            labels, names = held.of(whole.code), held.names
            notices.append(f"living areas: {held.loaded.label}")
        elif living_areas is not None:
            from maillage.sources.codes import read_living_areas

            table = given(living_areas, "living areas", "tvs")
            assert table is not None
            with rows_named():
                labels, names, notices = read_living_areas(table, whole)
        else:
            labels, names = getattr(whole, level), getattr(whole, f"{level}_names")
        if level != "france":
            notices += left_out(whole.code, labels, inside, level)
        return cls(level, np.where(inside, labels, ""), names, tuple(notices))

    def name_of(self, code: str) -> str:
        """Name of a group, or its code if it has none."""
        return self.names.get(code, code)

    def means(
        self, whole: Territory, columns: Mapping[str, Floats], weights: Floats | None = None
    ) -> tuple[Columns, list[Positions], tuple[str, ...]]:
        """Table ``code,name,population`` and the mean of each of ``columns`` (n,), the communes of each row, notices.

        Means are weighted by ``weights`` (n,), by default the population; infinite figures are left out.
        """
        people = whole.population.astype(np.float64)
        weight = people if weights is None else weights
        groups = group_communes(self.labels, people)
        names = [self.name_of(code) for code in groups.code]
        told: dict[str, Any] = {"code": groups.code, "name": names, "population": groups.population.astype(np.int64)}
        notices = list(self.notices)
        for name, values in columns.items():
            known = np.isfinite(values)
            means = group_communes(self.labels, people, weights=weight * known).mean(np.where(known, values, 0.0))
            some = np.bincount(groups.member[known & (groups.member >= 0)], minlength=len(groups.code)) > 0
            told[name] = np.where(some, means, np.nan)
            left = int((~known & (groups.member >= 0)).sum())
            if left:
                notices.append(f"'{name}' leaves out {left} communes: there is none within the limit")
        places = [np.flatnonzero(groups.member == number) for number in range(len(groups.code))]
        return Columns(told), places, tuple(notices)
