"""The loops over all pairs, compiled. A weight is a step number looked up in a small table: 3 or 4 bytes a pair."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.travel.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Whole = NDArray[Any]  # unsigned 8 or 16 bits, or 32 bits


@compiled
def count_columns(indices: Whole, seconds: Whole, step_of: NDArray[np.int32], count: Ints) -> None:
    """Add to ``count[j]`` the pairs that lead to j and have a step."""
    for pair in range(len(indices)):
        if step_of[seconds[pair]] >= 0:
            count[indices[pair]] += 1


@compiled
def fill_columns(
    indptr: Ints, indices: Whole, seconds: Whole, step_of: NDArray[np.int32], free: Ints, origin: Whole, step: Whole
) -> None:
    """Write origin and step of each kept pair into the next free place of its destination's column."""
    for row in range(len(indptr) - 1):
        for pair in range(indptr[row], indptr[row + 1]):
            found = step_of[seconds[pair]]
            if found >= 0:
                place = free[indices[pair]]
                origin[place] = row
                step[place] = found
                free[indices[pair]] = place + 1


@compiled
def gather(start: Ints, origin: Whole, step: Whole, table: Floats, people: Floats, out: Floats) -> None:
    """out[j] = sum over the pairs of column j of weight times ``people`` of the origin."""
    for column in range(len(out)):
        total = 0.0
        for pair in range(start[column], start[column + 1]):
            total += table[step[pair]] * people[origin[pair]]
        out[column] = total


@compiled
def scatter(
    first: int, last: int, start: Ints, origin: Whole, step: Whole, table: Floats, ratio: Floats, out: Floats
) -> None:
    """Add weight times ``ratio[j]`` to ``out`` of each origin, for columns j of [first, last) whose ratio is not 0."""
    weighed = np.empty_like(table)
    for column in range(first, last):
        here = ratio[column]
        if here == 0.0:
            continue
        for k in range(len(table)):
            weighed[k] = table[k] * here
        for pair in range(start[column], start[column + 1]):
            out[origin[pair]] += weighed[step[pair]]


@compiled
def nearest(indptr: Ints, indices: Whole, seconds: Whole, offered: NDArray[np.bool_], best: Ints, where: Ints) -> None:
    """Least seconds from each row to an offered column, and that column; both stay -1 where there is none."""
    for row in range(len(indptr) - 1):
        for pair in range(indptr[row], indptr[row + 1]):
            column = indices[pair]
            if offered[column] and (where[row] < 0 or seconds[pair] < best[row]):
                best[row] = seconds[pair]
                where[row] = column


@compiled
def ends(start: Ints, cost: Floats, held: Floats, rows: Ints, best: Ints, worst: Ints) -> None:
    """Pair of least ``cost`` of each of ``rows``, and that of most cost among those ``held`` (else the least)."""
    for k in range(len(rows)):
        first, last = start[rows[k]], start[rows[k] + 1]
        low, high = first, -1
        for pair in range(first, last):
            if cost[pair] < cost[low]:
                low = pair
            if held[pair] != 0.0 and (high < 0 or cost[pair] > cost[high]):
                high = pair
        best[k] = low
        worst[k] = high if high >= 0 else low
