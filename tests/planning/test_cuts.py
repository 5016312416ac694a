"""Cuts from the calendar: feasible calendars satisfy all of them, and infeasible quotas violate some."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.planning import PlanningData, check, solve
from maillage.planning.solving.calendar import place_days
from maillage.planning.solving.cuts import calendar_cuts
from maillage.planning.solving.quota_model import monthly_limits
from maillage.planning.solving.solver import plan_of
from maillage.planning.values import Bools
from tests.planning.cases import make_data


def _by_month(data: PlanningData, placed: Bools) -> np.ndarray:
    months = np.eye(len(data.months), dtype=np.int64)[data.month_of_day]
    return placed.astype(np.int64) @ months


@given(st.integers(0, 30), st.integers(0, 5))
@settings(max_examples=20)
def test_feasible_calendars_satisfy_all_cuts(seed: int, draw: int) -> None:
    data = make_data(seed=seed)
    rng = np.random.default_rng(draw)
    limits = monthly_limits(data)
    cuts = calendar_cuts(data, limits * rng.random(limits.shape))
    for _ in range(5):
        wanted = rng.integers(0, limits + 1)
        fits = _by_month(data, place_days(data, wanted, seed=1, time_limit=10))
        for cut in cuts:
            assert cut.weight @ fits[cut.pairs, cut.month] <= cut.limit + 1e-9


def test_infeasible_quotas_violate_a_cut_and_those_of_a_plan_none() -> None:
    data = make_data(seed=3, doctors=20, communes=160, priority=3, budget_euros=20_000)
    assert calendar_cuts(data, monthly_limits(data).astype(np.float64))
    plan = solve(data).plan
    assert check(data, plan) == []
    placed = np.zeros((len(data.pairs), len(data.days)), dtype=np.bool_)
    couples = {
        (data.doctors[d].id, data.sites[s].id): p
        for p, (d, s) in enumerate(zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True))
    }
    for a in plan.assignments:
        placed[couples[a.doctor_id, a.site_id], data.days.index(a.date)] = True
    assert plan_of(data, placed) == plan
    assert calendar_cuts(data, _by_month(data, placed).astype(np.float64)) == []
