from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import maillage
from maillage import access
from maillage.analysis import AccessTable
from maillage.errors import BadInput, MaillageError, UnknownName
from maillage.sources.published import table_path
from maillage.territory import Territory
from maillage.travel import TravelTimes


@pytest.fixture(scope="module")
def doctors(territory: Territory) -> pd.DataFrame:
    """A user's table of doctors: one for 900 inhabitants, in every third commune."""
    counts = np.where(np.arange(len(territory)) % 3 == 0, np.ceil(territory.population / 900), 0.0)
    frame = pd.DataFrame({"code": territory.code, "gps": counts, "note": "x"})
    return frame[frame["gps"] > 0].reset_index(drop=True)


@pytest.fixture(scope="module")
def occitanie(doctors: pd.DataFrame) -> AccessTable:
    return maillage.measure("Occitanie", doctors)


def test_measure_equals_the_engine(
    occitanie: AccessTable, doctors: pd.DataFrame, territory: Territory, times: TravelTimes, tmp_path: Path
) -> None:
    path = tmp_path / "doctors.csv"
    doctors.to_csv(path, index=False)
    model = access.gp_model(territory, times, path, table_path("need_by_commune"))
    inside = territory.in_region("76")
    assert occitanie.frame.columns.tolist() == ["code", "name", "population", "doctors", "apl"]
    assert occitanie.frame["code"].tolist() == territory.code[inside].tolist()
    np.testing.assert_array_equal(occitanie.frame["apl"], model.access()[inside])
    assert occitanie.frame["doctors"].sum() == model.supply.headcount[inside].sum()


def test_every_form_of_table_gives_the_same(occitanie: AccessTable, doctors: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "doctors.parquet"
    doctors.to_parquet(path)
    shaped = gpd.GeoDataFrame(doctors, geometry=gpd.points_from_xy(doctors["gps"], doctors["gps"]), crs=4326)
    forms = (
        doctors.set_index("code"), doctors.set_index("code")["gps"], pa.Table.from_pandas(doctors), path, str(path),
        shaped, doctors.astype({"gps": "Int64"}), doctors.sample(frac=1, random_state=2),
    )  # fmt: skip
    for form in forms:
        pd.testing.assert_frame_equal(maillage.measure("76", form).frame, occitanie.frame)


def test_input_tables_are_never_changed(doctors: pd.DataFrame) -> None:
    before = doctors.copy(deep=True)
    measured = maillage.measure("76", doctors)
    measured.what_if({"48095": 1}).compare().geo()
    pd.testing.assert_frame_equal(doctors, before)
    mine = measured.frame
    mine.loc[:, "apl"] = 0.0
    assert measured.frame["apl"].sum() > 0
    assert measured.model.access().sum() > 0


def test_a_bad_row_is_named(doctors: pd.DataFrame) -> None:
    for change, expected in (
        ({"code": "99999"}, "row 7, column 'code'"),
        ({"gps": -1.0}, "row 7, column 'gps': -1 doctors"),
        ({"gps": np.nan}, "row 7, column 'gps': the number of doctors is missing"),
    ):
        bad = doctors.copy()
        for column, value in change.items():
            bad.loc[7, column] = value
        with pytest.raises(BadInput, match="given doctors") as caught:
            maillage.measure("76", bad)
        assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"region": "Ocitanie"}, "Did you mean 76"),
        ({"region": "76", "profession": "nurse"}, "No documented parameter set"),
        ({"region": "76", "parameters": "apl-gp-2016"}, "apl-gp-2015"),
        ({"region": "76", "supply": 3}, "Give a DataFrame"),
        ({"region": "76", "supply": pd.DataFrame({"code": ["12202"], "doctors": [1]})}, "gps missing"),
        ({"region": "76", "supply": "nowhere.csv"}, "no such file"),
        ({"region": "76", "supply": pd.DataFrame([["12202", 1, 2]], columns=["code", "gps", "gps"])}, "two columns"),
    ],
)
def test_errors_say_what_to_do(arguments: dict[str, object], expected: str) -> None:
    with pytest.raises(MaillageError, match=expected):
        maillage.measure(**arguments)  # type: ignore[arg-type]


