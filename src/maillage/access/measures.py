"""Indicators that answer scenarios: today's figures, and the figures after practitioners arrive or leave.

The APL and the 2SFCA are :class:`maillage.access.AccessModel`. This module adds two indicators: ``WithinReach``, linear
in supply but without competition between patients, and ``Nearest``, minutes to the nearest practitioner, which is not
linear. Both return a :class:`maillage.access.model.Change` equal to the indicator computed again from scratch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.access.indicators import count_within, fca_ratio, nearest_provider, within
from maillage.access.method import Parameters
from maillage.access.model import AccessModel, Change
from maillage.access.supply import Demand, Supply
from maillage.access.weights import Weights
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from maillage.travel import TravelTimes

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
PER = 100_000.0  # densities are per this number of inhabitants
THERE = 1e-9  # practitioners above which a commune counts as having one


class Measure(Protocol):
    """An indicator by commune that answers scenarios."""

    def access(self) -> Floats:
        """Figure of each commune, (n,)."""
        ...

    def what_if(self, changes: Mapping[int, float]) -> Change:
        """The figures with ``changes[position]`` more units of supply (negative: fewer)."""
        ...


def two_step_parameters(minutes: float) -> Parameters:
    """The two-step floating catchment area within ``minutes`` as a method of ``AccessModel``, per 100,000 inhabitants.

    Luo and Wang, Environment and Planning B 30 (2003): the formula of the APL with weight 1 up to ``minutes``.
    """
    return replace(
        Parameters.load(),
        name=f"2sfca-{minutes:g}",
        profession="any",
        label=f"2SFCA within {minutes:g} minutes",
        unit="practitioners per 100,000 inhabitants",
        decay=within(minutes),
        per=PER,
        slower=1.0,
    )


def two_step(times: TravelTimes, people: Floats, supply: Floats, minutes: float, weights: Weights) -> AccessModel:
    """2SFCA of ``supply`` practitioners (n,) among ``people`` (n,); ``weights`` are the times within ``minutes``."""
    demand = Demand(people, people, modelled=False, label="population")
    care = Supply(supply, supply, label="practitioners", vintage=times.vintage, modelled=False)
    return AccessModel(times, demand, care, two_step_parameters(minutes), weights)


@dataclass(frozen=True, eq=False)
class WithinReach:
    """Practitioners within reach: A_i = scale_i * sum_j w_ij S_j.

    ``scale`` (n,) is 1, or 100,000 divided by the people within reach.

    dA = scale_i * W[:, j] dS_j: one column of W, as for the APL.
    """

    weights: Weights
    supply: Floats
    scale: Floats
    values: Floats

    @classmethod
    def count(cls, times: TravelTimes, supply: Floats, minutes: float, weights: Weights) -> WithinReach:
        """Practitioners within ``minutes`` (``count_within``)."""
        return cls(weights, supply, np.ones(len(supply)), count_within(times, supply, minutes, weights=weights))

    @classmethod
    def density(
        cls, times: TravelTimes, people: Floats, supply: Floats, minutes: float, weights: Weights
    ) -> WithinReach:
        """Practitioners per 100,000 inhabitants within ``minutes`` (``fca_ratio``), the figure that ``coverage``
        classifies.
        """
        values = PER * fca_ratio(times, people, supply, within(minutes), weights)
        around = weights.spread(people)
        return cls(weights, supply, np.divide(PER, around, out=np.zeros(len(around)), where=around > 0), values)

    def access(self) -> Floats:
        """Figure of each commune, (n,)."""
        return self.values

    def what_if(self, changes: Mapping[int, float]) -> Change:
        """The figures after ``changes``. Raises ``MaillageError`` if more is removed than exists."""
        _refuse_removal(self.supply, changes)
        after = self.values.copy()
        touched: list[Positions] = []
        for position, amount in changes.items():
            rows, weight = self.weights.column(position)
            after[rows] += weight * self.scale[rows] * amount
            touched.append(rows)
        rows = np.unique(np.concatenate(touched)) if touched else np.empty(0, np.int64)
        after[rows] = np.maximum(after[rows], 0.0)
        return Change(self.values, after, rows)


@dataclass(frozen=True, eq=False)
class Nearest:
    """Minutes to the nearest practitioner, at most ``limit``, which also stands for "none within the limit".

    ``where`` (n,) is the position of the commune found, -1 if there is none within the limit. ``weights`` are the times
    within the limit.
    """

    times: TravelTimes
    weights: Weights
    supply: Floats
    values: Floats
    where: Positions

    @classmethod
    def of(cls, times: TravelTimes, supply: Floats, weights: Weights) -> Nearest:
        """Minutes to the nearest of ``supply`` (``nearest_provider``)."""
        minutes, where = nearest_provider(times, supply)
        return cls(times, weights, supply, np.minimum(minutes, times.limit_seconds / 60.0), where)

    @property
    def limit(self) -> float:
        """Minutes that stand for "further away"."""
        return self.times.limit_seconds / 60.0

    def access(self) -> Floats:
        """Minutes of each commune, (n,)."""
        return self.values

    def what_if(self, changes: Mapping[int, float]) -> Change:
        """The minutes after ``changes``: a first practitioner shortens them, the last one's departure lengthens them.

        Raises ``MaillageError`` if more is removed than exists.
        """
        _refuse_removal(self.supply, changes)
        supply = self.supply.copy()
        for position, amount in changes.items():
            supply[position] += amount
        before, offered = self.supply > THERE, supply > THERE
        changed = np.asarray(list(changes), dtype=np.int64)
        after = self.values.copy()
        for position in changed[~before[changed] & offered[changed]]:
            rows, _ = self.weights.column(int(position))
            after[rows] = np.minimum(after[rows], self._minutes_to(rows, int(position)))
        gone = changed[before[changed] & ~offered[changed]]
        lost = np.flatnonzero(np.isin(self.where, gone))
        after[lost] = self._nearest(lost, offered)
        return Change(self.values, after, np.flatnonzero(after != self.values))

    def _minutes_to(self, rows: Positions, position: int) -> Floats:
        """Minutes from each of ``rows`` to a place within reach of all of them."""
        pairs, start = _pairs(self.times, rows)
        found = np.flatnonzero(np.asarray(self.times.indices)[pairs] == position)
        place = np.searchsorted(start, found, side="right") - 1
        minutes = np.full(len(rows), self.limit)
        minutes[place] = np.asarray(self.times.seconds)[pairs[found]] / 60.0
        return minutes

    def _nearest(self, rows: Positions, offered: NDArray[np.bool_]) -> Floats:
        """Minutes from each of ``rows`` to the nearest place ``offered``."""
        if len(rows) == 0:
            return np.empty(0)
        pairs, start = _pairs(self.times, rows)
        seconds = np.asarray(self.times.seconds)[pairs].astype(np.int64)
        seconds[~offered[np.asarray(self.times.indices)[pairs]]] = self.times.limit_seconds
        # Every commune is within reach of itself, so no row is empty.
        return np.minimum.reduceat(seconds, start) / 60.0


def _pairs(times: TravelTimes, rows: Positions) -> tuple[Positions, Positions]:
    """Indices of the pairs of ``rows`` in the arrays of ``times``, and where each row begins among them."""
    first = np.asarray(times.indptr)[rows]
    size = np.asarray(times.indptr)[rows + 1] - first
    start = np.concatenate([[0], np.cumsum(size)[:-1]]).astype(np.int64)
    return np.repeat(first - start, size) + np.arange(int(size.sum())), start


def _refuse_removal(supply: Floats, changes: Mapping[int, float]) -> None:
    for position, amount in changes.items():
        if supply[position] + amount < -THERE:
            raise MaillageError(
                f"Cannot remove {-amount:g} from position {position}: only {supply[position]:g} is there. Remove less."
            )
