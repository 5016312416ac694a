"""Who gains, who loses, and means by group: the one place where figures before and after are put together.

Figures are consultations a year and inhabitant; means are weighted by population.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NOTICEABLE = 0.005
"""What moves by less is written with the same two decimals before and after: nothing is said to change."""


@dataclass(frozen=True)
class GroupGain:
    """Mean of a group before and after; ``touched`` counts its inhabitants whose figure moves noticeably."""

    code: str
    population: int
    before: float
    after: float
    touched: int

    @property
    def gain(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def loss_percent(self) -> float:
        """Per cent of the figure lost; 0 for a group that gains."""
        return max(0.0, -100.0 * self.gain / self.before) if self.before > 0 else 0.0


def mean(population: NDArray[np.int64], values: Floats) -> float:
    """Mean of ``values`` (n,) over inhabitants; 0 where nobody lives."""
    people = int(population.sum())
    return float(values @ population / people) if people else 0.0


def means(number: NDArray[np.int64], population: NDArray[np.int64], values: Floats, count: int) -> Floats:
    """Means of ``values`` (n,) in ``count`` groups; ``number`` (n,) is that of each commune's group, -1 for none."""
    inside = number >= 0
    people = np.bincount(number[inside], population[inside].astype(np.float64), minlength=count)
    total = np.bincount(number[inside], population[inside] * values[inside], minlength=count)
    return np.asarray(total / np.maximum(people, 1.0))


def gains_by_group(
    groups: NDArray[np.str_], population: NDArray[np.int64], before: Floats, after: Floats
) -> list[GroupGain]:
    """Every group of communes (labels (n,), "" for none) with its means before and after, in order of code."""
    codes, number = np.unique(groups, return_inverse=True)
    number = number.astype(np.int64)
    moved = np.abs(after - before) >= NOTICEABLE
    people = np.bincount(number, population, minlength=len(codes))
    touched = np.bincount(number, population * moved, minlength=len(codes))
    old, new = (means(number, population, values, len(codes)) for values in (before, after))
    return [
        GroupGain(str(code), int(people[k]), float(old[k]), float(new[k]), int(touched[k]))
        for k, code in enumerate(codes.tolist())
        if code
    ]


def gainers(population: NDArray[np.int64], gain: Floats) -> int:
    """Inhabitants of communes whose figure grows noticeably."""
    return int(population[gain >= NOTICEABLE].sum())


def losers(population: NDArray[np.int64], gain: Floats) -> int:
    """Inhabitants of communes whose figure falls noticeably."""
    return int(population[gain <= -NOTICEABLE].sum())
