import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.artefacts import ArtefactStore
from maillage.errors import UnknownName
from maillage.travel import TravelTimes

LIMIT = 3600


def from_dense(seconds: np.ndarray) -> TravelTimes:
    """Times of a dense matrix; values above the limit are not stored."""
    n = len(seconds)
    listed = seconds <= LIMIT
    indptr = np.concatenate([[0], np.cumsum(listed.sum(axis=1))]).astype(np.int64)
    indices = np.nonzero(listed)[1].astype(np.int32)
    code = np.array([f"01{i:03d}" for i in range(n)])
    return TravelTimes(code, indptr, indices, seconds[listed].astype(np.uint16), LIMIT, "made up", "none")


@st.composite
def matrices(draw) -> np.ndarray:
    n = draw(st.integers(1, 7))
    values = draw(st.lists(st.integers(0, 5000), min_size=n * n, max_size=n * n))
    seconds = np.array(values).reshape(n, n)
    np.fill_diagonal(seconds, 0)
    return seconds


@given(matrices())
def test_minutes_equal_the_input(seconds):
    times = from_dense(seconds)
    for i, origin in enumerate(times.code):
        for j, destination in enumerate(times.code):
            expected = seconds[i, j] / 60 if seconds[i, j] <= LIMIT else None
            assert times.minutes(str(origin), str(destination)) == expected


@given(matrices(), st.integers(0, 60))
def test_a_shorter_limit_keeps_the_pairs_within_it(seconds, minutes):
    cut = from_dense(seconds).within(minutes)
    assert cut.limit_seconds == minutes * 60
    expected = from_dense(np.where(seconds <= minutes * 60, seconds, 9999))
    np.testing.assert_array_equal(cut.indptr, expected.indptr)
    np.testing.assert_array_equal(cut.indices, expected.indices)
    np.testing.assert_array_equal(cut.seconds, expected.seconds)


@given(matrices())
def test_transposed_times_are_those_of_the_opposite_direction(seconds):
    times = from_dense(seconds)
    turned, expected = times.transpose(), from_dense(seconds.T)
    np.testing.assert_array_equal(turned.indptr, expected.indptr)
    np.testing.assert_array_equal(turned.indices, expected.indices)
    np.testing.assert_array_equal(turned.seconds, expected.seconds)
    np.testing.assert_array_equal(turned.transpose().seconds, times.seconds)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_csr_keeps_zeros_and_exact_minutes(dtype):
    times = from_dense(np.array([[0, 600], [1201, 0]]))
    matrix = times.to_csr(dtype)
    assert matrix.dtype == dtype
    assert matrix.nnz == 4
    assert matrix[0, 1] == 10
    assert matrix[1, 0] == dtype(1201) / dtype(60)


def test_a_longer_limit_is_refused():
    with pytest.raises(ValueError, match="within 60 minutes, not 61"):
        from_dense(np.zeros((1, 1), int)).within(61)


def test_arrays_that_do_not_fit_are_refused():
    times = from_dense(np.zeros((2, 2), int))
    with pytest.raises(ValueError, match="do not fit"):
        TravelTimes(times.code, times.indptr[:-1], times.indices, times.seconds, LIMIT, "", "")
    with pytest.raises(ValueError, match="row bounds"):
        TravelTimes(times.code, times.indptr[::-1], times.indices, times.seconds, LIMIT, "", "")


def test_unknown_commune():
    times = from_dense(np.zeros((2, 2), int))
    with pytest.raises(UnknownName, match="01000"):
        times.minutes("01003", "01000")


def test_times_are_stored_as_an_artefact(tmp_path):
    times = from_dense(np.array([[0, 600], [700, 0]]))
    store = ArtefactStore(tmp_path)
    again = TravelTimes.from_artefact(store.load("times", store.save("times", times.arrays(), times.meta())))
    np.testing.assert_array_equal(again.seconds, times.seconds)
    assert again.summary() == times.summary() == "2 communes, 4 pairs within 60 minutes (2 a commune), made up"
