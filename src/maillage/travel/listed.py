"""Travel times in which listed pairs have another time: official distances are asked for pair by pair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maillage.travel.times import TravelTimes

Int64 = NDArray[np.int64]


def with_listed(base: TravelTimes, origin: Int64, destination: Int64, seconds: Int64, source: str) -> TravelTimes:
    """The times of ``base`` with those of the listed pairs (positions; whole seconds) in place of its own.

    Every pair that is not listed keeps its time. A listed pair beyond the limit of ``base`` is left out of it; times of
    a commune to itself stay 0.
    """
    n = len(base)
    apart = origin != destination
    pairs = origin[apart] * n + destination[apart]
    pairs, last = np.unique(pairs[::-1], return_index=True)  # of a pair listed twice, the last counts
    told = seconds[apart][::-1][last]
    held = np.repeat(np.arange(n, dtype=np.int64), np.diff(base.indptr)) * n + np.asarray(base.indices)
    kept = held[~np.isin(held, pairs)]
    own = np.asarray(base.seconds)[~np.isin(held, pairs)].astype(np.int64)
    near = told <= base.limit_seconds
    key = np.concatenate([kept, pairs[near]])
    order = np.argsort(key, kind="stable")
    key, time = key[order], np.concatenate([own, told[near]])[order]
    indptr = np.zeros(n + 1, np.int64)
    indptr[1:] = np.cumsum(np.bincount(key // n, minlength=n))
    where = f"{source}; else {base.source}"
    return TravelTimes(
        np.asarray(base.code), indptr, (key % n).astype(np.int32), time.astype(np.uint16), base.limit_seconds, where,
        base.vintage,
    )  # fmt: skip
