"""Indicators in the Python API: the engine's figures as tables and by group, and refusals in one sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import maillage
from maillage.access import exponential_decay, parameters_for, read_supply
from maillage.access import indicators as ind
from maillage.errors import BadInput, MaillageError, UnknownName
from maillage.sources.published import table_path
from maillage.sources.supply_modelled import modelled_providers
from maillage.territory import Territory
from maillage.travel import TravelTimes


@pytest.fixture(scope="module")
def corsicans(territory: Territory) -> pd.DataFrame:
    """A user's table of midwives: some in Corsica, by fee."""
    here = territory.in_region("94")
    most = here[np.argsort(-territory.population[here])][:12]
    counts = pd.DataFrame({"code": territory.code[most], "count": np.arange(1.0, 13), "fee": "sector1"})
    counts.loc[::3, "fee"] = "all"
    return counts


@pytest.mark.parametrize("name", ind.NAMES)
def test_indicators_equal_the_engine(name: str, territory: Territory, times: TravelTimes) -> None:
    found = maillage.indicator(name, "Corse", profession="midwife", minutes=25)
    care = modelled_providers(territory, "midwife").total()
    here = territory.in_region("94")
    values, where = ind.compute(name, times, territory.population, care, 25)
    np.testing.assert_array_equal(found.frame["value"], np.where(np.isfinite(values), values, np.nan)[here])
    assert ("nearest" in found.frame) == (where is not None)
    assert found.modelled
    assert "modelled supply" in found._repr_html_()
    assert found.unit in found.title
    assert len(found.plot().svg) > 1000


def test_a_decay_is_a_value_and_a_bound_is_open_or_closed(territory: Territory, times: TravelTimes) -> None:
    counts = table_path("gps_by_commune_2019")
    care = read_supply(counts, territory, parameters_for("gp"), 2019).headcount
    decay = exponential_decay(0.12, 30)
    found = maillage.indicator("e2sfca", "94", decay=decay)
    expected = 1e5 * ind.enhanced_two_step_fca(times, territory.population, care, decay)
    np.testing.assert_array_equal(found.frame["value"], expected[territory.in_region("94")])
    written = maillage.indicator("e2sfca", "94", decay="exponential:0.12", closed="left")
    np.testing.assert_array_equal(written.frame["value"], found.frame["value"])
    # A commune exactly t minutes from its nearest provider is within t if closed on the right, not if on the left.
    minutes, _ = ind.nearest_provider(times, care)
    whole = float(minutes[np.isfinite(minutes) & (minutes > 3) & (minutes == np.round(minutes, 2))][0])
    at = int(np.flatnonzero(minutes == whole)[0])
    code = str(territory.code[at])
    right, left = (
        maillage.indicator("count", minutes=whole, closed=side).frame.set_index("code")["value"][code]
        for side in ("right", "left")
    )
    assert right > left == 0


def test_groups_and_living_areas_report_communes_left_out(territory: Territory) -> None:
    found = maillage.indicator("2sfca", "Occitanie", minutes=20)
    frame = found.frame
    departments = found.by("department").frame.set_index("code")
    inside = territory.department[territory.in_region("76")] == "48"
    assert departments.loc["48", "value"] == pytest.approx(
        np.average(frame["value"][inside], weights=frame["population"][inside])
    )
    assert any("reach beyond" in notice for notice in found.by("epci").notices)
    areas = pd.DataFrame(
        {"code": ["12202", "12145", "31555"], "tvs": ["A", "A", "B"], "tvs_name": ["Rodez", "Rodez", "T"]}
    )
    table = found.by("tvs", areas)
    pair = frame.set_index("code").loc[["12202", "12145"]]
    assert table.frame["name"].tolist() == ["Rodez", "T"]
    assert table.frame["value"].iloc[0] == pytest.approx(np.average(pair["value"], weights=pair["population"]))
    assert any("are in no tvs and left out" in notice for notice in table.notices)
    for wrong in ({"level": "tvs"}, {"level": "epci", "living_areas": areas}):
        with pytest.raises(MaillageError, match="go together"):
            found.by(**wrong)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="given living areas, row 1, column 'tvs'"):
        found.by("tvs", areas.assign(tvs=["A", None, "B"]))


def test_out_of_reach_is_announced_and_left_out_of_means(corsicans: pd.DataFrame) -> None:
    found = maillage.indicator("nearest", "Occitanie", corsicans, profession="midwife")
    assert found.frame["value"].isna().all()
    assert any("'value' is empty for 4446 communes" in notice for notice in found.notices)
    assert found.by("department").frame["value"].isna().all()
    assert found.summary()["mean"] is None


