"""Kilometres between communes, as they are paid: by planner, agenda and statement alike."""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.parameters import load_toml

Floats = NDArray[np.float64]
Positions = int | NDArray[np.int64]


class OnPlane(Protocol):
    """Communes by position: metres on the plane of their territory, and which plane that is; (n,) each."""

    @property
    def x(self) -> NDArray[np.float64]:
        """Eastings."""
        ...

    @property
    def y(self) -> NDArray[np.float64]:
        """Northings."""
        ...

    @property
    def plane(self) -> NDArray[Any]:
        """Number of the plane: two planes have the sea between them."""
        ...


@cache
def detour() -> float:
    """Kilometres by road for one as the crow flies, from ``parameters/journey.toml``."""
    return float(load_toml("maillage.schemes", "journey")["kilometres"]["detour"])


def kilometres(places: OnPlane, here: Positions, there: Positions) -> Floats:
    """Kilometres one way between the town halls of communes given by position; infinite where the sea lies between.

    The straight line times :func:`detour`. Scalars or arrays, as NumPy broadcasts them.
    """
    metres = np.hypot(places.x[here] - places.x[there], places.y[here] - places.y[there])
    joined = np.asarray(places.plane[here] == places.plane[there])
    return np.where(joined, detour() * np.asarray(metres, dtype=np.float64) / 1000, np.inf)
