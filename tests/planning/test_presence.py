"""Presence: every territory in reach is served, harmful days have no value, territories without a day get a reason."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.errors import ImpossiblePlan
from maillage.planning import (
    Assignment,
    Doctor,
    NoDay,
    Plan,
    PlanFile,
    PlanningData,
    PlanWeights,
    Result,
    Site,
    SolveParams,
    build_data,
    check,
    check_result,
    read_plan,
    solve,
)
from maillage.planning.conflicts import smallest_conflict
from maillage.planning.data import _without_presence
from maillage.planning.document import document_digest
from maillage.planning.explanations import explanation_of, territories_of
from maillage.planning.utility import objective_of, own_worth
from maillage.schemes import KeepAccessAbove, scheme_named
from tests.planning.cases import Areas, make_country, make_data, make_people

FREE = replace(scheme_named("solidarity"), home=KeepAccessAbove(0.0, 50.0))
QUICK = SolveParams(nodes=50)
NONE = PlanWeights(presence=(), site_presence=())


def served(result: Result) -> int:
    return sum(territory.days > 0 for territory in result.territories)


@given(st.integers(0, 40))
@settings(max_examples=6)
def test_with_money_left_a_territory_stays_empty_only_where_no_day_is_allowed(seed: int) -> None:
    data = make_data(seed=seed, communes=120, priority=3, budget_euros=100_000, weeks=6, scheme=FREE)
    result = solve(data, params=QUICK)
    assert check_result(data, result) == []
    empty = {k for k, territory in enumerate(result.territories) if not territory.days}
    for pair in np.flatnonzero(own_worth(data) > 1):
        doctor, site = data.doctors[data.pairs.doctor[pair]], data.sites[data.pairs.site[pair]]
        if data.area_of_site[data.pairs.site[pair]] in empty:
            for day in np.array(data.days)[data.pair_dates[pair]]:
                more = Plan((*result.plan.assignments, Assignment(day, site.id, doctor.id)))
                assert check(data, more) != []


def two_territories(weights: PlanWeights, budget_euros: int) -> PlanningData:
    """Volunteers with no loss at home, between two territories, the first of which has more access."""
    country = make_country(communes=80, priority=2, seed=8, side_km=40)
    supply = country.model.supply.copy()
    supply[list(country.areas[0].positions)] *= 4.0
    country = replace(country, model=replace(country.model, supply=supply))
    doctors, sites = make_people(country, doctors=20, sites_per_area=2, weeks=8, seed=8)
    doctors = [replace(doctor, home_share=0.0) for doctor in doctors]
    return make_data(
        country=country, people=(doctors, sites), weeks=8, budget_euros=budget_euros, weights=weights, scheme=FREE
    )


@functools.cache
def shared(weights: PlanWeights) -> Result:
    return solve(two_territories(weights, 3000), params=QUICK)


def test_presence_shares_a_small_budget_between_territories() -> None:
    without, with_ = shared(NONE), shared(PlanWeights())
    assert [territory.days > 0 for territory in without.territories] == [False, True]
    assert with_.fewest_days >= 4
    assert with_.served == 2
    assert len(with_.plan) >= len(without.plan) - 2


def test_days_are_spread_over_the_weeks() -> None:
    assert all(territory.weeks >= territory.days - 2 for territory in shared(PlanWeights()).territories)


def test_the_first_days_of_a_month_count_the_steps_and_no_more() -> None:
    """A plan from 4 January 2027 has four weeks in January and the next four in February."""
    steps = {"presence": (10.0, 6.0, 3.0, 2.0, 1.0), "site_presence": (0.5,)}
    data = two_territories(replace(PlanWeights(), **steps), 5000)
    plain = replace(data, weights=NONE)
    assert data.weeks_of_month.tolist() == [4, 4]
    pair = int(np.flatnonzero(data.area_of_site[data.pairs.site] == 1)[0])
    assert own_worth(data)[pair] > 0
    for january, february, extra in ((1, 0, 10.5), (2, 1, 16.5 + 10.5), (4, 0, 21.5), (9, 0, 22.5)):
        days = np.zeros((len(data.pairs), 2), dtype=np.int64)
        days[pair] = january, february
        assert objective_of(data, days) - objective_of(plain, days) == pytest.approx(extra)


def test_a_partial_month_uses_one_of_each_four_steps_per_week() -> None:
    """25 January to 7 February 2027: one week in each month."""
    weights = PlanWeights(presence=(10.0, 6.0, 3.0, 2.0, 1.0), site_presence=())
    country = make_country(communes=80, priority=2, seed=8, side_km=40)
    doctors, sites = make_people(country, doctors=20, sites_per_area=2, weeks=8, seed=8)
    data = build_data(
        country.territory, country.times, country.model, Areas(country.areas),
        [replace(doctor, home_share=0.0) for doctor in doctors], sites,
        start=date(2027, 1, 25), weeks=2, budget_cents=500_000, scheme=FREE, weights=weights,
    )  # fmt: skip
    assert data.weeks_of_month.tolist() == [1, 1]
    result = solve(data, params=QUICK)
    assert check_result(data, result) == []
    days = np.zeros((len(data.pairs), 2), dtype=np.int64)
    days[0] = 5, 0
    assert own_worth(data)[0] > 0
    assert objective_of(data, days) - objective_of(replace(data, weights=NONE), days) == pytest.approx(11.0)


def test_a_harmful_day_has_no_presence_value() -> None:
    data = two_territories(PlanWeights(minute=1000.0), 5000)
    plain = replace(data, weights=replace(NONE, minute=1000.0))
    assert (own_worth(data) < 0).all()
    days = np.ones((len(data.pairs), 2), dtype=np.int64)
    assert objective_of(data, days) == objective_of(plain, days)


@pytest.mark.parametrize("steps", [(1.0, 2.0), (-1.0,), (float("nan"),), (float("inf"),)])
def test_increasing_or_invalid_steps_are_refused(steps: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="presence"):
        PlanWeights(presence=steps)


# Why a territory gets no day --------------------------------------------------------------------------------------


def reason(data: PlanningData) -> NoDay:
    """The one rule by which the first territory gets no day in a plan without days."""
    (one,) = reasons(data)
    return one


def reasons(data: PlanningData) -> tuple[NoDay, ...]:
    """The rules by which the first territory gets no day in a plan without days."""
    territories = territories_of(data, Plan(()))
    assert explanation_of(data, territories).startswith("Pays 0 gets no day: ") or territories[0].name != "Pays 0"
    return territories[0].reasons


def without_days(
    *,
    doctors: Sequence[Doctor] | None = None,
    sites: Sequence[Site] | None = None,
    budget: int = 5000,
    **change: object,
) -> PlanningData:
    country = make_country(communes=80, priority=2, seed=11, side_km=25)
    people = make_people(country, doctors=10, sites_per_area=2, weeks=4, seed=11)
    chosen = (people[0] if doctors is None else doctors, people[1] if sites is None else sites)
    return make_data(country=country, people=chosen, weeks=4, budget_euros=budget, **{"scheme": FREE, **change})  # type: ignore[arg-type]


def test_each_reason_is_named() -> None:
    data = without_days()
    elsewhere = [site for k, site in enumerate(data.sites) if data.area_of_site[k] == 1]
    closed = [replace(site, open_weekdays=frozenset()) for site in data.sites]
    idle = [replace(doctor, max_days_per_month=0) for doctor in data.doctors]
    taken = [replace(doctor, home_share=1.0) for doctor in data.doctors]
    near = replace(FREE, travel=replace(FREE.travel, minutes=0))
    strict = replace(FREE, home=KeepAccessAbove(1000.0, 50.0))
    assert reason(without_days(sites=elsewhere)) is NoDay.NO_SITE
    assert reason(without_days(scheme=near)) is NoDay.JOURNEY
    assert reason(without_days(sites=closed)) is NoDay.AVAILABILITY
    assert reason(without_days(doctors=idle)) is NoDay.AVAILABILITY
    assert reason(without_days(budget=1)) is NoDay.BUDGET
    assert reason(without_days(doctors=taken, scheme=strict)) is NoDay.HOME
    assert reason(data) is NoDay.ELSEWHERE


def test_several_rules_that_only_together_leave_no_day_are_named() -> None:
    """Who is retired is away, everybody else may not leave home: neither rule alone forbids every day."""
    strict = replace(FREE, home=KeepAccessAbove(1000.0, 50.0))
    people = without_days().doctors
    folk = [
        replace(one, available=frozenset(), home_share=0.0) if k % 2 else replace(one, home_share=1.0)
        for k, one in enumerate(people)
    ]
    data = without_days(doctors=folk, scheme=strict)
    assert set(data.pairs.doctor[data.area_of_site[data.pairs.site] == 0] % 2) == {0, 1}
    assert reasons(data) == (NoDay.AVAILABILITY, NoDay.HOME)
    said = explanation_of(data, territories_of(data, Plan(())))
    assert "not available on a day when its sites open, or from a territory that may not lose a day" in said
    with pytest.raises(ImpossiblePlan, match="Rules 'availability' and 'home territory' together"):
        solve(data)


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=4))
def test_a_conflict_forbids_all_and_no_rule_of_it_is_needless(rows: list[list[bool]]) -> None:
    told = {k: np.array(row) for k, row in enumerate(rows)}
    found = smallest_conflict(told)
    every = np.logical_or.reduce(list(told.values())).all()
    assert bool(found) == bool(every)
    for rule in found:
        assert not np.logical_or.reduce([told[one] for one in found if one != rule] or [np.zeros(4, bool)]).all()


def test_a_territory_out_of_reach_is_reported_with_the_plan() -> None:
    data = without_days()
    result = solve(
        without_days(sites=[site for k, site in enumerate(data.sites) if data.area_of_site[k] == 1]), params=QUICK
    )
    assert (served(result), result.served, result.fewest_days) == (1, 1, 0)
    assert result.explanation == f"{data.areas[0].name} gets no day: it has no site."
    document = result.to_document()
    assert document["served"] == {"territories": 1, "fewest_days": 0, "median_days": len(result.plan) / 2}


# Plans of older versions --------------------------------------------------------------------------------------------


def test_a_plan_from_before_presence_is_read_and_valid(tmp_path: Path) -> None:
    data = two_territories(NONE, 3000)
    document = PlanFile.of(data, shared(NONE), "76", [area.code for area in data.areas]).to_document()
    document["format"] = 1
    for name in ("presence", "site_presence"):
        del document["weights"][name]
    for name in ("territories", "served"):
        del document["result"][name]
    document["digest"] = document_digest(document)
    path = tmp_path / "old.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    plan, whole = read_plan(path)
    assert whole
    assert plan.weights == NONE
    assert (plan.result.territories, plan.result.median_days) == ((), 0.0)
    assert check_result(replace(data, weights=plan.weights), plan.result) == []
    assert plan.start == date(2027, 1, 4)


def test_the_digest_of_a_problem_without_presence_is_that_of_older_versions() -> None:
    assert _without_presence(NONE) == "PlanWeights(offset=0.5, returning_visit=1.0, minute=0.02)"
    data = two_territories(PlanWeights(), 3000)
    assert data.digest != replace(data, weights=NONE).digest
    assert data.digest != replace(data, weights=PlanWeights(presence=(5.0,))).digest


def test_weights_of_presence_are_stored_in_the_plan(tmp_path: Path) -> None:
    data = two_territories(PlanWeights(presence=(9.0, 8.0), site_presence=()), 3000)
    result = solve(data, params=QUICK)
    path = tmp_path / "plan.json"
    PlanFile.of(data, result, "76", [area.code for area in data.areas]).write(path)
    plan, whole = read_plan(path)
    assert whole
    assert plan.weights == data.weights
    assert plan.result == result
