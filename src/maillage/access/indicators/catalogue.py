"""Every indicator by name, with its unit and the decay it accepts, for commands, pages and analysts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.access.decay import Closed, Decay
from maillage.access.indicators.balanced import balanced_fca
from maillage.access.indicators.catchment import Floats, three_zones, within
from maillage.access.indicators.fca import fca_ratio
from maillage.access.indicators.modified import modified_two_step_fca
from maillage.access.indicators.nearest import nearest_provider
from maillage.access.indicators.raam import raam_cost
from maillage.access.indicators.reach import count_within, population_within
from maillage.access.indicators.three_step import three_step_fca
from maillage.access.indicators.two_step import enhanced_two_step_fca
from maillage.access.weights import check_limit
from maillage.errors import MaillageError, UnknownName, nearest_names

if TYPE_CHECKING:
    from maillage.travel import TravelTimes

PER = 100_000
FAMILY: dict[str, Callable[[TravelTimes, ArrayLike, ArrayLike, Decay], Floats]] = {
    "fca": fca_ratio,
    "2sfca": enhanced_two_step_fca,
    "e2sfca": enhanced_two_step_fca,
    "3sfca": three_step_fca,
    "m2sfca": modified_two_step_fca,
    "bfca": balanced_fca,
}
NAMES = (*FAMILY, "raam", "nearest", "count", "population")
TAKES_DECAY = ("e2sfca", "3sfca", "m2sfca", "bfca")  # the others use all or nothing within the minutes


def unit_of(name: str, minutes: float) -> str:
    """Unit of the figures of an indicator."""
    units = {
        "raam": "of cost (1: an hour of travel, or mean crowding)",
        "nearest": "minutes to the nearest provider",
        "count": f"providers within {minutes:g} minutes",
        "population": f"inhabitants within {minutes:g} minutes",
    }
    return units.get(name, f"providers per {PER:,} inhabitants")


def decay_for(name: str, minutes: float, decay: Decay | None = None, closed: Closed = "right") -> Decay:
    """Return the decay of an indicator: ``decay``, or else all or nothing or three equal zones up to ``minutes``.

    Raises ``UnknownName`` for the indicator, ``MaillageError`` for a ``decay`` if the indicator uses all or nothing.
    """
    if name not in NAMES:
        raise UnknownName("indicator", name, nearest_names(name, NAMES) or NAMES)
    if decay is None:
        return three_zones(minutes, closed) if name in TAKES_DECAY else within(minutes, closed)
    if name not in TAKES_DECAY:
        raise MaillageError(f"{name} takes all or nothing within the minutes. Leave the decay out, or choose e2sfca.")
    return decay


def compute(
    name: str,
    times: TravelTimes,
    people: ArrayLike,
    providers: ArrayLike,
    minutes: float,
    decay: Decay | None = None,
    closed: Closed = "right",
) -> tuple[Floats, NDArray[np.int64] | None]:
    """Figures of an indicator, (n,), in :func:`unit_of`, and for ``nearest`` the position of the place, (n,).

    ``nearest`` and ``raam`` are infinite where no provider is in reach: within the limit of the times for ``nearest``,
    within ``minutes`` for ``raam``. Raises as :func:`decay_for` and the indicator itself.
    """
    weighing = decay_for(name, minutes, decay, closed)
    if name == "nearest":
        return nearest_provider(times, providers)
    check_limit(times, minutes)
    if name == "raam":
        return raam_cost(times, people, providers, minutes, closed), None
    if name == "count":
        return count_within(times, providers, minutes, closed), None
    if name == "population":
        return population_within(times, people, minutes, closed), None
    return PER * FAMILY[name](times, people, providers, weighing), None
