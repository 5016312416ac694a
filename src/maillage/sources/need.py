"""Need by commune: ages, income, poverty, deprivation; from a file, with departmental figures for missing ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput
from maillage.sources.codes import UNKNOWN, locate_rows
from maillage.sources.published import about, by_department, read_once, source_beside
from maillage.tables import Columns, read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]
PEOPLE = ("under_18_2016", "aged_65_plus_2016", "population_2016")
RATES = ("median_income_2016", "share_75_plus", "poverty_rate", "deprivation_fedi")
# The same columns without the year of the figures that come with the package.
ANY_YEAR = {
    "under_18": "under_18_2016",
    "aged_65_plus": "aged_65_plus_2016",
    "population": "population_2016",
    "median_income": "median_income_2016",
}
# Column of each figure in a table by commune, and its factor there; None for a number of people.
LAYERED = {
    "under_18": ("under_18", None),
    "aged_65": ("aged_65_plus", None),
    "aged_75": ("share_75_plus", 100.0),
    "income": ("median_income", 1.0),
    "poverty": ("poverty_rate", 100.0),
    "deprivation": ("deprivation_fedi", 1.0),
}


ILL = ("share_ald", "ald_estimated")
"""Share of people with a long-term illness in per cent, and 1 where it was estimated; in tables that have them."""


@dataclass(frozen=True)
class Need:
    """Figures of need of each commune, (n,) each, never NaN.

    Shares are between 0 and 1, ``income`` is euros per year and consumption unit, ``poverty`` a share, ``deprivation``
    the F-EDI index (no unit, higher is poorer). ``ill`` is the share of people with a long-term illness (ALD), None
    where no figure was loaded; ``from_department["ill"]`` tells where it is estimated. ``from_department`` tells for
    each other figure which communes have their department's figure as a proxy.
    """

    under_18: Floats
    aged_65: Floats
    aged_75: Floats
    income: Floats
    poverty: Floats
    deprivation: Floats
    from_department: Mapping[str, NDArray[np.bool_]]
    national_ages: Mapping[str, float]
    label: str
    notices: tuple[str, ...] = ()
    ill: Floats | None = None

    @property
    def ages_modelled(self) -> bool:
        """True if more than half of the communes have the ages of their department."""
        return bool(self.from_department["aged_65"].mean() > 0.5)

    def is_proxy(self, figure: str, positions: NDArray[np.int64]) -> bool:
        """True if ``figure`` is the departmental proxy in more than half of ``positions``."""
        return bool(self.from_department[figure][positions].mean() > 0.5) if len(positions) else True


_PUBLISHED = {
    "under_18": ("under_18_percent", 0.01),
    "aged_65": ("aged_65_plus_percent", 0.01),
    "aged_75": ("aged_75_plus_percent", 0.01),
    "income": ("median_income_euros", 1.0),
    "poverty": ("poverty_percent", 0.01),
    "deprivation": ("deprivation_fedi", 1.0),
}


def _departmental(territory: Territory) -> dict[str, Floats]:
    """Departmental figure of each commune; the population-weighted national mean if there is none."""
    figures: dict[str, Floats] = {}
    people = territory.population.astype(np.float64)
    for name, (column, factor) in _PUBLISHED.items():
        values = by_department("need_by_department", column, territory.department) * factor
        known = ~np.isnan(values)
        total = people[known].sum()
        mean = float((values * people)[known].sum() / total) if total > 0 else float(np.nanmean(_all(column)) * factor)
        figures[name] = np.where(known, values, mean)
    return figures


def _all(column: str) -> Floats:
    from maillage.sources.published import facts

    return np.array([float(row[column]) for row in facts("need_by_department") if row[column]])


def _national_ages() -> dict[str, float]:
    ages = about("need_by_department")["national_ages"]
    return {age: float(count) for age, count in ages.items() if age.isdigit()}


def embedded_need(territory: Territory) -> Need:
    """Departmental aggregates of published figures as proxies, the same for every commune of a department."""
    everywhere = np.ones(len(territory), dtype=bool)
    absent = dict.fromkeys(_PUBLISHED, everywhere)
    return _need(_departmental(territory), absent, "departmental figures of INSEE and Santé publique France", ())


@read_once
def read_need(path: Path | str, territory: Territory) -> Need:
    """Read the columns of need by commune; a missing column or cell is replaced by the department's figure.

    Rows of former codes without a known successor are left out with a notice. Raises ``BadInput`` for a code given
    twice, a share outside 0-100 %, a negative count or income.
    """
    given, notices = _read_given(path, territory)
    fallback = _departmental(territory)
    absent = {name: np.isnan(given[name]) for name in _PUBLISHED}
    figures = {name: np.where(absent[name], fallback[name], given[name]) for name in _PUBLISHED}
    need = _need(figures, absent, str(source_beside(path).get("title", Path(path).name)), tuple(notices))
    return need if np.isnan(given["share_ald"]).all() else _with_ill(need, given, territory)


def _with_ill(need: Need, given: Mapping[str, Floats], territory: Territory) -> Need:
    """The need with the share of people ill; where it is secret, as many for each person of 75 and over as known."""
    known = ~np.isnan(given["share_ald"])
    people = territory.population.astype(np.float64)
    ill = given["share_ald"] / 100
    old = (need.aged_75 * people)[known].sum()
    each = (ill * people)[known].sum() / old if old > 0 else 0.0
    share = np.where(known, ill, np.clip(need.aged_75 * each, 0, 1))
    estimated = ~known | (np.nan_to_num(given["ald_estimated"]) > 0)
    return replace(need, ill=share, from_department={**need.from_department, "ill": estimated})


def figures_given(path: Path | str, territory: Territory) -> dict[str, Floats]:
    """The figures of a table as :func:`read_need` reads them, (n,) each, NaN where it has none. Raises ``BadInput``."""
    return _read_given(path, territory)[0]


def _read_given(path: Path | str, territory: Territory) -> tuple[dict[str, Floats], list[str]]:
    columns = (*PEOPLE, *RATES)
    either = (*columns, *ANY_YEAR, *ILL)
    frame = _with_years(read_columns(path, required=("code",), numeric=either, optional=either))
    if not {*columns, *ILL} & set(frame):
        raise BadInput(path, "no figure of need", f"Give at least one of the columns {', '.join(columns)}")
    if frame.rows == 0:
        raise BadInput(path, "no row below the header", "Give one line for each commune")
    _check_range(path, frame)
    positions, notices = locate_rows(path, frame["code"], territory, frame.lines)
    here, unknown = positions >= 0, positions == UNKNOWN
    if not bool(here.any()):
        raise BadInput(path, "no code is a commune", "Write INSEE codes of communes", frame.line(~here), "code")
    if bool(unknown.any()):
        notices.append(f"{int(unknown.sum())} rows left out, their code is no commune: {_some(frame, unknown)}")
    return _given(_Rows(frame.take(here), positions[here], len(territory))), notices


def _with_years(frame: Columns) -> Columns:
    """The table with the names that the package uses; a column that has both names keeps the one with the year."""
    plain = {name: year for name, year in ANY_YEAR.items() if name in frame and year not in frame}
    columns = {plain.get(name, name): frame[name] for name in frame if name not in ANY_YEAR or name in plain}
    return Columns(columns, frame.lines)


def _need(
    figures: Mapping[str, Floats], absent: Mapping[str, NDArray[np.bool_]], label: str, notices: tuple[str, ...]
) -> Need:
    return Need(
        under_18=figures["under_18"],
        aged_65=figures["aged_65"],
        aged_75=figures["aged_75"],
        income=figures["income"],
        poverty=figures["poverty"],
        deprivation=figures["deprivation"],
        from_department=absent,
        national_ages=_national_ages(),
        label=label,
        notices=notices,
    )


def _given(rows: _Rows) -> dict[str, Floats]:
    # In a village of a dozen people, published shares may add up to more than 1.
    young, old = (np.clip(rows.share(name), 0, 1) for name in ("under_18_2016", "aged_65_plus_2016"))
    young = np.where(young + old > 1, 1 - old, young)
    return {
        "under_18": young,
        "aged_65": old,
        "aged_75": rows.mean("share_75_plus") / 100,
        "income": rows.mean("median_income_2016"),
        "poverty": rows.mean("poverty_rate") / 100,
        "deprivation": rows.mean("deprivation_fedi"),
        **{name: rows.mean(name) for name in ILL},
    }


@dataclass(frozen=True)
class _Rows:
    """Rows of the file and the commune of each; several rows may belong to one commune."""

    frame: Columns
    positions: NDArray[np.int64]
    n: int

    def _column(self, name: str) -> Floats:
        return self.frame[name] if name in self.frame else np.full(self.frame.rows, np.nan)

    def share(self, name: str) -> Floats:
        """Figure of each commune divided by its people, NaN if there is none.

        Only rows with both values count: the people of a part with a confidential figure would lower the share of the
        rest.
        """
        values, people = self._column(name), self._column("population_2016")
        known = ~np.isnan(values) & ~np.isnan(people)
        at = self.positions[known]
        whole = np.bincount(at, weights=people[known], minlength=self.n)
        sums = np.bincount(at, weights=values[known], minlength=self.n)
        return np.divide(sums, whole, out=np.full(self.n, np.nan), where=whole > 0)

    def mean(self, name: str) -> Floats:
        """Mean over the rows of each commune, weighted by their population if known, NaN if there is none."""
        values = self._column(name)
        weight = np.nan_to_num(self._column("population_2016"), nan=1.0) + 1e-9
        known = ~np.isnan(values)
        at = self.positions[known]
        weights = np.bincount(at, weights=weight[known], minlength=self.n)
        sums = np.bincount(at, weights=values[known] * weight[known], minlength=self.n)
        return np.divide(sums, weights, out=np.full(self.n, np.nan), where=weights > 0)


def _check_range(path: Path | str, frame: Columns) -> None:
    for name in (*PEOPLE, *RATES, *ILL):
        if name not in frame or name == "deprivation_fedi":
            continue
        values = frame[name]
        high = 100.0 if name in ("share_75_plus", "poverty_rate", *ILL) else np.inf
        bad = (values < 0) | (values > high)
        if bool(bad.any()):
            line = frame.line(bad)
            limit = "between 0 and 100" if high < np.inf else "of 0 or more"
            raise BadInput(path, f"{values[bad.argmax()]:g} is out of range", f"Write a number {limit}", line, name)


def _some(frame: Columns, unknown: NDArray[np.bool_]) -> str:
    codes = frame["code"][unknown].tolist()
    return ", ".join(codes[:5]) + ("…" if len(codes) > 5 else "")
