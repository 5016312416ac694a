"""Run the three stages of planning."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

import numpy as np

from maillage.errors import ImpossiblePlan
from maillage.planning.anytime import Course, Report, StopPlanning, Until, Watch
from maillage.planning.checking.checker import check
from maillage.planning.data import PlanningData, as_digested, days_by_month
from maillage.planning.explanations import explanation_of, territories_of
from maillage.planning.proof import Proof
from maillage.planning.requests import contradictions
from maillage.planning.result import Assignment, Plan, Result, gap_of
from maillage.planning.solving.calendar import place_days
from maillage.planning.solving.completion import complete, first_plan
from maillage.planning.solving.first_bound import first_prices
from maillage.planning.solving.impossible import forbidding_rules, why_empty
from maillage.planning.solving.neighbourhood import Neighbourhood
from maillage.planning.solving.proving import proof_of
from maillage.planning.solving.purse import cost_of
from maillage.planning.solving.quota import Effort, Quota, QuotaSearch
from maillage.planning.utility import objective_of
from maillage.planning.values import Bools


@dataclass(frozen=True)
class SolveParams:
    """Effort of the solver.

    ``quota_gap`` is the relative gap to which the programmes of stage 1 are solved, ``enough`` the gap to the bound of
    the relaxation above which a large problem is solved in full, ``nodes`` the limit of search nodes of a programme.
    ``tries`` is how often dates are searched further where a gap is asked for and no time is set.
    """

    quota_gap: float = 5e-4
    enough: float = 3e-3
    nodes: int = 2000
    tries: int = 200


SHOWN = 5  # broken rules that a refusal names
FEW_TRIES = 40
SAME = 1e-8  # relative difference of the bounds of search and proof that is only rounding


def solve(
    data: PlanningData,
    seed: int = 1,
    time_limit: float = 120.0,
    params: SolveParams | None = None,
    watch: Watch | None = None,
    *,
    until: Until | None = None,
    progress: Report | None = None,
) -> Result:
    """Plan the days of ``data``; the same data, to nine significant digits, and the same seed give the same plan.

    ``time_limit`` (seconds) is a safeguard for each solver run: if it is reached, the plan may depend on the machine.
    ``watch`` is called with the current stage several times per second, and may end the planning by raising.
    ``progress`` is told each better plan and each lower bound. If it or ``watch`` raises ``StopPlanning``, or ``until``
    is reached, or somebody interrupts, the best plan so far is the result, with its bound. Raises ``ImpossiblePlan``
    naming the rule that makes any plan impossible, or explaining why no day is worthwhile.
    """
    params, data = params or SolveParams(), as_digested(data)
    wrong = contradictions(data)
    if wrong:
        raise ImpossiblePlan(" ".join(map(str, wrong)))
    refusal = forbidding_rules(data)
    if refusal is not None:
        raise ImpossiblePlan(refusal)
    return _Planning(data, seed, time_limit, params, Course(until, watch, progress)).result()


class _Planning:
    """One planning: the best plan so far, and the lowest bound with its proof."""

    def __init__(self, data: PlanningData, seed: int, time_limit: float, params: SolveParams, course: Course) -> None:
        self.data, self.seed, self.time_limit, self.params, self.course = data, seed, time_limit, params, course
        self.placed = np.zeros((len(data.pairs), len(data.days)), dtype=np.bool_)
        self.objective = 0.0
        self.bound = np.inf
        self.proof: Proof | None = None
        self.steps: dict[str, float] = {}
        self.broken: list[str] = []
        self.search = QuotaSearch(
            data, seed=seed, node_limit=params.nodes, time_limit=partial(course.left, time_limit),
            tolerance=max(params.quota_gap / 10, 1e-9), watch=partial(course.look, "quota"),
        )  # fmt: skip

    def result(self) -> Result:
        """The plan, as good as the end asked for allows."""
        quota = None
        try:
            if self.course.asked:
                self._first()
            quota = self._quota()
            if quota is not None:
                self._dates(quota)
            self._search()
        except KeyboardInterrupt:  # in a notebook; the command has its own way
            if not self.placed.any():
                raise
        if not self.placed.any():
            if self.broken:
                told = "; ".join(self.broken[:SHOWN])
                raise ImpossiblePlan(f"No plan was found that keeps all rules. {told}. Take pins or promises away.")
            if quota is None or self.course.stopped:
                raise ImpossiblePlan("Planning was stopped before it had a first plan. Give it more time.")
            raise ImpossiblePlan(why_empty(self.data))
        return self._told()

    def _first(self) -> None:
        """A first plan by greedy steps, and a bound from simple prices."""
        prices, bounded = first_prices(self.search.frame)
        proof = proof_of(self.search.frame, [(prices, bounded)])
        self._lower(proof.bound, proof)
        self._better("first", first_plan(self.data, self.course.half_over))

    def _quota(self) -> Quota | None:
        """Stage 1; None if it was stopped before its relaxation was solved."""
        began = time.perf_counter()
        effort = Effort(self.params.quota_gap, self.params.enough)
        try:
            if not self.search.frame.limits.any():
                return Quota(np.zeros(self.search.frame.limits.shape, dtype=np.int64), 0.0, 0.0, feasible=True)
            if self.search.branches:
                self._lower(self.search.proven, self.search.proof)
            quota = self.search.quota(effort)
        except StopPlanning:
            return None
        finally:
            self._step("quota", began)
        self._lower(quota.bound, quota.proof)
        return quota

    def _dates(self, quota: Quota) -> None:
        """Stages 2 and 3."""
        began = time.perf_counter()
        watch = partial(self.course.look, "calendar")
        limit = min(self.time_limit, self.course.until.seconds or self.time_limit)
        placed = place_days(self.data, quota.days, seed=self.seed, time_limit=limit, watch=watch)
        self._step("calendar", began)
        began = time.perf_counter()
        self.course.look("completion")
        self._better("completion", complete(self.data, placed))
        self._step("completion", began)

    def _search(self) -> None:
        """Search near the plan until the end that was asked for.

        Without one, a few times where rules on single dates leave a gap, as the number of days does not know them.
        """
        until, began = self.course.until, time.perf_counter()
        most = self.params.tries
        if until == Until():
            most = 0 if self.data.ordinary or gap_of(self.objective, self.bound) <= self.params.enough else FEW_TRIES
        if not most or not self.placed.any():
            return
        near = Neighbourhood(self.data, self.placed, self.seed)
        tries = 0
        try:
            while not self.course.reached and (until.seconds is not None or tries < most):
                self.course.look("search")
                tries += 1
                if near.step():
                    self._better("search", near.placed)
        except StopPlanning:
            pass
        self._step("search", began)

    def _better(self, stage: str, placed: Bools) -> None:
        """Keep a plan that is better than the best so far and keeps every rule."""
        objective = objective_of(self.data, days_by_month(self.data, placed))
        if not placed.any() or (self.placed.any() and objective <= self.objective):
            return
        self.broken = [str(one) for one in check(self.data, plan_of(self.data, placed))]
        if not self.broken:
            self.placed, self.objective = placed.copy(), objective
            self.course.tell(stage, objective=objective)

    def _lower(self, bound: float, proof: Proof | None) -> None:
        """Keep a lower bound, and the proof with the lowest one."""
        self.bound = min(self.bound, bound)
        if proof is not None and (self.proof is None or proof.bound < self.proof.bound):
            self.proof = proof
        self.course.tell("bound", bound=self.bound)

    def _step(self, stage: str, began: float) -> None:
        self.steps[stage] = time.perf_counter() - began

    def _told(self) -> Result:
        data, plan = self.data, plan_of(self.data, self.placed)
        bound = max(self.bound, self.objective)
        if self.proof is not None and self.proof.bound <= bound * (1 + SAME):
            bound = max(bound, self.proof.bound)
        territories = territories_of(data, plan)
        return Result(
            plan=plan,
            objective=self.objective,
            bound=bound,
            gap=gap_of(self.objective, bound),
            seed=self.seed,
            seconds=self.course.seconds,
            data_digest=data.digest,
            cost_cents=cost_of(data, self.placed),
            seconds_by_stage=self.steps,
            explanation=explanation_of(data, territories),
            territories=territories,
            proof=self.proof,
        )


def plan_of(data: PlanningData, placed: Bools) -> Plan:
    """The assignments given by ``placed`` (P, T)."""
    pairs, days = np.nonzero(placed)
    return Plan(
        tuple(
            Assignment(data.days[t], data.sites[data.pairs.site[p]].id, doctor.id, doctor.half)
            for p, t in zip(pairs.tolist(), days.tolist(), strict=True)
            for doctor in (data.doctors[data.pairs.doctor[p]],)
        )
    )
