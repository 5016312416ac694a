"""Access that one more day a month adds in a territory: a column of the access model, weighed as in plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from maillage.access import AccessModel
from maillage.schemes import Scheme
from maillage.site.geography.models import Commune
from maillage.site.observatory.reading import NotMeasured
from maillage.site.observatory.workbench import workbench

DAYS_A_YEAR = 12


@dataclass(frozen=True)
class DayGain:
    """Mean access gained by the inhabitants of a territory, and today's, consultations per year and inhabitant."""

    gain: float
    before: float
    population: int

    @property
    def percent(self) -> float:
        """Gain in per cent of today's access; 0 without access."""
        return 100 * self.gain / self.before if self.before > 0 else 0.0


def gains_of_a_day(scheme: Scheme, communes: Iterable[Commune]) -> dict[str, DayGain]:
    """Return what a day a month in each commune adds to its intercommunality, by code of the commune.

    Communes without measure or intercommunality are left out; empty without a measure.
    """
    try:
        bench = workbench()
    except NotMeasured:
        return {}
    model, group = bench.model, bench.groups["epci"]
    assert isinstance(model, AccessModel)
    at = {one.pk: int(np.searchsorted(bench.code, one.pk)) for one in communes}
    known = {code: place for code, place in at.items() if place < len(bench.code) and bench.code[place] == code}
    known = {code: place for code, place in known.items() if group.number[place] >= 0}
    if not known:
        return {}
    positions = np.array(list(known.values()), dtype=np.int64)
    numbers, row = np.unique(group.number[positions], return_inverse=True)
    averaging = _averaging(group.number, bench.population.astype(np.float64), numbers)
    yearly = scheme.patients_per_day * DAYS_A_YEAR
    gains = model.effects(averaging, positions)[row, np.arange(len(positions))] * yearly
    before = np.asarray(averaging @ model.access())
    return {
        code: DayGain(float(gains[k]), float(before[row[k]]), int(group.population[numbers[row[k]]]))
        for k, code in enumerate(known)
    }


def _averaging(number: np.ndarray, population: np.ndarray, numbers: np.ndarray) -> csr_matrix:
    """Return one row for each group of ``numbers``: the share of its population in each commune, (g, n)."""
    row = np.searchsorted(numbers, number)
    row[row == len(numbers)] = 0
    members = np.flatnonzero((numbers[row] == number) & (population > 0))
    total = np.bincount(row[members], population[members], minlength=len(numbers))
    share = population[members] / total[row[members]]
    return csr_matrix((share, (row[members], members)), shape=(len(numbers), len(number)))
