from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maillage.access import Parameters, demand_from_need
from maillage.errors import BadInput
from maillage.sources.need import Need, embedded_need, read_need
from maillage.sources.published import BESIDE
from maillage.territory import Territory
from tests.sources.cases import small_territory

FIGURES = ("under_18", "aged_65", "aged_75", "income", "poverty", "deprivation")


def write(folder: Path, text: str) -> Path:
    path = folder / "need.csv"
    path.write_text(text, encoding="utf-8")
    return path


def assert_whole(need: Need, n: int) -> None:
    for name in FIGURES:
        values = getattr(need, name)
        assert values.shape == (n,)
        assert np.isfinite(values).all()


def test_departmental_figures_replace_all_missing_ones() -> None:
    need = embedded_need(small_territory())
    assert_whole(need, 6)
    assert need.ages_modelled
    assert need.is_proxy("income", np.arange(6))
    assert need.aged_65[0] == need.aged_65[2] > need.aged_65[3]


def test_a_table_is_read_once_until_it_changes(tmp_path: Path) -> None:
    france, own = small_territory(), write(tmp_path, "code,median_income_2016\n12001,19000\n")
    first = read_need(own, france)
    assert read_need(str(own), france) is first
    with pytest.raises(ValueError, match="read-only"):
        first.income[0] = 0
    assert read_need(own, small_territory()) is not first
    write(tmp_path, "code,median_income_2016\n12001,20000\n")
    assert read_need(own, france).income[0] == 20_000
    # What is told of the source is a part of what is read.
    Path(f"{own}{BESIDE}").write_text('{"title": "Une source"}', encoding="utf-8")
    assert (read_need(own, france).label, first.label) == ("Une source", own.name)


def test_cells_and_columns_may_be_missing(tmp_path: Path) -> None:
    text = (
        "code,median_income_2016,aged_65_plus_2016,population_2016,under_18_2016\n12001,19000,50,200,30\n12002,,0,0,0\n"
    )
    need = read_need(write(tmp_path, text), small_territory())
    assert_whole(need, 6)
    fallback = embedded_need(small_territory())
    assert need.income[0] == 19_000
    assert need.income[1] == fallback.income[1]
    assert (need.aged_65[0], need.under_18[0]) == (0.25, 0.15)
    assert need.aged_65[1] == fallback.aged_65[1]
    assert need.aged_75[0] == fallback.aged_75[0]
    assert need.from_department["income"].tolist() == [False, True, True, True, True, True]
    assert not need.is_proxy("income", np.array([0]))


def test_rows_of_one_commune_are_weighted_by_people(tmp_path: Path) -> None:
    text = "code,population_2016,aged_65_plus_2016,median_income_2016\n31902,100,10,20000\n31903,300,30,10000\n"
    need = read_need(write(tmp_path, text), small_territory())
    assert need.aged_65[4] == pytest.approx(0.1)
    assert need.income[4] == pytest.approx(12_500)


@pytest.mark.parametrize("secret", ["s", "nd", "", "NA"])
def test_people_of_parts_with_confidential_figures_are_excluded(tmp_path: Path, secret: str) -> None:
    header = "code,population_2016,under_18_2016,aged_65_plus_2016,median_income_2016,poverty_rate"
    text = (
        f"{header}\n31902,1000,200,300,20000,10\n31903,1000,{secret},{secret},{secret},{secret}\n12001,{secret},5,5,,\n"
    )
    need = read_need(write(tmp_path, text), small_territory())
    assert (need.under_18[4], need.aged_65[4]) == (0.2, 0.3)
    assert (need.income[4], need.poverty[4]) == (20_000, pytest.approx(0.1))
    # A commune with confidential figures has no share of its own.
    assert need.from_department["aged_65"].tolist() == [True, True, True, True, False, True]