def test_what_if_is_a_full_recomputation(occitanie: AccessTable, doctors: pd.DataFrame) -> None:
    added = pd.concat([doctors, pd.DataFrame({"code": ["48027"], "gps": [2.0]})], ignore_index=True)
    assert "48027" not in set(doctors["code"])
    # By default, activity depends on scarcity and so on the doctors; by the method of 2010 all doctors are equal.
    alike, again = (maillage.measure("76", counts, parameters="apl-gp-2010") for counts in (doctors, added))
    np.testing.assert_allclose(alike.what_if({"48027": 2}).frame["apl"], again.frame["apl"], rtol=1e-12)
    scenario = occitanie.what_if({"48027": 2})
    assert scenario.frame.columns.tolist() == [
        "code", "name", "population", "doctors", "apl", "apl_before", "gain",
    ]  # fmt: skip
    np.testing.assert_array_equal(scenario.frame["apl_before"], occitanie.frame["apl"])
    np.testing.assert_array_equal(scenario.frame["gain"], scenario.frame["apl"] - occitanie.frame["apl"])


def test_steps_of_a_scenario_add_up_and_can_be_undone(occitanie: AccessTable) -> None:
    code = str(occitanie.frame.loc[occitanie.frame["doctors"] >= 3, "code"].iloc[0])
    once = occitanie.what_if({code: 3, "48027": 1})
    twice = occitanie.what_if({code: 1}).what_if(pd.Series({code: 2.0, "48027": 1.0}))
    np.testing.assert_allclose(once.frame["apl"], twice.frame["apl"], rtol=1e-12)
    assert once.moved == twice.moved == {code: 3.0, "48027": 1.0}
    assert twice.base is occitanie
    back = occitanie.what_if({code: -2})
    assert (back.frame["gain"] <= 0).all()
    assert back.frame["gain"].min() < 0


def test_removing_more_doctors_than_exist_is_refused(occitanie: AccessTable) -> None:
    with pytest.raises(MaillageError, match=r"48027 \(.+\): there are 0. Remove at most 0"):
        occitanie.what_if({"48027": -1})
    with pytest.raises(UnknownName):
        occitanie.what_if({"00000": 1})
    for nonsense in ("two", None, float("nan")):
        with pytest.raises(MaillageError, match="not a number of doctors"):
            occitanie.what_if({"48027": nonsense})  # type: ignore[dict-item]


def test_a_comparison_gives_gainers_and_losers(occitanie: AccessTable) -> None:
    found = occitanie.what_if({"48027": 2}).compare()
    frame = found.frame
    assert frame.columns.tolist() == ["code", "name", "population", "before", "after", "change", "change_percent"]
    np.testing.assert_allclose(frame["change_percent"], 100 * frame["change"] / frame["before"])
    np.testing.assert_allclose(frame["before"], occitanie.frame["apl"])
    gaining = frame.loc[frame["change"] > 1e-12, "population"].sum()
    assert found.summary()["inhabitants who gain"] == gaining > 0
    assert found.summary()["inhabitants who lose"] == 0
    with pytest.raises(MaillageError, match="Nothing to compare with"):
        occitanie.compare()


def test_a_comparison_with_a_table_leaves_out_unmatched_codes(occitanie: AccessTable) -> None:
    official = occitanie.frame[["code", "apl"]].assign(apl=lambda frame: frame["apl"] * 2).iloc[:100]
    found = occitanie.compare(pd.concat([official, pd.DataFrame({"code": ["xxxxx"], "apl": [1.0]})]))
    assert len(found) == 100
    assert found.summary()["correlation"] == pytest.approx(1.0)
    assert any("4346 communes" in notice for notice in found.notices)
    assert any("1 rows left out" in notice for notice in found.notices)


def test_means_by_level_are_weighed_by_people(occitanie: AccessTable, territory: Territory) -> None:
    departments = occitanie.by("department").frame.set_index("code")
    frame = occitanie.frame
    inside = territory.department[territory.in_region("76")] == "48"
    expected = np.average(frame["apl"][inside], weights=frame["population"][inside])
    assert departments.loc["48", "apl"] == pytest.approx(expected)
    assert departments.loc["48", "name"] == "Lozère"
    assert departments["population"].sum() == frame["population"].sum()
    assert occitanie.by("france").frame["apl"].iloc[0] == pytest.approx(occitanie.model.mean(occitanie.positions))
    with pytest.raises(UnknownName, match="epci or tvs or department"):
        occitanie.by("canton")


