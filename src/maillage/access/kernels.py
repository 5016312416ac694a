"""Compiled loops over all pairs; :mod:`maillage.access.weights` explains the bands in which pairs are stored."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.access.prefetch import LINE_BYTES, prefetch
from maillage.travel.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Whole = NDArray[Any]  # unsigned 8 or 16 bits, or 32 bits


@compiled
def count_bands(
    first: int,
    last: int,
    indptr: Ints,
    indices: Whole,
    seconds: Whole,
    step_of: NDArray[np.int32],
    bands: int,
    count: Ints,
) -> None:
    """Count the pairs of rows [first, last) in each band of each destination, ``count[j * bands + band]``."""
    for pair in range(indptr[first], indptr[last]):
        step = step_of[seconds[pair]]
        if step >= 0:
            count[indices[pair] * bands + min(step, bands - 1)] += 1


@compiled
def fill_bands(
    first: int,
    last: int,
    indptr: Ints,
    indices: Whole,
    seconds: Whole,
    step_of: NDArray[np.int32],
    bands: int,
    free: Ints,
    origin: Whole,
    step: Whole,
) -> None:
    """Write the origin (and step, if kept) of each pair of rows [first, last) to the next free place of its band."""
    for row in range(first, last):
        for pair in range(indptr[row], indptr[row + 1]):
            found = step_of[seconds[pair]]
            if found >= 0:
                band = indices[pair] * bands + min(found, bands - 1)
                place = free[band]
                origin[place] = row
                if len(step) > 0:
                    step[place] = found
                free[band] = place + 1


@compiled
def gather(
    first: int,
    last: int,
    start: Ints,
    origin: Whole,
    step: Whole,
    table: Floats,
    band_weight: Floats,
    people: Floats,
    out: Floats,
) -> None:
    """out[j] = sum over the pairs of column j of weight times ``people`` of the origin, for j of [first, last)."""
    bands = len(band_weight)
    for column in range(first, last):
        out[column] = 0.0
        for b in range(bands):
            here, after = start[column * bands + b], start[column * bands + b + 1]
            total = 0.0
            if len(step) > 0:
                for pair in range(here, after):
                    total += table[step[pair]] * people[origin[pair]]
            else:
                for place in origin[here:after]:
                    total += people[place]
            out[column] += band_weight[b] * total


@compiled
def scatter(
    first: int,
    last: int,
    start: Ints,
    origin: Whole,
    step: Whole,
    table: Floats,
    band_weight: Floats,
    ratio: Floats,
    out: Floats,
) -> None:
    """Add weight times ``ratio[j]`` to ``out`` of each origin, for columns j of [first, last) whose ratio is not 0."""
    bands = len(band_weight)
    following = _offering(first, last, ratio)
    while following < last:
        column, following = following, _offering(following + 1, last, ratio)
        # Skipping columns defeats the hardware prefetcher: without this explicit prefetch, two thirds of the time is
        # waiting.
        if following < last:
            _fetch(origin, start[following * bands], start[(following + 1) * bands])
            if len(step) > 0:
                _fetch(step, start[following], start[following + 1])
        for b in range(bands):
            share = band_weight[b] * ratio[column]
            band = origin[start[column * bands + b] : start[column * bands + b + 1]]
            if len(step) > 0:
                for k, place in enumerate(band, start[column]):
                    out[place] += table[step[k]] * share
            else:
                for place in band:
                    out[place] += share


@compiled
def _offering(column: int, last: int, ratio: Floats) -> int:
    """First column from ``column`` on whose ratio is not 0; ``last`` if there is none."""
    while column < last and ratio[column] == 0.0:
        column += 1
    return column


@compiled
def _fetch(array: Whole, first: int, last: int) -> None:
    for place in range(first, last, LINE_BYTES // array.itemsize):
        prefetch(array, place)


@compiled
def nearest(indptr: Ints, indices: Whole, seconds: Whole, offered: NDArray[np.bool_], best: Ints, where: Ints) -> None:
    """Fewest seconds from each row to an offered column, and that column; both stay -1 if there is none."""
    for row in range(len(indptr) - 1):
        for pair in range(indptr[row], indptr[row + 1]):
            column = indices[pair]
            if offered[column] and (where[row] < 0 or seconds[pair] < best[row]):
                best[row] = seconds[pair]
                where[row] = column


@compiled
def ends(start: Ints, cost: Floats, held: Floats, rows: Ints, best: Ints, worst: Ints) -> None:
    """For each of ``rows``, the pair with the least ``cost``, and the one with the most among those ``held`` (or the
    least).
    """
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
