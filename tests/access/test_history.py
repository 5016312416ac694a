"""The access of communes since the first official vintage: figures, the part of the population, borders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maillage.access import AccessModel, gp_model
from maillage.access.history import SINCE_CODES, AccessHistory, history_of
from maillage.sources.official import OfficialApl, official_apl, official_people
from maillage.territory import Territory
from maillage.travel import TravelTimes


@pytest.fixture(scope="module")
def model(territory: Territory, times: TravelTimes) -> AccessModel:
    return gp_model(territory, times)


@pytest.fixture(scope="module")
def history(model: AccessModel, territory: Territory, tmp_path_factory: pytest.TempPathFactory) -> AccessHistory:
    counts = tmp_path_factory.mktemp("counts") / "gps.csv"
    counts.write_text("code,gps\n12202,7\n", encoding="utf-8")
    official = {year: official_apl(territory, year) for year in (2016, 2018)}
    official[2023] = OfficialApl(official[2018].values + 1, 2023, "test")
    return history_of(model, territory, official, {2025: counts}, [("2021-01-01", 41, "12202", "12145")])


def test_every_vintage_of_official_figures_and_counts_is_there(territory: Territory, history: AccessHistory) -> None:
    assert (history.years, history.counted) == ((2016, 2018, 2023), (2019, 2025))
    at = territory.index_of("12197")
    assert history.official[:, at].tolist() == pytest.approx([6.066, 4.616, 5.616])
    np.testing.assert_allclose(history.official[0], official_apl(territory, 2016).values)
    assert history.doctors[1, territory.index_of("12202")] == 7
    assert history.doctors[0].sum() > 50_000


def test_the_part_of_the_population_is_that_of_the_operator(
    model: AccessModel, territory: Territory, history: AccessHistory
) -> None:
    """A second formula: the dense product on the communes around one, with the people of each vintage."""
    at = territory.index_of("12197")
    found: list[float] = []
    for year in (2016, 2018):
        people = official_people(territory, year).standardised
        people = np.where(np.isnan(people), model.demand.standardised, people)
        reach = model.W.T @ people
        ratio = np.divide(model.supply.amount, reach, out=np.zeros(len(people)), where=reach > 0)
        found.append(float((model.W @ ratio)[at]))
    assert history.by_people[0, at] == pytest.approx(found[1] - found[0], abs=2e-3)
    assert np.isnan(history.by_people[1]).all(), "the people of a loaded vintage are not kept"


def test_more_people_leave_less_for_each(model: AccessModel, territory: Territory) -> None:
    more = replace(model.demand, standardised=2 * model.demand.standardised)
    twice = AccessModel(model.times, more, model.supply, model.parameters, model.weights, model.weighed)
    np.testing.assert_allclose(twice.access(), model.access() / 2)


def test_borders_come_from_the_register_or_from_the_official_codes(
    territory: Territory, history: AccessHistory
) -> None:
    assert history.border[territory.index_of("12202")] == 2021
    assert history.border[territory.index_of("12145")] == 2021
    merged = np.flatnonzero(history.border == SINCE_CODES)
    assert 20 < len(merged) < 1_000
    assert history.border[territory.index_of("75056")] == 0, "arrondissements are no change"


def test_no_official_figure_is_refused(model: AccessModel, territory: Territory, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="No official figure"):
        history_of(model, territory, {})
