"""``measure``: access to care by commune, what would change it, and how two measures compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.access import AccessModel, Supply, gp_model, load_need, parameters_for
from maillage.access.indicators import (
    Vintage,
    compare,
    gini,
    inequality_by_group,
    palma,
    published_weights,
    share_under,
)
from maillage.access.tiles import model_by_tiles
from maillage.analysis.inputs import given, number_within, one_of, rows_named, whole_number
from maillage.analysis.levels import Grouping
from maillage.analysis.table import Table
from maillage.analysis.world import blended, commune_frame, in_region, territory
from maillage.analysis.world import times as mesh_of
from maillage.errors import MaillageError
from maillage.sources.codes import commune_of, locate_rows
from maillage.sources.need import Need
from maillage.sources.supply import MOST
from maillage.travel.cluster import cluster

if TYPE_CHECKING:
    import pandas as pd

    from maillage.analysis.inputs import TableLike
    from maillage.analysis.world import TimesLike
    from maillage.analysis.zones import Zones
    from maillage.territory import Territory

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
FRAGILE = 2.5  # consultations a year and inhabitant, the regulatory threshold of under-density


def measure(
    region: str = "all",
    supply: TableLike | None = None,
    need: TableLike | None = None,
    *,
    profession: str = "gp",
    parameters: str | None = None,
    times: TimesLike | None = None,
    supply_year: int | None = None,
    dask: str | None = None,
) -> Access:
    """Measure access to care (APL) of every commune of a region, by code or name, or of France (``"all"``).

    All of France enters the computation whatever the region, so care across the border counts.

    ``supply``: doctors by commune, a table ``code,gps`` and, if known, ``gps_60_plus``, or a Series of doctors by code;
    former codes and arrondissements lead to the current commune. Without it doctors are modelled from the published
    totals of each department, and the result says so (``modelled``). ``need``: ages, income and poverty by commune,
    see :func:`maillage.sources.need.read_need`; without it those of the department. Tables are pandas, GeoPandas,
    Arrow, or the path of a CSV or Parquet file; they are never changed. ``parameters`` names a documented set
    (``apl-gp-2015``, ``apl-gp-2010``). ``times``: other times than those of the mesh of town halls, such as a table
    written by ``maillage travel times``, a road network or its file, or several of them; pairs of communes that none of
    them knows keep the time of the mesh, and ``notices`` tells how many come from where.
    ``supply_year`` is the year the doctors were counted in: they are then brought forward to the published totals.
    ``dask``, the address of a Dask scheduler, has times and sums done there, the same to the bit.

    The unit is ``access.unit``: consultations a year and standardised inhabitant for ``apl-gp-2015``.
    Raises ``UnknownName`` for an unknown region, profession or parameter set, ``BadInput`` naming the row and the
    column of a bad cell; all errors are ``MaillageError``.

    ```python
    access = maillage.measure("Occitanie")
    access.frame.nsmallest(5, "apl")
    ```
    """
    method = parameters_for(str(profession), None if parameters is None else str(parameters))
    supply_year = None if supply_year is None else whole_number("supply_year", supply_year, 1, "2019")
    whole = territory()
    title, positions = in_region(whole, region)
    needed = given(need, "figures of need")
    known = None if times is None else blended(times, dask)
    with rows_named():
        model = gp_model(
            whole, mesh_of(dask=dask) if known is None else known.times, given(supply, "doctors", "gps"), needed,
            method, supply_year,
        )  # fmt: skip
        figures = load_need(whole, needed)
    if dask is not None:
        with cluster(dask) as runner:
            model = model_by_tiles(model, runner)
    code = "all" if title == "France" else whole.resolve_region(str(region))
    return Access(model, positions, title, code, figures, notices=() if known is None else known.notices)


class Access(Table):
    """Access to care, one row a commune: ``code,name,population,doctors,apl``, and where doctors were moved ``gain``.

    ``apl`` is in ``unit``; ``model`` is the operator, for whoever wants the weights themselves.
    """

    def __init__(
        self,
        model: AccessModel,
        positions: Positions,
        place: str,
        region: str,
        need: Need,
        base: Access | None = None,
        moved: Mapping[str, float] | None = None,
        notices: tuple[str, ...] = (),
    ) -> None:
        """``positions`` are the communes shown, ``base`` the measure this one was changed from by ``moved``.

        ``notices`` tell where travel times come from.
        """
        whole = territory()
        frame = commune_frame(whole, positions)
        frame["doctors"], frame["apl"] = model.supply.headcount[positions], model.access()[positions]
        if base is not None:
            frame["gain"] = frame["apl"] - base.model.access()[positions]
        self.model, self.positions, self.place, self.region, self.need = model, positions, place, region, need
        self.base, self.moved = base, dict(moved or {})
        supply = "modelled supply" if model.supply.modelled else model.supply.label
        title = f"Access to GPs, {place} ({model.parameters.unit}; {supply})"
        super().__init__(frame, positions, whole, title, "apl", (*notices, *_notices(model)))
        self._times_notices = notices

    @property
    def unit(self) -> str:
        """Unit of ``apl``."""
        return self.model.parameters.unit

    @property
    def modelled(self) -> bool:
        """True where the doctors were distributed by a model and not counted: never show them as observed."""
        return self.model.supply.modelled

    def what_if(self, changes: Mapping[str, float] | pd.Series[float]) -> Access:
        """Return the access there would be with doctors added (positive) or removed (negative) by commune code.

        Who comes is a doctor of mean activity, who leaves the mean doctor of the commune; former codes lead to the
        commune of today. ``gain`` is the difference with ``base``, the measure of today, whatever the number of steps
        from it. Raises ``UnknownName`` for an unknown commune, ``MaillageError`` where more leave than there are and
        for what is no number of doctors by code.

        ```python
        maillage.measure("Occitanie").what_if({"12202": +2, "31555": -1}).compare().summary()
        ```
        """
        doctors = _doctors(changes, self._territory)
        supply = _moved(self.model, self._territory.indices_of(doctors), np.asarray(list(doctors.values())))
        moved = self.moved | {code: self.moved.get(code, 0.0) + count for code, count in doctors.items()}
        base = self if self.base is None else self.base
        model = self.model.with_supply(supply)
        return Access(model, self.positions, self.place, self.region, self.need, base, moved, self._times_notices)

    def compare(self, other: Access | TableLike | None = None, column: str = "apl") -> Comparison:
        """Compare with another measure (default: the ``base`` of a what-if), ``before`` the other, ``after`` this one.

        ``other`` may be a table ``code`` and ``column``, for instance official figures; communes in one of them only
        are left out and counted in ``notices``. Raises ``MaillageError`` where there is nothing to compare with, two
        units, or no commune in common, ``BadInput`` for a bad row.

        ```python
        official = pd.DataFrame({"code": ["12202", "31555"], "apl": [3.4, 4.9]})
        maillage.measure("Occitanie").compare(official).frame
        ```
        """
        other = self.base if other is None else other
        if other is None:
            raise MaillageError("Nothing to compare with: give another measure or a table, or begin with what_if.")
        if isinstance(other, Access) and other.unit != self.unit:
            raise MaillageError(f"One measure is in {other.unit}, the other in {self.unit}. Compare two of one unit.")
        before = other._vintage() if isinstance(other, Access) else _table_vintage(other, column)
        found = compare(before, self._vintage(), self._territory)
        if len(found.positions) == 0:
            raise MaillageError(f"{before.name} and '{self.place}' have no commune in common. Compare the same region.")
        return Comparison(self, found.positions, found.before, found.after, found.notices)

    def _vintage(self) -> Vintage:
        people = self._territory.population[self.positions].astype(np.float64)
        return Vintage(f"'{self.place}'", self.positions, self.model.access()[self.positions], people)

    def by(self, level: str, living_areas: TableLike | None = None) -> Table:
        """Return means for each ``epci``, ``tvs``, ``department``, ``region``, or ``france``.

        Columns ``code,name,population,doctors,apl``; only the communes of this measure enter. Means are weighed as the
        published ones: by population for GPs. ``tvs`` (territoire de vie-santé) needs ``living_areas``, a table
        ``code,tvs`` and, if known, ``tvs_name``. Raises ``UnknownName`` for the level, ``BadInput`` for a bad row.

        ```python
        maillage.measure("Occitanie").by("department").frame
        areas = pd.DataFrame({"code": ["12202", "12145"], "tvs": ["A", "A"], "tvs_name": ["Rodez", "Rodez"]})
        maillage.measure("Occitanie").by("tvs", areas).frame
        ```
        """
        whole, model = self._territory, self.model
        grouping = Grouping.of(whole, self.positions, level, living_areas)
        weighed = published_weights(model.parameters.profession) == "standardised"
        weights = model.demand.standardised if weighed else None
        frame, places, notices = grouping.means(whole, {"apl": model.access()}, weights)
        frame.insert(3, "doctors", [float(model.supply.headcount[place].sum()) for place in places])
        return Table(frame, places, whole, f"{self.title} by {level}", "apl", (*self.notices, *notices))

    def inequality(
        self,
        level: str = "france",
        *,
        under: float = FRAGILE,
        rank: str = "access",
        living_areas: TableLike | None = None,
    ) -> Table:
        """Return how unequally access is shared among the people of each group: ``gini``, ``palma``, ``share_under``.

        Columns ``code,name,population,mean,gini,palma,share_under``. gini: 0 where all have the same, 1 where one has
        all. palma: mean of the best served tenth of people over that of the worst served four tenths, or with ``rank``
        ``"income"`` of the richest tenth over the poorest four tenths; NaN where the latter have nothing.
        share_under: share of people whose access is strictly under ``under``. ``level`` and ``living_areas`` as for
        :meth:`by`. Raises as :meth:`by`, and ``MaillageError`` where nobody lives there.

        ```python
        maillage.measure("Occitanie").inequality("department", under=2.5).frame
        ```
        """
        import pandas as pd

        one_of("rank", rank, ("access", "income"))
        threshold = number_within("under", under, -1, float("inf"), "2.5")
        whole = self._territory
        grouping = Grouping.of(whole, self.positions, level, living_areas)
        incomes = self.need.income if rank == "income" else None
        rows, empty = inequality_by_group(
            grouping.labels, self.model.access(), self.model.demand.population, threshold, incomes
        )
        columns = ["code", "population", "mean", "gini", "palma", "share_under"]
        frame = pd.DataFrame([[getattr(row, name) for name in columns] for row in rows], columns=columns)
        frame.insert(1, "name", [grouping.names.get(row.code, row.code) for row in rows])
        frame = frame.astype({"population": "int64", "palma": "float64"})
        left = [f"{grouping.names.get(code, code)} is left out, nobody is known to live there" for code in empty]
        places = [np.flatnonzero(grouping.labels == row.code) for row in rows]
        title = f"Inequality of access to GPs, {self.place} by {level}"
        notices = (*self.notices, *grouping.notices, *left)
        return Table(frame, places, whole, title, "gini", notices, ("gini", "palma", "share_under"))

    def designate(self, count: int = 28, *, level: str = "epci", hospitals: TableLike | None = None) -> Zones:
        """Designate the ``count`` territories of this region most in need; see :func:`maillage.designate`."""
        from maillage.analysis.zones import zones_of

        return zones_of(self, count, level, hospitals)

    def summary(self) -> pd.Series[Any]:
        """Mean (weighed by population), that of France, inequality, share of people under 2.5, what was modelled."""
        import pandas as pd

        values, people = self.model.access()[self.positions], self.model.demand.population[self.positions]
        facts: dict[str, object] = {
            "communes": len(self),
            "population": int(people.sum()),
            "doctors": float(self.model.supply.headcount[self.positions].sum()),
            "mean": self.model.mean(self.positions),
            "mean of France": self.model.mean(),
            "Gini": gini(values, people),
            "Palma": palma(values, people),
        }
        if self.model.parameters.per == 1:
            facts["share under 2.5"] = share_under(values, people, FRAGILE)
        facts |= {"unit": self.unit, "supply": self.model.supply.label, "modelled": self.modelled}
        return pd.Series(facts, name=self.title, dtype=object)


class Comparison(Table):
    """Two measures side by side: ``code,name,population,before,after,change``."""

    def __init__(
        self, access: Access, positions: Positions, before: Floats, after: Floats, notices: tuple[str, ...]
    ) -> None:
        """``positions`` (m,) are the communes in both, with their figures (m,)."""
        whole = territory()
        frame = commune_frame(whole, positions).assign(before=before, after=after, change=after - before)
        super().__init__(frame, positions, whole, f"Change of access, {access.place}", "change", notices)

    def summary(self) -> pd.Series[Any]:
        """Means before and after, people who gain and who lose, correlation and mean absolute difference."""
        import pandas as pd

        people = self._frame["population"].to_numpy(dtype=np.float64)
        before, after, change = (self._frame[name].to_numpy() for name in ("before", "after", "change"))
        weight = people / max(people.sum(), 1.0)
        spread = len(self) > 1 and float(np.ptp(before)) > 0 and float(np.ptp(after)) > 0
        facts: dict[str, object] = {
            "communes": len(self),
            "mean before": float(before @ weight),
            "mean after": float(after @ weight),
            "inhabitants who gain": int(people[change > 1e-12].sum()),
            "inhabitants who lose": int(people[change < -1e-12].sum()),
            "mean absolute difference": float(np.abs(change) @ weight),
            "correlation": float(np.corrcoef(before, after)[0, 1]) if spread else None,
        }
        return pd.Series(facts, name=self.title, dtype=object)


def _notices(model: AccessModel) -> tuple[str, ...]:
    notices = [*model.supply.notices, *model.demand.notices]
    if len(model.unreachable):
        codes = ", ".join(str(code) for code in model.code[model.unreachable[:5]])
        notices.append(f"no demand reaches the doctors of {len(model.unreachable)} communes ({codes})")
    return tuple(notices)


def _doctors(changes: object, whole: Territory) -> dict[str, float]:
    """Doctors who come or go by code of commune of today, each code once."""
    import pandas as pd

    if not isinstance(changes, Mapping | pd.Series):
        raise MaillageError(f"A {type(changes).__name__} does not say who comes and goes. Write it as {{'12202': +2}}.")
    doctors: dict[str, float] = {}
    for written, count in changes.items():
        code = commune_of(str(written), whole)
        if code in doctors:
            raise MaillageError(f"Commune {code} is given twice. Give the doctors who come or go there in one number.")
        doctors[code] = _number(code, count)
    return doctors


def _number(code: object, count: object) -> float:
    try:
        number = float(count)  # type: ignore[arg-type] whatever is no number is refused just below
    except (TypeError, ValueError):
        number = float("nan")
    if not abs(number) <= MOST:
        raise MaillageError(
            f"'{count}' is not a number of doctors for {code}, up to {MOST:,}. Write it as {{'12202': +2}}."
        )
    return number


def _moved(model: AccessModel, positions: Positions, doctors: Floats) -> Supply:
    """Supply after doctors came to and left some communes; who leaves is the mean doctor of the commune."""
    there, amount = model.supply.headcount, model.supply.amount.copy()
    for position, count in zip(positions.tolist(), doctors.tolist(), strict=True):
        if count < 0 and -count > there[position] + 1e-9:
            raise MaillageError(
                f"Cannot remove {-count:g} doctors from {model.code[position]}: there are {there[position]:g}. "
                f"Remove at most {there[position]:g}."
            )
    leaving = np.minimum(doctors, 0.0)
    stays = 1.0 + np.divide(leaving, there[positions], out=np.zeros_like(leaving), where=there[positions] > 0)
    coming = np.maximum(doctors, 0.0)
    amount[positions] = amount[positions] * stays + coming * model.parameters.units_per_gp
    headcount = there.copy()
    headcount[positions] = np.maximum(there[positions] + doctors, 0.0)
    younger = model.supply.younger
    if younger is not None:
        younger = younger.copy()
        younger[positions] = younger[positions] * stays + coming
    return replace(model.supply, amount=amount, headcount=headcount, younger=younger)


def _table_vintage(table: TableLike, column: str) -> Vintage:
    """A table of the analyst's, ``code`` and ``column``, on the communes of today."""
    from maillage.tables import read_table

    whole, source = territory(), given(table, "figures", column)
    assert source is not None
    with rows_named():
        frame = read_table(source, ("code", column), numeric=(column,))
        positions, notices = locate_rows(source, frame["code"], whole, frame.index)
    values = frame[column].to_numpy(dtype=np.float64)
    empty = int(np.isnan(values).sum())
    if empty:
        notices.append(f"{empty} rows without a figure in '{column}' left out")
    people = np.where(positions >= 0, whole.population[positions], 0).astype(np.float64)
    return Vintage(f"the {source}", positions, values, people, tuple(notices))
