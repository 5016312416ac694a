"""The town halls of a territory, ready to be asked which lie near."""

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
    """Positions of the communes of a plane, and their tree in metres (None where there is none).

    Kept: making the tree of France takes ten milliseconds, and a point asks for it several times.
    """
    from scipy.spatial import KDTree

    home = np.flatnonzero(territory.plane == plane).astype(np.int64)
    if len(home) == 0:
        return home, None
    return home, KDTree(np.column_stack([territory.x[home], territory.y[home]]))