def test_former_codes_without_successor_are_left_out_with_a_notice(tmp_path: Path) -> None:
    need = read_need(write(tmp_path, "code,poverty_rate\n12999,10\n12001,20\n"), small_territory())
    assert need.poverty[0] == pytest.approx(0.2)
    assert any("12999" in notice for notice in need.notices)


def test_codes_of_collectivities_outside_are_left_out_with_a_notice(tmp_path: Path) -> None:
    text = "code,poverty_rate\n97701,10\n98818,5\n12001,20\n"
    need = read_need(write(tmp_path, text), small_territory())
    assert need.poverty[0] == pytest.approx(0.2)
    assert need.notices == ("2 codes of collectivities outside the departments and regions left out, such as 97701",)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("code,share_75_plus\n12001,10\n12002,101\n", 3, "share_75_plus"),
        ("code,median_income_2016\n12001,-5\n", 2, "median_income_2016"),
        ("code,poverty_rate\n12001,high\n", 2, "poverty_rate"),
        ("code,poverty_rate\n12001,1\n12001,2\n", 3, "code"),
        ("code,poverty_rate\n99999,1\n", 2, "code"),
    ],
)
def test_a_bad_cell_is_named(tmp_path: Path, text: str, line: int, column: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_need(write(tmp_path, text), small_territory())
    assert (caught.value.line, caught.value.column) == (line, column)


def test_a_file_without_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no figure of need"):
        read_need(write(tmp_path, "code,mood\n12001,good\n"), small_territory())


def test_standardised_demand_keeps_the_total_and_follows_age(tmp_path: Path) -> None:
    text = "code,population_2016,under_18_2016,aged_65_plus_2016\n12001,100,0,100\n12002,100,50,0\n"
    territory = small_territory()
    demand = demand_from_need(territory, read_need(write(tmp_path, text), territory), Parameters.load())
    assert demand.standardised.sum() == pytest.approx(territory.population.sum())
    np.testing.assert_array_equal(demand.population, territory.population)
    ratio = demand.standardised / demand.population
    assert ratio[0] > ratio[2] > ratio[1]


def test_age_bands_average_the_published_weights() -> None:
    age = Parameters.load().age
    assert age.band(0, 5) == pytest.approx(1.27)
    assert age.band(0, 10) == pytest.approx((1.27 + 0.65) / 2)
    assert age.band(0, 10, {0: 3, 5: 1}) == pytest.approx((3 * 1.27 + 0.65) / 4)


def test_weights_average_one_over_the_country(territory: Territory) -> None:
    ages = embedded_need(territory).national_ages
    age = Parameters.load().age
    people = {int(start): count for start, count in ages.items()}
    # Weights of 2009 on the population of 2022, which is older: slightly above 1.
    assert age.band(0, 95, people) == pytest.approx(1.0, abs=0.06)


@pytest.mark.reference
def test_the_reference_file_is_read_whole(territory: Territory, reference_data: Path) -> None:
    need = read_need(reference_data / "need" / "need_by_commune.csv", territory)
    assert_whole(need, len(territory))
    assert not need.ages_modelled
    for name in FIGURES:
        assert need.from_department[name].mean() < 0.15
    assert 14_000 < np.median(need.income) < 25_000
    # Every code of its vintage is a current commune or is mapped to one.
    assert not any("left out" in notice for notice in need.notices)
    assert any("former communes mapped" in notice for notice in need.notices)


@pytest.mark.reference
def test_embedded_figures_are_the_aggregates_of_the_reference_file(territory: Territory, reference_data: Path) -> None:
    need, embedded = read_need(reference_data / "need" / "need_by_commune.csv", territory), embedded_need(territory)
    _, average = territory.group_matrix("department", np.flatnonzero(territory.plane == 0))
    for name, tolerance in (("aged_65", 0.01), ("aged_75", 0.006), ("under_18", 0.01), ("income", 350)):
        np.testing.assert_allclose(average @ getattr(need, name), average @ getattr(embedded, name), atol=tolerance)
