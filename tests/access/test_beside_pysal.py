"""Indicators that PySAL ``access`` also has give the same numbers on generated towns."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from maillage.access import indicators as ind
from maillage.access import step_decay
from tests.access.cases import FAR, make_times

fca = pytest.importorskip("access.fca", reason="PySAL access is not installed")

STEPS = step_decay((10, 20, 30), (1, 0.68, 0.22))


def town(seed: int, n: int = 30) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Minutes (asymmetric, some exactly on a bound, some out of reach), people everywhere, supply in some places."""
    rng = np.random.default_rng(seed)
    minutes = rng.choice([2.0, 5.0, 10.0, 10.5, 15.0, 20.0, 29.0, 30.0, 31.0, FAR], size=(n, n))
    np.fill_diagonal(minutes, 0)
    return minutes, rng.integers(1, 900, n).astype(float), rng.integers(0, 4, n).astype(float)


def theirs(
    call: Callable[..., pd.Series], minutes: np.ndarray, people: np.ndarray, care: np.ndarray, **more: object
) -> np.ndarray:
    i, j = np.nonzero(np.isfinite(minutes))
    pairs = pd.DataFrame({"origin": i, "dest": j, "cost": minutes[i, j]})
    demand = pd.DataFrame({"geoid": np.arange(len(people)), "demand": people})
    supply = pd.DataFrame({"geoid": np.arange(len(people)), "supply": care})
    costs = (pairs, pairs) if call is fca.fca_ratio else (pairs,)
    index = {"demand_index": "geoid", "supply_index": "geoid"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySAL's own warnings
        found = call(demand.set_index("geoid"), supply.set_index("geoid"), *costs, **index, **more)
    return found.reindex(np.arange(len(people))).fillna(0).to_numpy()


@pytest.mark.parametrize("seed", range(3))
def test_the_catchment_family_equals_that_of_pysal(seed: int) -> None:
    minutes, people, care = town(seed)
    times, call = make_times(minutes), lambda f, **more: theirs(f, minutes, people, care, **more)

    def weight(one: float) -> float:
        return float(STEPS(one))

    cases = {
        "fca": (ind.fca_ratio(times, people, care, ind.within(20)), call(fca.fca_ratio, max_cost=20)),
        "2sfca": (ind.two_step_fca(times, people, care, 20), call(fca.two_stage_fca, max_cost=20)),
        "e2sfca": (
            ind.enhanced_two_step_fca(times, people, care, STEPS),
            call(fca.two_stage_fca, max_cost=30, weight_fn=weight),
        ),
        "3sfca": (
            ind.three_step_fca(times, people, care, STEPS),
            call(fca.three_stage_fca, max_cost=30, weight_fn=weight),
        ),
    }
    for name, (ours, expected) in cases.items():
        assert expected.max() > 0
        np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-15, err_msg=name)
