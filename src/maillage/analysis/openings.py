"""``open_sites``: where to open, with the proven bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from maillage.analysis.access import measure
from maillage.analysis.inputs import given, number_within, one_of, rows_named, whole_number
from maillage.analysis.table import Table
from maillage.analysis.world import territory
from maillage.planning import openings
from maillage.tables import Columns

if TYPE_CHECKING:
    from maillage.analysis.inputs import TableLike
    from maillage.analysis.world import TimesLike

__all__ = ["OpeningsTable", "open_sites"]


def open_sites(
    region: str,
    count: int,
    *,
    method: str = "access",
    candidates: TableLike | None = None,
    doctors: float = 1.0,
    minutes: float = 30.0,
    seconds: float = 60.0,
    supply: TableLike | None = None,
    need: TableLike | None = None,
    times: TimesLike | None = None,
    supply_year: int | None = None,
) -> OpeningsTable:
    """Choose ``count`` of the ``candidates`` to open in a region, with a proven bound.

    ``method``: ``access``, the sites with ``doctors`` GPs each that gain most, by the operator and the value of access
    of the planner, nothing being taken from elsewhere; ``median``, the least time of all inhabitants to the nearest
    site; ``coverage``, the most inhabitants within ``minutes``. ``candidates``: ``id,commune`` and, if known, ``name``,
    ``open`` (yes for a site open already, which counts among the ``count``); by default the most populous commune of
    each intercommunality. ``supply``, ``need``, ``times`` and ``supply_year`` as in :func:`maillage.measure`. The
    search ends after ``seconds`` at the latest. Raises ``BadInput`` naming row and column, ``ImpossiblePlan``.

    ```python
    opened = maillage.open_sites("Corse", 2, doctors=2)
    opened.frame[opened.frame["open"]]
    ```
    """
    kind = openings.Method(one_of("method", method, tuple(openings.Method)))
    count = whole_number("count", count, 1, "3")
    doctors = number_within("doctors", doctors, 0, 1000, "2")
    minutes = number_within("minutes", minutes, 0, 600, "30")
    seconds = number_within("seconds", seconds, 0, 1e6, "60")
    access = measure(region, supply, need, times=times, supply_year=supply_year)
    whole, positions, model = territory(), access.positions, access.model
    with rows_named():
        chosen = (
            openings.default_candidates(whole, positions)
            if candidates is None
            else openings.read_candidates(cast(Any, given(candidates, "candidates")), whole)
        )
    names = [(one.id, one.name, one.commune) for one in chosen]
    if kind is openings.Method.ACCESS:
        units = doctors * model.parameters.units_per_gp
        problem, territories = openings.access_gain_of(whole, model, chosen, units, count)
        added = [0.0 if one.opened else units for one in chosen]
        parameters = {"doctors": doctors, "consultations_a_year": units}
        found = openings.open_for_access(problem, names, territories, access.place, added, seconds, parameters)
        return OpeningsTable(found, access.notices)
    within = minutes if kind is openings.Method.COVERAGE else None
    location, notices = openings.location_of(whole, model.times, positions, chosen, count, within)
    if within is None:
        found = openings.open_for_median(location, names, access.place, "inhabitants × minutes", seconds)
    else:
        found = openings.open_for_coverage(
            location, names, access.place, "inhabitants within reach", seconds, {"minutes": within}
        )
    return OpeningsTable(found, (*notices, *access.study.notices))


class OpeningsTable(Table):
    """Candidates, one row each: ``id,name,commune,open,already,marginal,served``.

    ``marginal`` is what a site adds to the objective beside the other open sites; ``territories`` lists the access
    gained; ``openings`` is the engine's value, with objective, bound and gap.
    """

    def __init__(self, found: openings.Openings, notices: tuple[str, ...] = ()) -> None:
        """Show the candidates of ``found``."""
        self.openings, whole, sites = found, territory(), found.sites
        columns = Columns(
            {
                **{name: [getattr(one, name) for one in sites] for name in ("id", "name", "commune")},
                **{name: np.array([getattr(one, name) for one in sites], dtype=bool) for name in ("open", "already")},
                **{
                    name: np.array([getattr(one, name) for one in sites], dtype=float)
                    for name in ("marginal", "served")
                },
            }
        )
        title = f"{found.count} sites to open, {found.source}, by {found.method}"
        super().__init__(columns, whole.indices_of([one.commune for one in sites]), whole, title, "marginal", notices)

    @property
    def territories(self) -> Table:
        """Intercommunalities that gain access: ``code,name,population,before,after,gain``; empty for other methods."""
        rows = self.openings.territories
        figures = {name: np.array([getattr(one, name) for one in rows], dtype=float) for name in ("before", "after")}
        columns = Columns(
            {
                "code": [one.code for one in rows],
                "name": [one.name for one in rows],
                "population": np.array([one.population for one in rows], dtype=np.int64),
                **figures,
                "gain": figures["after"] - figures["before"],
            }
        )
        places = [np.flatnonzero(self._territory.epci == one.code) for one in rows]
        return Table(columns, places, self._territory, f"Access gained: {self.title}", "gain", self.notices)

    def save(
        self, path: Path | str, columns: Sequence[str] | None = None, decimals: int | Mapping[str, int] | None = None
    ) -> Path:
        """Write the candidates as :meth:`Table.save` does, or the whole result as ``.json``, and return the path."""
        if Path(path).suffix != ".json":
            return super().save(path, columns, decimals)
        self.openings.write(path)
        return Path(path)

    def facts(self) -> dict[str, object]:
        """Sites open, objective, proven bound, gap, seconds."""
        found = self.openings
        return {
            "open": ", ".join(one.name for one in found.opened),
            f"objective, {found.unit}": found.objective,
            "bound": found.bound,
            "gap, %": 100 * found.gap,
            "seconds": found.seconds,
        }
