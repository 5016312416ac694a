"""Bad requests: every problem at once, with row and field, and the nearest request that can be planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from maillage.errors import ImpossiblePlan
from maillage.planning import PlanningData, contradictions, solve, useless
from tests.planning.cases import make_country, make_data, make_people


def problem(doctors: dict[int, dict[str, Any]], sites: dict[str, dict[str, Any]], **change: Any) -> PlanningData:
    country = make_country(communes=60, priority=1, seed=1, side_km=35)
    people, places = make_people(country, doctors=5, sites_per_area=3, weeks=4, seed=1)
    people = [replace(one, **doctors.get(k, {})) for k, one in enumerate(people)]
    places = [replace(one, **sites.get(one.id, {})) for one in places]
    return make_data(country=country, people=(people, places), weeks=4, **change)


def plain() -> PlanningData:
    return problem({}, {})


def free_day(data: PlanningData, doctor: str, site: str) -> Any:
    one = next(each for each in data.doctors if each.id == doctor)
    place = next(each for each in data.sites if each.id == site)
    return next(day for day in sorted(one.offered) if day.weekday() in place.open_weekdays and day in data.days)


def test_each_pin_that_cannot_be_is_told_with_the_nearest_one() -> None:
    data = plain()
    site, other = data.sites[0].id, data.sites[1].id
    day = free_day(data, "D000", site)
    closed = next(one for one in data.days if one.weekday() == 2)  # sites open on Monday, Tuesday and Thursday
    one = {"pinned": frozenset({(site, closed), ("nowhere", day), (other, day)}), "never": frozenset({other})}
    found = contradictions(problem({0: one}, {}))
    assert {(each.row, each.field) for each in found} >= {("D000", "pinned")}
    told = " ".join(map(str, found))
    assert "nowhere" in told
    assert "never" in told
    nearest = next(each.nearest for each in found if closed.isoformat() in each.text)
    assert nearest.startswith(f"{site}@")
    assert nearest in {f"{site}@{each.isoformat()}" for each in data.days}
    with pytest.raises(ImpossiblePlan, match="nowhere"):
        solve(problem({0: one}, {}))


def test_the_nearest_pin_is_planned() -> None:
    data = plain()
    site = data.sites[0].id
    day = free_day(data, "D000", site)
    pinned = problem({0: {"pinned": frozenset({(site, day)}), "max_days_per_month": 2}}, {}, budget_euros=5000)
    result = solve(pinned)
    assert ("D000", site, day) in {(a.doctor_id, a.site_id, a.date) for a in result.plan.assignments}


def test_pins_together_and_promises_and_purses() -> None:
    data = plain()
    site, other = data.sites[0].id, data.sites[1].id
    day = free_day(data, "D000", site)
    near = day + timedelta(days=1)
    found = contradictions(
        problem(
            {0: {"pinned": frozenset({(site, day), (other, day), (site, near)}), "days_apart": 5,
                 "max_days_per_month": 1}},
            {data.sites[2].id: {"least_days": 31}},
            budget_euros=1,
            budgets={"nobody": 100},
        )
    )  # fmt: skip
    fields = {(one.row, one.field) for one in found}
    assert {
        ("D000", "pinned"),
        (data.sites[2].id, "least_days"),
        ("budgets", "nobody"),
        ("request", "budget"),
    } <= fields
    told = " ".join(map(str, found))
    assert "pins in 2027-01" in told
    assert "days apart" in told
    assert "one site a day" in told
    promise = next(one.nearest for one in found if one.field == "least_days")
    assert contradictions(problem({}, {data.sites[2].id: {"least_days": int(promise.split()[1])}})) == []


def test_people_who_reach_nothing_and_places_that_never_open_are_named() -> None:
    never = frozenset(site.id for site in plain().sites)
    people = {3: {"needed": frozenset({"mri"})}, 2: {"never": never}}
    found = useless(problem(people, {plain().sites[1].id: {"open_weekdays": frozenset({6})}}))
    wanted = {("D003", "needs"), ("D002", "commune"), (plain().sites[1].id, "weekdays")}
    assert {(one.row, one.field) for one in found} >= wanted
