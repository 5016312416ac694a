"""Two-step floating catchment area and its enhanced form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

from maillage.access.decay import Closed, Decay
from maillage.access.indicators.catchment import Floats, checked, ratio, within
from maillage.access.weights import Weights

if TYPE_CHECKING:
    from maillage.travel import TravelTimes


def two_step_fca(
    times: TravelTimes, demand: ArrayLike, supply: ArrayLike, minutes: float, closed: Closed = "right"
) -> Floats:
    """2SFCA, (n,): R_j = S_j / (people within ``minutes`` of j), A_i = sum of R_j within ``minutes`` of i.

    Luo and Wang, Environment and Planning B 30 (2003). ``closed`` says whether exactly ``minutes`` counts as within.
    Raises ``MaillageError`` for figures that are negative or not finite and for times shorter than ``minutes``.
    """
    return enhanced_two_step_fca(times, demand, supply, within(minutes, closed))


def enhanced_two_step_fca(times: TravelTimes, demand: ArrayLike, supply: ArrayLike, decay: Decay) -> Floats:
    """E2SFCA, (n,): A_i = sum_j w_ij S_j / sum_k p_k w_kj.

    Luo and Qi, Health & Place 15 (2009). The APL is this formula with the demand weighted by age:
    :class:`maillage.access.AccessModel`. People travel from i to j; supply that nobody reaches counts 0.
    """
    people, care = checked(times, "demand", demand), checked(times, "supply", supply)
    weights = Weights.build(times, decay)
    return weights.spread(ratio(care, weights.toward(people)))
