"""Lists of real volunteers and sites: what is left out has a default, what is wrong is named by its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from maillage.errors import BadInput
from maillage.planning import read_doctors, read_sites
from maillage.schemes import Status
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


def test_every_column_of_a_doctor_counts(tmp_path: Path) -> None:
    header = "id,commune,name,status,home_share_percent,days_per_month,weekdays,absent"
    path = write(tmp_path, f"{header}\nA,10003,Dr Houx,retired,10,1,mon thu,2027-01-07\n")
    (doctor,) = read_doctors(path, TERRITORY, START, 1)
    assert (doctor.name, doctor.status, doctor.home_share) == ("Dr Houx", Status.RETIRED, 0.1)
    assert doctor.max_days_per_month == 1
    assert doctor.available == {date(2027, 1, 4)}


def test_dates_given_one_by_one_stand(tmp_path: Path) -> None:
    path = write(tmp_path, "id,commune,dates\nA,10003,2027-01-05 2027-01-12\n")
    (doctor,) = read_doctors(path, TERRITORY, START, 2)
    assert doctor.available == {date(2027, 1, 5), date(2027, 1, 12)}


def test_a_site_with_all_its_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "id,commune,name,rooms,weekdays,closed\nS,10004,Mairie,3,tue,2027-01-05\nT,10005,,,,\n")
    full, bare = read_sites(path, TERRITORY)
    assert (full.rooms, full.open_weekdays, full.closed) == (3, {1}, {date(2027, 1, 5)})
    assert (bare.name, bare.rooms, bare.open_weekdays) == ("T", 1, {0, 1, 2, 3, 4})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id,commune\nA,99999\n", "line 2, column 'commune'"),
        ("id,commune\nA,10003\nA,10004\n", "line 3"),
        ("id,commune\n,10003\n", "line 2"),
        ("id,commune,status\nA,10003,idle\n", "column 'status'"),
        ("id,commune,weekdays\nA,10003,lundi\n", "column 'weekdays'"),
        ("id,commune,home_share_percent\nA,10003,120\n", "column 'home_share_percent'"),
        ("id,commune,dates\nA,10003,04/01/2027\n", "column 'dates'"),
        ("id\nA\n", "commune"),
    ],
)
def test_a_bad_cell_is_named_by_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(BadInput, match=place):
        read_doctors(write(tmp_path, text), TERRITORY, START, 2)
