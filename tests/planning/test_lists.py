"""Lists of volunteers and sites: missing columns have defaults, errors name their line and column."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd
import pytest

from maillage.errors import BadInput
from maillage.planning import read_doctors, read_sites
from maillage.schemes import Status
from maillage.tables import TableInMemory
from tests.planning.cases import START, make_country

TERRITORY = make_country(communes=40).territory


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_doctor_of_two_columns_gives_two_weekdays_a_month(tmp_path: Path) -> None:
    (doctor,) = read_doctors(write(tmp_path, "id,commune\nA,10003\n"), TERRITORY, START, 2)
    assert doctor.status is Status.PRACTISING
    assert (doctor.home_share, doctor.max_days_per_month) == (0.5, 2)
    assert len(doctor.available) == 10


def test_weekdays_leave_out_the_holidays_of_the_home(tmp_path: Path) -> None:
    moselle = TERRITORY.department.copy()
    moselle[TERRITORY.index_of("10003")] = "57"
    path = write(tmp_path, "id,commune,weekdays\nA,10003,tue\nB,10004,tue\n")
    there, elsewhere = read_doctors(path, dataclasses.replace(TERRITORY, department=moselle), date(2028, 12, 25), 1)
    assert (there.available, elsewhere.available) == (frozenset(), {date(2028, 12, 26)})


def test_every_column_of_a_doctor_counts(tmp_path: Path) -> None:
    header = "id,commune,name,status,home_share_percent,days_per_month,weekdays,absent"
    path = write(tmp_path, f"{header}\nA,10003,Dr Houx,retired,10,1,mon thu,2027-01-07..2027-01-09\n")
    (doctor,) = read_doctors(path, TERRITORY, START, 1)
    assert (doctor.name, doctor.status, doctor.home_share) == ("Dr Houx", Status.RETIRED, 0.1)
    assert doctor.max_days_per_month == 1
    assert doctor.available == {date(2027, 1, 4)}


def test_a_line_says_its_scheme_and_what_is_given(tmp_path: Path) -> None:
    header = "id,commune,scheme,half,weeks,promised,person,days_per_month"
    rows = "A,10003,salaried_centre,,3,,P,\nB,10003,,am,,,P,2\nC,10003,salaried_centre,,,S:4 T:5,,9\n"
    weekly, mornings, employed = read_doctors(write(tmp_path, f"{header}\n{rows}"), TERRITORY, START, 2)
    assert (weekly.scheme, weekly.weeks, weekly.max_days_per_month, weekly.one) == ("salaried_centre", 3, 31, "P")
    assert (mornings.half, mornings.part, mornings.one) == ("am", 0.5, "P")
    assert (employed.promised, employed.max_days_per_month) == ({("S", 4), ("T", 5)}, 9)
    path = write(tmp_path, "id,commune,profession,schemes\nS,10004,dentist,salaried_centre solidarity\n")
    (site,) = read_sites(path, TERRITORY)
    assert (site.profession.value, site.schemes) == ("dentist", {"salaried_centre", "solidarity"})


def test_explicit_dates_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path, "id,commune,dates\nA,10003,2027-01-05 2027-01-12\n")
    (doctor,) = read_doctors(path, TERRITORY, START, 2)
    assert doctor.available == {date(2027, 1, 5), date(2027, 1, 12)}


def test_an_absence_is_never_offered_with_dates_or_weekdays(tmp_path: Path) -> None:
    header = "id,commune,dates,weekdays,absent"
    path = write(
        tmp_path,
        f"{header}\nA,10003,2027-01-05 2027-01-12,,2027-01-05\nB,10003,,mon,2027-01-11\nC,10003,none,mon,\n",
    )
    one, other, none = read_doctors(path, TERRITORY, START, 2)
    assert one.available == one.offered == {date(2027, 1, 12)}
    assert one.absent == {date(2027, 1, 5)}
    assert other.offered == {date(2027, 1, 4)}
    assert none.offered == frozenset()


def test_a_former_commune_is_mapped_to_the_current_one(tmp_path: Path) -> None:
    today = dataclasses.replace(TERRITORY, part_of={"10900": "10003"})
    (doctor,) = read_doctors(write(tmp_path, "id,commune\nA,10900\n"), today, START, 2)
    (site,) = read_sites(write(tmp_path, "id,commune\nS,10900\n"), today)
    assert doctor.commune == site.commune == "10003"


@pytest.mark.parametrize("cell", ["", "none"])
def test_an_empty_list_of_dates_offers_no_day(tmp_path: Path, cell: str) -> None:
    path = write(tmp_path, f"id,commune,dates\nA,10003,{cell}\nB,10003,2027-01-05\n")
    nobody, somebody = read_doctors(path, TERRITORY, START, 2)
    assert nobody.offered == frozenset()
    assert len(somebody.offered) == 1


def test_lists_in_memory_are_read_like_a_file(tmp_path: Path) -> None:
    """pandas turns 2 into 2.0 beside an empty cell, dates into timestamps, and can hold lists in cells."""
    frame = pd.DataFrame(
        {
            "ID": ["A", "B", "C"],
            "Commune": [10003.0, 10004, 10005],
            "days_per_month": [2, None, 1],
            "dates": [[], [date(2027, 1, 5), date(2027, 1, 6)], np.array(["2027-01-12"])],
            "absent": pd.to_datetime([None, "2027-01-06", None]),
        }
    )
    given = tmp_path / "list.parquet"
    frame.assign(dates=[[], ["2027-01-05", "2027-01-06"], ["2027-01-12"]]).to_parquet(given)
    for table in (TableInMemory("given doctors", frame), given):
        doctors = read_doctors(cast(Path, table), TERRITORY, START, 2)
        assert [d.commune for d in doctors] == ["10003", "10004", "10005"]
        assert [d.max_days_per_month for d in doctors] == [2, 2, 1]
        assert [d.offered for d in doctors] == [frozenset(), {date(2027, 1, 5)}, {date(2027, 1, 12)}]


def test_a_site_with_all_its_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "id,commune,name,rooms,weekdays,closed\nS,10004,Mairie,3,tue,2027-01-05\nT,10005,,,,\n")
    full, bare = read_sites(path, TERRITORY)
    assert (full.rooms, full.open_weekdays, full.closed) == (3, {1}, {date(2027, 1, 5)})
    assert (bare.name, bare.rooms, bare.open_weekdays) == ("T", 1, {0, 1, 2, 3, 4})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id,commune\nA,99999\n", "line 2, column 'commune'"),
        ("id,commune\nA,\n", "line 2, column 'commune': the commune is missing"),
        ("id,commune\nA,10003\nA,10004\n", "line 3, column 'id': the id 'A' comes twice"),
        ("id,commune\n,10003\n", "line 2, column 'id': the id is missing"),
        ("id,commune,rooms,days_per_month\nA,10003,1,2.5\n", "column 'days_per_month'"),
        ("id,commune,status\nA,10003,idle\n", "column 'status'"),
        ("id,commune,weekdays\nA,10003,lundi\n", "column 'weekdays'"),
        ("id,commune,home_share_percent\nA,10003,120\n", "column 'home_share_percent'"),
        ("id,commune,dates\nA,10003,04/01/2027\n", "column 'dates'"),
        ("id\nA\n", "commune"),
        ("id,commune,scheme\nA,10003,solidarité\n", "column 'scheme'"),
        ("id,commune,scheme\nA,10003,salaried_centre\n", "column 'days_per_month'.*no number of days of its own"),
        ("id,commune,half,weeks\nA,10003,am,2\n", "column 'weeks'.*half-days cannot be whole weeks"),
        ("id,commune,half\nA,10003,noon\n", "column 'half'"),
        ("id,commune,absent\nA,10003,2027-01-04..2027-01-08 2027-01-07\n", "'absent'.*overlaps another absence"),
        ("id,commune,absent\nA,10003,2027-01-08..2027-01-04\n", "'absent'.*ends before it begins"),
        ("id,commune,promised\nA,10003,CAHORS\n", "column 'promised'"),
    ],
)
def test_an_invalid_cell_is_named_by_line_and_column(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(BadInput, match=place):
        read_doctors(write(tmp_path, text), TERRITORY, START, 2)
