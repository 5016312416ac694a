"""Run the three stages of planning."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from maillage.errors import ImpossiblePlan
from maillage.planning.calendar import place_days
from maillage.planning.checker import check
from maillage.planning.completion import complete
from maillage.planning.data import Bools, PlanningData, as_digested, days_by_month
from maillage.planning.explanations import explanation_of, territories_of
from maillage.planning.impossible import forbidding_rule, why_empty
from maillage.planning.purse import cost_of
from maillage.planning.quota import solve_quota
from maillage.planning.requests import contradictions
from maillage.planning.result import Assignment, Plan, Result, gap_of
from maillage.planning.utility import objective_of


@dataclass(frozen=True)
class SolveParams:
    """Effort of the solver.

    ``quota_gap`` is the relative gap to which the programmes of stage 1 are solved, ``enough`` the gap to the bound of
    the relaxation above which a large problem is solved in full, ``nodes`` the limit of search nodes of a programme.
    """

    quota_gap: float = 5e-4
    enough: float = 3e-3
    nodes: int = 2000


SHOWN = 5  # broken rules that a refusal names
SAME = 1e-8  # relative difference of the bounds of search and proof that is only rounding


Watch = Callable[[str], None]
"""Called often with the current stage ("quota", "calendar", "completion"); an exception that it raises ends the
planning.
"""


def solve(
    data: PlanningData,
    seed: int = 1,
    time_limit: float = 120.0,
    params: SolveParams | None = None,
    watch: Watch | None = None,
) -> Result:
    """Plan the days of ``data``; the same data, to nine significant digits, and the same seed give the same plan.

    ``time_limit`` (seconds) is a safeguard for each solver run: if it is reached, the plan may depend on the machine.
    ``watch`` is called with the current stage several times per second, and may end the planning by raising. Raises
    ``ImpossiblePlan`` naming the rule that makes any plan impossible, or explaining why no day is worthwhile.
    """
    params, data = params or SolveParams(), as_digested(data)
    wrong = contradictions(data)
    if wrong:
        raise ImpossiblePlan(" ".join(map(str, wrong)))
    refusal = forbidding_rule(data)
    if refusal is not None:
        raise ImpossiblePlan(refusal)
    clock = [time.perf_counter()]
    quota = solve_quota(
        data, gap=params.quota_gap, enough=params.enough, seed=seed, node_limit=params.nodes, time_limit=time_limit,
        watch=_at(watch, "quota"),
    )  # fmt: skip
    clock.append(time.perf_counter())
    placed = place_days(data, quota.days, seed=seed, time_limit=time_limit, watch=_at(watch, "calendar"))
    clock.append(time.perf_counter())
    if watch is not None:
        watch("completion")
    placed = complete(data, placed)
    clock.append(time.perf_counter())
    if not placed.any():
        raise ImpossiblePlan(why_empty(data))
    plan = plan_of(data, placed)
    broken = check(data, plan)
    if broken:
        told = "; ".join(map(str, broken[:SHOWN]))
        raise ImpossiblePlan(f"No plan was found that keeps all rules. {told}. Take pins or promises away.")
    objective = objective_of(data, days_by_month(data, placed))
    bound = max(quota.bound, objective)
    if quota.proof is not None and quota.proof.bound <= bound * (1 + SAME):
        bound = max(bound, quota.proof.bound)
    territories = territories_of(data, plan)
    steps = np.diff(np.array(clock)).tolist()
    return Result(
        plan=plan,
        objective=objective,
        bound=bound,
        gap=gap_of(objective, bound),
        seed=seed,
        seconds=clock[-1] - clock[0],
        data_digest=data.digest,
        cost_cents=cost_of(data, placed),
        seconds_by_stage=dict(zip(("quota", "calendar", "completion"), steps, strict=True)),
        explanation=explanation_of(data, territories),
        territories=territories,
        proof=quota.proof,
    )


def _at(watch: Watch | None, stage: str) -> Callable[[], None] | None:
    return None if watch is None else partial(watch, stage)


def plan_of(data: PlanningData, placed: Bools) -> Plan:
    """The assignments given by ``placed`` (P, T)."""
    pairs, days = np.nonzero(placed)
    return Plan(
        tuple(
            Assignment(data.days[t], data.sites[data.pairs.site[p]].id, data.doctors[data.pairs.doctor[p]].id)
            for p, t in zip(pairs.tolist(), days.tolist(), strict=True)
        )
    )
