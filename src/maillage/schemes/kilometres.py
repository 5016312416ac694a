"""Kilometres between communes for payment, the same for planner, agenda and statement."""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maillage.parameters import load_toml

Floats = NDArray[np.float64]
Positions = int | NDArray[np.int64]


class OnPlane(Protocol):
    """Communes by position: metres on the plane of their territory, and the number of the plane; (n,) each."""

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
        """Number of the plane; the sea lies between different planes."""
        ...


@cache
def detour() -> float:
    """Ratio of road distance to straight-line distance, from ``parameters/journey.toml``."""
    return float(load_toml("maillage.schemes", "journey")["kilometres"]["detour"])


def kilometres(places: OnPlane, here: Positions, there: Positions) -> Floats:
    """One-way kilometres between the town halls of communes given by position; infinite between different planes.

    The straight line times :func:`detour`. Scalars or arrays, with NumPy broadcasting.
    """
    metres = np.hypot(places.x[here] - places.x[there], places.y[here] - places.y[there])
    joined = np.asarray(places.plane[here] == places.plane[there])
    return np.where(joined, detour() * np.asarray(metres, dtype=np.float64) / 1000, np.inf)
