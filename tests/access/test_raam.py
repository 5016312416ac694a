"""The rational agent access model compared with PySAL ``access``, and properties that hold for any figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.access.indicators import compute, raam_cost
from maillage.errors import MaillageError
from tests.access.cases import FAR, make_times


def town(seed: int, n: int = 25) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Minutes (asymmetric, no two alike, a fifth of the pairs unreachable), people and supply, some of them 0."""
    rng = np.random.default_rng(seed)
    minutes = (rng.permutation(n * n) + 1).reshape(n, n) * 3500 / (n * n) // 1 / 60
    minutes[rng.random((n, n)) < 0.2] = FAR
    np.fill_diagonal(minutes, 0)
    people = (rng.integers(0, 5, n) * rng.integers(1, 800, n)).astype(float)
    return minutes, people, rng.integers(0, 3, n).astype(float)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("options", [{}, {"tau": 20.0}, {"rho": 700.0, "initial_step": 0.4, "half_life": 10}])
def test_raam_equals_that_of_pysal(seed: int, options: dict[str, float]) -> None:
    pytest.importorskip("access", reason="PySAL access is not installed")
    import pandas as pd
    from access.raam import raam as theirs

    minutes, people, care = town(seed)
    i, j = np.nonzero(np.isfinite(minutes))
    pairs = pd.DataFrame({"origin": i, "dest": j, "cost": minutes[i, j]})
    expected = theirs(
        pd.DataFrame({"demand": people.astype(int)}), pd.DataFrame({"supply": care}), pairs, max_cycles=80, **options
    ).sort_index()
    names = {"initial_step": "first_step"}
    ours = raam_cost(
        make_times(minutes), people, care, cycles=80, **{names.get(key, key): value for key, value in options.items()}
    )
    assert len(expected) == (people > 0).sum()
    np.testing.assert_allclose(ours[expected.index], expected, rtol=1e-9)


def test_one_place_costs_travel_plus_crowding() -> None:
    minutes = [[0, FAR, FAR], [30, 0, FAR], [FAR, FAR, 0]]
    found = raam_cost(make_times(minutes), [100, 300, 50], [2, 0, 0], rho=100.0)
    np.testing.assert_allclose(found[:2], [400 / 200, 0.5 + 400 / 200])
    assert np.isinf(found[2])


def test_two_places_in_use_have_equal_cost() -> None:
    found = raam_cost(make_times([[0, 6], [6, 0]]), [1000, 0], [1, 1], tau=60)
    # 525 stay, 475 go 6 minutes further: both places then cost 1.05.
    assert found[0] == pytest.approx(1.05, abs=0.005)
    assert found[1] == pytest.approx(0.95, abs=0.005)  # a commune where nobody lives: the cost of the cheaper place


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_cost_depends_on_relative_supply_and_grows_with_crowding(seed: int) -> None:
    minutes, people, care = town(seed, 10)
    times = make_times(minutes)
    if care.sum() == 0 or people.sum() == 0:
        return
    found = raam_cost(times, people, care)
    assert ((found >= 0) | np.isinf(found)).all()
    np.testing.assert_allclose(raam_cost(times, people, 3 * care), found)  # the default rho scales with supply
    crowded = raam_cost(times, people, care, rho=people.sum() / care.sum() / 10)
    paid = [(people * np.where(np.isfinite(one), one, 0)).sum() for one in (found, crowded)]
    assert paid[0] <= paid[1]


def test_places_beyond_the_limit_are_left_out() -> None:
    times = make_times([[0, 30], [30, 0]])
    assert raam_cost(times, [10, 10], [0, 1], minutes=30)[0] < np.inf
    assert np.isinf(raam_cost(times, [10, 10], [0, 1], minutes=29)[0])
    assert np.isinf(raam_cost(times, [10, 10], [0, 1], minutes=30, closed="left")[0])
    assert np.isinf(compute("raam", times, [10, 10], [0, 1], 30, closed="left")[0][0])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tau": 0.0}, "tau"),
        ({"rho": -1.0}, "rho"),
        ({"cycles": 0}, "cycles"),
        ({"first_step": 0.0}, "first_step"),
        ({"minutes": 90.0}, "90 are needed"),
    ],
)
def test_impossible_arguments_are_refused(change: dict[str, float], words: str) -> None:
    times = make_times([[0, 30], [30, 0]])
    with pytest.raises(MaillageError, match=words):
        raam_cost(times, [10, 10], [0, 1], **change)
    with pytest.raises(MaillageError, match="no supply at all"):
        raam_cost(times, [10, 10], [0, 0])
