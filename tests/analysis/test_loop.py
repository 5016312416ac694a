"""Designate, plan and evaluate in the Python API, with the demonstration's people and with a user's lists."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import maillage
from maillage.analysis import PlanTable, Zones
from maillage.errors import BadInput, ImpossiblePlan, MaillageError, UnknownName


@pytest.fixture(scope="module")
def zones() -> Zones:
    return maillage.designate("Occitanie", 12)


@pytest.fixture(scope="module")
def lists(zones: Zones) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two doctors of Toulouse and Montpellier, and the largest commune of each of the first territories in reach."""
    whole = zones._territory
    places = [max(row.positions, key=lambda p: whole.population[p]) for row in zones.designation.rows]
    sites = pd.DataFrame({"id": [f"S{k}" for k in range(len(places))], "commune": whole.code[places], "rooms": 1})
    homes = ["31555", "34172", "12202", "82121", "46042", "81004"]
    doctors = pd.DataFrame({"id": [f"D{k}" for k in range(len(homes))], "commune": homes, "weekdays": "mon tue wed"})
    return doctors, sites


@pytest.fixture(scope="module")
def plan(zones: Zones, lists: tuple[pd.DataFrame, pd.DataFrame]) -> PlanTable:
    return zones.plan(*lists, start="2027-01-04", weeks=4)


def test_zones_are_ranked_with_reasons(zones: Zones) -> None:
    frame = zones.frame
    assert frame["rank"].tolist() == list(range(1, 13))
    assert frame["score"].is_monotonic_decreasing
    assert frame["reason"].str.len().min() > 20
    assert zones.summary()["population"] == frame["population"].sum()
    assert zones.geo().geometry.is_valid.all()
    assert "other figures stand in" in zones._repr_html_()


def test_the_list_is_changed_by_a_person_who_says_why(zones: Zones) -> None:
    code = str(zones.frame["code"].iloc[3])
    changed = zones.adjust(remove=[code], reason="A health centre opened", author="Agency")
    assert len(changed) == 11
    assert code not in changed.frame["code"].tolist()
    assert changed.adjustments[["code", "kind", "reason"]].values.tolist() == [
        [code, "remove", "A health centre opened"]
    ]
    assert len(zones) == 12
    with pytest.raises(MaillageError, match="needs a reason"):
        zones.adjust(remove=[code], reason="", author="Agency")


def test_zones_need_a_known_level_and_enough_territories() -> None:
    assert len(maillage.measure("all").designate(3)) == 3
    with pytest.raises(UnknownName, match="epci"):
        maillage.designate("Corse", 2, level="canton")
    with pytest.raises(MaillageError, match="Ask for 1 to"):
        maillage.designate("Corse", 500)


def test_a_plan_has_days_a_bound_and_a_check(plan: PlanTable, lists: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    doctors, sites = lists
    frame = plan.frame
    assert len(frame) == plan.summary()["days"] > 0
    assert set(frame["doctor"]) <= set(doctors["id"])
    assert set(frame["commune"]) <= set(sites["commune"])
    assert set(frame["date"].dt.day_of_week) <= {0, 1, 2}
    assert frame["cost_cents"].sum() == plan.result.cost_cents
    assert plan.check() == []
    assert 0 <= plan.summary()["gap, %"] < 100
    assert plan.territories.frame["days"].sum() == len(frame)
    assert not any("invented" in notice for notice in plan.notices)


def test_the_effect_is_given_by_territory(plan: PlanTable) -> None:
    effect = plan.evaluate()
    frame = effect.frame
    gaining = frame.loc[frame["priority"], "gain"]
    assert gaining.min() > -1e-4  # a commune of a priority territory may be in reach of doctors who give days
    assert gaining.max() > 0
    assert (frame["after"] - frame["before"] - frame["gain"]).abs().max() < 1e-12
    assert effect.summary()["euros a consultation"] > 0


def test_without_lists_the_people_are_invented_and_it_says_so(zones: Zones) -> None:
    found = zones.plan(start="2027-01-04", weeks=4)
    assert any("invented" in notice for notice in found.notices)
    assert "invented" in found._repr_html_()
    assert found.check() == []


def test_bad_lists_name_their_row(zones: Zones, lists: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    doctors, sites = lists
    wrong = doctors.assign(commune=["31555", "nowhere", *doctors["commune"][2:]])
    with pytest.raises(BadInput, match="given doctors, row 1, column 'commune'"):
        zones.plan(wrong, sites, start="2027-01-04")
    with pytest.raises(MaillageError, match="2027-01-04"):
        zones.plan(doctors, sites, start="4/1/2027")
    with pytest.raises(ImpossiblePlan):
        zones.plan(doctors, sites, start="2027-01-04", weeks=0)


@pytest.mark.parametrize("verb", [maillage.designate, maillage.plan])
def test_supply_year_is_accepted_everywhere(verb: Callable[..., object]) -> None:
    with pytest.raises(MaillageError, match="year of a supply file"):
        verb("76", supply_year=2019)
