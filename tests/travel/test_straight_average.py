from __future__ import annotations

import numpy as np
import pytest

from maillage.errors import MaillageError
from maillage.travel.straight import averaged_with_straight_line, straight_times
from tests.sources.cases import small_territory


def test_the_mean_of_known_times_and_of_a_straight_line() -> None:
    territory = small_territory()  # 4 km apart from west to east
    times = straight_times(territory, 60, 60)  # 1 minute per kilometre
    mean = averaged_with_straight_line(territory, times, 0.25, 2.0, 3.0, 15)
    assert mean.minutes("12001", "12002") == pytest.approx(0.75 * 4 + 0.25 * (2 + 12), abs=0.01)
    assert mean.minutes("12001", "12001") == 0
    assert mean.minutes("12001", "31002") is None  # 16 km: 12 + 0.25 * 50 minutes are beyond the limit
    assert "straight lines" in mean.source


@pytest.mark.parametrize("minutes", [9.99, 10.0, 20 / 1.4])
def test_the_limit_of_the_mean_reaches_the_requested_minutes(minutes: float) -> None:
    territory = small_territory()
    mean = averaged_with_straight_line(territory, straight_times(territory, 60, 60), 0.5, 0, 1, minutes)
    assert mean.limit_seconds / 60 >= minutes
    assert int(np.asarray(mean.seconds).max()) <= mean.limit_seconds


def test_times_that_stop_too_short_are_refused() -> None:
    territory = small_territory()
    with pytest.raises(MaillageError, match="stop at 20 minutes, 30 are needed"):
        averaged_with_straight_line(territory, straight_times(territory, 60, 20), 0.5, 0, 1, 15)
