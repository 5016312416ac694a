"""The nearest provider: its commune and the minutes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.access.indicators.catchment import Floats, checked

if TYPE_CHECKING:
    from maillage.travel import TravelTimes


def nearest_provider(times: TravelTimes, supply: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    """Minutes from each commune to the nearest one with supply above 0, and its position; both (n,).

    If none is within the limit of ``times``, the minutes are infinite and the position is -1; the caller must report
    it. Of equally near places, the one with the lowest code is taken. Raises ``MaillageError`` as the other indicators.
    """
    from maillage.access.kernels import nearest

    offered = checked(times, "supply", supply) > 0
    indptr, indices, seconds = np.asarray(times.indptr), np.asarray(times.indices), np.asarray(times.seconds)
    best = np.full(len(times.code), -1, dtype=np.int64)
    where = np.full(len(times.code), -1, dtype=np.int64)
    nearest(indptr, indices, seconds, offered, best, where)
    return np.where(best >= 0, best / 60.0, np.inf), where
