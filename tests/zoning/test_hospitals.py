from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from scipy.stats import spearmanr

from maillage.errors import BadInput
from maillage.sources.hospitals import department_of
from maillage.sources.points import PointRow, locate_points
from maillage.territory import Territory, load_outlines
from maillage.travel import TravelTimes
from maillage.zoning import emergency_sites, minutes_to_emergency, presumed_sites, read_hospitals
from tests.sources.cases import small_territory

SHAPES: dict[str, Any] = {
    str(code): shapely.box(lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02)
    for code, lon, lat in zip(small_territory().code, small_territory().lon, small_territory().lat, strict=True)
}


def write(folder: Path, text: str) -> Path:
    path = folder / "hospitals.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_hospital_falls_on_the_nearest_commune(tmp_path: Path) -> None:
    sites = read_hospitals(write(tmp_path, "lat,lon\n44.001,1.049\n44,1.21\n44.0,1.2\n"), small_territory())
    assert sites.positions.tolist() == [1, 4]


def test_only_general_hospitals_are_kept_if_the_type_is_given(tmp_path: Path) -> None:
    text = (
        "lat,lon,facility_type,name\n44,1,Centre Hospitalier (C.H.),CENTRE HOSPITALIER\n"
        "44,1.05,Etablissement de Soins Longue Durée,USLD\n44,1.1,Centre Hospitalier (C.H.),HOPITAL DE JOUR PSY\n"
    )
    assert read_hospitals(write(tmp_path, text), small_territory()).positions.tolist() == [0]


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
    real = read_hospitals(reference_data / "facilities" / "hospitals_2020.csv", territory, load_outlines)
    by_file = minutes_to_emergency(territory, times, real.positions)
    by_rule = minutes_to_emergency(territory, times, presumed_sites(territory))
    _, average = territory.group_matrix("epci", np.flatnonzero(territory.plane == 0))
    one, other = average @ by_file, average @ by_rule
    assert np.median(np.abs(one - other)) < 3
    assert spearmanr(one, other).statistic > 0.5


def test_a_point_belongs_to_the_commune_whose_outline_contains_it() -> None:
    territory = small_territory()
    hall = territory.lon[0]
    # The first commune is a long strip whose far end is nearer to the town hall of the third.
    shapes = dict(SHAPES)
    shapes[str(territory.code[0])] = shapely.box(hall - 0.001, 43.0, territory.lon[2] + 0.001, 43.5)
    row = [PointRow(float(territory.lon[2]), 43.4, "A", department=str(territory.department[0]))]
    assert locate_points(row, territory, lambda: shapes).positions.tolist() == [0]
    assert locate_points(row, territory).how in {("town hall",), ("wrong",)}


def test_a_point_in_another_department_is_left_out_and_told(tmp_path: Path) -> None:
    text = "lat,lon,name,finess\n44,1,A,120000001\n44,1,B,310000001\n"
    found = read_hospitals(write(tmp_path, text), small_territory(), lambda: SHAPES)
    assert found.positions.tolist() == [0]
    assert found.notices == ("1 place (B) left out: their point is not in the department of their address",)


def test_the_commune_of_the_address_counts_before_the_point(tmp_path: Path) -> None:
    text = "lat,lon,name,commune\n44,1,A,31002\n"
    found = read_hospitals(write(tmp_path, text), small_territory(), lambda: SHAPES)
    assert found.positions.tolist() == small_territory().indices_of(["31002"]).tolist()
    assert "1 place (A) lie outside" in found.notices[0]


@pytest.mark.parametrize(
    ("told", "department"),
    [
        ({"finess": "10000024"}, "01"),
        ({"finess": "2A0004842"}, "2A"),
        ({"finess": "970306833"}, "973"),
        ({"postcode": "20090"}, "2A"),
        ({"postcode": "97410"}, "974"),
        ({"department": "1"}, "01"),
        ({}, ""),
    ],
)
def test_the_department_of_an_address(told: dict[str, str], department: str) -> None:
    assert department_of(**told) == department


def test_authorised_departments_include_private_clinics(territory: Territory) -> None:
    found = emergency_sites(territory)
    names = set(territory.code[found.positions].tolist())
    assert found.observed
    assert len(names) > 400
    # Cornebarrieu (Clinique des Cèdres) is private; its point lies in Blagnac.
    assert "31150" in names
    # Paris, Royan and Cayenne are found by name: their points are missing or wrong at source.
    assert {"75056", "17306", "97302"} <= names
