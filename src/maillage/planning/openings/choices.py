"""From a problem to its openings: the figures of each method in the unit that people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from maillage.planning.openings.access import AccessGain, choose_for_access
from maillage.planning.openings.branching import Told
from maillage.planning.openings.document import Method, Openings, TerritoryGain, sites_of
from maillage.planning.openings.problem import Location
from maillage.planning.openings.solver import choose, nearest_site
from maillage.planning.result import gap_of

Names = Sequence[tuple[str, str, str]]
"""(id, name, commune) of each candidate."""


def open_for_median(
    problem: Location,
    names: Names,
    source: str,
    unit: str = "cost",
    seconds: float = 60.0,
    parameters: Mapping[str, float | str] | None = None,
    told: Told | None = None,
) -> Openings:
    """The p-median: ``mean`` is the cost of one unit of demand at its nearest open site."""
    chosen = choose(problem, seconds, told)
    nearest, _ = nearest_site(problem, chosen.sites)
    served = np.bincount(nearest, weights=problem.weight, minlength=len(names))
    total = float(problem.weight.sum())
    return Openings(
        Method.MEDIAN, source, problem.count, unit, chosen.objective, chosen.bound, chosen.gap, chosen.seconds,
        sites_of(chosen, names, problem.opened, served.tolist()),
        mean=chosen.objective / total if total else 0.0,
        parameters=parameters or {},
    )  # fmt: skip


def open_for_coverage(
    problem: Location,
    names: Names,
    source: str,
    unit: str = "people within reach",
    seconds: float = 60.0,
    parameters: Mapping[str, float | str] | None = None,
    told: Told | None = None,
) -> Openings:
    """Maximal coverage: ``problem`` has the costs of :func:`coverage`; ``share`` is the share of demand covered."""
    total = float(problem.weight.sum())
    chosen = choose(problem, seconds, None if told is None else lambda cost, bound: told(total - cost, total - bound))
    objective, bound = total - chosen.objective, total - chosen.bound
    served = ((problem.cost == 0) * problem.weight[:, None]).sum(axis=0)
    return Openings(
        Method.COVERAGE, source, problem.count, unit, objective, bound, gap_of(objective, bound), chosen.seconds,
        sites_of(chosen, names, problem.opened, served.tolist()),
        share=objective / total if total else 0.0,
        parameters=parameters or {},
    )  # fmt: skip


def open_for_access(
    problem: AccessGain,
    names: Names,
    territories: Sequence[tuple[str, str]],
    source: str,
    consultations: Sequence[float],
    seconds: float = 60.0,
    parameters: Mapping[str, float | str] | None = None,
    told: Told | None = None,
) -> Openings:
    """Sites that gain most access; ``territories`` are (code, name), ``consultations`` a year those of each site."""
    chosen = choose_for_access(problem, 1, seconds, told)
    after = problem.access + problem.change(chosen.sites)
    figures = zip(territories, problem.population.tolist(), problem.access.tolist(), after.tolist(), strict=True)
    rows = (TerritoryGain(code, name, round(people), was, now) for (code, name), people, was, now in figures)
    return Openings(
        Method.ACCESS, source, problem.count, "weighted consultations a year",
        chosen.objective, chosen.bound, chosen.gap, chosen.seconds,
        sites_of(chosen, names, problem.opened, consultations),
        tuple(row for row in rows if row.after > row.before),
        parameters=parameters or {},
    )  # fmt: skip
