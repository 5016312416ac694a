"""``measure``: access to care by commune, scenarios, and comparison of two measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.access import AccessModel, gp_model, load_need, parameters_for, pivot_on_official
from maillage.access.indicators import (
    Inequality,
    Vintage,
    gini,
    inequality_by_group,
    palma,
    published_weights,
    share_under,
)
from maillage.analysis.inputs import GivenTables, given, number_within, one_of, or_in_force, rows_named, whole_number
from maillage.analysis.levels import COMMUNE, SHARED, LevelGroups
from maillage.analysis.scenario import doctors_moved, moved_supply
from maillage.analysis.table import Table
from maillage.analysis.world import blended, commune_columns, in_region, territory
from maillage.analysis.world import times as mesh_of
from maillage.errors import MaillageError
from maillage.evaluation import UNCHANGED, gainers, losers
from maillage.sources.catalogue import Holdings, default_holdings
from maillage.sources.catalogue.current import current_official, loaded_counts
from maillage.sources.need import Need
from maillage.tables import Columns
from maillage.territory.groups import mean
from maillage.travel.cluster import cluster

if TYPE_CHECKING:
    import pandas as pd

    from maillage.access.pivot import Pivot
    from maillage.analysis.comparison import ComparisonTable
    from maillage.analysis.inputs import TableLike
    from maillage.analysis.world import TimesLike
    from maillage.analysis.zones import Zones
    from maillage.territory import Territory

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
FRAGILE = 2.5  # consultations per year and inhabitant, the regulatory threshold of under-density
INEQUALITY = ("mean", "gini", "palma", "share_under")


def measure(
    region: str | Sequence[str] = "all",
    supply: TableLike | None = None,
    need: TableLike | None = None,
    *,
    profession: str = "gp",
    parameters: str | None = None,
    times: TimesLike | None = None,
    supply_year: int | None = None,
    dask: str | None = None,
    pivot: str = "none",
) -> AccessTable:
    """Measure access to care (APL) of every commune of a region, of several, or of France (``"all"``).

    ``region`` is a code or a name, or a list of them.

    The computation always covers all of France, so care across the region's border counts.

    ``supply``: doctors by commune, a table ``code,gps`` and, if known, ``gps_60_plus``, or a Series of doctors by code;
    codes of former communes and arrondissements are mapped to the current commune. Without ``supply``, doctors are
    those loaded by ``maillage data load``, or else the counts of the package, observed in 2019 and brought forward to
    the totals of 2024; ``"modelled"`` distributes the published totals of each department by the model, and the result
    says so (``origin``). ``need``: ages, income and poverty by commune, see
    :func:`maillage.sources.need.read_need`; by default those loaded, or else those of the package by commune;
    ``"departmental"`` takes those of the department. Tables are
    pandas, GeoPandas, Arrow, or the path of a CSV or Parquet file; they are never changed. ``parameters`` names a
    documented set (``apl-gp-2015``, ``apl-gp-2010``). ``times``: travel times to use in place of those of the mesh of
    town halls, such as a table written by ``maillage travel times``, a road network or its file, or several of them;
    pairs of communes that none of them contains keep the time of the mesh, and ``notices`` gives the number of pairs
    from each source. ``supply_year`` is the year of the counts of doctors: they are then brought forward to the
    published totals. ``pivot``: "none" for the independent measure, "official" for the newest official APL plus the
    change computed since (communes without an official figure keep the independent measure; see
    :func:`maillage.access.pivot_on_official`). ``dask``, the address of a Dask scheduler, runs times and sums there;
    results are bit-identical.

    The unit is ``access.unit``: consultations per year and standardised inhabitant for ``apl-gp-2015``. Raises
    ``UnknownName`` for an unknown region, profession or parameter set, ``BadInput`` naming the row and the column of an
    invalid cell; all errors are ``MaillageError``.

    ```python
    access = maillage.measure("Occitanie")
    access.frame.nsmallest(5, "apl")
    ```
    """
    one_of("pivot", pivot, ("none", "official"))
    method = parameters_for(str(profession), None if parameters is None else str(parameters))
    supply_year = None if supply_year is None else whole_number("supply_year", supply_year, 1, "2019")
    whole = territory()
    place, positions = in_region(whole, region)
    held = default_holdings()
    supply, need, supply_year = or_in_force(held, supply, need, supply_year)
    tables = GivenTables.of(given(supply, "doctors", "gps"), given(need, "figures of need"), supply_year)
    known = None if times is None else blended(times, dask)
    with rows_named():
        figures = load_need(whole, tables.need)
        model = gp_model(
            whole, mesh_of(dask=dask) if known is None else known.times, tables.supply, figures, method, supply_year
        )
    if dask is not None:
        from maillage.access.tiles import model_by_tiles

        with cluster(dask) as runner:
            model = model_by_tiles(model, runner)
    code = whole.resolve_regions(region if isinstance(region, list | tuple) else str(region))
    notices = () if known is None else known.notices
    official = _pivot_of(model, whole, held) if pivot == "official" else None
    return AccessTable(model, Study(place, code, positions, figures, tables, notices, official))


def _pivot_of(model: AccessModel, whole: Territory, held: Holdings) -> Pivot:
    """Pivot on the loaded official figures, or else on those of the package."""
    return pivot_on_official(model, whole, current_official(held, whole), loaded_counts(held))


@dataclass(frozen=True, eq=False)
class Study:
    """What is measured: the communes (``positions``) of a region (``all`` for France) and the input figures.

    ``place`` is the name of the region. ``notices`` tell the source of travel times. ``pivot`` is the official figure
    to pivot on, None for the independent measure.
    """

    place: str
    region: str
    positions: Positions
    need: Need
    given: GivenTables
    notices: tuple[str, ...] = ()
    pivot: Pivot | None = None

    def figures(self, model: AccessModel) -> Floats:
        """Access of all communes of France by a model, (n,), pivoted if the study is."""
        return model.access() if self.pivot is None else self.pivot.access(model)


class AccessTable(Table):
    """Access to care, one row per commune: ``code,name,population,doctors,apl``.

    After a scenario also ``apl_before``, the access of the base measure, and ``gain``. ``apl`` is in ``unit``;
    ``model`` is the operator, which gives access to the weights.
    """

    def __init__(
        self,
        model: AccessModel,
        study: Study,
        base: AccessTable | None = None,
        moved: Mapping[str, float] | None = None,
        renamed: tuple[str, ...] = (),
    ) -> None:
        """``base`` is the measure to which the scenario ``moved`` (doctors by code of commune) was applied.

        ``renamed`` are notices on the former codes used in the scenario.
        """
        whole, here = territory(), study.positions
        columns = commune_columns(whole, here)
        self.model, self.study, self.base, self.moved = model, study, base, dict(moved or {})
        columns |= {"doctors": model.supply.headcount[here], "apl": self.figures[here]}
        if base is not None:
            before = base.figures[here]
            columns |= {"apl_before": before, "gain": columns["apl"] - before}
        self.renamed = renamed
        self.positions, self.place, self.region, self.need = here, study.place, study.region, study.need
        title = f"Access to GPs, {self.place} ({model.parameters.unit}; {model.supply.in_words})"
        super().__init__(
            Columns(columns), here, whole, title, "apl", (*renamed, *study.notices, *_pivoted(study), *_notices(model))
        )

    @property
    def figures(self) -> Floats:
        """Access of all communes of France, (n,), in ``unit``."""
        return self.study.figures(self.model)

    @property
    def unit(self) -> str:
        """Unit of ``apl``."""
        return self.model.parameters.unit

    @property
    def modelled(self) -> bool:
        """True if a model took part in where the doctors are, so that they are not simply counted."""
        return self.model.supply.modelled

    @property
    def origin(self) -> str:
        """Kind of the counts of doctors: ``observed``, ``brought forward`` or ``modelled``."""
        return self.model.supply.origin

    def what_if(self, changes: Mapping[str, float] | pd.Series[float]) -> AccessTable:
        """Return the access after doctors are added (positive) or removed (negative) by commune code.

        An added doctor has mean activity, a removed one the mean activity of the commune; former codes are mapped to
        the current commune and reported in ``renamed``. ``gain`` is the difference from ``base``, the measure of today,
        also after several scenarios in a row. Raises ``UnknownName`` for an unknown commune, ``MaillageError`` if more
        doctors are removed than exist and for anything but numbers of doctors by code.

        ```python
        maillage.measure("Occitanie").what_if({"12202": +2, "31555": -1}).compare().summary()
        ```
        """
        doctors, renamed = doctors_moved(changes, self._territory)
        supply = moved_supply(self.model, self._territory, doctors)
        moved = self.moved | {code: self.moved.get(code, 0.0) + count for code, count in doctors.items()}
        base = self if self.base is None else self.base
        return AccessTable(self.model.with_supply(supply), self.study, base, moved, renamed)

    @property
    def unreached(self) -> tuple[str, ...]:
        """Codes of the communes where doctors were moved without effect, because nobody can reach them."""
        positions = self._territory.indices_of(self.moved)
        return tuple(str(code) for code in self._territory.code[positions[self.model.D[positions] <= 0]])

    def compare(self, other: AccessTable | TableLike | None = None, column: str = "apl") -> ComparisonTable:
        """Compare with another measure, ``before`` (default: the ``base`` of a what-if); this one is ``after``.

        ``other`` may be a table ``code`` and ``column``, for instance official figures; communes in only one of them
        are left out and counted in ``notices``. Raises ``MaillageError`` if there is nothing to compare with, if units
        differ, or if there is no common commune, ``BadInput`` for an invalid row.

        ```python
        official = pd.DataFrame({"code": ["12202", "31555"], "apl": [3.4, 4.9]})
        maillage.measure("Occitanie").compare(official).frame
        ```
        """
        from maillage.analysis.comparison import compared, vintage_of

        other = self.base if other is None else other
        if other is None:
            raise MaillageError("Nothing to compare with: give another measure or a table, or begin with what_if.")
        if isinstance(other, AccessTable) and other.unit != self.unit:
            raise MaillageError(f"One measure is in {other.unit}, the other in {self.unit}. Compare two of one unit.")
        before = other.vintage() if isinstance(other, AccessTable) else vintage_of(other, (column,))
        return compared(before, self.vintage(), f"Change of access, {self.place}")

    def vintage(self) -> Vintage:
        """The figures by commune as one side of a comparison."""
        people = self._territory.population[self.positions].astype(np.float64)
        return Vintage(f"'{self.place}'", self.positions, self.figures[self.positions], people)

    def by(self, level: str, living_areas: TableLike | None = None) -> Table:
        """Return means for each ``epci``, ``tvs``, ``department``, ``region``, or ``france``; for ``commune``, itself.

        Columns ``code,name,population,doctors,apl``; only the communes of this measure are included. Means are weighted
        like the published ones: by population for GPs. ``tvs`` (territoire de vie-santé) needs ``living_areas``, a
        table ``code,tvs`` and, if known, ``tvs_name``. Raises ``UnknownName`` for the level, ``BadInput`` for an
        invalid row.

        ```python
        maillage.measure("Occitanie").by("department").frame
        areas = pd.DataFrame({"code": ["12202", "12145"], "tvs": ["A", "A"], "tvs_name": ["Rodez", "Rodez"]})
        maillage.measure("Occitanie").by("tvs", areas).frame
        ```
        """
        if level == COMMUNE:
            return self
        whole, model = self._territory, self.model
        grouping = LevelGroups.of(whole, self.positions, level, living_areas)
        weighed = published_weights(model.parameters.profession) == "standardised"
        weights = model.demand.standardised if weighed else None
        means, places, notices = grouping.means(whole, {"apl": self.figures}, weights)
        doctors = np.array([model.supply.headcount[place].sum() for place in places], dtype=np.float64)
        columns = Columns({**{name: means[name] for name in SHARED}, "doctors": doctors, "apl": means["apl"]})
        return Table(columns, places, whole, f"{self.title} by {level}", "apl", (*self.notices, *notices))

    def inequality(
        self,
        level: str = "france",
        *,
        under: float = FRAGILE,
        rank: str = "access",
        living_areas: TableLike | None = None,
    ) -> Table:
        """Return the inequality of access among the people of each group.

        Columns ``code,name,population,mean,gini,palma,share_under``. gini: 0 if everyone has the same access, 1 if one
        person has all. palma: mean of the best served tenth of people over that of the worst served four tenths, or
        with ``rank`` ``"income"`` of the richest tenth over the poorest four tenths; NaN if the latter have no access.
        share_under: share of people whose access is strictly under ``under``. ``level`` and ``living_areas`` as for
        :meth:`by`. Raises as :meth:`by`, and ``MaillageError`` if nobody lives there.

        ```python
        maillage.measure("Occitanie").inequality("department", under=2.5).frame
        ```
        """
        one_of("rank", rank, ("access", "income"))
        threshold = number_within("under", under, -1, float("inf"), "2.5")
        if level == COMMUNE:
            raise MaillageError("Inequality is told inside groups of communes. Choose epci, department or france.")
        grouping = LevelGroups.of(self._territory, self.positions, level, living_areas)
        incomes = self.need.income if rank == "income" else None
        rows, empty = inequality_by_group(
            grouping.labels, self.figures, self.model.demand.population, threshold, incomes
        )
        names = [grouping.name_of(row.code) for row in rows]
        figures = {name: np.array([getattr(row, name) for row in rows], dtype=np.float64) for name in INEQUALITY}
        people = np.array([row.population for row in rows], dtype=np.int64)
        columns = Columns({"code": [row.code for row in rows], "name": names, "population": people, **figures})
        places = [np.flatnonzero(grouping.labels == row.code) for row in rows]
        title = f"Inequality of access to GPs, {self.place} by {level}"
        notices = (*self.notices, *grouping.notices, *_without_inequality(grouping, rows, empty))
        return Table(columns, places, self._territory, title, "gini", notices, INEQUALITY[1:])

    def agreement(
        self,
        official: TableLike,
        levels: Sequence[str] | None = None,
        *,
        column: str | None = None,
        beside_plain: bool = False,
    ) -> Table:
        """Return how close this measure comes to published figures, with errors in both directions, one row per level.

        ``official``: ``code`` (of communes or departments) and a figure, by default the first column found of
        ``apl_2023``, ``apl``, ``apl_medecins``, ``value``. ``levels`` are among ``commune``, ``epci``, ``department``
        (default: all that the table allows). ``beside_plain`` adds a baseline model: straight lines, equal doctors,
        equal people. Columns
        ``model,level,count,pearson,rank,median_absolute,mean_absolute,bias,share_over,share_under,
        too_much,too_little``, see :class:`maillage.access.official.OfficialFit`. Raises ``BadInput`` for an invalid
        row, ``MaillageError`` for a level for which the table has no figures.

        ```python
        official = pd.DataFrame({"code": ["12202", "12145", "12300"], "apl": [3.4, 4.9, 3.9]})
        maillage.measure("Occitanie").agreement(official, ["commune"]).frame
        ```
        """
        from maillage.analysis.agreement import agreement_with

        return agreement_with(self, self._territory, official, levels, column, beside_plain)

    def designate(
        self,
        count: int = 28,
        *,
        level: str = "epci",
        hospitals: TableLike | None = None,
        quota: Mapping[str, int] | str | None = None,
    ) -> Zones:
        """Designate the ``count`` territories of this region most in need; see :func:`maillage.designate`."""
        from maillage.analysis.zones import zones_of

        return zones_of(self, count, level, hospitals, quota)

    def facts(self) -> dict[str, object]:
        """Mean (weighted by population), mean of France, inequality, share of people under 2.5, modelled inputs.

        After a what-if also the number of communes of France whose access changes, and of inhabitants who gain and
        lose.
        """
        values, everybody = self.figures, self.model.demand.population
        here, people = values[self.positions], everybody[self.positions]
        facts: dict[str, object] = {
            "communes": len(self),
            "population": int(people.sum()),
            "doctors": float(self.model.supply.headcount[self.positions].sum()),
            "mean": mean(people, here),
            "mean of France": mean(everybody, values),
            "Gini": gini(here, people),
            "Palma": palma(here, people),
        }
        if self.model.parameters.per == 1:
            facts["share under 2.5"] = share_under(here, people, FRAGILE)
        if self.base is not None:
            facts |= self._changes(self.base)
        return facts | {"unit": self.unit, "supply": self.model.supply.label, "modelled": self.modelled}

    def _changes(self, base: AccessTable) -> dict[str, object]:
        gain, people = self.figures - base.figures, self._territory.population
        return {
            "communes that change": int(np.count_nonzero(gain)),
            "inhabitants who gain": gainers(people, gain, UNCHANGED),
            "inhabitants who lose": losers(people, gain, UNCHANGED),
        }


def _pivoted(study: Study) -> tuple[str, ...]:
    return () if study.pivot is None else study.pivot.notices


def _notices(model: AccessModel) -> tuple[str, ...]:
    notices = [*model.supply.notices, *model.demand.notices]
    if len(model.unreachable):
        codes = ", ".join(str(code) for code in model.code[model.unreachable[:5]])
        notices.append(f"no demand reaches the doctors of {len(model.unreachable)} communes ({codes})")
    return tuple(notices)


def _without_inequality(grouping: LevelGroups, rows: list[Inequality], empty: list[str]) -> list[str]:
    """Notices on groups that are left out, and on those without a Palma ratio."""
    notices = [f"{grouping.name_of(code)} is left out, nobody is known to live there" for code in empty]
    nothing = [grouping.name_of(row.code) for row in rows if row.palma is None]
    if nothing:
        notices.append(f"palma is empty where the worst served have nothing ({', '.join(nothing[:5])})")
    return notices
