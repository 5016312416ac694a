from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from maillage.errors import BadInput
from maillage.territory import Territory
from maillage.travel import TravelTimes
from maillage.zoning import minutes_to_emergency, presumed_sites, read_hospitals
from tests.sources.cases import small_territory


def write(folder: Path, text: str) -> Path:
    path = folder / "hospitals.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_hospital_falls_on_the_nearest_commune(tmp_path: Path) -> None:
    sites = read_hospitals(write(tmp_path, "lat,lon\n44.001,1.049\n44,1.21\n44.0,1.2\n"), small_territory())
    assert sites.tolist() == [1, 4]


def test_only_general_hospitals_are_kept_if_the_type_is_given(tmp_path: Path) -> None:
    text = (
        "lat,lon,facility_type,name\n44,1,Centre Hospitalier (C.H.),CENTRE HOSPITALIER\n"
        "44,1.05,Etablissement de Soins Longue Durée,USLD\n44,1.1,Centre Hospitalier (C.H.),HOPITAL DE JOUR PSY\n"
    )
    assert read_hospitals(write(tmp_path, text), small_territory()).tolist() == [0]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("lat,lon\n44,1\n91,1\n", 3, "column 'lat': not a coordinate"),
        ("lat,lon\n44,\n", 2, "column 'lon': the coordinate is missing"),
        ("lat,lon,facility_type\n44,1,Clinique\n", None, "no general hospital"),
    ],
)
def test_bad_hospitals_are_refused(tmp_path: Path, text: str, line: int | None, problem: str) -> None:
    with pytest.raises(BadInput, match=problem) as caught:
        read_hospitals(write(tmp_path, text), small_territory())
    assert caught.value.line == line


def test_towns_and_centres_are_presumed_to_have_one() -> None:
    people = (200, 6_000, 20, 10_000, 9_999, 3_000)
    assert presumed_sites(small_territory(people)).tolist() == [3]
    assert presumed_sites(small_territory((200, 6_000, 20, 1_000, 5_999, 300))).tolist() == [1]


@pytest.mark.reference
def test_presumed_towns_agree_with_the_hospitals_of_2020(
    territory: Territory, times: TravelTimes, reference_data: Path
) -> None:
    real = read_hospitals(reference_data / "facilities" / "hospitals_2020.csv", territory)
    by_file = minutes_to_emergency(territory, times, real)
    by_rule = minutes_to_emergency(territory, times, presumed_sites(territory))
    _, average = territory.group_matrix("epci", np.flatnonzero(territory.plane == 0))
    one, other = average @ by_file, average @ by_rule
    assert np.median(np.abs(one - other)) < 3
    assert spearmanr(one, other).statistic > 0.5
