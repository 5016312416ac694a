"""Three-step floating catchment area: people choose among the places in reach before they compete for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from maillage.access.decay import Decay
from maillage.access.indicators.catchment import Floats, checked, ratio
from maillage.access.weights import Weights

if TYPE_CHECKING:
    from maillage.travel import TravelTimes


def three_step_fca(
    times: TravelTimes, demand: ArrayLike, supply: ArrayLike, decay: Decay, selection: Decay | None = None
) -> Floats:
    """3SFCA, (n,): G_ij = g(t_ij) / sum_k g(t_ik), V_ij = G_ij w(t_ij), A = V (S / V' p).

    Wan, Zou and Sternberg, International Journal of Geographical Information Science 26 (2012). ``selection`` g is the
    decay by which people choose (default: ``decay``); as in PySAL ``access``, its sum runs over all places it reaches,
    also those beyond the catchment. Raises ``MaillageError`` as the other indicators.
    """
    people, care = checked(times, "demand", demand), checked(times, "supply", supply)
    choice = decay if selection is None else selection
    options = Weights.build(times, choice).row_sums()
    joint = Weights.build(times, _Product(decay, choice))
    reached = joint.toward(ratio(people, options))
    return ratio(joint.spread(ratio(care, reached)), options)


class _Product:
    """Decay whose weight is the product of two decays."""

    def __init__(self, one: Decay, other: Decay) -> None:
        self.one, self.other = one, other
        self.limit = min(one.limit, other.limit)

    def __call__(self, minutes: ArrayLike) -> Floats:
        return np.asarray(self.one(minutes) * self.other(minutes))
