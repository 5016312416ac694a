"""Spatial index of the town halls of a territory."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.territory import Territory

if TYPE_CHECKING:
    from scipy.spatial import KDTree


@lru_cache(maxsize=32)
def halls(territory: Territory, plane: int) -> tuple[NDArray[np.int64], KDTree | None]:
    """Positions of the communes of a plane, and their k-d tree in metres (None if there are none).

    Cached: building the tree of France takes ten milliseconds, and locating a point uses it several times.
    """
    from scipy.spatial import KDTree

    home = np.flatnonzero(territory.plane == plane).astype(np.int64)
    if len(home) == 0:
        return home, None
    return home, KDTree(np.column_stack([territory.x[home], territory.y[home]]))
