"""A plan after a change: what can stay stays, no rule is broken, and moves gain what the frontier says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import maillage
from maillage.errors import ImpossiblePlan
from maillage.planning import (
    Changes,
    PlanningData,
    Replanned,
    Result,
    build_data,
    changed_people,
    changed_problem,
    check_result,
    most_moves,
    replan,
    solve,
)
from maillage.planning.solving.completion import Completion
from tests.planning.cases import START, Areas, Country, make_country, make_people, run_plan

WEEKS, MIDDLE = 8, START + timedelta(weeks=3)
DAYS = [START + timedelta(days=k) for k in range(7 * WEEKS)]


def problem(country: Country, people: tuple[object, object]) -> PlanningData:
    doctors, sites = people
    return build_data(
        country.territory, country.times, country.model, Areas(country.areas), doctors, sites,  # type: ignore[arg-type]
        start=START, weeks=WEEKS, budget_cents=1_000_000,
    )  # fmt: skip


def replace_budget(data: PlanningData, share: float) -> PlanningData:
    """The problem with a share of what its best plan costs, so that money is scarce."""
    cents = int(solve(data).cost_cents * share)
    return replace(data, rules=replace(data.rules, budget_cents=cents))


def again(seed: int, moves: int, **change: object) -> tuple[Result, Replanned, PlanningData]:
    """A plan, and what becomes of it after a change from the fourth week on."""
    country = make_country(seed=seed)
    people = make_people(country, doctors=14, sites_per_area=2, weeks=WEEKS, seed=seed)
    old = solve(problem(country, people))
    changes = Changes(MIDDLE, **change)  # type: ignore[arg-type]
    data = problem(country, changed_people(*people, changes, DAYS))
    return old, replan(data, old, MIDDLE, moves), data


@given(st.integers(0, 30))
@settings(max_examples=8, deadline=None)
def test_the_worth_of_all_pairs_at_once_is_that_of_each(seed: int) -> None:
    country = make_country(seed=seed)
    data = problem(country, make_people(country, doctors=6, sites_per_area=2, weeks=WEEKS, seed=seed))
    work = Completion(data, np.zeros((len(data.pairs), len(data.days)), dtype=np.bool_))
    work.fill(np.arange(0, len(data.pairs), 2))
    every, held = work.worths(), work.worths(held=True)
    for pair in range(len(data.pairs)):
        with work.purse.lent(10**9):
            assert work.worth(pair) == pytest.approx(every[pair], abs=1e-9)
    for pair, day in zip(*(part.tolist() for part in np.nonzero(work.placed)), strict=True):
        month = int(data.month_of_day[day])
        work.remove(pair, day)
        with work.purse.lent(10**9):
            after = float(work.worth(pair)[month])
        work.add(pair, day)
        if np.isfinite(after):
            assert held[pair, month] == pytest.approx(after, abs=1e-9)


def test_a_move_that_saves_money_pays_a_day_elsewhere() -> None:
    """The frontier rises though no move alone gains: some of it is what the saved money adds."""
    gains = []
    for seed in range(6):
        country = make_country(seed=seed)
        people = make_people(country, doctors=14, sites_per_area=2, weeks=WEEKS, seed=seed)
        data = replace_budget(problem(country, people), 0.8)
        old = solve(data)
        changes = Changes(MIDDLE, closed={sorted(old.plan.sites)[0]: frozenset()})
        after = changed_problem(data, changes)
        found = replan(after, old, MIDDLE, 12)
        assert check_result(after, found.result) == []
        values = [step.objective for step in found.frontier]
        assert values == sorted(values)
        assert found.result.objective == pytest.approx(values[-1])
        assert len(found.moved) <= found.frontier[-1].moved
        gains.append(values[-1] - values[0])
    assert sum(gain > 0 for gain in gains) >= 2


@given(st.integers(0, 30), st.integers(0, 4))
@settings(max_examples=12, deadline=None)
def test_what_can_stay_stays_and_the_rules_are_kept(seed: int, moves: int) -> None:
    country = make_country(seed=seed)
    people = make_people(country, doctors=14, sites_per_area=2, weeks=WEEKS, seed=seed)
    old = solve(problem(country, people))
    busiest = max(old.plan.doctors, key=lambda name: sum(one.doctor_id == name for one in old.plan.assignments))
    closed = next(iter(sorted(old.plan.sites)))
    week = frozenset(MIDDLE + timedelta(days=k) for k in range(7))
    changes = Changes(MIDDLE, left=frozenset({busiest}), closed={closed: week})
    data = problem(country, changed_people(*people, changes, DAYS))
    found = replan(data, old, MIDDLE, moves)
    new, before = set(found.result.plan.assignments), set(old.plan.assignments)
    assert check_result(data, found.result) == []
    assert {one for one in new if one.date < MIDDLE} == {one for one in before if one.date < MIDDLE}
    assert not any(one.doctor_id == busiest and one.date >= MIDDLE for one in new)
    assert not any(one.site_id == closed and one.date in week for one in new)
    gone = {one for one, _ in found.moved}
    assert before - new == set(found.lost) | gone, "nothing else disappears"
    assert len(found.moved) <= moves
    assert new - before == {*found.added, *(after for _, after in found.moved)}
    values = [step.objective for step in found.frontier]
    assert values == sorted(values), "each move gains"
    assert found.result.objective >= values[-1] - 1e-6
    assert found.result.bound >= solve(data).objective - 1e-6, "the bound holds for every plan of the problem"


def test_moves_come_near_the_best_plan_and_none_keeps_all() -> None:
    old, none, data = again(3, 0, left=frozenset({"D001", "D002"}))
    best = solve(data).objective
    assert (none.kept, none.moved) == (1.0, ())
    _, many, _ = again(3, 40, left=frozenset({"D001", "D002"}))
    assert none.result.objective <= many.result.objective <= best * 1.001
    assert many.result.objective >= 0.95 * best, "though the first weeks are not free"
    assert again(3, 40, left=frozenset({"D001", "D002"}))[1].result.plan == many.result.plan
    assert most_moves(old.plan, MIDDLE, 100) == sum(one.date >= MIDDLE for one in old.plan.assignments)


def test_a_volunteer_who_comes_gets_days_and_moves_nobody() -> None:
    country = make_country(seed=5)
    doctors, sites = make_people(country, doctors=14, sites_per_area=2, weeks=WEEKS, seed=5)
    old = solve(problem(country, (doctors[1:], sites)))
    came = replace(doctors[0], id="NEW", available=frozenset(DAYS), home_share=0.0, max_days_per_month=2)
    people = changed_people(doctors[1:], sites, Changes(MIDDLE, came=(came,)), DAYS)
    found = replan(problem(country, people), old, MIDDLE, 0)
    assert set(old.plan.assignments) <= set(found.result.plan.assignments)
    assert any(one.doctor_id == "NEW" for one in found.added)
    assert all(one.date >= MIDDLE for one in found.added)


def test_unknown_names_are_told_together() -> None:
    country = make_country(seed=1)
    people = make_people(country, doctors=4, sites_per_area=1, weeks=WEEKS)
    wrong = Changes(MIDDLE, left=frozenset({"X"}), away={"Y": frozenset()}, closed={"Z": frozenset()})
    with pytest.raises(ImpossiblePlan, match="no doctor 'X', no doctor 'Y', no site 'Z'"):
        changed_people(*people, wrong, DAYS)
    with pytest.raises(ImpossiblePlan, match="has doctor 'D000' already"):
        changed_people(*people, Changes(MIDDLE, came=(people[0][0],)), DAYS)


def test_the_command_plans_again_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, out = tmp_path / "plan.json", tmp_path / "again.json"
    first = maillage.plan("Corse", count=4, start="2027-01-04", weeks=4)
    first.save(plan)
    doctor = first.result.plan.assignments[-1].doctor_id
    since = date(2027, 1, 11)
    told = ("--since", since, "--leave", doctor, "--close", f"{first.result.plan.assignments[-1].site_id}:2027-01-28")
    assert run_plan("replan", plan, *told, "--moves", 5, "--out", out) == 0
    printed = capsys.readouterr().out
    assert "frontier    0:" in printed
    assert f"lost   {first.result.plan.assignments[-1].date}" in printed
    rows = json.loads(out.read_text("utf-8"))["result"]["plan"]
    assert not [row for row in rows if row["doctor"] == doctor and row["date"] >= since.isoformat()]
    assert run_plan("check", out) == 0
    assert run_plan("replan", plan, "--away", "X:2027-02-12:2027-02-01", "--out", out) == 2
    assert "Write name:2027-02-01:2027-02-12" in capsys.readouterr().err
    plan.write_text(plan.read_text("utf-8").replace('"weeks": 4', '"weeks": 5'), "utf-8")
    assert run_plan("replan", plan, "--out", out) == 2
    assert "was changed after it was written" in capsys.readouterr().err
