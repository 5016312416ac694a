"""Beside the official APL of 2023. Nothing is fitted to these figures: the floors only hold what was reached."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from maillage.access import AccessModel, Demand, Supply, gp_model
from maillage.territory import Territory
from maillage.travel import TravelTimes

PUBLISHED_MEAN = 3.751


@pytest.fixture(scope="module")
def counted(territory: Territory, times: TravelTimes, reference_data: Path) -> AccessModel:
    supply, need = "supply/gps_by_commune_2019.csv", "need/need_by_commune.csv"
    return gp_model(territory, times, reference_data / supply, reference_data / need)


@pytest.fixture(scope="module")
def official(territory: Territory, reference_data: Path) -> NDArray[np.float64]:
    """Official APL of each commune of the sample, NaN elsewhere."""
    sample = pd.read_csv(reference_data / "official" / "apl_gp_2023_sample.csv", dtype={"code": str})
    positions, _ = territory.locate(sample["code"])
    values = np.full(len(territory), np.nan)
    values[positions[positions >= 0]] = sample["apl_2023"][positions >= 0]
    return values


def correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def test_modelled_national_mean_is_comparable_with_the_published_one(territory: Territory, times: TravelTimes) -> None:
    assert gp_model(territory, times).mean() == pytest.approx(PUBLISHED_MEAN, rel=0.05)


@pytest.mark.reference
def test_counted_national_mean_is_comparable_with_the_published_one(counted: AccessModel) -> None:
    assert counted.mean() == pytest.approx(PUBLISHED_MEAN, rel=0.05)
    assert not counted.supply.modelled
    assert not counted.demand.modelled


@pytest.mark.reference
def test_communes_and_intercommunalities_follow_the_official_figures(
    territory: Territory, counted: AccessModel, official: NDArray[np.float64]
) -> None:
    sample = np.flatnonzero(~np.isnan(official))
    assert correlation(counted.access()[sample], official[sample]) > 0.38
    _, average = territory.group_matrix("epci", sample)
    known = np.nan_to_num(official)
    assert correlation(average @ counted.access(), average @ known) > 0.47
    error = counted.access()[sample] - official[sample]
    people = territory.population[sample]
    assert abs(np.average(error, weights=people)) < 0.5
    assert np.average(np.abs(error), weights=people) < 1.1


@pytest.mark.reference
def test_departments_follow_the_official_figures(
    territory: Territory, counted: AccessModel, reference_data: Path
) -> None:
    table = pd.read_csv(reference_data / "official" / "apl_by_department_2023.csv", dtype={"department": str})
    known = dict(zip(table["department"], table["apl_medecins"], strict=True))
    codes, average = territory.group_matrix("department")
    mean = average @ counted.access()
    kept = [i for i, code in enumerate(codes) if code in known]
    assert len(kept) > 90
    assert correlation(mean[kept], np.array([known[codes[i]] for i in kept])) > 0.89
    region = [i for i in kept if territory.department_region[codes[i]] == "76"]
    assert correlation(mean[region], np.array([known[codes[i]] for i in region])) > 0.91


@pytest.mark.reference
def test_age_and_departures_bring_access_nearer_to_the_official_figures(
    territory: Territory, counted: AccessModel, official: NDArray[np.float64]
) -> None:
    sample = np.flatnonzero(~np.isnan(official))
    people = territory.population.astype(float)
    heads = counted.supply.headcount
    equal = Supply(heads * counted.parameters.units_per_gp, heads, "equal doctors", "2019", False)
    plain = AccessModel(counted.times, Demand(people, people, True), equal, counted.parameters)
    gain = correlation(counted.access()[sample], official[sample]) - correlation(
        plain.access()[sample], official[sample]
    )
    assert gain > 0.05