def test_coverage_by_fee(corsicans: pd.DataFrame, territory: Territory, times: TravelTimes) -> None:
    every, without = (
        maillage.coverage("94", corsicans, profession="midwife", minutes=30, fee=fee) for fee in ("all", "none")
    )
    assert (without.frame["per_100k"] <= every.frame["per_100k"]).all()
    care = np.zeros(len(territory))
    care[territory.indices_of(corsicans["code"])] = corsicans["count"]
    expected = ind.coverage(times, territory.population, care, 30)
    here = territory.in_region("94")
    np.testing.assert_array_equal(every.frame["per_100k"], expected.value[here])
    assert every.frame["class"].tolist() == [ind.CLASSES[kind] for kind in expected.kind[here]]
    shares = every.summary()[[f"share {kind}" for kind in ind.CLASSES]]
    assert shares.sum() == pytest.approx(1)
    assert set(every.by("department").frame["class"]) <= set(ind.CLASSES)
    assert maillage.coverage("94", profession="gp").title.startswith("Coverage by gp within 30 minutes")


def test_inequality_inside_groups(territory: Territory) -> None:
    measured = maillage.measure("Occitanie")
    frame = measured.inequality("department", under=3).frame.set_index("code")
    here = territory.department[territory.in_region("76")] == "12"
    values, people = measured.frame["apl"][here], measured.frame["population"][here]
    assert frame.loc["12", "gini"] == ind.gini(values, people)
    assert frame.loc["12", "palma"] == ind.palma(values, people)
    assert frame.loc["12", "share_under"] == ind.share_under(values, people, 3)
    whole = measured.inequality().frame
    assert whole["gini"].iloc[0] == pytest.approx(measured.summary()["Gini"])
    incomes = measured.inequality("department", rank="income").frame.set_index("code")
    assert incomes.loc["12", "gini"] == frame.loc["12", "gini"]
    assert (incomes["palma"] != frame["palma"]).any()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"name": "2sfac"}, "Unknown indicator '2sfac'. Did you mean"),
        ({"profession": "infirmière"}, "Did you mean nurse"),
        ({"minutes": "long"}, "cannot be the minutes"),
        ({"minutes": 0}, "cannot be the minutes"),
        ({"minutes": float("nan")}, "cannot be the minutes"),
        ({"minutes": 90}, "90 are needed"),
        ({"closed": "both"}, "Unknown closed 'both'"),
        ({"fee": "free"}, "Unknown fee class"),
        ({"fee": "none"}, "fees of these counts"),
        ({"decay": 3}, "takes all or nothing"),
        ({"name": "e2sfca", "decay": lambda t: t}, "is not a decay"),
        ({"supply": pd.DataFrame({"code": ["12202"], "gps": [3]}), "profession": "nurse"}, "it counts GPs"),
        ({"supply": pd.Series([1.0, -1.0], index=["12202", "12145"])}, "row 1, column 'count': -1 providers"),
        ({"region": "Occitani"}, "Occitanie"),
    ],
)
def test_impossible_requests_are_refused_with_a_sentence(arguments: dict[str, object], words: str) -> None:
    given = {"name": "count", "region": "94"} | arguments
    with pytest.raises(MaillageError, match=words):
        maillage.indicator(**given)  # type: ignore[arg-type]


def test_coverage_and_inequality_refuse_impossible_requests() -> None:
    with pytest.raises(UnknownName, match="documented minutes"):
        maillage.coverage("94", profession="dentist")
    with pytest.raises(UnknownName, match="Unknown measure"):
        maillage.coverage("94", measure="median")  # type: ignore[arg-type]
    measured = maillage.measure("94")
    with pytest.raises(UnknownName, match="Unknown rank"):
        measured.inequality(rank="age")
    with pytest.raises(MaillageError, match="cannot be the under"):
        measured.inequality(under="low")  # type: ignore[arg-type]
    with pytest.raises(MaillageError, match="inside groups of communes"):
        measured.inequality("commune")
    with pytest.raises(UnknownName, match="epci"):
        measured.inequality("canton")


def test_codes_in_the_types_that_pandas_infers(territory: Territory) -> None:
    """Codes as numbers, an unnamed index, a category: as pandas reads a file by default."""
    expected = maillage.indicator("count", "84", pd.DataFrame({"code": ["01004", "01053"], "count": [3, 4]}))
    for form in (
        pd.DataFrame({"code": [1004, 1053], "count": [3, 4]}),
        pd.DataFrame({"code": [1004.0, 1053.0], "count": [3.0, 4.0]}),
        pd.DataFrame({"count": [3, 4]}, index=["01004", "01053"]),
        pd.DataFrame({"code": pd.Categorical(["01004", "01053"]), "count": ["3", "4,0"]}),
        pd.Series({"01004": 3, "01053": 4}),
    ):
        found = maillage.indicator("count", "84", form)
        pd.testing.assert_frame_equal(found.frame, expected.frame)
