"""Inhabitants who gain and lose noticeably, and group means that equal those on every page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.evaluation import NOTICEABLE, gainers, gains_by_group, losers, loss_percent
from maillage.territory.groups import mean

FIGURES = st.floats(0.1, 10)
ROWS = st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.integers(1, 5000), FIGURES, FIGURES), min_size=1)


@given(ROWS)
def test_groups_before_and_after_are_the_means_of_their_communes(rows: list[tuple[str, int, float, float]]) -> None:
    labels, people, before, after = (np.array(column) for column in zip(*rows, strict=True))
    found = {one.code: one for one in gains_by_group(labels, people, before, after)}
    assert set(found) == set(labels.tolist()) - {""}
    for code, one in found.items():
        inside = labels == code
        assert one.population == people[inside].sum()
        assert one.before == pytest.approx(mean(people[inside], before[inside]))
        assert one.after == pytest.approx(mean(people[inside], after[inside]))
        assert one.grows == (one.gain >= NOTICEABLE)


@given(ROWS)
def test_no_inhabitant_counts_as_gaining_and_losing(rows: list[tuple[str, int, float, float]]) -> None:
    _, people, before, after = (np.array(column) for column in zip(*rows, strict=True))
    gain = after - before
    still = int(people[np.abs(gain) < NOTICEABLE].sum())
    assert gainers(people, gain) + losers(people, gain) + still == people.sum()
    assert gainers(people, gain) == losers(people, -gain)


def test_figures_equal_after_rounding_count_as_unchanged() -> None:
    people = np.array([10, 20])
    assert gainers(people, np.array([0.0049, 0.005])) == 20
    assert losers(people, np.array([-0.0051, -0.0049])) == 10


@pytest.mark.parametrize(("before", "after", "percent"), [(4.0, 3.0, 25.0), (4.0, 5.0, 0.0), (0.0, 0.0, 0.0)])
def test_a_loss_is_a_percentage_of_the_figure_before(before: float, after: float, percent: float) -> None:
    assert loss_percent(before, after) == percent