def test_modelled_figures_say_so(territory: Territory) -> None:
    modelled = maillage.measure("Corse", "modelled")
    assert (modelled.modelled, modelled.origin) == (True, "modelled")
    assert "modelled supply" in repr(modelled)
    assert "modelled supply" in modelled._repr_html_()
    assert "modelled supply" in modelled.plot().svg
    assert modelled.summary()["modelled"] is True
    assert modelled.summary()["population"] == territory.population[territory.in_region("94")].sum()


def test_without_tables_the_observed_figures_of_the_package_are_measured(
    territory: Territory, times: TravelTimes
) -> None:
    measured = maillage.measure("Corse")
    counts, need = table_path("gps_by_commune_2019"), table_path("need_by_commune")
    model = access.gp_model(territory, times, counts, need, supply_year=2019)
    np.testing.assert_array_equal(measured.column("apl"), model.access()[territory.in_region("94")])
    assert measured.origin == "brought forward"
    assert "CartoSanté" in repr(measured)
    assert "brought forward" in repr(measured)
    departmental = maillage.measure("Corse", need="departmental")
    assert not measured.model.demand.modelled
    assert departmental.model.demand.modelled


def test_tables_are_exported_in_every_format(tmp_path: Path) -> None:
    corsica = maillage.measure("Corse")
    shaped = corsica.geo()
    assert shaped.crs.to_epsg() == 4326
    assert (shaped.geometry.geom_type.isin(["Polygon", "MultiPolygon"])).all()
    west, south, east, north = shaped.total_bounds
    assert 8 < west < east < 10
    assert 41 < south < north < 44
    assert corsica.to_arrow().to_pandas()["apl"].tolist() == corsica.frame["apl"].tolist()
    for suffix, read in ((".csv", pd.read_csv), (".parquet", pd.read_parquet), (".geojson", gpd.read_file)):
        assert len(read(corsica.save(tmp_path / f"corsica{suffix}"))) == len(corsica)
    with pytest.raises(BadInput, match=r"\.csv or \.parquet or \.geojson"):
        corsica.save(tmp_path / "corsica.xlsx")


def test_communes_have_names_and_places(territory: Territory) -> None:
    found = maillage.communes("corse")
    assert len(found) == len(territory.in_region("94"))
    assert found.frame.set_index("code").loc["2A004", "name"] == "Ajaccio"
    assert len(maillage.communes()) == len(territory)


def test_travel_times_are_those_of_the_engine(territory: Territory, times: TravelTimes) -> None:
    journeys = maillage.travel_times("Corse", minutes=25)
    frame = journeys.frame
    inside = set(territory.code[territory.in_region("94")])
    assert set(frame["origin"]) == inside
    assert frame["minutes"].max() <= 25
    row = frame[frame["origin"] == "2A004"]
    indices, minutes = times.within(25).row(territory.index_of("2A004"))
    assert row["destination"].tolist() == territory.code[indices].tolist()
    np.testing.assert_allclose(row["minutes"], minutes, rtol=1e-6)
    assert journeys.to_arrow().to_pandas()["minutes"].tolist() == frame["minutes"].tolist()
    assert journeys.minutes("2A004", "2A004") == 0
    assert journeys.minutes("2A004", "2B033") is None
    assert journeys.minutes("20004", "2a041") == journeys.minutes("2A004", "2A041")  # Ajaccio until 1976
    assert journeys.around("20004").frame["code"].tolist() == journeys.around("2A004").frame["code"].tolist()
    around = journeys.around("2A004").frame
    assert around["minutes"].is_monotonic_increasing
    assert around["code"].iloc[0] == "2A004"
    assert "pairs" in journeys._repr_html_()


@pytest.mark.parametrize("minutes", [0, -5, 5000])
def test_limits_out_of_range_are_refused(minutes: float) -> None:
    with pytest.raises(MaillageError, match="out of range"):
        maillage.travel_times("Corse", minutes=minutes)


def test_given_times_are_not_extended_beyond_their_limit(times: TravelTimes) -> None:
    with pytest.raises(MaillageError, match="within 20 minutes"):
        maillage.travel_times("Corse", minutes=30, times=times.within(20))
    with pytest.raises(MaillageError, match="stop at 20 minutes, 39 are needed"):
        maillage.measure("Corse", times=times.within(20))
    shorter = maillage.measure("Corse", times=times.within(40))
    np.testing.assert_array_equal(shorter.frame["apl"], maillage.measure("Corse").frame["apl"])


