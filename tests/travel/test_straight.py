"""Straight lines at one speed, compared with a dense computation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.travel.straight import straight_times
from tests.territory.cases import square_territory


@settings(max_examples=20)
@given(st.integers(1, 7), st.integers(0, 999), st.sampled_from([5, 20, 60]), st.sampled_from([20.0, 35.0]))
def test_times_are_distances_over_the_speed(side, seed, limit, kmh):
    territory = square_territory(side, seed)
    metres = np.hypot(territory.x[:, None] - territory.x, territory.y[:, None] - territory.y)
    seconds = np.rint(metres / (kmh / 3.6))
    times = straight_times(territory, kmh, limit)
    found = np.full(metres.shape, np.inf)
    row = np.repeat(np.arange(len(territory)), np.diff(times.indptr))
    found[row, times.indices] = times.seconds
    np.testing.assert_array_equal(found, np.where(seconds <= limit * 60, seconds, np.inf))
    assert all((np.diff(times.indices[a:b]) > 0).all() for a, b in zip(times.indptr, times.indptr[1:], strict=False))


def test_no_times_across_the_ocean(territory):
    times = straight_times(territory, 35, 20)
    row = np.repeat(np.arange(len(territory)), np.diff(times.indptr))
    assert (territory.plane[row] == territory.plane[times.indices]).all()


def test_a_speed_must_be_positive():
    with pytest.raises(ValueError, match="speed must be positive"):
        straight_times(square_territory(2), 0, 20)
