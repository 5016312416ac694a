"""Means by group: the short formula used by all rooms equals the averaging matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maillage.territory.groups import mean, means, shares

COMMUNES = st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 9_000), st.floats(0, 20)), min_size=1, max_size=30)


def arrays(rows: list[tuple[int, int, float]]) -> tuple[Any, Any, Any]:
    number, people, values = zip(*rows, strict=True)
    return np.array(number), np.array(people), np.array(values)


@given(COMMUNES)
def test_a_mean_counts_every_inhabitant_once(rows: list[tuple[int, int, float]]) -> None:
    number, people, values = arrays(rows)
    found = means(number, people, values, 4)
    for k in range(4):
        inside = number == k
        if people[inside].sum():
            assert np.isclose(found[k], np.average(values[inside], weights=people[inside]))
        elif inside.any():
            assert np.isclose(found[k], values[inside].mean())
        else:
            assert found[k] == 0


@given(COMMUNES)
def test_the_shares_of_a_group_sum_to_one(rows: list[tuple[int, int, float]]) -> None:
    number, people, _ = arrays(rows)
    found = shares(number, people, 4)
    assert (found >= 0).all()
    assert (found[number < 0] == 0).all()
    for k in np.unique(number[number >= 0]):
        assert np.isclose(found[number == k].sum(), 1.0)


@given(COMMUNES)
def test_the_mean_of_all_is_that_of_one_group(rows: list[tuple[int, int, float]]) -> None:
    _, people, values = arrays(rows)
    assert mean(people, values) == means(np.zeros(len(values), dtype=np.int64), people, values, 1)[0]


def test_the_mean_of_nothing_is_zero() -> None:
    assert mean(np.array([], dtype=np.int64), np.array([])) == 0
