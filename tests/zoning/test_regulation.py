from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from maillage.cli import main
from maillage.errors import UnknownName
from maillage.zoning.regulation import Land, RegulationRules, Zone, regulate

# Five areas of two regions: A, B, C in 76; D across the border with most people in 75; E beyond the thresholds.
AREA = np.array(["A", "A", "B", "C", "D", "D", "E", "F"])
REGION = np.array(["76", "76", "76", "76", "76", "75", "76", "76"])
PEOPLE = np.array([100, 300, 1_000, 20, 100, 900, 30, 1_000])
APL = np.array([1.0, 3.0, 3.98, 3.99, 3.0, 2.0, 4.5, 5.0])
AGENCY = np.array(["ZIP", "ZAC", "ZIP", "", "ZAC", "ZAC", "HZ", "HZ"])


def land() -> Land:
    return Land(REGION, PEOPLE, AREA, AGENCY, {"A": "Ségala"})


def test_areas_are_classed_by_their_mean_weighted_by_population() -> None:
    found = regulate(land(), APL, "76", RegulationRules.load("2025"))
    rows = {row.code: row for row in found.rows}
    assert rows["A"].apl == pytest.approx(2.5)
    assert [row.code for row in found.rows] == ["D", "A", "B", "C", "E", "F"]
    assert {code: row.zone for code, row in rows.items()} == {
        "A": Zone.ZIP, "B": Zone.RESERVE, "C": Zone.MARGIN, "D": Zone.ZIP, "E": Zone.MARGIN, "F": Zone.OUTSIDE,
    }  # fmt: skip
    assert rows["A"].agency == "ZAC"
    assert rows["A"].agency_share == pytest.approx(0.75)
    assert rows["A"].name == "Ségala"


def test_a_figure_on_a_threshold_belongs_to_the_lower_class() -> None:
    for vintage, low, high in (("2025", 2.71, 3.98), ("2017", 2.5, 4.0)):
        rules = RegulationRules.load(vintage)
        assert [rules.zone(value) for value in (low, low + 0.001, high, high + 0.001, np.nan)] == [
            Zone.ZIP, Zone.RESERVE, Zone.RESERVE, Zone.OUTSIDE, Zone.UNKNOWN,
        ]  # fmt: skip


def test_an_area_across_regions_is_classed_once_where_most_of_its_people_live() -> None:
    rules = RegulationRules.load("2025")
    here, there = (
        next(row for row in regulate(land(), APL, region, rules).rows if row.code == "D") for region in ("76", "75")
    )
    assert here.apl == there.apl == pytest.approx(2.1)
    assert here.decided_in == there.decided_in == "75"
    assert (here.population, there.population) == (100, 900)
    assert regulate(land(), APL, "76", rules).people(Zone.ZIP) == 400


def test_the_margin_ends_at_its_share_of_the_region() -> None:
    # 5 % of 2,550 inhabitants are 127: C (20) and E (30) fit, F (1,000) does not.
    found = regulate(land(), APL, "76", RegulationRules.load("2025"))
    assert found.people(Zone.MARGIN) == 50
    # Nothing is added after the first area that does not fit, even a small one.
    larger = np.where(AREA == "C", 500, PEOPLE)
    other = regulate(Land(REGION, larger, AREA, AGENCY, {}), APL, "76", RegulationRules.load("2025"))
    assert other.people(Zone.MARGIN) == 0


def test_an_unknown_vintage_is_refused() -> None:
    with pytest.raises(UnknownName, match="regulation-2025"):
        RegulationRules.load("2026")


@pytest.mark.usefixtures("stored_data")
def test_the_command_says_what_stands_in_and_what_is_not_computed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "zones.csv"
    with pytest.raises(SystemExit) as stop:
        main(["zones", "regulation", "--region", "76", "--out", str(out)])
    assert stop.value.code == 0
    frame = pd.read_csv(out, dtype={"code": str, "decided_in": str})
    assert list(frame.columns) == [
        "code", "name", "population", "apl", "zone", "kind", "decided_in", "agency_zone", "agency_share",
    ]  # fmt: skip
    assert set(frame["kind"]) == {"estimated"}
    assert frame["apl"].is_monotonic_increasing
    assert frame.loc[frame["zone"] == "zip", "apl"].max() <= 2.71
    told = capsys.readouterr()
    assert "intercommunalities stand in for living areas" in told.err
    assert "not computed: the choice of the agency" in told.err
    assert "rules of 2025" in told.out
    # The agency's own classes agree on which areas are worst: most of what the thresholds call outside is not ZIP.
    outside = frame[frame["zone"] == "outside"]
    assert (outside["agency_zone"] == "ZIP").mean() < 0.1
