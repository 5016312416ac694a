from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from maillage.access import AccessModel, Parameters, StepDecay, gp_model
from maillage.errors import MaillageError
from tests.access.cases import FAR, dense_access, make_demand, make_model, make_supply, make_times
from tests.sources.cases import small_territory

DECAY = Parameters.load().decay


@st.composite
def situations(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Minutes (asymmetric, with unreachable pairs), population (some 0) and supply (some 0) of 2 to 9 communes."""
    n = draw(st.integers(2, 9))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    minutes = rng.choice([2, 5, 7.5, 10, 12, 15, 19, 20, 25, 50, FAR], size=(n, n))
    np.fill_diagonal(minutes, 0)
    population = rng.integers(0, 4, n) * rng.integers(1, 900, n)
    supply = rng.integers(0, 4, n) * 4973.0
    return minutes, population.astype(float), supply


@given(situations())
def test_sparse_operator_equals_the_formula_written_out(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    model = make_model(*case)
    np.testing.assert_allclose(model.access(), dense_access(*case, DECAY), rtol=1e-12)


@given(situations())
def test_people_times_access_sums_to_the_supply_in_reach(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    _, population, supply = case
    model = make_model(*case)
    in_reach = supply[model.D > 0].sum()
    assert population @ model.access() == pytest.approx(in_reach, rel=1e-12)
    assert set(model.unreachable) == set(np.flatnonzero((supply > 0) & (model.D <= 0)))
    assert np.isfinite(model.access()).all()


@given(situations(), st.floats(0.1, 9))
def test_access_is_linear_in_supply(case: tuple[np.ndarray, np.ndarray, np.ndarray], factor: float) -> None:
    _minutes, _population, supply = case
    model = make_model(*case)
    other = np.roll(supply, 1)
    summed = model.with_supply(make_supply(supply + factor * other)).access()
    parts = model.access() + factor * model.with_supply(make_supply(other)).access()
    np.testing.assert_allclose(summed, parts, rtol=1e-10, atol=1e-12)


@given(situations(), st.integers(0, 8), st.integers(0, 8), st.floats(1, 9000))
def test_incremental_what_if_equals_full_recomputation(
    case: tuple[np.ndarray, np.ndarray, np.ndarray], one: int, two: int, amount: float
) -> None:
    _minutes, _population, supply = case
    n = len(supply)
    model = make_model(*case)
    changes = {one % n: amount}
    if two % n != one % n:
        changes[two % n] = -0.5 * supply[two % n]
    change = model.what_if(changes)
    altered = supply.copy()
    for position, units in changes.items():
        altered[position] += units
    full = model.with_supply(make_supply(altered)).access()
    np.testing.assert_allclose(change.after, full, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(change.before, model.access())
    untouched = np.setdiff1d(np.arange(n), change.rows)
    np.testing.assert_array_equal(change.gain[untouched], 0)
    assert change.unreachable == tuple(position for position in changes if model.D[position] <= 0)


@given(situations(), st.integers(0, 8))
def test_one_more_doctor_harms_nobody(case: tuple[np.ndarray, np.ndarray, np.ndarray], where: int) -> None:
    model = make_model(*case)
    gain = model.what_if({where % len(model): 4973.0}).gain
    assert (gain >= 0).all()
    if model.D[where % len(model)] > 0:
        assert gain.max() > 0


@given(situations())
def test_moving_a_doctor_conserves_supply(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    _, population, supply = case
    model = make_model(*case)
    seats = np.flatnonzero((supply > 0) & (model.D > 0))
    goals = np.flatnonzero((supply == 0) & (model.D > 0))
    if len(seats) and len(goals):
        change = model.what_if({int(seats[0]): -4973.0, int(goals[0]): 4973.0})
        assert population @ change.gain == pytest.approx(0, abs=1e-6)


@given(situations())
def test_column_and_effects_agree_with_what_if(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    _, _population, _ = case
    model = make_model(*case)
    n = len(model)
    groups = csr_matrix(np.vstack([np.full(n, 1 / n), np.eye(n)[0]]))
    positions = np.arange(n)
    effects = model.effects(groups, positions)
    assert effects.shape == (2, n)
    for position in range(n):
        rows, gain = model.column(position)
        column = np.zeros(n)
        column[rows] = gain
        np.testing.assert_allclose(effects[:, position], groups @ column, atol=1e-15)
        np.testing.assert_allclose(model.what_if({position: 100.0}).gain, 100 * column, atol=1e-9)


def test_travel_counts_from_the_patient_to_the_doctor() -> None:
    # The doctor is in 0; the way from 1 takes 5 minutes, the way back 50.
    minutes = [[0, 50], [5, 0]]
    model = make_model(minutes, [100, 100], [1000, 0])
    np.testing.assert_allclose(model.access(), [5, 5])
    turned = make_model(np.transpose(minutes), [100, 100], [1000, 0])
    np.testing.assert_allclose(turned.access(), [10, 0])


def test_own_commune_weighs_fully() -> None:
    model = make_model([[0, FAR], [FAR, 0]], [50, 50], [100, 0])
    assert model.W[0, 0] == 1
    np.testing.assert_allclose(model.access(), [2, 0])


def test_only_pairs_within_the_decay_are_kept() -> None:
    minutes = [[0, 20, 21], [20, 0, 60], [21, 60, 0]]
    assert make_model(minutes, [1, 1, 1], [1, 1, 1]).W.nnz == 5


def test_communes_without_people_and_supply_without_demand_are_handled() -> None:
    model = make_model([[0, FAR], [FAR, 0]], [0, 10], [500, 100])
    assert model.unreachable.tolist() == [0]
    np.testing.assert_array_equal(model.access(), [0, 10])
    assert model.what_if({0: 1.0}).unreachable == (0,)
    assert model.mean([0]) == 0
    assert model.mean() == 10


def test_with_supply_shares_the_operator() -> None:
    model = make_model([[0, 5], [5, 0]], [10, 10], [1, 0])
    other = model.with_supply(make_supply([0, 2]))
    assert other.weights is model.weights
    assert other.D is model.D
    np.testing.assert_allclose(other.access(), 2 * model.access())
    np.testing.assert_allclose(model.access(), [0.05, 0.05])


def test_removing_more_than_exists_is_refused() -> None:
    model = make_model([[0]], [10], [100])
    with pytest.raises(MaillageError, match="only 100 is there"):
        model.what_if({0: -101})


def test_method_of_2010_is_given_per_hundred_thousand() -> None:
    minutes, people, etp = [[0, 7], [7, 0]], [1000, 500], [1.0, 2.0]
    model = make_model(minutes, people, etp, name="apl-gp-2010")
    expected = dense_access(minutes, people, etp, Parameters.load("apl-gp-2010").decay, per=100_000)
    np.testing.assert_allclose(model.access(), expected)
    np.testing.assert_allclose(model.what_if({0: 1.0}).after, model.with_supply(make_supply([2.0, 2.0])).access())


def test_times_shorter_than_the_decay_are_refused() -> None:
    with pytest.raises(MaillageError, match="stop at 15 minutes"):
        AccessModel(make_times([[0]], 15), make_demand([1]), make_supply([1]), Parameters.load())


def test_mixed_vintages_are_refused() -> None:
    with pytest.raises(MaillageError, match="vintages"):
        AccessModel(make_times([[0]]), make_demand([1, 2]), make_supply([1]), Parameters.load())


def test_times_of_another_geography_are_refused_by_name() -> None:
    territory = small_territory()
    with pytest.raises(MaillageError, match=r"different vintages: commune 00001 is in one of them only.*again"):
        gp_model(territory, make_times(np.zeros((6, 6))))


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_invalid_figures_are_refused(bad: float) -> None:
    with pytest.raises(MaillageError, match="commune 00001"):
        make_model([[0]], [1], [bad])


def test_any_decay_value_works() -> None:
    narrow = replace(Parameters.load(), decay=StepDecay((3,), (1,)))
    model = AccessModel(make_times([[0, 5], [5, 0]]), make_demand([1, 1]), make_supply([1, 0]), narrow)
    np.testing.assert_array_equal(model.access(), [1, 0])
