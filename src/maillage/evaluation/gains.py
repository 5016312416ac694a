"""Who gains, who loses, and means by group: the one place where figures before and after are put together.

Figures are consultations a year and inhabitant; means are weighted by population.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.territory.groups import means

Floats = NDArray[np.float64]
NOTICEABLE = 0.005
"""What moves by less is written with the same two decimals before and after: nothing is said to change."""
UNCHANGED = 1e-12
"""What moves by less has not moved: rounding of the computer."""


@dataclass(frozen=True)
class GroupGain:
    """Mean of a group before and after."""

    code: str
    population: int
    before: float
    after: float

    @property
    def gain(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def grows(self) -> bool:
        """Whether the mean grows noticeably."""
        return self.gain >= NOTICEABLE

    @property
    def loss_percent(self) -> float:
        """Per cent of the figure lost; 0 for a group that gains."""
        return loss_percent(self.before, self.after)


def loss_percent(before: float, after: float) -> float:
    """Per cent of a figure lost; 0 where it grows."""
    return max(0.0, -100.0 * (after - before) / before) if before > 0 else 0.0


def gains_by_group(
    groups: NDArray[np.str_], population: NDArray[np.int64], before: Floats, after: Floats
) -> list[GroupGain]:
    """Every group of communes (labels (n,), "" for none) with its means before and after, in order of code."""
    codes, number = np.unique(groups, return_inverse=True)
    number = number.astype(np.int64)
    people = np.bincount(number, population, minlength=len(codes))
    old, new = (means(number, population, values, len(codes)) for values in (before, after))
    return [
        GroupGain(str(code), int(people[k]), float(old[k]), float(new[k]))
        for k, code in enumerate(codes.tolist())
        if code
    ]


def gainers(population: NDArray[np.integer] | Floats, gain: Floats, noticeable: float = NOTICEABLE) -> int:
    """Inhabitants of communes whose figure grows noticeably."""
    return int(population[gain >= noticeable].sum())


def losers(population: NDArray[np.integer] | Floats, gain: Floats, noticeable: float = NOTICEABLE) -> int:
    """Inhabitants of communes whose figure falls noticeably."""
    return int(population[gain <= -noticeable].sum())
