"""``AccessModel``, the operator for which access is linear in supply.

With W[i, j] the weight of travel from i to j, D = W' p the demand that reaches j, S_j the care offered at j:

    A = W (S / D)             Lucas-Gabrielli, Nestrigue, Coldefy, IRDES DT 70 (2016), p. 9-10
    dA = W[:, j] dS_j / D_j   one doctor added, removed or moved

Measuring, what-if, the planner's objective and floors, and evaluation all use this class.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.access.method import Parameters
from maillage.access.supply import Demand, Supply
from maillage.access.weights import Weights
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from maillage.travel import TravelTimes

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Change:
    """Access before and after a change of supply, both (n,); ``rows`` are the communes whose access changed.

    ``unreachable`` are the positions where supply changed but no demand can reach it, so access stays the same.
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
    """Access of n communes to the care offered in the same n communes, as arrays in the units of ``parameters``."""

    def __init__(
        self,
        times: TravelTimes,
        demand: Demand,
        supply: Supply,
        parameters: Parameters,
        weights: Weights | None = None,
        weighed: TravelTimes | None = None,
    ) -> None:
        """Weigh ``times`` by the decay (or take ``weights``, already weighed) and sum the demand D = W' p, (n,).

        ``weighed`` are the times from which ``weights`` were made, if they are not ``times``.

        Raises ``MaillageError`` if sizes differ, the times end before the decay's limit, or a figure of demand or
        supply is negative or not finite.
        """
        self.weighed = weighed if weighed is not None else times
        kept = weights if weights is not None else Weights.build(self.weighed, parameters.decay)
        self._hold(times, demand, supply, parameters, kept)
        self._reached(kept.toward(demand.standardised))
        self.offset: Floats | None = None
        self._access: Floats | None = None

    @classmethod
    def opened(
        cls,
        times: TravelTimes,
        demand: Demand,
        supply: Supply,
        parameters: Parameters,
        weights: Weights,
        reach: Floats,
        access: Floats,
        offset: Floats | None = None,
    ) -> AccessModel:
        """Restore a model from stored results: D (``reach``, (n,)) and A (``access``, (n,)) are not computed again.

        ``offset`` is the constant of each commune already included in ``access`` (:meth:`with_offset`).

        Raises ``MaillageError`` if sizes differ or a figure of demand or supply is negative or not finite.
        """
        model = cls.__new__(cls)
        model.weighed, model.offset = times, offset
        model._hold(times, demand, supply, parameters, weights)
        model._reached(np.asarray(reach))
        model._access = np.asarray(access)
        return model

    def _hold(
        self, times: TravelTimes, demand: Demand, supply: Supply, parameters: Parameters, weights: Weights
    ) -> None:
        _check(times.code, demand, supply)
        self.parameters, self.demand, self.supply = parameters, demand, supply
        self.times, self.code = times, times.code
        self.vintage = times.vintage
        self.weights = weights

    def _reached(self, reach: Floats) -> None:
        self.D: Floats = reach
        self._inverse: Floats = np.divide(self.parameters.per, reach, out=np.zeros(len(self)), where=reach > 0)

    @cached_property
    def W(self) -> csr_matrix[Any]:  # noqa: N802 the letter of the field
        """The weights as a SciPy matrix, (n, n), built on first use; the model itself does not need it."""
        return self.weights.to_csr()

    def __len__(self) -> int:
        """Number of communes."""
        return len(self.code)

    def access(self) -> Floats:
        """Return A = W (S / D), (n,), cached, plus the ``offset`` if there is one, never below 0.

        Supply that nobody can reach counts 0 (see ``unreachable``).
        """
        if self._access is None:
            self._access = self.weights.spread(self.supply.amount * self._inverse)
            if self.offset is not None:
                self._access = np.maximum(self._access + self.offset, 0.0)
            self._access.setflags(write=False)
        return self._access

    def mean(self, positions: Sequence[int] | Positions | None = None) -> float:
        """Mean access weighted by total population, of all communes or of ``positions``; 0 where nobody lives."""
        where = np.arange(len(self)) if positions is None else np.asarray(positions, dtype=np.int64)
        people = self.demand.population[where]
        total = people.sum()
        return float((people * self.access()[where]).sum() / total) if total > 0 else 0.0

    @property
    def unreachable(self) -> Positions:
        """Positions whose supply no demand reaches: it adds to nobody's access."""
        return np.flatnonzero((self.supply.amount > 0) & (self.D <= 0))

    def with_supply(self, supply: Supply) -> AccessModel:
        """Return the same communes, times and demand with another supply; weights and D are shared, not copied."""
        _check(self.code, self.demand, supply)
        other = copy.copy(self)
        other.supply, other._access = supply, None
        return other

    def with_offset(self, offset: Floats | None) -> AccessModel:
        """Return the same model with a constant added to the access of each commune (see ``access.pivot``), or none.

        The effect of supply does not change: same columns, same gains.
        """
        other = copy.copy(self)
        other.offset, other._access = offset, None
        return other

    def column(self, position: int) -> tuple[Positions, Floats]:
        """Return the communes that gain from one more unit of supply at ``position`` and their gains, W[:, j] / D_j."""
        rows, weight = self.weights.column(position)
        return rows, weight * self._inverse[position]

    def what_if(self, changes: Mapping[int, float]) -> Change:
        """Access after adding ``changes[position]`` units of supply (negative: removing); computes only affected rows.

        Raises ``MaillageError`` if more is removed than exists.
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
        """Access that each group gains per unit of supply added at each position, (g, len(positions)).

        ``groups`` has one averaging row for each group, (g, n): G W[:, j] / D_j.
        """
        where = np.asarray(positions, dtype=np.int64)
        product = groups @ self.weights.columns(where)
        return np.asarray(product.todense(), dtype=np.float64) * self._inverse[where]


def _check(code: NDArray[np.str_], demand: Demand, supply: Supply) -> None:
    for name, values in (
        ("population", demand.population),
        ("standardised demand", demand.standardised),
        ("supply", supply.amount),
    ):
        if len(values) != len(code):
            raise MaillageError(
                f"The {name} has {len(values)} communes, the travel times {len(code)}: two vintages are mixed. "
                "Build times, demand and supply on the same territory."
            )
        bad = ~np.isfinite(values) | (values < 0)
        if bool(bad.any()):
            at = int(bad.argmax())
            raise MaillageError(f"The {name} of commune {code[at]} is {values[at]}. Give a number of 0 or more.")
