"""Territories shared out among regions, and designated in several of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import maillage
from maillage.cli import main
from maillage.errors import MaillageError, UnknownName
from maillage.territory import FRANCE, Territory
from maillage.zoning.quotas import shared_out

REGIONS = st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(1, 10_000), st.integers(0, 30)), min_size=1)


@given(REGIONS, st.integers(0, 60))
def test_each_region_gets_its_part_of_the_territories(regions: dict[str, tuple[int, int]], count: int) -> None:
    people = {name: inhabitants for name, (inhabitants, _) in regions.items()}
    most = {name: territories for name, (_, territories) in regions.items()}
    found = shared_out(count, people, most)
    assert sum(found.values()) == min(count, sum(most.values()))
    assert all(found[name] <= most[name] for name in people)
    for more in people:
        for fewer in people:
            if people[more] > people[fewer] and found[more] < most[more]:
                assert found[more] >= found[fewer]


def test_regions_are_named_in_any_way(territory: Territory) -> None:
    assert territory.resolve_regions(["Occitanie", "75"]) == "75,76"
    assert territory.resolve_regions("76, corse,76") == "76,94"
    assert territory.resolve_regions(["76", "All"]) == FRANCE
    assert territory.place_name("76,94") == "Occitanie, Corse"
    together = len(territory.in_region("76")) + len(territory.in_region("94"))
    assert len(territory.in_region("76,94")) == together
    assert len(territory.in_region(FRANCE)) == len(territory)
    with pytest.raises(UnknownName):
        territory.resolve_regions("76,Occitany")


@pytest.mark.usefixtures("stored_data")
def test_quotas_say_how_many_territories_each_region_gets() -> None:
    both = maillage.designate(["94", "01"], quota={"Corse": 2, "01": 1})
    assert sorted(row.department[:2] for row in both.designation.rows)[-1] == "97"
    assert sum(row.department.startswith("2") for row in both.designation.rows) == 2
    assert len(both) == 3
    assert both.designation.quota == {"94": 2, "01": 1}
    assert "de ces régions" in both.frame["reason"].iloc[0]
    alone = maillage.designate("94", 2)
    assert len(alone) == 2
    shared = maillage.designate(["94", "01"], 5, quota="population")
    assert sum(shared.designation.quota.values()) == 5


@pytest.mark.usefixtures("stored_data")
@pytest.mark.parametrize(
    ("quota", "said"),
    [
        ({"76": 2}, "not asked for"),
        ({"94": 0}, "all 0"),
        ({"94": 500}, "Ask for 1 to"),
        ("inhabitants", "no quota"),
        ({"94": -1}, "quota"),
    ],
)
def test_a_quota_that_cannot_be_is_refused(quota: dict[str, int] | str, said: str) -> None:
    with pytest.raises(MaillageError, match=said):
        maillage.designate(["94", "01"], quota=quota)


@pytest.mark.usefixtures("stored_data")
def test_several_regions_are_planned_at_once_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "plan.json"
    solve = ["plan", "solve", "--region", "94", "01", "--quota", "94=2", "--quota", "01=2", "--weeks", "3"]
    with pytest.raises(SystemExit) as stop:
        main([*solve, "--volunteers", "40", "--start", "2027-01-04", "--out", str(out)])
    assert stop.value.code == 0
    written = json.loads(out.read_text(encoding="utf-8"))
    assert (written["region"], written["quota"]) == ("01,94", {"94": 2, "01": 2})
    assert len(written["territories"]) == 4
    assert {doctor["commune"][:2] for doctor in written["doctors"]} == {"2A", "2B", "97"}
    with pytest.raises(SystemExit) as stop:
        main(["plan", "check", str(out)])
    assert stop.value.code == 0
    assert "Right plan" in capsys.readouterr().out
