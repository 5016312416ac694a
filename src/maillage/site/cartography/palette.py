"""Colours of access, from little to much, and of its change.

The seven classes differ in lightness by at least 9 points of L*, so that they stay distinct in grey and for the
colour-blind. All classes below the regulatory threshold of 2.5 consultations a year are darker than all those above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.evaluation import NOTICEABLE

Colour = tuple[int, int, int]


def rgb(text: str) -> Colour:
    """Return ``#rrggbb`` as three numbers from 0 to 255."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


@dataclass(frozen=True)
class Scale:
    """Colour classes: ``bounds`` are the lower bounds of every class but the first, each included in its class."""

    bounds: tuple[float, ...]
    colours: tuple[str, ...]

    def classes(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the class of each value, from 0; NaN falls in the lowest."""
        return np.searchsorted(self.bounds, np.nan_to_num(values, nan=-np.inf), side="right")

    def table(self) -> NDArray[np.uint8]:
        """Return the colours as (classes, 3) bytes."""
        return np.array([rgb(colour) for colour in self.colours], dtype=np.uint8)


ACCESS = Scale(
    bounds=(1.0, 1.75, 2.5, 3.25, 4.25, 5.5),
    colours=("#381737", "#682c59", "#984d6f", "#d29171", "#f1ddba", "#83c9b7", "#008b8a"),
)
CHANGE = Scale(
    # A loss of exactly NOTICEABLE counts as a loss, as it does where losers are counted.
    bounds=(-0.15, -0.05, float(np.nextafter(-NOTICEABLE, 0.0)), NOTICEABLE, 0.05, 0.15, 0.4),
    colours=("#682c59", "#a8698f", "#cfa6c2", "#e9e4da", "#c3e2da", "#83c9b7", "#2f9a95", "#0b5d5e"),
)
PAPER, GROUND = "#fbfaf7", "#ece8df"


def access_class(value: float) -> int:
    """Return the class of one access figure, 1 (little) to 7 (much)."""
    return int(ACCESS.classes(np.array([value]))[0]) + 1
