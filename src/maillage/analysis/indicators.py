"""``indicator`` and ``coverage``: floating catchments, nearest, counts, and classes by distance and fee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.access import Decay, parameters_for, read_supply
from maillage.access.decay import Closed, decay_from_text
from maillage.access.indicators import (
    CLASSES,
    CoverageMethod,
    compute,
    decay_for,
    let_through,
    published_weights,
    unit_of,
)
from maillage.access.indicators import coverage as classed
from maillage.access.indicators.coverage import Measure
from maillage.access.method import check_profession
from maillage.analysis.inputs import checked_minutes, given, is_word, one_of, rows_named
from maillage.analysis.levels import COMMUNE, LevelGroups
from maillage.analysis.table import Table
from maillage.analysis.world import blended, commune_columns, in_region, territory
from maillage.analysis.world import times as mesh_of
from maillage.errors import MaillageError
from maillage.sources.catalogue import default_holdings
from maillage.sources.catalogue.current import GP, current_providers
from maillage.sources.catalogue.equipment import PHARMACY
from maillage.sources.catalogue.in_force import MODELLED, counts_in_force
from maillage.sources.supply_by_fee import ANY, FEES, Providers, read_providers
from maillage.sources.supply_modelled import modelled_providers
from maillage.tables import Columns

if TYPE_CHECKING:
    from maillage.analysis.inputs import TableLike
    from maillage.analysis.world import TimesLike
    from maillage.travel import TravelTimes

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


def indicator(
    name: str,
    region: str = "all",
    supply: TableLike | None = None,
    *,
    profession: str = "gp",
    minutes: float = 30,
    decay: Decay | str | None = None,
    closed: str = "right",
    fee: str = "all",
    times: TimesLike | None = None,
) -> IndicatorTable:
    """Compute an indicator for every commune of a region, by code or name, or of France (``"all"``).

    ``name``: ``fca``, ``2sfca``, ``e2sfca``, ``3sfca``, ``m2sfca``, ``bfca`` (providers per 100,000 inhabitants),
    ``raam`` (cost of travel and crowding, lower is better), ``nearest`` (minutes), ``count`` (providers within
    ``minutes``), ``population`` (inhabitants who reach the commune within ``minutes``). The computation always covers
    all of France.

    ``supply``: a table ``code,count`` (or ``code,gps``) and, if known, ``fee`` (sector1, optam, upto40 or all), or a
    Series of counts by code; by default what ``maillage data`` has loaded of the ``profession``, for GPs else the
    counts of the package brought forward; other professions, or ``"modelled"``, are modelled from the published totals
    of each department.
    ``decay`` is a value, such as ``maillage.access.exponential_decay(0.12, 30)``, or a text such as
    ``10:1,20:0.68,30:0.22`` (steps of minutes and weights), ``exponential:0.12`` or ``gaussian:180``; by default three
    equal zones up to ``minutes`` with weights 1, 0.68 and 0.22. ``closed`` says whether exactly ``minutes`` is within
    (``right``) or not (``left``). ``fee`` keeps providers without extra fee (``none``), with at most 40 % (``upto40``)
    or ``all``. ``times`` as in :func:`maillage.measure`.

    Raises ``UnknownName`` for an unknown name, region or profession, ``BadInput`` naming row and column of an invalid
    cell, ``MaillageError`` for minutes beyond the limit of the times and for fees that are not known.

    ```python
    near = maillage.indicator("nearest", "Corse", profession="midwife")
    near.by("department").frame
    ```
    """
    limit = checked_minutes(minutes)
    side = _closed(closed)
    weighing = decay_from_text(decay, limit, side) if isinstance(decay, str) else decay
    chosen = decay_for(name, limit, weighing, side)
    if not callable(chosen) or not hasattr(chosen, "limit"):
        raise MaillageError(f"{decay!r} is not a decay. Take one of maillage.access, such as step_decay.")
    found = _Measured.of(region, supply, profession, fee, times)
    people = territory().population
    values, where = compute(name, found.times, people, found.care, limit, weighing, side)
    return IndicatorTable(found, name, values, where, limit)


class IndicatorTable(Table):
    """An indicator, one row per commune: ``code,name,population,value`` and, for the nearest, ``nearest`` (its code).

    ``value`` is in ``unit``, NaN if there is no provider in reach (``notices`` gives the number of such communes).
    """

    def __init__(self, found: _Measured, name: str, values: Floats, where: Positions | None, minutes: float) -> None:
        """``values`` (n,) of every commune of France, ``where`` (n,) the positions of the nearest providers."""
        whole, here = territory(), found.positions
        columns = commune_columns(whole, here)
        reached = np.isfinite(values[here])
        columns["value"] = np.where(reached, values[here], np.nan)
        if where is not None:
            columns["nearest"] = np.where(where[here] >= 0, whole.code[where[here]], "")
        notices = found.notices
        if not reached.all():
            notices = (
                *notices,
                f"'value' is empty for {int((~reached).sum())} communes: there is none within the limit",
            )
        self.name, self.unit, self.modelled = name, unit_of(name, minutes), found.providers.modelled
        self.place, self.supply, self.in_words = found.place, found.providers.label, found.said
        self._found, self._values = found, values
        title = f"{name} of {found.profession}, {found.place} ({self.unit}; {found.said})"
        self._less = ("value",) if name in ("nearest", "raam") else ()
        super().__init__(Columns(columns), here, whole, title, "value", notices, self._less)

    def by(self, level: str, living_areas: TableLike | None = None) -> Table:
        """Return means for each ``epci``, ``tvs``, ``department``, ``region``, or ``france``; for ``commune``, itself.

        Columns ``code,name,population,value``, weighted by population. ``tvs`` needs ``living_areas``, a table
        ``code,tvs`` and, if known, ``tvs_name``. Raises ``UnknownName`` for the level, ``BadInput`` for an invalid row
        of ``living_areas``.
        """
        if level == COMMUNE:
            return self
        columns, places, notices = self._found.means(level, living_areas, {"value": self._values})
        return Table(columns, places, territory(), f"{self.title} by {level}", "value", notices, self._less)

    def facts(self) -> dict[str, object]:
        """Communes, mean of those with a value weighted by population, unit, modelled inputs."""
        return {
            "communes": len(self),
            "mean": self.mean(),
            "unit": self.unit,
            "supply": self.supply,
            "modelled": self.modelled,
        }


def coverage(
    region: str = "all",
    supply: TableLike | None = None,
    *,
    profession: str = "gp",
    minutes: float | None = None,
    fee: str = "all",
    measure: str = "density",
    closed: str = "right",
    times: TimesLike | None = None,
) -> CoverageTable:
    """Classify every commune by the providers within some minutes and a fee, against the mean of France.

    ``minutes``: by default 30 for GPs, 45 for gynaecologists, ophthalmologists and paediatricians. ``fee``: ``none``
    (no extra fee: sector 1, OPTAM), ``upto40`` (at most 40 % extra) or ``all``. ``measure``: ``density`` (providers
    over people in reach) or ``2sfca`` (each provider shared among those who reach it). Other arguments as in
    :func:`maillage.indicator`. Classes: ``desert`` (60 % below the mean or worse), ``difficult`` (30 to 60 % below),
    ``satisfactory``, ``abundant`` (more than 30 % above). Raises as :func:`maillage.indicator`, and ``UnknownName`` for
    a profession without documented minutes if ``minutes`` is not given.

    ```python
    maillage.coverage("Corse").by("department").frame[["name", "class"]]
    ```
    """
    check_profession(profession)
    method = CoverageMethod.load()
    limit = method.minutes_for(profession) if minutes is None else checked_minutes(minutes)
    way: Measure = one_of("measure", measure, ("density", "2sfca"))  # type: ignore[assignment] it is one of the two
    found = _Measured.of(region, supply, profession, fee, times)
    people = territory().population
    result = classed(found.times, people, found.care, limit, method, way, _closed(closed))
    return CoverageTable(found, method, result.value, result.mean, limit, fee)


class CoverageTable(Table):
    """Classes by distance and fee: ``code,name,population,per_100k,against_mean_percent,class``.

    ``mean_of_france`` is in providers per 100,000 inhabitants.
    """

    def __init__(
        self, found: _Measured, method: CoverageMethod, values: Floats, mean: float, minutes: float, fee: str
    ) -> None:
        """``values`` (n,) of every commune of France against their ``mean``."""
        whole, here = territory(), found.positions
        columns = commune_columns(whole, here) | {"per_100k": values[here]}
        self.mean_of_france, self.minutes, self.modelled = mean, minutes, found.providers.modelled
        self.place, self.supply, self.in_words = found.place, found.providers.label, found.said
        self._found, self._method, self._values = found, method, values
        told = f"within {minutes:g} minutes, fee {fee}"
        title = f"Coverage by {found.profession} {told}, {found.place} (per 100,000 inhabitants; {found.said})"
        super().__init__(self._classed(columns), here, whole, title, "per_100k", found.notices)

    def _classed(self, columns: Mapping[str, NDArray[Any]]) -> Columns:
        relative = columns["per_100k"] / self.mean_of_france - 1
        kinds = np.asarray([CLASSES[kind] for kind in self._method.classes(relative)])
        return Columns({**columns, "against_mean_percent": 100 * relative, "class": kinds})

    def by(self, level: str, living_areas: TableLike | None = None) -> Table:
        """Return the same for each group of communes; see :meth:`IndicatorTable.by`."""
        if level == COMMUNE:
            return self
        columns, places, notices = self._found.means(level, living_areas, {"per_100k": self._values})
        return Table(self._classed(columns), places, territory(), f"{self.title} by {level}", "per_100k", notices)

    def facts(self) -> dict[str, object]:
        """Communes, mean of France, share of the inhabitants in each class, modelled inputs."""
        shares = self.shares("class")
        facts: dict[str, object] = {"communes": len(self), "mean of France": self.mean_of_france}
        facts |= {f"share {kind}": shares.get(kind, 0.0) for kind in CLASSES}
        return facts | {"supply": self.supply, "modelled": self.modelled}


class _Measured:
    """Inputs of every indicator: communes, providers and travel times."""

    def __init__(
        self, place: str, positions: Positions, profession: str, providers: Providers, care: Floats,
        times: TravelTimes, notices: tuple[str, ...],
    ) -> None:  # fmt: skip
        self.place, self.positions, self.profession = place, positions, profession
        self.providers, self.care, self.times, self.notices = providers, care, times, notices
        self.said = providers.in_words

    @classmethod
    def of(cls, region: str, supply: TableLike | None, profession: str, fee: str, times: TimesLike | None) -> _Measured:
        if profession != PHARMACY:
            check_profession(profession)
        whole = territory()
        place, positions = in_region(whole, region)
        modelled = is_word(supply, MODELLED)
        table = None if modelled else given(supply, "providers", "count")
        if supply is None:
            table = current_providers(default_holdings(), profession)
        if table is None and profession == PHARMACY:
            raise MaillageError("Pharmacies are not in the package. Load them: maillage data load --as bpe.")
        with rows_named():
            if table is not None:
                providers = read_providers(table, whole, profession)
            elif profession == GP and not modelled:
                providers = _general_practitioners()
            else:
                providers = modelled_providers(whole, profession)
            care = let_through(providers, fee, table)
        if times is None:
            return cls(place, positions, profession, providers, care, mesh_of(), providers.notices)
        known = blended(times)
        notices = (*known.notices, *providers.notices)
        return cls(place, positions, profession, providers, care, known.times, notices)

    def means(
        self, level: str, living_areas: TableLike | None, columns: dict[str, Floats]
    ) -> tuple[Columns, list[Positions], tuple[str, ...]]:
        whole = territory()
        means, places, left = LevelGroups.of(whole, self.positions, level, living_areas).means(whole, columns)
        if published_weights(self.profession) == "standardised":
            unknown = f"published means for {self.profession} are weighed by age, whose weights are not published"
            left = (*left, f"{unknown}: population here")
        return means, places, (*self.notices, *left)


def _general_practitioners() -> Providers:
    """The general practitioners in force, those of which the APL is measured; their fees are not known."""
    counts = counts_in_force(default_holdings())
    found = read_supply(counts.path, territory(), parameters_for(GP), counts.year)
    by_fee = {fee: np.zeros_like(found.headcount) for fee in FEES} | {ANY: found.headcount}
    return Providers(by_fee, False, found.label, found.modelled, found.notices, found.origin)


def _closed(closed: str) -> Closed:
    return one_of("closed", closed, ("right", "left"))  # type: ignore[return-value] it is one of the two
