"""Small models for the tests of access, and a plain dense implementation of the engine's formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.access import AccessModel, Decay, Demand, Parameters, Supply
from maillage.travel import TravelTimes

Floats = NDArray[np.float64]
FAR = np.inf


def make_times(minutes: Any, limit_minutes: float = 60) -> TravelTimes:
    """Sparse times of a dense matrix of minutes; ``inf`` and values beyond the limit are left out."""
    dense = np.asarray(minutes, dtype=np.float64)
    kept = dense <= limit_minutes
    return TravelTimes(
        code=np.array([f"{i + 1:05d}" for i in range(len(dense))]),
        indptr=np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int64),
        indices=np.nonzero(kept)[1].astype(np.int32),
        seconds=np.round(dense[kept] * 60).astype(np.uint16),
        limit_seconds=int(limit_minutes * 60),
        source="test",
        vintage="test",
    )


def make_supply(amount: Sequence[float] | Floats, younger: Sequence[float] | None = None) -> Supply:
    values = np.asarray(amount, dtype=np.float64)
    return Supply(values, values, "test", "test", False, None if younger is None else np.asarray(younger, float))


def make_demand(population: Sequence[float] | Floats, standardised: Sequence[float] | Floats | None = None) -> Demand:
    people = np.asarray(population, dtype=np.float64)
    return Demand(people, people if standardised is None else np.asarray(standardised, dtype=np.float64), False)


def parameters_with(decay: Decay, name: str = "apl-gp-2015") -> Parameters:
    return replace(Parameters.load(name), decay=decay)


def make_model(
    minutes: Any, population: Any, amount: Any, decay: Decay | None = None, name: str = "apl-gp-2015"
) -> AccessModel:
    parameters = Parameters.load(name) if decay is None else parameters_with(decay, name)
    return AccessModel(make_times(minutes), make_demand(population), make_supply(amount), parameters)


def dense_access(minutes: Any, demand: Any, amount: Any, decay: Decay, per: float = 1.0) -> Floats:
    """A_i = sum_j w(t_ij) S_j / sum_k p_k w(t_kj), written out commune by commune."""
    t, p, s = np.asarray(minutes, float), np.asarray(demand, float), np.asarray(amount, float)
    n = len(t)
    access = np.zeros(n)
    for j in range(n):
        reached = sum(p[k] * float(decay(t[k, j])) for k in range(n) if np.isfinite(t[k, j]))
        if reached <= 0:
            continue
        for i in range(n):
            if np.isfinite(t[i, j]):
                access[i] += per * float(decay(t[i, j])) * s[j] / reached
    return access
