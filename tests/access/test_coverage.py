from __future__ import annotations

import numpy as np
import pytest

from maillage.access.indicators import CLASSES, CoverageMethod, Vintage, compare, coverage, two_step_fca
from maillage.errors import MaillageError, UnknownName
from tests.access.cases import FAR, make_times
from tests.sources.cases import small_territory

ALONE = np.full((5, 5), FAR)
np.fill_diagonal(ALONE, 0)


def test_classes_are_relative_to_the_mean_and_a_bound_is_in_the_poorer_class() -> None:
    # Five places without neighbours in reach, 100 people each, on the bounds of the classes around a mean of 10.
    found = coverage(make_times(ALONE), np.full(5, 100), [4, 7, 13, 13.1, 12.9], 30)
    assert found.mean == pytest.approx(10_000)
    np.testing.assert_allclose(found.relative, [-0.6, -0.3, 0.3, 0.31, 0.29])
    assert [CLASSES[k] for k in found.kind] == ["desert", "difficult", "satisfactory", "abundant", "satisfactory"]


def test_the_mean_is_weighed_by_people() -> None:
    found = coverage(make_times(ALONE[:2, :2]), [900, 100], [9, 0], 30)
    assert found.mean == pytest.approx(900)
    np.testing.assert_allclose(found.value, [1000, 0])


def test_sharing_providers_is_the_two_step_measure() -> None:
    minutes = np.array([[0, 20, 50], [20, 0, 29], [50, 29, 0]])
    people, doctors = np.array([100, 50, 10]), np.array([3, 0, 1])
    found = coverage(make_times(minutes), people, doctors, 30, measure="2sfca")
    np.testing.assert_allclose(found.value, 1e5 * two_step_fca(make_times(minutes), people, doctors, 30))


def test_fee_filters_follow_the_study() -> None:
    method = CoverageMethod.load()
    assert method.kept("none") == ("sector1", "optam")
    assert set(method.kept("none")) < set(method.kept("upto40")) < set(method.kept("all"))
    assert (method.minutes_for("gp"), method.minutes_for("gynaecologist")) == (30, 45)
    with pytest.raises(UnknownName, match=r"upto4'.*upto40"):
        method.kept("upto4")
    with pytest.raises(UnknownName, match="dentist"):
        method.minutes_for("dentist")


def test_no_providers_and_no_people_are_refused() -> None:
    with pytest.raises(MaillageError, match="No provider"):
        coverage(make_times([[0]]), [1], [0], 30)
    with pytest.raises(MaillageError, match="Nobody"):
        coverage(make_times([[0]]), [0], [1], 30)


def vintage(name: str, positions: list[int], values: list[float], people: list[float]) -> Vintage:
    return Vintage(name, np.array(positions), np.array(values), np.array(people, dtype=float))


def test_two_vintages_are_joined_on_the_communes_of_today() -> None:
    # Position 1 has two rows before (merged since), position 3 is missing after, one row is not a commune.
    before = vintage("old.csv", [0, 1, 1, 3, -1], [2, 1, 4, 9, 5], [10, 20, 10, 5, 1])
    after = vintage("new.csv", [0, 1, 2], [3, 2, 7], [10, 30, 4])
    found = compare(before, after, small_territory())
    assert found.positions.tolist() == [0, 1]
    np.testing.assert_allclose(found.before, [2, 2])
    np.testing.assert_allclose(found.change, [1, 0])
    assert found.notices == (
        "old.csv: 1 rows left out, their code is no commune",
        "1 communes are in old.csv only and left out",
        "1 communes are in new.csv only and left out",
    )


def test_a_missing_figure_is_left_out_and_rows_without_people_still_count() -> None:
    before = vintage("old", [0, 1, 1], [np.nan, 1, 3], [1, 0, 0])
    after = vintage("new", [0, 1], [1, 1], [np.nan, np.nan])
    found = compare(before, after, small_territory())
    assert found.positions.tolist() == [1]
    np.testing.assert_allclose(found.before, [2])


def test_providers_that_nobody_reaches_are_refused():
    alone = make_times([[0, np.inf], [np.inf, 0]])
    with pytest.raises(MaillageError, match="Nobody reaches a provider within 30 minutes"):
        coverage(alone, [100, 0], [0, 3], 30)
