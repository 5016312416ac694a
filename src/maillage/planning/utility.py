"""The objective: the value of a plan's days, in weighted consultations over its weeks.

The marginal value of access in a territory is 1 / (offset + A), the same for a gain as for a loss (DREES-type access is
concave in use; Baker's and Nash's product criteria have this form). It is scaled so that one consultation in a
territory with mean access has the value one:

    U_g(dA) = p_g (offset + mean) ln(1 + dA / (offset + A_g)) * weeks / 52

Returning visits and presence (:mod:`maillage.planning.presence`) are added, and journeys are subtracted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from maillage.planning.data import PlanningData
from maillage.planning.presence import presences
from maillage.planning.values import WEEKS_PER_YEAR, Floats, Ints


@dataclass(frozen=True, eq=False)
class Utility:
    """Value of a change of access in each territory, (G,) arrays."""

    scale: Floats
    base: Floats

    @classmethod
    def of(cls, data: PlanningData) -> Utility:
        """The utility of a problem."""
        groups, offset = data.groups, data.weights.offset
        scale = groups.population * (offset + groups.means) * data.weeks / WEEKS_PER_YEAR
        return cls(scale, offset + groups.access)

    def value(self, change: Floats) -> Floats:
        """Value of ``change`` (G,) or (G, k); minus infinity if no access is left."""
        ratio = change / (self.base if change.ndim == 1 else self.base[:, None])
        scale = self.scale if change.ndim == 1 else self.scale[:, None]
        return scale * np.log1p(np.maximum(ratio, -1 + 1e-12))

    def slope(self, change: Floats) -> Floats:
        """Derivative of :meth:`value` at ``change`` (G,)."""
        return self.scale / (self.base + change)


def pair_effect(data: PlanningData) -> sparse.csc_array:
    """(G, P) change of access by one day of each pair: gain around the site minus the loss around the home.

    Sparse, as a day changes few of the territories of France.
    """
    pairs = data.pairs
    gain = sparse.csc_array(data.site_gain)[:, pairs.site]
    lost = sparse.csc_array(data.home_loss)[:, data.home_of_doctor[pairs.doctor]]
    effect = sparse.csc_array(gain - lost.multiply(data.home_share[pairs.doctor][None, :]))
    if (data.dose != 1).any():
        effect = sparse.csc_array(effect.multiply(data.dose[pairs.doctor][None, :]))
    effect.sort_indices()
    return effect


def worth_of_days(utility: Utility, effect: sparse.csc_array) -> Floats:
    """(P,) value for access of a first day of each pair alone."""
    ratio = np.maximum(effect.data / utility.base[effect.indices], -1 + 1e-12)
    worth = utility.scale[effect.indices] * np.log1p(ratio)
    column = np.repeat(np.arange(effect.shape[1]), np.diff(effect.indptr))
    return np.bincount(column, worth, minlength=effect.shape[1]).astype(np.float64)


def own_worth(data: PlanningData) -> Floats:
    """(P,) value of a first day of each pair alone: access at today's figures, minus the journey."""
    return worth_of_days(Utility.of(data), pair_effect(data)) - data.weights.minute * data.pairs.minutes


def breaks_a_floor(data: PlanningData, effect: sparse.csc_array) -> sparse.csc_array:
    """(G, P) where one day alone takes from a territory more than it may lose."""
    broken = effect.data < -data.groups.may_lose[effect.indices] - 1e-9
    return sparse.csc_array((broken, effect.indices, effect.indptr), shape=effect.shape)


def objective_of(data: PlanningData, days: Ints) -> float:
    """Objective of ``days`` (P, M) by pair and month."""
    visits = days.sum(axis=1)
    effect, utility = pair_effect(data), Utility.of(data)
    change = np.asarray(effect @ visits.astype(np.float64))
    gain = float(utility.value(change).sum())
    returning = float(np.maximum(visits - 1, 0).sum())
    journey = float(visits @ data.pairs.minutes)
    counted = worth_of_days(utility, effect) - data.weights.minute * data.pairs.minutes > 0
    present = sum(presence.value(days) for presence in presences(data, counted))
    return gain + present + data.weights.returning_visit * returning - data.weights.minute * journey
