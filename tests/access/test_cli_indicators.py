"""The commands other than ``apl``: documented columns, and refusals in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from maillage.access import gp_model
from maillage.access import indicators as ind
from maillage.cli import main
from maillage.sources.published import table_path
from maillage.sources.supply import modelled_counts
from maillage.territory import Territory
from maillage.travel import TravelTimes

pytestmark = pytest.mark.usefixtures("stored_data")


def run(*arguments: str | Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["access", *map(str, arguments)])
    assert stop.value.code == 0


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    with pytest.raises(SystemExit) as stop:
        main(["access", *map(str, arguments)])
    assert stop.value.code == 2
    return capsys.readouterr().err


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype={"code": str, "nearest": str}).set_index("code")


FAMILY = {
    "fca": ind.fca_ratio,
    "2sfca": ind.enhanced_two_step_fca,
    "e2sfca": ind.enhanced_two_step_fca,
    "3sfca": ind.three_step_fca,
    "m2sfca": ind.modified_two_step_fca,
    "bfca": ind.balanced_fca,
}


@pytest.mark.parametrize("name", sorted(FAMILY))
def test_the_family_by_commune(tmp_path: Path, territory: Territory, times: TravelTimes, name: str) -> None:
    out = tmp_path / "out.csv"
    run("indicator", name, "--region", "76", "--minutes", "15", "--supply", "modelled", "--out", out)
    decay = ind.within(15) if name in ("fca", "2sfca") else ind.three_zones(15)
    expected = 1e5 * FAMILY[name](times, territory.population, modelled_counts(territory).gps, decay)
    frame = read(out)
    assert list(frame.columns) == ["name", "population", "value"]
    np.testing.assert_allclose(frame["value"], expected[territory.in_region("76")], atol=1e-6)


def test_group_means_are_weighted_by_people(tmp_path: Path, territory: Territory) -> None:
    communes, groups = tmp_path / "communes.csv", tmp_path / "groups.csv"
    run("indicator", "2sfca", "--minutes", "20", "--out", communes)
    by_commune = read(communes)
    for level in ("epci", "department", "region", "france"):
        run("indicator", "2sfca", "--minutes", "20", "--level", level, "--out", groups)
        found = read(groups)
        assert found["population"].sum() <= by_commune["population"].sum()
        mean = np.average(found["value"], weights=found["population"])
        assert mean == pytest.approx(np.average(by_commune["value"], weights=by_commune["population"]), rel=1e-3)
    assert found.index.tolist() == ["FR"]
    run("apl", "--level", "department", "--out", groups)
    assert read(groups).columns.tolist() == ["name", "population", "apl"]
    assert read(groups).loc["12", "name"] == "Aveyron"


def test_living_areas_come_from_a_file(
    tmp_path: Path, territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    areas, out = tmp_path / "areas.csv", tmp_path / "out.csv"
    areas.write_text("code,tvs,tvs_name\n12202,A,Rodez\n12145,A,Rodez\n31555,B,Toulouse\n99999,B,Toulouse\n", "utf-8")
    run("indicator", "count", "--minutes", "10", "--level", "tvs", "--living-areas", areas, "--out", out)
    found = read(out)
    assert found.index.tolist() == ["A", "B"]
    assert found.loc["A", "name"] == "Rodez"
    people = territory.population[territory.indices_of(["12202", "12145"])]
    assert found.loc["A", "population"] == people.sum()
    told = capsys.readouterr().err
    assert "1 rows left out" in told
    assert "are in no tvs and left out" in told
    assert "go together" in refused(capsys, "apl", "--level", "tvs", "--out", out)
    areas.write_text("code,tvs\n12202,\n", encoding="utf-8")
    assert "line 2, column 'tvs'" in refused(capsys, "apl", "--level", "tvs", "--living-areas", areas, "--out", out)


def test_nearest_names_the_place_and_is_empty_out_of_reach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    supply, out = tmp_path / "supply.csv", tmp_path / "out.csv"
    supply.write_text("code,count\n12202,3\n", encoding="utf-8")
    run("indicator", "nearest", "--profession", "nurse", "--supply", supply, "--out", out)
    frame = read(out)
    assert frame.loc["12202", "value"] == 0
    assert set(frame["nearest"].dropna()) == {"12202"}
    assert frame["value"].isna().sum() == frame["nearest"].isna().sum() > 1000
    assert "is empty for" in capsys.readouterr().err
    run("indicator", "nearest", "--profession", "nurse", "--supply", supply, "--level", "department", "--out", out)
    assert read(out).loc["12", "value"] > 0
    assert np.isnan(read(out).loc["65", "value"])


def test_steps_and_closedness_from_the_command_line(tmp_path: Path, territory: Territory, times: TravelTimes) -> None:
    out = tmp_path / "out.csv"
    run("indicator", "e2sfca", "--decay", "10:1,15:0.5", "--closed", "left", "--supply", "modelled", "--out", out)
    from maillage.access import step_decay

    decay = step_decay((10, 15), (1, 0.5), "left")
    expected = 1e5 * ind.enhanced_two_step_fca(times, territory.population, modelled_counts(territory).gps, decay)
    np.testing.assert_allclose(read(out)["value"], expected[territory.in_region("76")], atol=1e-6)
    run("indicator", "bfca", "--decay", "gaussian:180", "--minutes", "20", "--out", out)
    assert read(out)["value"].gt(0).any()


def test_coverage_by_fee(tmp_path: Path, territory: Territory, capsys: pytest.CaptureFixture[str]) -> None:
    supply, out = tmp_path / "supply.csv", tmp_path / "out.csv"
    supply.write_text(
        "code,count,fee\n31555,80,sector1\n31555,20,all\n12202,5,optam\n46042,4,upto40\n75101,9,sector1\n",
        encoding="utf-8",
    )
    values = {}
    for fee in ("none", "upto40", "all"):
        run("coverage", "--supply", supply, "--fee", fee, "--out", out)
        frame = read(out)
        assert list(frame.columns) == ["name", "population", "per_100k", "against_mean_percent", "class"]
        values[fee] = frame["per_100k"]
    assert (values["none"] <= values["upto40"]).all()
    assert (values["upto40"] <= values["all"]).all()
    assert values["none"]["46042"] < values["upto40"]["46042"]
    poor = frame["against_mean_percent"] <= -60
    assert (frame.loc[poor, "class"] == "desert").all()
    assert (frame.loc[~poor, "class"] != "desert").all()
    said = capsys.readouterr().out
    assert "desert" in said
    assert "within 30 minutes" in said


def test_inequality_by_department(
    tmp_path: Path, territory: Territory, times: TravelTimes, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    run("inequality", "--region", "76", "--level", "department", "--under", "3", "--out", out)
    frame = read(out)
    assert list(frame.columns) == ["name", "population", "mean", "gini", "palma", "share_under"]
    here = territory.in_department("12")
    counts, need = table_path("gps_by_commune_2019"), table_path("need_by_commune")
    model = gp_model(territory, times, counts, need, supply_year=2019)
    access, people = model.access()[here], territory.population[here]
    assert frame.loc["12", "gini"] == pytest.approx(ind.gini(access, people), abs=1e-6)
    assert frame.loc["12", "palma"] == pytest.approx(ind.palma(access, people), abs=1e-6)
    assert frame.loc["12", "share_under"] == pytest.approx(ind.share_under(access, people, 3), abs=1e-6)
    assert len(frame) == 13
    assert "Gini" in capsys.readouterr().out


def test_two_vintages_are_compared_on_the_communes_of_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after, out = tmp_path / "2022.csv", tmp_path / "2023.csv", tmp_path / "out.csv"
    before.write_text("code,population,apl\n12202,100,2\n25282,10,4\n25549,30,2\n31555,5,0\n99999,1,1\n", "utf-8")
    after.write_text("code,apl\n12202,3\n25060,2\n31555,1\n46042,1\n", encoding="utf-8")
    run("compare", before, after, "--out", out)
    frame = read(out)
    assert frame.columns.tolist() == ["name", "population", "before", "after", "change", "change_percent"]
    assert frame.index.tolist() == ["12202", "25060", "31555"]
    assert frame["before"].tolist() == [2, 2.5, 0]
    assert frame["change"].tolist() == [1, -0.5, 1]
    assert np.isnan(frame.loc["31555", "change_percent"])
    told = capsys.readouterr()
    assert "mapped to the current ones" in told.err
    assert "2022.csv: 1 rows left out" in told.err
    assert "1 communes are in 2023.csv only" in told.err
    assert "3 rows compared: 2 rise, 1 fall" in told.out


def test_groups_are_compared_by_their_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after, out = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "out.csv"
    before.write_text("code,name,population,apl\n12,Aveyron,5,2\n31,HG,9,4\n", encoding="utf-8")
    after.write_text("code,name,population,apl\n12,Aveyron,6,3\n65,HP,9,4\n", encoding="utf-8")
    run("compare", before, after, "--level", "department", "--out", out)
    assert read(out).loc["12"].tolist() == ["Aveyron", 6, 2, 3, 1, 50]
    assert "a.csv only" in capsys.readouterr().err


def test_official_figures_are_compared(
    tmp_path: Path, territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    sample, out = tmp_path / "official.csv", tmp_path / "out.csv"
    here = territory.in_department("12")
    rows = "\n".join(f"{code},{2 + i % 3}" for i, code in enumerate(territory.code[here]))
    sample.write_text(f"code,apl_2023\n{rows}\n", encoding="utf-8")
    run("official", "--official", sample, "--level", "commune", "--level", "epci", "--out", out)
    frame = pd.read_csv(out).set_index("level")
    assert frame.loc["commune", "count"] == len(here)
    assert frame.loc["commune", "share_over"] + frame.loc["commune", "share_under"] == pytest.approx(1)
    assert frame.index.tolist() == ["commune", "epci"]
    assert "too much" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("indicator", "2sfca", "--profession", "infirmier"), ("Unknown profession", "nurse")),
        (("indicator", "e2sfca", "--decay", "10:2"), ("weights (2.0,) do not lie between 0 and 1",)),
        (("indicator", "e2sfca", "--decay", "20:1,10:0.5"), ("Give minutes in rising order",)),
        (("indicator", "e2sfca", "--decay", "ten:1"), ("'ten:1' is not a decay", "exponential:0.12")),
        (("indicator", "e2sfca", "--decay", "exponential:-1"), ("rate of a decay cannot be -1", "above 0")),
        (("indicator", "2sfca", "--decay", "10:1"), ("Leave the decay out",)),
        (("indicator", "e2sfca", "--decay", "10:1,90:0.5"), ("stop at 60 minutes",)),
        (("indicator", "2sfca", "--region", "Occitani"), ("Occitanie",)),
        (("coverage", "--fee", "none"), ("fees of these counts", "--supply F")),
        (("coverage", "--profession", "dentist"), ("'dentist'",)),
        (("indicator", "raam", "--decay", "10:1"), ("raam takes all or nothing",)),
        (("inequality", "--level", "commune"), ("Choose --level",)),
        (("inequality", "--rank", "income", "--need", "departmental"), ("--need F",)),
        (("inequality", "--profession", "nurse"), ("not published",)),
        (("apl", "--supply-year", "2019"), ("--supply-year", "--supply F")),
    ],
)
def test_impossible_requests_are_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    out = tmp_path / "out.csv"
    message = refused(capsys, *arguments, "--out", out)
    for word in words:
        assert word in message
    assert message.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,count\n12202,-1\n", ("line 2, column 'count'", "-1 providers", "0 to 1,000,000")),
        ("code,count\n12202,\n", ("line 2, column 'count'", "missing")),
        ("code,count\n12202,1\n12999,1\n", ("line 3", "'12999' is not a commune")),
        ("code,count,fee\n12202,1,sector1\n12202,1,sector1\n", ("line 3", "twice")),
        ("code,count,fee\n12202,1,sector2\n", ("line 2, column 'fee'", "sector1")),
        ("code,doctors\n12202,1\n", ("no column count or gps",)),
        ("code,count\n", ("no row",)),
    ],
)
def test_invalid_supply_is_refused_with_line_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: tuple[str, ...]
) -> None:
    supply, out = tmp_path / "supply.csv", tmp_path / "out.csv"
    supply.write_text(text, encoding="utf-8")
    message = refused(capsys, "indicator", "2sfca", "--supply", supply, "--out", out)
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,x\n12202,1\n", ("apl_2023", "name the column")),
        ("code,apl_2023\n12202,-1\n", ("line 2", "the figure is negative")),
        ("code,apl_2023\n12202,1\n12145,\n", ("line 3, column 'apl_2023'", "the figure is missing")),
        ("department,apl_2023\n1,2\n01,3\n", ("line 3, column 'code'", "department 01 is given twice")),
        ("code,apl_2023\n99999,1\n", ("no code is a commune",)),
    ],
)
def test_bad_official_files_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "official.csv"
    path.write_text(text, encoding="utf-8")
    message = refused(capsys, "official", "--official", path)
    for word in words:
        assert word in message


def test_shapes_only_by_commune(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = refused(capsys, "apl", "--level", "epci", "--out", tmp_path / "out.geojson")
    assert ".csv" in message


def test_codes_of_departments_are_repaired_as_those_of_communes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after, out = tmp_path / "a.csv", tmp_path / "b.parquet", tmp_path / "out.csv"
    before.write_text("code,apl\n1,2\n2a,3\n", encoding="utf-8")
    pd.DataFrame({"CODE": ["01.0", "2A"], "APL": [3, 3]}).to_parquet(after)
    run("compare", before, after, "--level", "department", "--out", out)
    assert read(out)["change"].tolist() == [1, 0]
    before.write_text("code,apl\n,2\n,3\n", encoding="utf-8")
    message = refused(capsys, "compare", before, after, "--level", "department", "--out", out)
    assert "a.csv, line 2, column 'code': the code is missing" in message


def test_published_figures_of_other_vintages_are_mapped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = tmp_path / "official.csv"
    sample.write_text("code,apl_2023\n12114,2\n12202,3\n97701,4\n", encoding="utf-8")
    run("official", "--official", sample, "--level", "commune")
    told = capsys.readouterr()
    assert "commune: 2 compared" in told.out
    assert "12114 to 12218" in told.err
    assert "97701" in told.err
    assert "no commune" not in told.err


def test_groups_without_a_figure_or_people_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after, out = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "out.csv"
    before.write_text("code,population,apl\n12,5,2\n31,9,\n46,1,2\n", encoding="utf-8")
    after.write_text("code,population,apl\n12,,3\n31,9,4\n46,7,2\n", encoding="utf-8")
    run("compare", before, after, "--level", "department", "--out", out)
    frame = read(out)
    assert frame["change"].tolist() == [1, 0]
    assert np.isnan(frame.loc["12", "population"])
    told = capsys.readouterr().err
    assert "a.csv: 1 rows without a figure in 'apl' left out" in told
    assert "b.csv: 'population' is empty for 1 rows" in told


def test_a_fee_nobody_takes_names_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    supply = tmp_path / "supply.csv"
    supply.write_text("code,count,fee\n12202,3,all\n", encoding="utf-8")
    message = refused(capsys, "coverage", "--supply", supply, "--fee", "none", "--out", tmp_path / "out.csv")
    assert "supply.csv: no provider is left with fee 'none'" in message
    empty = tmp_path / "official.csv"
    empty.write_text("code,apl_2023\n", encoding="utf-8")
    assert "official.csv: no row below" in refused(capsys, "official", "--official", empty)
    empty.write_text("3.8,12202\n", encoding="utf-8")
    assert "official.csv: no column code" in refused(capsys, "official", "--official", empty)


def test_raam_is_empty_out_of_reach(
    tmp_path: Path, territory: Territory, times: TravelTimes, capsys: pytest.CaptureFixture[str]
) -> None:
    supply, out = tmp_path / "supply.csv", tmp_path / "out.csv"
    supply.write_text("code;count\n12202;30\n31555;400\n", encoding="utf-8")
    run("indicator", "raam", "--supply", supply, "--minutes", "45", "--out", out)
    care = np.zeros(len(territory))
    care[territory.indices_of(["12202", "31555"])] = 30, 400
    expected = ind.raam_cost(times, territory.population, care, 45)[territory.in_region("76")]
    np.testing.assert_allclose(read(out)["value"], np.where(np.isfinite(expected), expected, np.nan), atol=1e-6)
    told = capsys.readouterr()
    assert "'value' is empty for" in told.err
    assert "of cost" in told.out


def test_every_profession_has_a_modelled_supply(
    tmp_path: Path, territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    run("indicator", "count", "--minutes", "10", "--profession", "midwife", "--region", "94", "--out", out)
    assert read(out)["value"].sum() > 0
    assert "modelled supply" in capsys.readouterr().out
    supply = tmp_path / "gps.csv"
    supply.write_text("code,gps\n12202,30\n", encoding="utf-8")
    message = refused(capsys, "indicator", "count", "--profession", "nurse", "--supply", supply, "--out", out)
    assert "it counts GPs where nurse is asked for" in message


def test_communes_left_out_of_a_group_mean_are_reported(
    tmp_path: Path, territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    run("indicator", "count", "--region", "76", "--level", "epci", "--out", out)
    told = capsys.readouterr().err
    inside = territory.region == "76"
    cut = set(territory.epci[inside]) & set(territory.epci[~inside]) - {""}
    assert cut
    assert f"{len(cut)} groups reach beyond the region asked for" in told
    run("indicator", "count", "--region", "all", "--level", "epci", "--out", out)
    alone = territory.code[territory.epci == ""]
    assert f"{len(alone)} communes are in no epci and left out ({alone[0]}" in capsys.readouterr().err


def test_means_use_the_published_weights_of_the_profession(
    tmp_path: Path, territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [ind.published_weights(one) for one in ("gp", "nurse", "midwife", "physiotherapist", "dentist")] == [
        "population", "standardised", "population", "population", "population",
    ]  # fmt: skip
    out = tmp_path / "out.csv"
    run("indicator", "count", "--profession", "nurse", "--level", "department", "--out", out)
    assert "published means for nurse are weighed by age" in capsys.readouterr().err
    run("indicator", "count", "--profession", "midwife", "--level", "department", "--out", out)
    assert "weighed by age" not in capsys.readouterr().err


def test_other_toml_files_are_not_parameter_sets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("coverage-2012", "aggregation"):
        message = refused(capsys, "apl", "--parameters", name, "--out", tmp_path / "out.csv")
        assert f"Unknown parameter set '{name}'. Did you mean apl-gp-2010 or apl-gp-2015" in message
