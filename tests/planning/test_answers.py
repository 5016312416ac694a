"""Answers about a plan: every price is confirmed by solving again, every worth by the objective itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import maillage
from maillage.cli import main
from maillage.errors import ImpossiblePlan
from maillage.planning import (
    Assignment,
    More,
    Plan,
    PlanningData,
    Result,
    SolveParams,
    balances,
    check_result,
    solve,
    unserved,
    why_here,
    worth_of_more,
)
from maillage.planning.answers import MORE_CENTS, with_day, with_room, with_twin
from maillage.planning.changes.change import standing
from maillage.planning.data import days_by_month
from maillage.planning.solving.quota import relax, relaxation_bound
from maillage.planning.utility import objective_of
from tests.planning.cases import make_country, make_data


@pytest.fixture(scope="module")
def data() -> PlanningData:
    return make_data(country=make_country(priority=3, seed=4), doctors=12, weeks=8, budget_euros=6000, seed=4)


@pytest.fixture(scope="module")
def result(data: PlanningData) -> Result:
    return solve(data)


def value(data: PlanningData, plan: Plan) -> float:
    return objective_of(data, days_by_month(data, standing(data, plan)[0]))


def test_prices_are_confirmed_by_solving_again(data: PlanningData) -> None:
    found = worth_of_more(data)
    gains = [one.gain for one in found]
    assert gains == sorted(gains, reverse=True)
    assert min(gains) >= 0, "more of anything never harms"
    assert {one.more for one in found} >= {More.MONEY, More.DOCTOR}
    now = relax(data, 1)
    assert now is not None
    money = next(one.gain for one in found if one.more is More.MONEY)
    rules = replace(data.rules, budget_cents=data.rules.budget_cents + MORE_CENTS)
    assert money == pytest.approx(relaxation_bound(replace(data, rules=rules), 1) - now.bound, abs=1e-3)
    assert money <= now.budget * MORE_CENTS / 100 * 1.001 + 1e-6, "the price of the first euro is the highest"
    richer = solve(replace(data, rules=rules))
    assert richer.objective <= now.bound + money + 1e-6
    for one in found:
        assert one.id or one.more is More.MONEY


def test_a_twin_a_room_and_a_day_are_problems_of_their_own() -> None:
    small = make_data(country=make_country(priority=1, seed=2), doctors=4, weeks=4, seed=2)
    now = relaxation_bound(small, 1)
    for other in (with_twin(small, 3), with_room(small, 1), with_day(small, 2)):
        assert check_result(other, solve(other, params=SolveParams(nodes=50))) == []
        assert relaxation_bound(other, 1) >= 0.999 * now
    assert with_twin(small, 3).doctors[-1].id == f"{small.doctors[3].id}+"


def test_the_worth_of_a_day_is_what_the_plan_loses_without_it(data: PlanningData, result: Result) -> None:
    whole = value(data, result.plan)
    for day in result.plan.assignments[:6]:
        why = why_here(data, result, day)
        rest = tuple(one for one in result.plan.assignments if one != day)
        assert why.worth == pytest.approx(whole - value(data, Plan(rest)))
        for other in (why.elsewhere, why.somebody):
            if other is not None:
                moved = value(data, Plan((*rest, other.assignment)))
                assert other.worth == pytest.approx(moved - value(data, Plan(rest)))
    missing = Assignment(data.days[0], "nowhere", "nobody")
    with pytest.raises(ImpossiblePlan, match="has no day of 'nobody'"):
        why_here(data, result, missing)


def test_who_gets_no_day_is_told_with_its_cost(data: PlanningData) -> None:
    poor = replace(data, rules=replace(data.rules, budget_cents=40_000))
    found = solve(poor)
    told = unserved(poor, found)
    assert [one.code for one in told] == [one.code for one in found.territories if not one.days]
    assert told
    bound = relaxation_bound(poor, 1)
    for one in told:
        assert one.cost is None or 0 <= one.cost <= bound
    far = replace(data, available=data.available & False)
    assert all(one.cost is None for one in unserved(far, replace(found, territories=found.territories)))


def test_what_is_lent_and_got_is_the_work_of_the_days(data: PlanningData, result: Result) -> None:
    rows = balances(data, result)
    share = {one.id: one.home_share for one in data.doctors}
    a_day = data.rules.consultations_per_day
    assert sum(one.gets for one in rows) == pytest.approx(len(result.plan) * a_day)
    lent = sum(share[one.doctor_id] for one in result.plan.assignments)
    assert sum(one.lends for one in rows) == pytest.approx(lent * a_day)
    assert [one.lends for one in rows] == sorted((one.lends for one in rows), reverse=True)


def test_the_command_tells_prices_and_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = maillage.plan("Corse", count=4, start="2027-01-04", weeks=4)
    plan.save(tmp_path / "plan.json")
    day = plan.result.plan.assignments[0]
    with pytest.raises(SystemExit) as ended:
        main(["plan", "explain", str(tmp_path / "plan.json"), "--doctor", day.doctor_id, "--day", str(day.date)])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert "10,000 EUR:" in told
    assert f"{day.date} {day.doctor_id} at {day.site_id}: worth" in told
    with pytest.raises(SystemExit):
        main(["plan", "explain", str(tmp_path / "plan.json"), "--site", "nowhere"])
    assert "no such day" in capsys.readouterr().err
