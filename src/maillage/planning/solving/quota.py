"""Stage 1: the number of days that each doctor gives each site each month.

A mixed-integer programme over n[pair, month] on the access operator. Dates are left to stage 2, so every plan satisfies
these constraints and the proven bound of this stage holds for every plan. Three kinds of rows are added lazily, where a
solution violates them: tangents to the logarithm of the utility, which bound it from above, cuts from the calendar
(:mod:`maillage.planning.solving.cuts`), which every quota with feasible dates satisfies, and covers
(:mod:`maillage.planning.solving.covers`), which all whole numbers of days satisfy.

A budget for six days and a half gives the relaxation half a day too much. Therefore the search branches on the total
number of days: at most six, or at least seven. The relaxed objective is concave in that number, so both branches have a
lower bound than the whole, and the worse branch can often be discarded against the best plan of the other one.

A problem of all of France is relaxed on few of its pairs. The prices of that relaxation say what a day of any other
pair would be worth; pairs with a worth join it, until those left out hardly have any, which raises the bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from maillage.planning.anytime import StopPlanning
from maillage.planning.data import PlanningData
from maillage.planning.proof import Proof
from maillage.planning.result import gap_of
from maillage.planning.solving.highs import Solved
from maillage.planning.solving.multipliers import Bounded, Frame, Prices, prices_of
from maillage.planning.solving.proving import proof_of
from maillage.planning.solving.quota_model import quota_model
from maillage.planning.solving.refinement import MANY_COLUMNS, SMALL, Refinement, starting_points
from maillage.planning.solving.side_rows import SideRows
from maillage.planning.utility import objective_of
from maillage.planning.values import Bools, Floats, Ints, Pairs

NEAR = 1.0  # consultations below its price that a day may be worth in one month, for its pair to be among the few
FIRST_ROUNDS = 4  # refinements of that relaxation
RELAXED_ROUNDS, RESTRICTED_ROUNDS, WHOLE_ROUNDS = 40, 1, 40
PLAIN_ROUNDS = 20  # of a relaxation without covers, for a question that waits for its answer
MANY_DAYS = 400  # number of days above which a fraction of a day is worth less than the gap
WHOLE = 1e-6  # tolerance for an integer number of days
OPENING_GAP = 2e-3  # to which the choice of sites is solved; what happens at the chosen ones is solved further
PRICED = 5e-4  # worth of pairs left out, relative to the bound that it raises, not worth another relaxation


@dataclass(frozen=True, eq=False)
class Quota:
    """Days by pair and month (P, M), their objective, and a bound on the objective of every plan.

    ``proof`` proves its own bound, which is ``bound`` unless the search proved less.
    """

    days: Ints
    objective: float
    bound: float
    feasible: bool
    proof: Proof | None = None


@dataclass(frozen=True)
class Effort:
    """How far programmes are solved: relative ``gap`` of each, and the gap that is ``enough`` for a large problem."""

    gap: float
    enough: float


@dataclass(frozen=True, eq=False)
class Relaxed:
    """A relaxation of a branch: its solution on some pairs, and the prices that bound every plan of the branch."""

    refine: Refinement
    solved: Solved
    prices: Prices
    bounded: Bounded

    @property
    def bound(self) -> float:
        """The bound of the branch."""
        return max(self.bounded.bound, 0.0)


class QuotaSearch:
    """Stage 1 of one problem; it is relaxed once, and searched with as many efforts as there is time for."""

    def __init__(
        self,
        data: PlanningData,
        *,
        seed: int,
        node_limit: int,
        time_limit: Callable[[], float],
        tolerance: float = 1e-6,
        watch: Callable[[], None] | None = None,
    ) -> None:
        """``time_limit`` gives the seconds left for a programme; an exception raised by ``watch`` ends it."""
        self.data, self.watch, self.tolerance = data, watch, tolerance
        self.frame = Frame(data)
        self.time_limit = time_limit
        self.options = {
            "random_seed": seed, "mip_abs_gap": 1e-6, "mip_max_nodes": node_limit,
            "primal_feasibility_tolerance": 1e-9, "mip_feasibility_tolerance": 1e-5,
        }  # fmt: skip

    @cached_property
    def large(self) -> bool:
        """Whether it is too large to be solved in full at once."""
        return int((self.frame.limits > 0).sum()) > SMALL

    @cached_property
    def country(self) -> bool:
        """Whether it is of the size of a country: relaxed on few pairs first, and in few rounds."""
        return int((self.frame.limits > 0).sum()) > MANY_COLUMNS

    @cached_property
    def branches(self) -> list[Relaxed]:
        """The branches below and above the relaxation's number of days, the more promising one first.

        Only feasible branches; a single one, without restriction, if the number is an integer or so large that a
        fraction does not matter. Empty if the whole is infeasible.
        """
        whole = self._whole
        if whole is None:
            return []
        model = whole.refine.model
        total = float(whole.solved.values[model.total])
        if abs(total - round(total)) < WHOLE or total > MANY_DAYS:
            return [whole]
        limits = ((0.0, float(math.floor(total))), (float(math.ceil(total)), np.inf))
        found = [self._relaxed(whole.refine, {model.total: within}) for within in limits]
        return sorted((one for one in found if one is not None), key=lambda one: -one.bound)

    @cached_property
    def _whole(self) -> Relaxed | None:
        return self._relaxed(None, {})

    @property
    def proven(self) -> float:
        """The bound that the prices of the branches prove."""
        return max((one.bound for one in self.branches), default=0.0)

    def quota(self, effort: Effort, start: Quota | None = None) -> Quota:
        """The best quotas found from ``start``: on the pairs that relaxations use, then on all that may be in better
        ones, until the gap is ``enough``.
        """
        shape = self.frame.limits.shape
        if not self.branches:
            return Quota(np.zeros(shape, dtype=np.int64), 0.0, 0.0, feasible=False)
        found = _Best(np.zeros(shape, dtype=np.int64), 0.0, self.proven)
        if start is not None:
            found = _Best(start.days, start.objective, self.proven)
        reached = 0.0
        for branch in self.branches:
            found = self._search(branch, found, effort, again=start is not None)
            reached = max(reached, found.bound)
        bound = min(reached, self.proven)
        return Quota(found.days, found.objective, bound, feasible=True, proof=self.proof)

    @cached_property
    def proof(self) -> Proof:
        """The prices of all branches, by name.

        Those of the whole if a branch is infeasible: its infeasibility would need another kind of proof.
        """
        halves = self.branches
        if len(halves) == 1 and halves[0].refine.within and self._whole is not None:
            halves = [self._whole]
        return proof_of(self.frame, [(one.prices, one.bounded) for one in halves])

    def _relaxed(self, like: Refinement | None, within: Mapping[int, tuple[float, float]]) -> Relaxed | None:
        """The relaxation of a branch over all pairs; None if it is infeasible."""
        if like is None:
            chosen = self._few_pairs() if self.country else np.arange(len(self.data.pairs))
            like = self.refinement(chosen)
        refine, bounds = replace(like, within=dict(within)), within.get(like.model.total)
        while True:
            solved = refine.solve(integral=False, rounds=RELAXED_ROUNDS)
            if not solved.finished:
                raise StopPlanning
            if not solved.feasible:
                return None
            prices = prices_of(refine.model, solved.prices, refine.chosen, self.frame, dict(refine.within))
            bounded = self.frame.bounded(prices)
            joining = self._joining(refine, bounded)
            if not len(joining):
                return Relaxed(refine, solved, prices, bounded)
            refine = self.refinement(np.union1d(refine.chosen, joining), refine)
            refine = replace(refine, within={} if bounds is None else {refine.model.total: bounds})

    def _joining(self, refine: Refinement, bounded: Bounded) -> Ints:
        """Pairs outside a relaxation whose days have a worth at its prices."""
        worth = (np.maximum(bounded.value, 0.0) * self.frame.limits).sum(axis=1)
        worth[refine.chosen] = 0.0
        if worth.sum() <= PRICED * abs(bounded.bound):
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(worth > 1e-9)

    def _few_pairs(self) -> Ints:
        """Pairs whose days are worth about their price in the relaxation of one month alone, with its part of the
        budget.
        """
        limits = self.frame.limits
        month = int(limits.sum(axis=0).argmax())
        part = limits[:, month].sum() / limits.sum()
        rules = replace(self.data.rules, budget_cents=int(self.data.rules.budget_cents * part))
        alone = np.where(np.arange(limits.shape[1]) == month, limits, 0)
        sites = tuple(replace(one, opening_cents=math.ceil(one.opening_cents * part)) for one in self.data.sites)
        refine = self.refinement(
            np.flatnonzero(alone.any(axis=1)),
            data=replace(self.data, rules=rules, sites=sites),
            limits=alone,
            side=self.frame.side.in_month(month),
        )
        solved = refine.solve(integral=False, rounds=FIRST_ROUNDS)
        if not solved.feasible or not solved.finished:
            return np.arange(len(limits))
        prices = prices_of(refine.model, solved.prices, refine.chosen, self.frame, {})
        prices = replace(prices, side=self._of_all_months(prices.side, month))
        value = self.frame.bounded(prices).value[:, month]
        return np.flatnonzero((value >= -NEAR) & (limits.sum(axis=1) > 0))

    def _of_all_months(self, prices: Floats, month: int) -> Floats:
        """Prices of all further rules from those of one month."""
        found = np.zeros(len(self.frame.side))
        found[(self.frame.side.month == month) | (self.frame.side.month < 0)] = prices
        return found

    def refinement(
        self,
        chosen: Ints,
        like: Refinement | None = None,
        data: PlanningData | None = None,
        limits: Ints | None = None,
        side: SideRows | None = None,
    ) -> Refinement:
        """The programme on some pairs, with the tangents and cuts of the one before."""
        data, limits = data or self.data, self.frame.limits if limits is None else limits
        pairs = data.pairs
        some = Pairs(pairs.doctor[chosen], pairs.site[chosen], pairs.minutes[chosen], pairs.cost_cents[chosen])
        data = data if len(chosen) == len(pairs) else replace(data, pairs=some)
        rules = (self.frame.side if side is None else side).on(chosen, limits.shape[1])
        model, utility = quota_model(data, limits[chosen], rules, self.watch), self.frame.utility
        for point in starting_points(self.data, self.frame.limits) if like is None else ():
            model.add_tangents(utility, point, np.ones(len(point), dtype=np.bool_))
        if like is not None:
            for point, where in like.points:
                model.add_tangents(utility, point, where)
            for _, cut in like.model.cuts:
                model.add_cut(cut.on(data))
        points = [] if like is None else list(like.points)
        if like is None:
            everywhere = np.ones(len(self.data.groups.code), dtype=np.bool_)
            points = [(point, everywhere) for point in starting_points(self.data, self.frame.limits)]
        return Refinement(
            data, chosen, model, utility, self.options, self.tolerance, self.time_limit, points, self.country
        )

    def _search(self, branch: Relaxed, found: _Best, effort: Effort, *, again: bool) -> _Best:
        """The better of ``found`` and the best solution of a branch; its ``bound`` is that of the branch."""
        found = replace(found, bound=branch.bound)
        if self.large and not again and found.gap > effort.enough:
            used = branch.refine.chosen[self._used(branch)]
            if self.country and not len(self.data.optional):
                found = self._rounded(branch, found, used, effort)
            if found.gap > effort.enough:
                found = self._solved(branch, found, used, effort, RESTRICTED_ROUNDS, whole=False)
        if found.gap > (effort.enough if self.large else effort.gap):
            near = self._near(branch, found)
            rounds = RESTRICTED_ROUNDS if self.large else WHOLE_ROUNDS
            found = self._solved(branch, found, near, effort, rounds, whole=True)
        return found

    def _rounded(self, branch: Relaxed, found: _Best, chosen: Ints, effort: Effort) -> _Best:
        """The better of ``found`` and the quotas that keep all whole numbers of the relaxation: few are not."""
        refine = self.refinement(chosen, branch.refine).with_covers(branch.refine)
        days = branch.refine.model.by_month(branch.solved.values)
        place = np.searchsorted(branch.refine.chosen, chosen)
        model = refine.model
        given = days[place[model.pair], model.month]
        whole = np.abs(given - np.rint(given)) < WHOLE
        fixed = {
            column: (value, value)
            for column, value in zip(model.days[whole].tolist(), np.rint(given[whole]).tolist(), strict=True)
        }
        limits = branch.refine.within.get(branch.refine.model.total)
        refine = replace(refine, within={**fixed, **({} if limits is None else {model.total: limits})})
        return found.better(self.data, refine, refine.solve(rounds=0, gap=effort.gap), whole=False)

    def _used(self, branch: Relaxed) -> Bools:
        model = branch.refine.model
        return model.by_month(branch.solved.values).max(axis=1, initial=0.0) > 1e-9

    def _near(self, branch: Relaxed, found: _Best) -> Ints:
        """Pairs that a better plan than ``found`` may use: a day of any other costs more than the gap."""
        value = np.where(self.frame.limits > 0, branch.bounded.value, -np.inf).max(axis=1, initial=-np.inf)
        return np.flatnonzero(value >= found.objective - branch.bound)

    def _solved(
        self, branch: Relaxed, found: _Best, chosen: Ints, effort: Effort, rounds: int, *, whole: bool
    ) -> _Best:
        """The better of ``found`` and the best quotas on the pairs ``chosen``; ``whole``: no other pair matters."""
        refine = branch.refine
        if len(chosen) < len(refine.chosen) or not np.isin(chosen, refine.chosen).all():
            refine = self.refinement(chosen, refine).with_covers(refine)
        limits = branch.refine.within.get(branch.refine.model.total)
        refine = replace(refine, within={} if limits is None else {refine.model.total: limits})
        if not len(self.data.optional):
            return found.better(self.data, refine, refine.solve(rounds=rounds, gap=effort.gap), whole=whole)
        solved = refine.solve(rounds=rounds, gap=max(effort.gap, OPENING_GAP))
        found = found.better(self.data, refine, solved, whole=whole)
        if not solved.feasible:
            return found
        columns = refine.model.opened[self.data.optional].tolist()
        fixed = {column: (value, value) for column, value in zip(columns, np.rint(solved.values[columns]), strict=True)}
        refine = replace(refine, within={**refine.within, **fixed})
        return found.better(self.data, refine, refine.solve(rounds=rounds, gap=effort.gap), whole=False)


@dataclass(frozen=True, eq=False)
class _Best:
    days: Ints
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        return gap_of(self.objective, self.bound)

    def better(self, data: PlanningData, refine: Refinement, solved: Solved, *, whole: bool) -> _Best:
        """The better of this and ``solved``; a solution over the ``whole`` problem may also lower the bound."""
        bound = self.bound
        if whole and solved.feasible:
            bound = max(min(bound, max(solved.bound, self.objective)), 0.0)
        if not solved.feasible:
            return _Best(self.days, self.objective, bound)
        days = np.zeros_like(self.days)
        days[refine.chosen] = np.rint(refine.model.by_month(solved.values)).astype(np.int64)
        objective = objective_of(data, days)
        return _Best(days, objective, bound) if objective > self.objective else _Best(self.days, self.objective, bound)


def solve_quota(
    data: PlanningData,
    *,
    gap: float,
    enough: float,
    seed: int,
    node_limit: int,
    time_limit: float,
    watch: Callable[[], None] | None = None,
) -> Quota:
    """Solve each programme of stage 1 to the relative ``gap``; ``time_limit`` (seconds) is a safeguard for each.

    A large problem is solved on the pairs used by its relaxation, with the bound of the relaxation over all pairs; the
    full problem is solved only if the gap between the two exceeds ``enough``. An exception raised by ``watch`` ends it.
    """
    search = QuotaSearch(
        data, seed=seed, node_limit=node_limit, time_limit=lambda: time_limit, tolerance=max(gap / 10, 1e-9),
        watch=watch,
    )  # fmt: skip
    if not search.frame.limits.any():
        return Quota(np.zeros(search.frame.limits.shape, dtype=np.int64), 0.0, 0.0, feasible=True)
    return search.quota(Effort(gap, enough))


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The relaxation of stage 1: its bound, and the prices of its limits.

    ``budget`` is the gain of one more euro; ``doctor`` (D, M) that of one more day of a doctor in a month, ``room``
    (S, M) that of one more room-day of a site in a month, all in the unit of the objective.
    """

    bound: float
    budget: float
    doctor: Floats
    room: Floats


