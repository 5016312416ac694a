"""A drawn map of France, a region or a department, as it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class AreaMap:
    """A drawn map: ``arrays`` and ``meta`` as stored, with readers for the pages.

    Arrays: ``ids`` (height*2, width*2) uint16, where 0 is outside, 65535 neighbouring land and any other number a
    commune (its index in ``positions`` + 1); ``positions`` (n,) of the area's communes in the Territory, ``points`` (n,
    2) their pixels; ``border_xy``/``border_start``/``border_own`` the lines between departments; ``webp`` the image of
    numbers. The map of a region also has the rings of the communes in its frame, in pixels:
    ``outline_xy``/``outline_start``/ ``outline_commune`` (the last holds positions in the Territory).
    """

    key: str
    arrays: Mapping[str, NDArray[Any]]
    meta: Mapping[str, Any]

    def spot(self, x: float, y: float) -> dict[str, str]:
        """Return where a pixel lies in an image of any size: per cent ``across`` and ``down``."""
        return {"across": f"{100 * x / self.width:.2f}", "down": f"{100 * y / self.height:.2f}"}

    @property
    def width(self) -> int:
        """Width of the page's image, in pixels."""
        return int(self.meta["width"])

    @property
    def height(self) -> int:
        """Height of the page's image, in pixels."""
        return int(self.meta["height"])

    @property
    def positions(self) -> NDArray[np.int64]:
        """Positions in the Territory of the area's communes, in the order of the pixel numbers."""
        return self.arrays["positions"]
