"""Kilometres between communes, as they are paid: by planner, agenda and statement alike."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.parameters import load_toml

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]
Positions = int | NDArray[np.int64]


@cache
def detour() -> float:
    """Kilometres by road for one as the crow flies, from ``parameters/journey.toml``."""
    return float(load_toml("maillage.schemes", "journey")["kilometres"]["detour"])


def kilometres(territory: Territory, here: Positions, there: Positions) -> Floats:
    """Kilometres one way between the town halls of communes given by position; infinite where the sea lies between.

    The straight line times :func:`detour`. Scalars or arrays, as NumPy broadcasts them.
    """
    metres = np.hypot(territory.x[here] - territory.x[there], territory.y[here] - territory.y[there])
    joined = np.asarray(territory.plane[here] == territory.plane[there])
    return np.where(joined, detour() * np.asarray(metres, dtype=np.float64) / 1000, np.inf)