def relaxation_bound(data: PlanningData, seed: int, at_least: tuple[Ints, float] | None = None) -> float:
    """A bound on the objective of every plan, from the relaxation of stage 1 alone; 0 if it has no solution.

    With ``at_least``, of every plan that gives these pairs so many days together; minus infinity if there is none.
    """
    found = relax(data, seed, at_least)
    if found is None:
        return 0.0 if at_least is None else -np.inf
    return found.bound


def relax(data: PlanningData, seed: int, at_least: tuple[Ints, float] | None = None) -> Relaxation | None:
    """The relaxation of stage 1, None if it has no solution; see :func:`relaxation_bound`."""
    search = QuotaSearch(data, seed=seed, node_limit=1, time_limit=lambda: math.inf, tolerance=1e-4)
    if not search.frame.limits.any():
        return None
    refine = search.refinement(np.arange(len(data.pairs)))
    model = refine.model
    if at_least is not None:
        wanted = model.builder.add_rows("wanted", 1, lower=at_least[1])
        model.builder.put(wanted, model.days[np.isin(model.pair, at_least[0])], 1.0)
    solved = refine.solve(integral=False, rounds=PLAIN_ROUNDS, covered=False)
    if not solved.feasible:
        return None
    return Relaxation(
        max(solved.bound, 0.0) if at_least is None else solved.bound,
        float(solved.prices[model.budget_row]),
        solved.prices[model.doctor_rows],
        solved.prices[model.room_rows],
    )
