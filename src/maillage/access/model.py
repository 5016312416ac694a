"""The one operator of the house: access is linear in supply.

With W[i, j] the weight of travel from i to j, D = W' p the demand that reaches j, S_j the care offered at j:

    A = W (S / D)             Lucas-Gabrielli, Nestrigue, Coldefy, IRDES DT 70 (2016), p. 9-10
    dA = W[:, j] dS_j / D_j   one doctor more, less or moved

Measuring, what-if, the planner's objective and floors, and evaluation all use this class.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from maillage.access.method import Parameters
from maillage.access.supply import Demand, Supply
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from maillage.travel import TravelTimes

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Change:
    """Access before and after a change of supply, both (n,); ``rows`` are the communes whose access moved.

    ``unreachable`` are positions where supply was changed but no demand can reach it: nothing moves for them.
    """

    before: Floats
    after: Floats
    rows: Positions
    unreachable: tuple[int, ...] = ()

    @property
    def gain(self) -> Floats:
        """After minus before, (n,)."""
        return self.after - self.before


class AccessModel:
    """Access of n communes to the care offered in the same n communes; arrays inside, units of ``parameters``."""

    def __init__(self, times: TravelTimes, demand: Demand, supply: Supply, parameters: Parameters) -> None:
        """Cut ``times`` to the decay's limit and build W (csr, n x n) and D = W' p (n,).

        Raises ``MaillageError`` where sizes differ, the times stop short of the decay's limit, or a figure of demand or
        supply is negative or not finite.
        """
        n = len(times.code)
        _check_sizes(n, demand, supply)
        _check_limit(times, parameters)
        self.parameters, self.demand, self.supply = parameters, demand, supply
        self.times, self.code = times, times.code
        self.vintage = times.vintage
        self.W = _weights(times, parameters)
        self.D: Floats = np.asarray(self.W.T @ demand.standardised, dtype=np.float64)
        self._inverse: Floats = np.divide(parameters.per, self.D, out=np.zeros(n), where=self.D > 0)
        self._columns: csc_matrix[Any] = self.W.tocsc()
        self._access: Floats | None = None

    def __len__(self) -> int:
        """Number of communes."""
        return len(self.code)

    def access(self) -> Floats:
        """Return A = W (S / D), (n,), kept for later calls. Supply nobody can reach counts 0 (see ``unreachable``)."""
        if self._access is None:
            self._access = np.asarray(self.W @ (self.supply.amount * self._inverse))
            self._access.setflags(write=False)
        return self._access

    def mean(self, positions: Sequence[int] | Positions | None = None) -> float:
        """Mean access weighted by total population, of all communes or of ``positions``; 0 where nobody lives."""
        where = np.arange(len(self)) if positions is None else np.asarray(positions, dtype=np.int64)
        people = self.demand.population[where]
        total = people.sum()
        return float(people @ self.access()[where] / total) if total > 0 else 0.0

    @property
    def unreachable(self) -> Positions:
        """Positions whose supply no demand reaches: it is in no one's access."""
        return np.flatnonzero((self.supply.amount > 0) & (self.D <= 0))

    def with_supply(self, supply: Supply) -> AccessModel:
        """Return the same communes, times and demand with another supply; W and D are shared, not copied."""
        _check_sizes(len(self), self.demand, supply)
        other = copy.copy(self)
        other.supply, other._access = supply, None
        return other

    def column(self, position: int) -> tuple[Positions, Floats]:
        """Return the communes that gain from one more unit of supply at ``position`` and how much, W[:, j] / D_j."""
        first, last = self._columns.indptr[position], self._columns.indptr[position + 1]
        rows = self._columns.indices[first:last].astype(np.int64)
        return rows, self._columns.data[first:last] * self._inverse[position]

    def what_if(self, changes: Mapping[int, float]) -> Change:
        """Access after adding ``changes[position]`` units of supply (negative: removing), in time of the rows touched.

        Raises ``MaillageError`` where more is removed than there is.
        """
        before = self.access()
        after = before.copy()
        touched: list[Positions] = []
        lost: list[int] = []
        for position, amount in changes.items():
            if self.supply.amount[position] + amount < -1e-9:
                raise MaillageError(
                    f"Cannot remove {-amount:g} from {self.code[position]}: only {self.supply.amount[position]:g} "
                    "is there. Remove less."
                )
            rows, gain = self.column(position)
            if self.D[position] <= 0:
                lost.append(position)
                continue
            after[rows] += gain * amount
            touched.append(rows)
        rows = np.unique(np.concatenate(touched)) if touched else np.empty(0, np.int64)
        after[rows] = np.maximum(after[rows], 0.0)
        return Change(before, after, rows, tuple(lost))

    def effects(self, groups: csr_matrix[Any], positions: Sequence[int] | Positions) -> Floats:
        """Access each group gains per unit of supply added at each position, (g, len(positions)).

        ``groups`` has one averaging row for each group, (g, n): G W[:, j] / D_j.
        """
        where = np.asarray(positions, dtype=np.int64)
        product = groups @ self._columns[:, where]
        return np.asarray(product.todense(), dtype=np.float64) * self._inverse[where]


ROWS_AT_ONCE = 2000  # a block of origins: the pairs beyond the decay's limit are dropped before the next is read


def _weights(times: TravelTimes, parameters: Parameters) -> csr_matrix[Any]:
    # Times are whole seconds, so the decay is evaluated once per second and looked up: no step is decided by rounding.
    table = parameters.decay(np.arange(int(times.limit_seconds) + 1) / 60.0)
    near = table > 0
    n = len(times.code)
    indptr = np.zeros(n + 1, dtype=np.int64)
    indices: list[NDArray[np.int32]] = []
    weights: list[Floats] = []
    for first in range(0, n, ROWS_AT_ONCE):
        bounds = np.asarray(times.indptr[first : first + ROWS_AT_ONCE + 1])
        seconds = np.asarray(times.seconds[bounds[0] : bounds[-1]])
        keep = near[seconds]
        kept = np.concatenate([[0], np.cumsum(keep)])
        indptr[first + 1 : first + len(bounds)] = indptr[first] + kept[bounds[1:] - bounds[0]]
        indices.append(np.asarray(times.indices[bounds[0] : bounds[-1]])[keep])
        weights.append(table[seconds[keep]])
    return csr_matrix((np.concatenate(weights), np.concatenate(indices), indptr.astype(np.int32)), shape=(n, n))


def _check_limit(times: TravelTimes, parameters: Parameters) -> None:
    if times.limit_seconds < parameters.decay.limit * 60:
        raise MaillageError(
            f"Travel times stop at {times.limit_seconds / 60:g} minutes, {parameters.name} needs "
            f"{parameters.decay.limit:g}. Compute them again with a larger limit."
        )


def _check_sizes(n: int, demand: Demand, supply: Supply) -> None:
    for name, values in (
        ("population", demand.population),
        ("standardised demand", demand.standardised),
        ("supply", supply.amount),
    ):
        if len(values) != n:
            raise MaillageError(f"{name} has {len(values)} communes, the travel times {n}: two vintages are mixed.")
        bad = ~np.isfinite(values) | (values < 0)
        if bool(bad.any()):
            raise MaillageError(f"{name} of commune number {int(bad.argmax())} is {values[bad.argmax()]}.")
