"""Balanced floating catchment area: every inhabitant and every doctor is counted exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

from maillage.access.decay import Decay
from maillage.access.indicators.catchment import Floats, checked, ratio
from maillage.access.weights import Weights

if TYPE_CHECKING:
    from maillage.travel import TravelTimes


def balanced_fca(times: TravelTimes, demand: ArrayLike, supply: ArrayLike, decay: Decay) -> Floats:
    """BFCA, (n,): demand is split by w_ij / sum_j w_ij, the level of service by w_ij / sum_i w_ij.

    Paez, Higgins and Vivona, PLoS ONE 14(6), e0218773 (2019); ``floating_catchment_area(method = "bfca")`` of the R
    package accessibility. Demand that reaches the places sums to the population, and the access of all origins to the
    sum of the levels of service. Raises ``MaillageError`` as the other indicators.
    """
    people, care = checked(times, "demand", demand), checked(times, "supply", supply)
    weights = Weights.build(times, decay)
    reached = weights.toward(ratio(people, weights.row_sums()))
    return weights.spread(ratio(ratio(care, reached), weights.column_sums()))
