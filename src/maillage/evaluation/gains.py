"""Gains, losses and means by group: the only module that compares figures before and after.

Figures are consultations per year and inhabitant; means are weighted by population.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.territory.groups import means

Floats = NDArray[np.float64]
NOTICEABLE = 0.005
"""A smaller change is not reported: rounded to two decimals, the figure may be the same before and after."""
UNCHANGED = 1e-12
"""A smaller change counts as none: floating-point rounding."""


@dataclass(frozen=True)
class GroupGain:
    """Mean of a group before and after."""

    code: str
    population: int
    before: float
    after: float

    @property
    def gain(self) -> float:
        """After minus before."""
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
    """Percentage of a figure lost; 0 if it grows."""
    return max(0.0, -100.0 * (after - before) / before) if before > 0 else 0.0


def gains_by_group(
    groups: NDArray[np.str_], population: NDArray[np.int64], before: Floats, after: Floats
) -> list[GroupGain]:
    """Means before and after of every group of communes (labels (n,), "" for none), in ascending order of code."""
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
