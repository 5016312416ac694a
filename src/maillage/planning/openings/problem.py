"""Where to open: demand points, candidate sites, and the number of sites to open.

Dimensions: N demand points, M candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from maillage.errors import ImpossiblePlan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Location:
    """Open ``count`` of M candidates so that the weighted cost of serving N demand points is smallest.

    ``cost`` (N, M) is what one unit of each demand point costs at each candidate (minutes, metres), ``weight`` (N,) its
    units (inhabitants). Each demand point is served by its cheapest open site: the p-median. Maximal coverage is the
    same problem with cost 0 within reach and 1 beyond it (:func:`coverage`). ``opened`` are candidates that are open
    already; they count among the ``count``. Raises ``ImpossiblePlan`` for what cannot be solved.
    """

    cost: Floats
    weight: Floats
    count: int
    demand: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    opened: frozenset[int] = field(default_factory=frozenset[int])

    def __post_init__(self) -> None:
        problems = location_problems(self)
        if problems:
            raise ImpossiblePlan(" ".join(problems))

    @cached_property
    def weighted(self) -> Floats:
        """(N, M) cost of serving all units of each demand point at each candidate."""
        return np.ascontiguousarray(self.cost * self.weight[:, None])

    @cached_property
    def integral(self) -> bool:
        """Whether every weighted cost is a whole number, so that objectives are too."""
        return bool((self.weighted == np.rint(self.weighted)).all())

    @cached_property
    def covering(self) -> bool:
        """Whether costs are those of maximal coverage, 0 and 1."""
        return bool(np.isin(self.cost, (0.0, 1.0)).all())

    def value(self, sites: Ints) -> float:
        """Weighted cost if ``sites`` are open."""
        return float(self.weighted[:, sites].min(axis=1).sum())


def location_problems(problem: Location) -> list[str]:
    """Every reason why a problem cannot be solved, one sentence each."""
    n, m = problem.cost.shape
    found: list[str] = []
    if not n or not m:
        return ["There is no demand point or no candidate. Give at least one of each."]
    if not 1 <= problem.count <= m:
        found.append(f"{problem.count} of {m} candidates cannot be opened. Choose a number from 1 to {m}.")
    elif len(problem.opened) > problem.count:
        found.append(
            f"{len(problem.opened)} sites are open already, more than the {problem.count} to have. Raise the number."
        )
    if problem.weight.shape != (n,) or not bool((np.isfinite(problem.weight) & (problem.weight >= 0)).all()):
        found.append("Each demand point needs a weight of 0 or more.")
    if not bool((np.isfinite(problem.cost) & (problem.cost >= 0)).all()):
        found.append("Each demand point needs a cost of 0 or more at each candidate. Complete the table.")
    return found


def coverage(minutes: Floats, limit: float) -> Floats:
    """(N, M) costs of maximal coverage: 0 where ``minutes`` are at most ``limit``, else 1 (also where unknown).

    R. Church, C. ReVelle, The maximal covering location problem, Papers of the Regional Science Association 32, 1974.
    """
    return np.where(np.nan_to_num(minutes, nan=np.inf) <= limit, 0.0, 1.0)
