"""Scenarios on indicators: every answer equals the indicator computed again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.access import Weights
from maillage.access.indicators import count_within, fca_ratio, nearest_provider, two_step_fca, within
from maillage.access.measures import PER, Measure, Nearest, WithinReach, two_step
from maillage.errors import MaillageError
from tests.access.cases import make_times

LIMIT = 60.0


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Any, Any, Any, float, dict[int, float]]:
    """Times that differ by direction, some beyond the limit; people; practitioners; minutes; a scenario."""
    n = draw(st.integers(2, 7))
    cells = st.lists(st.integers(1, 80), min_size=n * n, max_size=n * n)
    minutes = np.array(draw(cells), dtype=float).reshape(n, n)
    np.fill_diagonal(minutes, 0.0)
    people = np.array(draw(st.lists(st.integers(0, 5000), min_size=n, max_size=n)), dtype=float)
    supply = np.array(draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)), dtype=float)
    within_minutes = float(draw(st.sampled_from([10, 15, 20, 30, 45])))
    moved = draw(st.dictionaries(st.integers(0, n - 1), st.sampled_from([-3.0, -1.0, -0.5, 0.5, 1.0, 4.0]), max_size=n))
    changes = {position: max(amount, -supply[position]) for position, amount in moved.items()}
    return minutes, people, supply, within_minutes, changes


def opened(minutes: Any, people: Any, supply: Any, limit: float) -> dict[str, Measure]:
    times = make_times(minutes, LIMIT)
    weights = Weights.build(times, within(limit))
    return {
        "count": WithinReach.count(times, supply, limit, weights),
        "density": WithinReach.density(times, people, supply, limit, weights),
        "2sfca": two_step(times, people, supply, limit, weights),
        "nearest": Nearest.of(times, supply, Weights.build(times, within(LIMIT))),
    }


def anew(minutes: Any, people: Any, supply: Any, limit: float) -> dict[str, Any]:
    times = make_times(minutes, LIMIT)
    return {
        "count": count_within(times, supply, limit),
        "density": PER * fca_ratio(times, people, supply, within(limit)),
        "2sfca": PER * two_step_fca(times, people, supply, limit),
        "nearest": np.minimum(nearest_provider(times, supply)[0], LIMIT),
    }


@given(worlds())
def test_an_answer_equals_the_indicator_recomputed(world: tuple[Any, Any, Any, float, dict[int, float]]) -> None:
    minutes, people, supply, limit, changes = world
    later = supply.copy()
    for position, amount in changes.items():
        later[position] += amount
    before, after = anew(minutes, people, supply, limit), anew(minutes, people, later, limit)
    for name, measure in opened(minutes, people, supply, limit).items():
        change = measure.what_if(changes)
        np.testing.assert_allclose(measure.access(), before[name], rtol=1e-12, atol=1e-9, err_msg=name)
        np.testing.assert_allclose(change.before, before[name], rtol=1e-12, atol=1e-9, err_msg=name)
        np.testing.assert_allclose(change.after, after[name], rtol=1e-12, atol=1e-9, err_msg=name)
        moved = np.flatnonzero(np.abs(after[name] - before[name]) > 1e-9)
        assert set(moved) <= set(change.rows.tolist()), name


@given(worlds())
def test_one_more_practitioner_never_makes_it_worse(world: tuple[Any, Any, Any, float, dict[int, float]]) -> None:
    minutes, people, supply, limit, changes = world
    more = {position: abs(amount) for position, amount in changes.items()}
    for name, measure in opened(minutes, people, supply, limit).items():
        gain = measure.what_if(more).gain
        assert (gain <= 1e-9).all() if name == "nearest" else (gain >= -1e-9).all(), name


TOWN = np.array([[0.0, 10.0, 50.0], [12.0, 0.0, 35.0], [70.0, 35.0, 0.0]])


def test_after_the_last_practitioner_leaves_people_go_elsewhere() -> None:
    nearest = opened(TOWN, np.ones(3), np.array([1.0, 2.0, 0.0]), 30)["nearest"]
    assert nearest.access().tolist() == [0.0, 0.0, 35.0]
    assert nearest.what_if({0: -1.0}).after.tolist() == [10.0, 0.0, 35.0]
    assert nearest.what_if({1: -1.0}).rows.tolist() == []
    assert nearest.what_if({1: -2.0}).after.tolist() == [0.0, 12.0, 60.0]
    assert nearest.what_if({0: -1.0, 1: -2.0}).after.tolist() == [60.0, 60.0, 60.0]
    moved = nearest.what_if({1: -2.0, 2: 2.0})
    assert moved.after.tolist() == [0.0, 12.0, 0.0]
    assert moved.rows.tolist() == [1, 2]


def test_exactly_the_given_minutes_are_within() -> None:
    found = opened(TOWN, np.ones(3), np.array([0.0, 0.0, 5.0]), 35 + 0.0)
    assert found["count"].access().tolist() == [0.0, 5.0, 5.0]


@pytest.mark.parametrize("name", ["count", "density", "2sfca", "nearest"])
def test_removing_more_than_exists_is_refused(name: str) -> None:
    measure = opened(TOWN, np.ones(3), np.array([1.0, 0.0, 0.0]), 30)[name]
    with pytest.raises(MaillageError, match="Cannot remove 2"):
        measure.what_if({0: -2.0})
