"""Catchments as decay values, and the checks shared by all indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.access.decay import Closed, StepDecay
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from maillage.travel import TravelTimes

Floats = NDArray[np.float64]
LUO_QI = (1.0, 0.68, 0.22)  # weights of three equal zones, Luo and Qi, Health & Place 15 (2009), slow decay of table 1


def within(minutes: float, closed: Closed = "right") -> StepDecay:
    """All or nothing: weight 1 up to ``minutes``, inclusive if ``closed`` is "right"."""
    return StepDecay((float(minutes),), (1.0,), closed)


def three_zones(minutes: float, closed: Closed = "right") -> StepDecay:
    """Three zones of a third of ``minutes`` each, with the weights of Luo and Qi (2009): 1, 0.68, 0.22."""
    return StepDecay((minutes / 3, 2 * minutes / 3, float(minutes)), LUO_QI, closed)


def checked(times: TravelTimes, name: str, values: ArrayLike) -> Floats:
    """Return ``values`` as float64 (n,). Raises ``MaillageError`` naming the commune of a negative, infinite or NaN
    one.
    """
    found = np.ascontiguousarray(values, dtype=np.float64)
    if found.shape != (len(times.code),):
        raise MaillageError(
            f"The {name} has {found.size} figures, the travel times {len(times.code)} communes: two vintages are "
            "mixed. Build both on the same territory."
        )
    bad = ~np.isfinite(found) | (found < 0)
    if bool(bad.any()):
        at = int(bad.argmax())
        raise MaillageError(f"The {name} of commune {times.code[at]} is {found[at]}. Give a number of 0 or more.")
    return found


def ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole, 0 where ``whole`` is 0."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
