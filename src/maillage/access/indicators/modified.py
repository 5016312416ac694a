"""Modified two-step floating catchment area: distance loses care instead of only redistributing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

from maillage.access.decay import Decay
from maillage.access.indicators.catchment import Floats, checked, ratio
from maillage.access.weights import Weights

if TYPE_CHECKING:
    from maillage.travel import TravelTimes


def modified_two_step_fca(times: TravelTimes, demand: ArrayLike, supply: ArrayLike, decay: Decay) -> Floats:
    """M2SFCA, (n,): A_i = sum_j S_j w_ij^2 / sum_k p_k w_kj.

    Delamater, Spatial and Spatio-temporal Epidemiology 6 (2013). Where nobody lives at full weight, the mean access
    stays below the supply per inhabitant. Raises ``MaillageError`` as the other indicators.
    """
    people, care = checked(times, "demand", demand), checked(times, "supply", supply)
    weights = Weights.build(times, decay)
    return weights.squared().spread(ratio(care, weights.toward(people)))
