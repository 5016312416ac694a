from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.access.indicators import gini, group_communes, palma, share_under
from maillage.errors import MaillageError

figures = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 30)), min_size=1, max_size=15).filter(
    lambda rows: sum(people for _, people in rows) > 0
)


def one_by_one(rows: list[tuple[int, int]]) -> np.ndarray:
    return np.repeat([value for value, _ in rows], [people for _, people in rows]).astype(float)


@given(figures)
def test_gini_is_the_mean_difference_of_all_pairs_of_people(rows: list[tuple[int, int]]) -> None:
    each = one_by_one(rows)
    mean = each.mean()
    expected = np.abs(each[:, None] - each).mean() / (2 * mean) if mean > 0 else 0.0
    values, people = zip(*rows, strict=True)
    assert gini(values, people) == pytest.approx(expected, abs=1e-12)


@given(figures)
def test_palma_counts_people_one_by_one(rows: list[tuple[int, int]]) -> None:
    each = np.sort(np.repeat(one_by_one(rows), 10))  # ten copies of everybody, so that the limits fall between copies
    bottom, top = each[: len(each) * 4 // 10].mean(), each[len(each) * 9 // 10 :].mean()
    values, people = zip(*rows, strict=True)
    found = palma(values, people)
    if bottom == 0:
        assert found is None
    else:
        assert found == pytest.approx(top / bottom)


@given(figures, st.integers(0, 51))
def test_share_under_counts_people(rows: list[tuple[int, int]], threshold: int) -> None:
    values, people = zip(*rows, strict=True)
    assert share_under(values, people, threshold) == pytest.approx((one_by_one(rows) < threshold).mean())


def test_gini_is_zero_for_equal_access_and_high_if_one_has_all() -> None:
    assert gini([3, 3, 3], [5, 1, 9]) == pytest.approx(0, abs=1e-15)
    assert palma([3, 3, 3], [5, 1, 9]) == pytest.approx(1)
    assert gini([0, 0, 0, 1], [1, 1, 1, 1]) == pytest.approx(0.75)


@given(figures, st.floats(0.5, 20))
def test_inequality_does_not_depend_on_the_unit(rows: list[tuple[int, int]], unit: float) -> None:
    values, people = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    assert gini(unit * values, people) == pytest.approx(gini(values, people), abs=1e-12)


def test_palma_by_income_ranks_people_by_income() -> None:
    # The poorest 40 % have 1, the richest 10 % have 4.
    assert palma([1, 2, 4], [40, 50, 10], by=[9_000, 20_000, 50_000]) == pytest.approx(4)
    assert palma([4, 2, 1], [40, 50, 10], by=[9_000, 20_000, 50_000]) == pytest.approx(0.25)
    with pytest.raises(MaillageError, match="ranking"):
        palma([1, 2], [1, 1], by=[1, np.nan])


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_invalid_figures_are_refused(bad: float) -> None:
    for measure in (gini, palma):
        with pytest.raises(MaillageError, match="value number 1"):
            measure([1, bad], [1, 1])
        with pytest.raises(MaillageError, match="population number 0"):
            measure([1, 1], [bad, 1])
        with pytest.raises(MaillageError, match="Nobody"):
            measure([1, 1], [0, 0])


def test_group_means_are_weighted_by_people_and_unweighted_without_people() -> None:
    labels = np.array(["b", "a", "b", "", "c", "c"])
    groups = group_communes(labels, [10, 5, 30, 99, 0, 0])
    assert groups.code == ("a", "b", "c")
    assert groups.population.tolist() == [5, 40, 0]
    np.testing.assert_allclose(groups.mean([1, 2, 5, 77, 3, 5]), [2, 4, 4])
    weighed = group_communes(labels, [10, 5, 30, 99, 0, 0], weights=[30, 1, 10, 1, 1, 0])
    assert weighed.population.tolist() == [5, 40, 0]
    np.testing.assert_allclose(weighed.mean([1, 2, 5, 77, 3, 5]), [2, 2, 3])
