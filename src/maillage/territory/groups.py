"""Means by group of communes: the only implementation, used by measures, plans, maps and evaluations.

Communes are weighted by inhabitants; in a group where nobody lives, all communes have equal weight.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def shares(number: NDArray[np.integer], population: NDArray[np.integer] | Floats, count: int) -> Floats:
    """Weight of each commune in the mean of its group, (n,): they sum to 1 in a group; 0 for a commune without group.

    ``number`` (n,) is the index of each commune's group among ``count``, -1 for none.
    """
    inside = number >= 0
    group, people = number[inside], np.asarray(population, dtype=np.float64)[inside]
    total = np.bincount(group, people, minlength=count)[group]
    alike = 1.0 / np.bincount(group, minlength=count)[group]
    found = np.zeros(len(number))
    found[inside] = np.where(total > 0, people / np.where(total > 0, total, 1.0), alike)
    return found


def means(number: NDArray[np.integer], population: NDArray[np.integer] | Floats, values: Floats, count: int) -> Floats:
    """Means of ``values`` (n,) in ``count`` groups, (count,); 0 for a group without communes. See :func:`shares`."""
    weighed = shares(number, population, count) * values
    inside = number >= 0
    return np.bincount(number[inside], weighed[inside], minlength=count).astype(np.float64)


def mean(population: NDArray[np.integer] | Floats, values: Floats) -> float:
    """Mean of ``values`` (n,) weighted by inhabitants; 0 if there are no communes."""
    return float(means(np.zeros(len(values), dtype=np.int64), population, values, 1)[0])
