"""Floating catchment ratio: supply around a place divided by people around the same place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

from maillage.access.decay import Decay
from maillage.access.indicators.catchment import Floats, checked, ratio
from maillage.access.weights import Weights

if TYPE_CHECKING:
    from maillage.travel import TravelTimes


def fca_ratio(
    times: TravelTimes, demand: ArrayLike, supply: ArrayLike, decay: Decay, weights: Weights | None = None
) -> Floats:
    """(sum_j S_j w_ij) / (sum_k p_k w_ik) for each commune i, (n,); 0 where nobody lives in reach.

    ``demand`` p and ``supply`` S are (n,). Both sums use the times from i. The same as ``fca_ratio`` of PySAL
    ``access``. ``weights`` are ``times`` already weighed by ``decay``. Raises ``MaillageError`` for figures that are
    negative or not finite and for times shorter than the decay.
    """
    people, care = checked(times, "demand", demand), checked(times, "supply", supply)
    weights = weights if weights is not None else Weights.build(times, decay)
    return ratio(weights.spread(care), weights.spread(people))
