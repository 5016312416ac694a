"""A plan changed by hand: what a change does is what the whole plan, computed again, says."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.errors import ImpossiblePlan
from maillage.planning import (
    Assignment,
    BrokenRule,
    LivePlan,
    LiveProblem,
    Plan,
    PlanningData,
    Result,
    check,
    check_result,
    free_dates,
    problem_in,
    problem_out,
    solve,
    solve_around,
    valued,
)
from maillage.planning.data import as_digested, days_by_month
from maillage.planning.utility import objective_of, pair_effect
from tests.planning.cases import make_data
from tests.planning.test_further_rules import problem as further_problem

SEEDS = 3
ALONE = {"people", "dates", "journey", "availability", "absences", "opening days", "equipment", "exclusions", "staff"}


@cache
def problem(seed: int) -> PlanningData:
    return as_digested(make_data(seed=seed, doctors=10, weeks=6, budget_euros=4_000))


@cache
def plan(seed: int) -> Result:
    return solve(problem(seed))


@cache
def asked_for(seed: int, *rules: str) -> PlanningData:
    return further_problem(seed, *rules)


def placed(data: PlanningData, days: set[Assignment]) -> np.ndarray:
    table = np.zeros((len(data.pairs), len(data.days)), dtype=np.bool_)
    live = LiveProblem(data)
    for one in days:
        pair = live.pair_of(one)
        if pair is not None and one.date in live.day:
            table[pair, live.day[one.date]] = True
    return table


@st.composite
def changes(draw: st.DrawFn) -> tuple[int, list[tuple[list[Assignment], list[Assignment]]]]:
    """Some changes one after the other: days of the plan that go, days of anybody anywhere that come."""
    seed = draw(st.integers(0, SEEDS - 1))
    data, days = problem(seed), set(plan(seed).plan.assignments)
    made = []
    for _ in range(draw(st.integers(1, 3))):
        gone = draw(st.lists(st.sampled_from(sorted(days)), max_size=2, unique=True)) if days else []
        any_day = st.builds(
            Assignment,
            st.sampled_from(data.days),
            st.sampled_from([one.id for one in data.sites]),
            st.sampled_from([one.id for one in data.doctors]),
        )
        come = [one for one in draw(st.lists(any_day, max_size=2, unique=True)) if one not in days]
        made.append((gone, come))
        days = (days - set(gone)) | set(come)
    return seed, made


@given(case=changes())
@settings(max_examples=60)
def test_a_change_says_what_the_whole_plan_says(
    case: tuple[int, list[tuple[list[Assignment], list[Assignment]]]],
) -> None:
    seed, made = case
    data = problem(seed)
    days = set(plan(seed).plan.assignments)
    live = LivePlan(LiveProblem(data), days)
    for gone, come in made:
        tried = live.try_change(gone, come)
        assert live.days == days
        effect = live.make_change(gone, come)
        assert effect.objective == pytest.approx(tried.objective, abs=1e-9)
        assert (effect.broken, effect.cost_cents, effect.access) == (tried.broken, tried.cost_cents, tried.access)
        before, days = placed(data, days), (days - set(gone)) | set(come)
        after = placed(data, days)
        moved = pair_effect(data) @ (after.sum(axis=1) - before.sum(axis=1)).astype(float)
        told = {one.code: one.after - one.before for one in effect.access}
        assert [told.get(code, 0.0) for code in data.groups.code] == pytest.approx(moved.tolist(), abs=1e-8)
        assert effect.cost_cents == (after.sum(axis=1) - before.sum(axis=1)) @ data.pairs.cost_cents
        assert effect.minutes == pytest.approx((after.sum(axis=1) - before.sum(axis=1)) @ data.pairs.minutes)
        if len(gone) < 2 and len(come) < 2:
            whole = objective_of(data, days_by_month(data, after)) - objective_of(data, days_by_month(data, before))
            assert effect.objective == pytest.approx(whole, abs=1e-6)
    assert live.objective == pytest.approx(objective_of(data, days_by_month(data, placed(data, days))), abs=1e-6)


FURTHER = ("openings", "pins", "payers", "people", "supervision", "beds", "apart", "equipment")


@given(seed=st.integers(0, 9), rules=st.sets(st.sampled_from(FURTHER), max_size=4), draw=st.data())
@settings(max_examples=80, deadline=None)
def test_a_change_breaks_what_the_checker_names_in_the_whole_plan(
    seed: int, rules: set[str], draw: st.DataObject
) -> None:
    data = asked_for(seed, *sorted(rules))
    any_day = st.builds(
        Assignment,
        st.sampled_from([*data.days, date(2026, 12, 27)]),
        st.sampled_from([one.id for one in data.sites]),
        st.sampled_from([one.id for one in data.doctors]),
    )
    days = set(draw.draw(st.lists(any_day, max_size=12)))
    gone = draw.draw(st.lists(st.sampled_from(sorted(days)), max_size=2, unique=True)) if days else []
    come = [one for one in draw.draw(st.lists(any_day, max_size=2, unique=True)) if one not in days]
    live, after = LiveProblem(data), (days - set(gone)) | set(come)
    possible = all(live.pair_of(one) is not None and one.date in live.day for one in days | after)
    told = {one.what: one for one in LivePlan(live, days).try_change(gone, come).broken}
    before = {one.what: one.excess for one in check(data, Plan(tuple(days)))}
    whole = {one.what: one for one in check(data, Plan(tuple(after)))}
    worse = {what for what, one in whole.items() if what not in before or one.excess > before[what] + 1e-9}
    if possible:
        assert set(told) == worse
        assert all(told[what].detail == whole[what].detail for what in worse if told[what].rule != "home territory")
    else:  # the checker stops at a day that no pair can give
        assert {what for what in told if what[0] in ALONE} == {what for what in worse if what[0] in ALONE}


def test_a_day_that_the_plan_does_not_have_cannot_go() -> None:
    data = problem(0)
    live = LivePlan(LiveProblem(data), [])
    with pytest.raises(KeyError):
        live.try_change([plan(0).plan.assignments[0]], [])
    assert live.days == set()


def test_free_dates_are_those_of_both() -> None:
    data = problem(0)
    live = LiveProblem(data)
    doctor, site = int(data.pairs.doctor[0]), int(data.pairs.site[0])
    found = free_dates(live, data.doctors[doctor].id, data.sites[site].id)
    assert found
    assert all(day in data.doctors[doctor].offered for day in found)
    assert free_dates(live, data.doctors[doctor].id, "nowhere") == ()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_rest_is_planned_around_what_is_fixed(seed: int) -> None:
    data, old = problem(seed), plan(seed)
    fixed = Plan(old.plan.assignments[::3])
    away = [(one.doctor_id, one.date) for one in old.plan.assignments[1::3]]
    found = solve_around(data, fixed, away)
    assert set(fixed.assignments) <= set(found.plan.assignments)
    asked = {(one.doctor_id, one.date) for one in found.plan.assignments}
    assert not asked & set(away)
    assert check_result(data, found) == []
    # Fixed days of the best plan cost it little: what is planned around them is nearly as good.
    again = solve_around(data, fixed)
    assert again.objective > 0.97 * old.objective
    assert again.gap < 0.06


def test_with_nothing_fixed_the_plan_is_as_good_as_a_new_one() -> None:
    found = solve_around(problem(1), Plan(()))
    assert found.objective == pytest.approx(plan(1).objective, rel=1e-3)


def test_a_fixed_day_that_is_impossible_is_named() -> None:
    data = problem(0)
    wrong = Assignment(date(2001, 1, 1), data.sites[0].id, data.doctors[0].id)
    with pytest.raises(ImpossiblePlan, match=data.doctors[0].id):
        solve_around(data, Plan((wrong,)))


def test_a_plan_made_by_hand_passes_the_checker() -> None:
    data, old = problem(2), plan(2)
    some = Plan(old.plan.assignments[1:])
    if check(data, some):
        pytest.fail("a day less breaks a floor in this case: choose another one")
    assert check_result(data, valued(data, some, old.bound)) == []


def test_a_problem_is_read_back_as_it_was_without_names() -> None:
    data, old = problem(0), plan(0)
    arrays, meta = problem_out(data, old)
    back = problem_in(arrays, json.loads(json.dumps(dict(meta))))
    assert back.digest == data.digest
    assert all(one.name == "" for one in back.doctors)
    assert data.doctors[0].name not in json.dumps(dict(meta))
    assert solve_around(back, Plan(())).plan == solve_around(data, Plan(())).plan


def test_rules_have_the_names_of_the_checker() -> None:
    data, old = problem(0), plan(0)
    one = old.plan.assignments[0]
    live = LivePlan(LiveProblem(data), old.plan.assignments)
    others = (Assignment(one.date, site.id, one.doctor_id) for site in data.sites if site.id != one.site_id)
    elsewhere = next(other for other in others if live.problem.pair_of(other) is not None)
    broken = live.try_change([], [elsewhere]).broken
    assert BrokenRule.ONE_SITE in {found.rule for found in broken}
