"""Supply and demand by commune in the units of a method, from counts of doctors and figures of need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.access.method import Parameters
from maillage.sources.need import Need, embedded_need, read_need
from maillage.sources.supply import DoctorCounts, modelled_counts, read_counts
from maillage.sources.supply_forward import bring_forward

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Supply:
    """Care offered in each commune: ``amount`` (n,) in the unit of the method, ``headcount`` (n,) doctors.

    ``younger`` (n,) counts the doctors under 60 if known, else None. ``modelled`` is true if the doctors were
    distributed by a model, not counted; no page may show such figures as observed. ``activity`` (n,) is what one doctor
    of the commune offers; None if it is the same everywhere.
    """

    amount: Floats
    headcount: Floats
    label: str
    vintage: str
    modelled: bool
    younger: Floats | None = None
    notices: tuple[str, ...] = ()
    activity: Floats | None = None
    kind: str = ""

    @property
    def origin(self) -> str:
        """Kind of the figures: ``observed``, ``brought forward`` or ``modelled``."""
        return self.kind or ("modelled" if self.modelled else "observed")

    @property
    def in_words(self) -> str:
        """What stands behind the counts, with their source unless they are modelled."""
        return "modelled supply" if self.origin == "modelled" else f"supply of {self.label}"

    def only_younger(self, parameters: Parameters) -> Supply | None:
        """Return the supply of the doctors under 60 alone, or None if ages are not known."""
        if self.younger is None:
            return None
        return replace(
            self,
            amount=self.younger * (parameters.units_per_gp if self.activity is None else self.activity),
            headcount=self.younger,
            label=f"{self.label}, under 60",
        )


@dataclass(frozen=True)
class Demand:
    """People of each commune: ``population`` (n,) and, weighted by age to the same total, ``standardised`` (n,).

    ``modelled`` is true if ages are those of the department, not of the commune.
    """

    population: Floats
    standardised: Floats
    modelled: bool
    label: str = ""
    notices: tuple[str, ...] = ()


def supply_from_counts(counts: DoctorCounts, parameters: Parameters) -> Supply:
    """Convert doctors to units of supply: each has the mean activity of a GP, within floor and cap.

    If the number aged 60 and over is known, only the share ``staying_60_plus`` of them counts.
    """
    counted = counts.gps.copy()
    younger = None
    if counts.gps_60_plus is not None:
        younger = counts.gps - counts.gps_60_plus
        counted = younger + parameters.staying_60_plus * counts.gps_60_plus
    return Supply(
        amount=counted * parameters.units_per_gp,
        headcount=counts.gps,
        label=counts.label,
        vintage=counts.vintage,
        modelled=counts.modelled,
        younger=younger,
        notices=counts.notices,
        kind=counts.kind,
    )


def read_supply(path: Path | str, territory: Territory, parameters: Parameters, year: int | None = None) -> Supply:
    """Read a supply file (``code,gps[,gps_60_plus]``); counts of an earlier ``year`` are brought forward.

    Raises ``BadInput`` naming file, line and column, ``MaillageError`` for a year that is not before that of the
    totals.
    """
    counts = read_counts(path, territory)
    if year is None:
        return supply_from_counts(counts, parameters)
    return supply_from_counts(bring_forward(counts, territory, year, parameters.staying_60_plus), parameters)


def modelled_supply(territory: Territory, profession: str = "gp", parameters: Parameters | None = None) -> Supply:
    """Published departmental totals distributed over communes by the documented model; always marked as modelled."""
    from maillage.access.method import parameters_for

    found = parameters if parameters is not None else parameters_for(profession)
    return supply_from_counts(modelled_counts(territory), found)


def demand_from_need(territory: Territory, need: Need, parameters: Parameters) -> Demand:
    """Population weighted by three age bands (under 18, 18-64, 65 and over); the national total is preserved.

    Indirect standardisation of IRDES DT 70, p. 8; the bands are means of the published age weights.
    """
    population = territory.population.astype(np.float64)
    people = {int(age): float(count) for age, count in need.national_ages.items()}
    young, adult, old = (parameters.age.band(a, b, people) for a, b in ((0, 18), (18, 65), (65, 100)))
    share = young * need.under_18 + old * need.aged_65 + adult * (1 - need.under_18 - need.aged_65)
    weighed = population * share
    total = weighed.sum()
    standardised = weighed * (population.sum() / total) if total > 0 else weighed
    return Demand(population, standardised, modelled=need.ages_modelled, label=need.label, notices=need.notices)


def load_need(territory: Territory, need_path: Path | str | None = None) -> Need:
    """Figures of need from ``need_path``, or else the packaged departmental ones."""
    return embedded_need(territory) if need_path is None else read_need(need_path, territory)
