"""Pivoted access: official figures plus the change since then; the operator does not change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maillage.access import AccessModel, gp_model, pivot_on_official
from maillage.errors import MaillageError
from maillage.sources.official import OfficialApl, official_apl
from maillage.sources.published import about, table_path
from maillage.territory import Territory
from maillage.travel import TravelTimes

TABLES = ("apl_gp_by_commune", "gps_by_commune_2019", "need_by_commune", "emergency_departments_2026")


@pytest.fixture(scope="module")
def model(territory: Territory, times: TravelTimes) -> AccessModel:
    counted, need = table_path("gps_by_commune_2019"), table_path("need_by_commune")
    return gp_model(territory, times, counted, need, supply_year=2019)


def test_packaged_figures_are_small_and_name_their_source() -> None:
    assert sum(table_path(name).stat().st_size for name in TABLES) < 2_000_000
    for name in TABLES:
        told = about(name)
        assert all(told[key] for key in ("producer", "title", "vintage", "kind", "licence", "address"))


def test_official_figures_are_mapped_to_current_communes(territory: Territory) -> None:
    figures = official_apl(territory, 2018)
    at = territory.index_of("01001")
    assert figures.values[at] == pytest.approx(2.396)
    assert official_apl(territory, 2016).values[at] == pytest.approx(2.305)
    assert int(np.isnan(figures.values).sum()) == 146
    with pytest.raises(MaillageError, match="Ask for 2016 or 2018"):
        official_apl(territory, 2017)


def test_a_commune_without_official_figure_keeps_the_independent_one_and_none_is_negative(
    territory: Territory, model: AccessModel
) -> None:
    pivot = pivot_on_official(model, territory)
    values = pivot.access(model)
    alone = ~pivot.official
    np.testing.assert_array_equal(values[alone], model.access()[alone])
    assert territory.index_of("75056") in np.flatnonzero(alone)
    assert float(values.min()) >= 0
    assert any("146 communes have no official APL" in notice for notice in pivot.notices)


def test_without_change_the_official_figure_is_kept(territory: Territory, model: AccessModel) -> None:
    # The model's own figures then and now, used as official ones: no change within departments, none between them.
    then = pivot_on_official(model, territory)
    told = OfficialApl(np.array(model.access()), 2018, "test")
    again = pivot_on_official(model, territory, told)
    same = ~np.isclose(again.offset, 0)
    assert bool(then.official.any())
    # Departments keep their mean exactly; within them, communes move by half of the change since the counts.
    people = model.demand.population
    for code in ("12", "48"):
        here = territory.department == code
        assert people[here] @ again.offset[here] == pytest.approx(0, abs=1e-6 * people[here].sum())
    assert bool(same.any())


def test_a_doctor_more_changes_the_pivoted_figure_as_the_operator_says(
    territory: Territory, model: AccessModel
) -> None:
    pivoted = pivot_on_official(model, territory).on(model)
    coming = {territory.index_of("12197"): 4973.0}
    change, told = model.what_if(coming), pivoted.what_if(coming)
    np.testing.assert_allclose(told.gain, change.gain, atol=1e-12)
    np.testing.assert_array_equal(told.before, pivoted.access())
    amount = model.supply.amount.copy()
    amount[list(coming)] += 4973.0
    again = pivoted.with_supply(replace(model.supply, amount=amount))
    np.testing.assert_allclose(told.after, again.access(), atol=1e-9)


def test_a_method_with_another_unit_is_refused(territory: Territory, times: TravelTimes) -> None:
    with pytest.raises(MaillageError, match="No official figure of 'apl-gp-2010'"):
        pivot_on_official(gp_model(territory, times, parameters="apl-gp-2010"), territory)
