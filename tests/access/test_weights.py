"""The compressed weights equal a dense matrix; NumPy and the compiled loops are bit-identical."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from maillage.access import Decay, exponential_decay, gaussian_decay, step_decay
from maillage.access import weights as module
from maillage.access.stored import KIND, stored_weights
from maillage.access.weights import MOST_BANDS, Weights, bands_of
from maillage.artefacts import ArtefactStore
from maillage.errors import MaillageError
from maillage.travel import TravelTimes
from tests.access.cases import FAR, make_times

DECAYS = (
    step_decay((10, 15, 20), (1, 2 / 3, 1 / 3)),
    step_decay((5, 10, 15), (1, 0.3, 0.1), "left"),
    exponential_decay(0.12, 30),
    gaussian_decay(180, 45),
)


def minutes_of(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    minutes = np.where(rng.random((n, n)) < 0.3, FAR, np.round(rng.uniform(0, 50, (n, n)) * 60) / 60)
    np.fill_diagonal(minutes, 0)
    return minutes


def dense(minutes: np.ndarray, decay: Decay) -> np.ndarray:
    return np.where(np.isfinite(minutes), decay(np.where(np.isfinite(minutes), minutes, 0)), 0)


@given(st.integers(1, 30), st.integers(0, 10_000), st.sampled_from(DECAYS))
def test_weights_are_those_of_the_dense_matrix(n: int, seed: int, decay: Decay) -> None:
    minutes = minutes_of(n, seed)
    weights, full = Weights.build(make_times(minutes), decay), dense(minutes, decay)
    x = np.random.default_rng(seed).random(n)
    np.testing.assert_array_equal(weights.to_csr().toarray(), full)
    np.testing.assert_allclose(weights.toward(x), full.T @ x, rtol=1e-12)
    np.testing.assert_allclose(weights.spread(x), full @ x, rtol=1e-12)
    np.testing.assert_allclose(weights.row_sums(), full.sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(weights.column_sums(), full.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(weights.squared().spread(x), full**2 @ x, rtol=1e-12)
    some = np.arange(n)[::2]
    np.testing.assert_array_equal(weights.columns(some).toarray(), full[:, some])
    rows, column = weights.column(n - 1)
    np.testing.assert_array_equal(np.sort(rows), np.flatnonzero(full[:, n - 1]))
    np.testing.assert_array_equal(column, full[rows, n - 1])
    assert len(weights) == n
    assert weights.pairs == np.count_nonzero(full)


@pytest.mark.parametrize("decay", DECAYS)
def test_numpy_and_the_compiled_loops_agree_to_the_last_bit(decay: Decay, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = Weights.build(make_times(minutes_of(60, 3)), decay)
    x = np.random.default_rng(1).random(60) * (np.arange(60) % 3)
    compiled = weights.spread(x), weights.toward(x)
    monkeypatch.setattr(module.Weights, "_worth_compiling", lambda _self: False)
    np.testing.assert_array_equal(weights.spread(x), compiled[0])
    np.testing.assert_array_equal(weights.toward(x), compiled[1])
    assert "numba" in sys.modules


@pytest.mark.parametrize("decay", DECAYS)
def test_two_halves_give_the_same_sums_as_one(decay: Decay, monkeypatch: pytest.MonkeyPatch) -> None:
    times, x = make_times(minutes_of(50, 4)), np.random.default_rng(2).random(50)
    whole = Weights.build(times, decay)
    spread, toward = whole.spread(x), whole.toward(x)
    monkeypatch.setattr(module, "SHARED_FROM", 1)
    halves = Weights.build(times, decay)
    for name in ("start", "origin", "step", "table"):
        np.testing.assert_array_equal(getattr(halves, name), getattr(whole, name))
    np.testing.assert_allclose(halves.spread(x), spread, rtol=1e-14)
    np.testing.assert_array_equal(halves.toward(x), toward)


def test_a_pair_takes_two_bytes_and_up_to_four_with_many_weights() -> None:
    times = make_times(minutes_of(40, 5))

    def bytes_a_pair(decay: Decay) -> float:
        weights = Weights.build(times, decay)
        return (weights.origin.nbytes + weights.step.nbytes) / weights.pairs

    many = step_decay(tuple(range(1, 42)), tuple(1 / k for k in range(1, 42)))
    assert [bytes_a_pair(one) for one in (DECAYS[0], many, exponential_decay(0.01, 50))] == [2, 3, 4]


@pytest.mark.parametrize("weights", [1, MOST_BANDS, MOST_BANDS + 1])
def test_bands_and_steps_give_the_same_matrix(weights: int, monkeypatch: pytest.MonkeyPatch) -> None:
    times, x = make_times(minutes_of(40, 9)), np.random.default_rng(3).random(40)
    decay = step_decay(tuple(2 * k for k in range(1, weights + 1)), tuple(1 / k for k in range(1, weights + 1)))
    bands = Weights.build(times, decay)
    assert bands.bands == bands_of(weights) == (1 if weights > MOST_BANDS else weights)
    monkeypatch.setattr(module, "MOST_BANDS", 0)
    steps = Weights.build(times, decay)
    assert len(steps.step) == steps.pairs
    np.testing.assert_array_equal(bands.to_csr().toarray(), steps.to_csr().toarray())
    np.testing.assert_array_equal(bands.spread(x), steps.spread(x))
    np.testing.assert_allclose(bands.toward(x), steps.toward(x), rtol=1e-14)


@pytest.mark.parametrize("decay", [DECAYS[0], exponential_decay(0.01, 50)])
def test_no_pairs_give_no_weights(decay: Decay) -> None:
    alone = make_times(minutes_of(7, 1)).within(0)
    nobody = replace(alone, indptr=np.zeros(8, np.int64), indices=alone.indices[:0], seconds=alone.seconds[:0])
    weights = Weights.build(replace(nobody, limit_seconds=3600), decay)
    assert (len(weights), weights.pairs) == (7, 0)
    assert weights.spread(np.ones(7)).tolist() == weights.toward(np.ones(7)).tolist() == [0] * 7
    assert weights.column(3)[0].tolist() == []
    assert weights.to_csr().nnz == 0


def stored_times(folder: Path, n: int = 1500, seed: int = 6) -> TravelTimes:
    rng = np.random.default_rng(seed)
    minutes = np.full((n, n), FAR)
    near = rng.integers(0, n, (n, 5))
    minutes[np.arange(n)[:, None], near] = rng.uniform(1, 40, (n, 5))
    np.fill_diagonal(minutes, 0)
    times, store = make_times(minutes), ArtefactStore(folder)
    return TravelTimes.from_artefact(store.load("t", store.save("t", times.arrays(), times.meta())))


def test_stored_weights_are_read_back_and_made_again_for_another_decay_or_other_times(tmp_path: Path) -> None:
    times = stored_times(tmp_path)
    fresh = Weights.build(times, DECAYS[0])
    for _ in range(2):
        kept = stored_weights(times, DECAYS[0])
        for name in ("start", "origin", "step", "table"):
            np.testing.assert_array_equal(getattr(kept, name), getattr(fresh, name))
    assert len(list((tmp_path / KIND / "recipes").iterdir())) == 1
    assert stored_weights(times, DECAYS[1]).pairs != kept.pairs
    stored_weights(stored_times(tmp_path, seed=7), DECAYS[0])
    assert len(list((tmp_path / KIND / "recipes").iterdir())) == 3


def test_a_damaged_store_is_made_again(tmp_path: Path) -> None:
    times = stored_times(tmp_path)
    expected = stored_weights(times, DECAYS[0]).pairs
    (file,) = (tmp_path / KIND).glob("*/origin.npy")
    file.write_bytes(file.read_bytes()[:200])
    with pytest.warns(RuntimeWarning, match="built again"):
        assert stored_weights(times, DECAYS[0]).pairs == expected


def test_times_in_memory_are_weighed_without_a_store() -> None:
    times = make_times(minutes_of(5, 8))
    np.testing.assert_array_equal(
        stored_weights(times, DECAYS[0]).to_csr().toarray(), Weights.build(times, DECAYS[0]).to_csr().toarray()
    )


def test_times_too_short_are_refused_with_the_remedy() -> None:
    with pytest.raises(MaillageError, match=r"stop at 60 minutes, 90 are needed.*larger limit"):
        stored_weights(make_times([[0]]), replace(DECAYS[0], bounds=(10, 15, 90)))


def test_decays_are_identified_by_their_weights(tmp_path: Path) -> None:
    """A notebook redefines a decay under the same name: the cached weights of the first one are not used."""

    def defined(near: float) -> Decay:
        @dataclass(frozen=True)
        class Mine:
            limit: float = 20.0

            def __call__(self, minutes: ArrayLike) -> NDArray[np.float64]:
                t = np.asarray(minutes, dtype=np.float64)
                return np.where(t > self.limit, 0.0, np.where(t < 5, near, 0.5))

        return Mine()

    times = stored_times(tmp_path)
    first, second = defined(1.0), defined(0.75)
    assert repr(first) == repr(second)
    for decay in (first, second):
        np.testing.assert_array_equal(
            stored_weights(times, decay).to_csr().toarray(), Weights.build(times, decay).to_csr().toarray()
        )
