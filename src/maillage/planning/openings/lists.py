"""Tables of openings.

Candidates: ``id,commune`` and, if known, ``name,open``; costs: ``demand,site,cost`` and, if known, ``weight``.
``open`` says yes for a site that is open already. A cost table has one row for each demand point and site; ``weight``
(1 if left out) is that of the demand point, the same on each of its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maillage.errors import BadInput, refuse
from maillage.planning.openings.problem import Floats
from maillage.planning.rows import Row, rows_of

if TYPE_CHECKING:
    from maillage.territory import Territory

MOST = 1e12


@dataclass(frozen=True)
class Candidate:
    """A site that may open, or is open already."""

    id: str
    name: str
    commune: str
    opened: bool = False


@dataclass(frozen=True, eq=False)
class CostTable:
    """Costs (N, M) of N demand points at M sites, infinite where the table has none, and the weights (N,)."""

    demand: tuple[str, ...]
    sites: tuple[str, ...]
    cost: Floats
    weight: Floats

    @property
    def missing(self) -> int:
        """Number of pairs without a cost."""
        return int(np.isinf(self.cost).sum())


def read_candidates(path: Path, territory: Territory) -> list[Candidate]:
    """Read candidate sites. Raises ``BadInput``, or ``BadInputs`` with every problem by row and column."""
    problems: list[BadInput] = []
    rows = rows_of(path, ("id", "commune"), ("name", "open"), problems)
    found = [
        Candidate(row.text("id"), row.text("name", row.text("id")), row.commune(territory), row.yes("open"))
        for row in rows
    ]
    refuse(problems)
    return found


def read_costs(path: Path) -> CostTable:
    """Read costs. Raises ``BadInput``, or ``BadInputs`` with every problem by row and column."""
    problems: list[BadInput] = []
    rows = rows_of(path, ("demand", "site", "cost"), ("weight",), problems)
    demand = {name: k for k, name in enumerate(dict.fromkeys(row.needed("demand") for row in rows))}
    sites = {name: k for k, name in enumerate(dict.fromkeys(row.needed("site") for row in rows))}
    cost = np.full((len(demand), len(sites)), np.inf)
    weight: dict[str, float] = {}
    for row in rows:
        _put(row, cost, (demand[row.text("demand")], sites[row.text("site")]))
        weighs = row.amount("weight", 1.0, MOST)
        if weight.setdefault(row.text("demand"), weighs) != weighs:
            row.refuse(f"the weight of '{row.text('demand')}' was {weight[row.text('demand')]:g} above",
                       "Give each demand point one weight", "weight")  # fmt: skip
    refuse(problems)
    return CostTable(tuple(demand), tuple(sites), cost, np.array(list(weight.values()), dtype=np.float64))


def _put(row: Row, cost: Floats, pair: tuple[int, int]) -> None:
    if not np.isinf(cost[pair]):
        row.refuse("this pair has a cost above", "Give each pair of demand point and site once", "site")
    row.needed("cost")
    cost[pair] = row.amount("cost", 0.0, MOST)
