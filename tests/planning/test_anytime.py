"""Planning that can be watched and stopped: every bound holds, and the best plan so far is the result."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from maillage.errors import ImpossiblePlan
from maillage.planning import Progress, SolveParams, StopPlanning, Until, check_result, solve
from maillage.planning.checking.proof_check import proven_bound
from maillage.planning.data import as_digested
from maillage.planning.solving.first_bound import first_prices
from maillage.planning.solving.multipliers import Frame
from tests.planning.cases import make_data
from tests.planning.test_further_rules import opened, problem

SIZE = {"doctors": 20, "communes": 100, "priority": 3, "budget_euros": 12_000, "weeks": 6, "seed": 5}
SHORT = SolveParams(tries=6)


def test_objectives_rise_bounds_fall_and_each_bound_holds_for_the_last_plan() -> None:
    data = make_data(**SIZE)  # type: ignore[arg-type]
    told: list[Progress] = []
    result = solve(data, progress=told.append, until=Until(gap=0.0), params=SHORT)
    objectives = [one.objective for one in told if one.objective is not None]
    bounds = [one.bound for one in told if one.bound is not None]
    assert objectives == sorted(objectives)
    assert bounds == sorted(bounds, reverse=True)
    assert min(bounds) >= result.objective
    assert told[-1].objective == result.objective
    assert [one.seconds for one in told] == sorted(one.seconds for one in told)
    assert len(objectives) > 1
    assert check_result(data, result) == []


def test_the_same_seed_gives_the_same_plan_and_the_search_makes_it_no_worse() -> None:
    data = make_data(**SIZE)  # type: ignore[arg-type]
    plain = solve(data)
    one, other = (solve(data, until=Until(gap=1e-7), params=SHORT) for _ in range(2))
    assert one.plan == other.plan
    assert one.objective >= plain.objective
    assert one.bound == pytest.approx(plain.bound, rel=1e-6)


@pytest.mark.parametrize("kept", range(3))
def test_whoever_watches_ends_it_with_a_right_plan_and_a_proven_bound(kept: int) -> None:
    data = make_data(**SIZE)  # type: ignore[arg-type]
    told: list[Progress] = []

    def stop(one: Progress) -> None:
        told.append(one)
        if one.objective is not None and len(told) > kept:
            raise StopPlanning

    result = solve(data, progress=stop)
    assert check_result(data, result) == []
    assert result.proof is not None
    assert proven_bound(as_digested(data), result.proof) <= result.proof.bound
    assert result.objective <= result.bound


def test_a_stop_by_the_one_who_is_asked_leaves_the_first_plan() -> None:
    data = make_data(**SIZE)  # type: ignore[arg-type]

    def never(stage: str) -> None:
        raise StopPlanning

    result = solve(data, watch=never, progress=lambda one: None)
    assert check_result(data, result) == []
    with pytest.raises(ImpossiblePlan, match="before it had a first plan"):
        solve(opened()[0], watch=never)


def test_an_interrupt_keeps_the_plan_that_there_is() -> None:
    data = make_data(**SIZE)  # type: ignore[arg-type]
    told: list[Progress] = []

    def interrupted(stage: str) -> None:
        raise KeyboardInterrupt

    result = solve(data, watch=interrupted, progress=told.append)
    assert result.objective == told[-1].objective
    with pytest.raises(KeyboardInterrupt):
        solve(data, watch=interrupted)


def test_time_and_gap_end_it() -> None:
    data = make_data(**SIZE)  # type: ignore[arg-type]
    began = time.perf_counter()
    result = solve(data, until=Until(seconds=1.0))
    assert time.perf_counter() - began < 30.0
    assert check_result(data, result) == []
    assert solve(data, until=Until(gap=0.5)).gap <= 0.5


def test_simple_prices_bound_every_plan() -> None:
    for seed in range(3):
        data = problem(seed, "openings")
        bound = first_prices(Frame(data))[1].bound
        assert solve(data).bound <= bound < float("inf")


def test_the_command_writes_each_step_and_keeps_its_plan_on_interrupt(tmp_path: Path) -> None:
    out, steps = tmp_path / "plan.json", tmp_path / "steps.jsonl"
    told = [
        "plan", "solve", "--region", "94", "--count", "4", "--weeks", "6", "--start", "2027-01-04",
        "--volunteers", "40", "--openings", "500", "--seconds", "300", "--progress", str(steps), "--out", str(out),
    ]  # fmt: skip
    command = subprocess.Popen([sys.executable, "-m", "maillage", *told], stderr=subprocess.PIPE, text=True)
    assert command.stderr is not None
    for line in command.stderr:
        if "objective" in line:
            command.send_signal(signal.SIGINT)
            break
    _, rest = command.communicate(timeout=120)
    assert command.returncode == 0, rest
    rows = [json.loads(line) for line in steps.read_text(encoding="utf-8").splitlines()]
    assert set(rows[-1]) == {"seconds", "stage", "objective", "bound", "gap"}
    assert json.loads(out.read_text(encoding="utf-8"))["result"]["objective"] >= rows[-1]["objective"]