def test_invalid_scenarios_are_refused(occitanie: AccessTable) -> None:
    for nonsense in (["48027"], "48027", None, pd.DataFrame({"code": ["48027"], "n": [1]})):
        with pytest.raises(MaillageError, match="does not say who comes and goes"):
            occitanie.what_if(nonsense)  # type: ignore[arg-type]
    with pytest.raises(MaillageError, match="48027 is given twice"):
        occitanie.what_if(pd.Series([1.0, 2.0], index=["48027", "48027"]))
    with pytest.raises(MaillageError, match="up to 1,000,000"):
        occitanie.what_if({"48027": 1e300})
    assert maillage.measure("84").what_if({1004: 2}).moved == {"01004": 2.0}  # type: ignore[dict-item]


def test_incomparable_tables_are_refused(occitanie: AccessTable) -> None:
    with pytest.raises(MaillageError, match="no commune in common"):
        occitanie.compare(maillage.measure("Corse"))
    with pytest.raises(MaillageError, match="Compare two of one unit"):
        occitanie.compare(maillage.measure("76", parameters="apl-gp-2010"))
    with pytest.raises(BadInput, match="row 1, column 'code': code 12202 is given twice"):
        occitanie.compare(pd.DataFrame({"code": ["12202", "12202"], "apl": [1.0, 2.0]}))
    found = occitanie.compare(pd.DataFrame({"code": ["12202", "31555"], "apl": ["2,5", None]}))
    assert found.frame["before"].tolist() == [2.5]
    assert any("1 rows without a figure in 'apl' left out" in notice for notice in found.notices)
    former = maillage.measure("27").compare(pd.DataFrame({"code": ["25282", "25549"], "apl": [1.0, 3.0]}))
    assert former.frame["code"].tolist() == ["25060"]
    assert any("mapped to the current ones" in notice for notice in former.notices)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: maillage.measure("94", times=3), "Times cannot be a int"),  # type: ignore[arg-type]
        (lambda: maillage.measure("94", times=pd.DataFrame()), "Times cannot be a DataFrame"),  # type: ignore[arg-type]
        (lambda: maillage.measure("94", profession=None), "Unknown profession 'None'"),  # type: ignore[arg-type]
        (lambda: maillage.measure("94", parameters=5), "Unknown parameter set '5'"),  # type: ignore[arg-type]
        (lambda: maillage.measure("94", supply_year=2019.5), "whole number such as supply_year=2019"),  # type: ignore[arg-type]
        (lambda: maillage.travel_times("94", "far"), "cannot be the minutes"),  # type: ignore[arg-type]
        (lambda: maillage.designate("94", 2.5), "whole number such as count=28"),  # type: ignore[arg-type]
        (lambda: maillage.plan("94", count=2, weeks="all"), "cannot be the weeks"),
        (lambda: maillage.plan("94", count=2, seed=-1), "cannot be the seed"),
        (lambda: maillage.communes("94").plot(width="wide"), "cannot be the width"),  # type: ignore[arg-type]
        (lambda: maillage.communes("94").plot(3), "Unknown column '3'"),  # type: ignore[arg-type]
        (lambda: maillage.communes("94").explore(height=0), "cannot be the height"),
    ],
)
def test_invalid_arguments_are_named(call: Callable[[], object], words: str) -> None:
    with pytest.raises(MaillageError, match=words):
        call()


def test_journeys_are_accepted_as_times_and_points_as_hospitals(territory: Territory) -> None:
    measured = maillage.measure(94, times=maillage.travel_times("94"))  # type: ignore[arg-type]
    np.testing.assert_array_equal(measured.frame["apl"], maillage.measure("94").frame["apl"])
    at = territory.indices_of(["2A004", "2B033"])
    columns = pd.DataFrame({"lat": territory.lat[at], "lon": territory.lon[at]})
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(columns["lon"], columns["lat"]), crs=4326).to_crs(2154)
    expected = measured.designate(3, hospitals=columns)
    pd.testing.assert_frame_equal(measured.designate(3, hospitals=points).frame, expected.frame)
    with pytest.raises(MaillageError, match="must be points"):
        measured.designate(3, hospitals=points.set_geometry(points.buffer(9)))
    points.loc[1, "geometry"] = None
    with pytest.raises(BadInput, match="given hospitals, row 1, column 'lat'"):
        measured.designate(3, hospitals=points)
