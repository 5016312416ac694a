"""Saved results can be read back: some columns and decimals of a table, and a plan with its input tables."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import maillage
from maillage.analysis import AccessTable, PlanTable
from maillage.errors import BadInput, MaillageError, UnknownName
from maillage.territory import Territory


@pytest.fixture(scope="module")
def corsica() -> AccessTable:
    return maillage.measure("Corse")


def test_selected_columns_are_saved_with_given_decimals(corsica: AccessTable, tmp_path: Path) -> None:
    path = corsica.save(tmp_path / "apl.csv", ("apl", "code"), decimals=3)
    frame = pd.read_csv(path, dtype={"code": str})
    assert frame.columns.tolist() == ["apl", "code"]
    np.testing.assert_array_equal(frame["apl"], corsica.frame["apl"].round(3))
    with pytest.raises(UnknownName, match="Did you mean apl"):
        corsica.save(tmp_path / "other.csv", ("alp",))
    assert not (tmp_path / "other.csv").exists()


def test_a_column_is_a_read_only_array(corsica: AccessTable) -> None:
    with pytest.raises(ValueError, match="read-only"):
        corsica.column("apl")[0] = 3
    assert next(corsica.rows())["code"] == corsica.column("code")[0]
    assert corsica.mean() == pytest.approx(np.average(corsica.frame["apl"], weights=corsica.frame["population"]))


@pytest.fixture(scope="module")
def groups() -> tuple[pd.DataFrame, pd.DataFrame]:
    then = pd.DataFrame({"code": ["A", "B", "C"], "population": [10, 30, 5], "mean": [2.0, 0.0, 4.0]})
    return then, then.assign(mean=[3.0, 1.0, np.nan])


def test_groups_are_compared_by_code_and_are_not_drawn(
    groups: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    found = maillage.compare(*groups, level="tvs")
    assert found.frame["change"].tolist() == [1, 1]
    assert found.frame["change_percent"].iloc[0] == 50
    assert np.isnan(found.frame["change_percent"].iloc[1])
    assert found.summary()["mean after"] == 1.5
    assert any("1 rows without a figure in 'mean'" in notice for notice in found.notices)
    with pytest.raises(MaillageError, match="are no places"):
        found.plot()
    with pytest.raises(BadInput, match="no shapes"):
        found.save(tmp_path / "groups.geojson")
    with pytest.raises(MaillageError, match="no code in common"):
        maillage.compare(groups[0], groups[1].assign(code=["D", "E", "F"]), level="tvs")
    with pytest.raises(BadInput, match="given figures, row 1, column 'code': code A is given twice"):
        maillage.compare(groups[0], groups[1].assign(code=["A", "A", "F"]), level="tvs")


def test_agreement_is_that_of_the_communes_measured(corsica: AccessTable, territory: Territory) -> None:
    official = pd.DataFrame({"code": territory.code, "apl": 3.0 + np.arange(len(territory)) % 2})
    found = corsica.agreement(official, beside_plain=True).frame
    assert found["level"].tolist() == ["commune", "epci", "department"] * 2
    assert found.loc[found["level"] == "commune", "count"].tolist() == [len(corsica)] * 2
    assert found["model"].tolist()[:1] + found["model"].tolist()[-1:] == ["published method", "plain"]
    departments = pd.DataFrame({"code": ["2A", "2B", "31"], "apl": [3.0, 3.5, 9.0]})
    assert corsica.agreement(departments).frame["count"].tolist() == [2]
    with pytest.raises(MaillageError, match="holds departments, not communes"):
        corsica.agreement(departments, ["epci"])


@pytest.fixture(scope="module")
def supply(territory: Territory) -> pd.DataFrame:
    return pd.DataFrame({"code": territory.code, "gps": np.ceil(territory.population / 1100)})


@pytest.fixture(scope="module")
def saved(supply: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> tuple[PlanTable, Path]:
    plan = maillage.plan("Corse", count=4, supply=supply, start="2027-01-04", weeks=2, budget_cents=900_000)
    return plan, plan.save(tmp_path_factory.mktemp("plan") / "plan.json")


def test_a_saved_plan_is_recomputed_from_its_input_tables(saved: tuple[PlanTable, Path]) -> None:
    plan, path = saved
    found = maillage.check_plan(path)
    assert found.broken == ()
    assert found.result.plan == plan.result.plan


def test_a_changed_plan_breaks_a_rule(saved: tuple[PlanTable, Path], tmp_path: Path) -> None:
    document = json.loads(saved[1].read_text(encoding="utf-8"))
    document["supply"] = None
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    broken = " ".join(maillage.check_plan(path).broken)
    assert "file: its content was changed" in broken
    assert "priority territories" in broken or "objective" in broken


def test_a_plan_keeps_the_file_as_it_was_when_measured(supply: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "gps.csv"
    supply.to_csv(path, index=False)
    zones = maillage.designate("Corse", 3, path)
    supply.assign(gps=0.0).to_csv(path, index=False)
    plan = zones.plan(start="2027-01-04", weeks=1, budget_cents=300_000)
    assert maillage.check_plan(plan.save(tmp_path / "plan.json")).broken == ()


def test_minutes_between_points_keep_the_columns_given(tmp_path: Path) -> None:
    pairs = pd.DataFrame({"name": ["home", "over the sea"], "lon1": [8.74, 8.74], "lat1": [41.92, 41.92],
                          "lon2": [8.74, 2.35], "lat2": [41.92, 48.86]})  # fmt: skip
    said: list[str] = []
    found = maillage.point_times(pairs, progress=said.append)
    assert found.frame["name"].tolist() == ["home", "over the sea"]
    assert found.frame["minutes"].iloc[0] == 0
    assert np.isnan(found.frame["minutes"].iloc[1])
    assert any("no road joins" in notice for notice in found.notices)
    assert any("2 journeys" in sentence for sentence in said)
    with pytest.raises(BadInput, match="given pairs of points, row 1, column 'lat1': not between"):
        maillage.point_times(pairs.assign(lat1=[41.92, 141.92]))
