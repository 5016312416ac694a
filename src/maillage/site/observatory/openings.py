"""Where to open the next centres: the candidates of a region ranked by the access that they add, by the one operator.

The candidates are the most populous commune of each intercommunality. A centre of ``doctors`` adds their consultations
at its commune and takes none from elsewhere, as ``maillage plan open`` computes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from maillage.access import AccessModel
from maillage.site.geography.models import Commune
from maillage.site.observatory.workbench import workbench

SECONDS = 5.0
SHOWN_BEYOND = 5
"""Candidates shown after those chosen."""


@dataclass(frozen=True)
class OpeningSite:
    """A candidate: ``rank`` among those chosen, 0 for one that is not.

    ``before`` and ``after`` are the access of its intercommunality alone, consultations a year and inhabitant; ``adds``
    what it adds to the value of access beside the others, in weighted consultations a year.
    """

    commune: str
    intercommunality: str
    population: int
    before: float
    after: float
    adds: float
    rank: int


@dataclass(frozen=True)
class OpeningStudy:
    """The choice and what is near it, with its proof."""

    sites: tuple[OpeningSite, ...]
    candidates: int
    gap: float
    consultations: float

    @property
    def gap_percent(self) -> float:
        """How far the proof leaves it open, in per cent."""
        return 100 * self.gap


def study(region: str, count: int, doctors: float) -> OpeningStudy | None:
    """Return the best ``count`` sites of a region for centres of so many doctors; None without candidates.

    Raises ``NotMeasured`` where access was not measured yet.
    """
    bench = workbench()
    rows = Commune.objects.filter(department__region=region, intercommunality__isnull=False)
    found = tuple(rows.order_by("pk").values_list("pk", "intercommunality", "population"))
    return _study(bench.key, found, count, doctors)


@lru_cache(maxsize=16)
def _study(_key: str, communes: tuple[tuple[str, str, int], ...], count: int, doctors: float) -> OpeningStudy | None:
    # The planner takes a second to import: pages that do not need it never do.
    from maillage.planning.openings import AccessGain, choose_for_access

    bench = workbench()
    model = bench.model
    assert isinstance(model, AccessModel), "the APL of general practitioners is a model of access"
    largest: dict[str, tuple[int, str]] = {}
    for code, epci, people in communes:
        largest[epci] = max(largest.get(epci, (-1, "")), (people, code))
    known = set(bench.code.tolist())
    chosen = sorted((epci, code) for epci, (_, code) in largest.items() if code in known)
    if not chosen:
        return None
    group = bench.groups["epci"]
    sites = np.searchsorted(bench.code, [code for _, code in chosen])
    average = _averages(group.number, bench.population.astype(np.float64), len(group.codes))
    units = doctors * model.parameters.units_per_gp
    gain = units * np.asarray(model.effects(average, sites), dtype=np.float64).reshape(len(group.codes), len(sites))
    access = np.asarray(average @ model.access(), dtype=np.float64)
    touched = np.flatnonzero(gain.max(axis=1, initial=0.0) > 0)
    problem = AccessGain(gain[touched], access[touched], group.population[touched], min(count, len(chosen)))
    best = choose_for_access(problem, seconds=SECONDS)
    return OpeningStudy(_ranked(chosen, sites, best, gain, access, group), len(chosen), best.gap, units)


def _ranked(
    chosen: list[tuple[str, str]], sites: NDArray[Any], best: Any, gain: NDArray[Any], access: NDArray[Any], group: Any
) -> tuple[OpeningSite, ...]:
    """Return the chosen sites by what they add, then the next ones."""
    opened = set(best.sites.tolist())
    order = sorted(range(len(chosen)), key=lambda k: (k not in opened, -float(best.marginal[k]), chosen[k]))
    found: list[OpeningSite] = []
    for place, k in enumerate(order[: len(opened) + SHOWN_BEYOND], start=1):
        epci, code = chosen[k]
        row = int(group.number[sites[k]])
        found.append(
            OpeningSite(
                code, epci, round(float(group.population[row])), float(access[row]),
                float(access[row] + gain[row, k]), float(best.marginal[k]), place if k in opened else 0,
            )
        )  # fmt: skip
    return tuple(found)


def _averages(number: NDArray[Any], population: NDArray[np.float64], count: int) -> csr_matrix:
    """Return one row for each group: the share of its population in each commune, (count, n)."""
    members = np.flatnonzero((number >= 0) & (population > 0))
    total = np.bincount(number[members], population[members], minlength=count)
    share = population[members] / total[number[members]]
    return csr_matrix((share, (number[members], members)), shape=(count, len(number)))
