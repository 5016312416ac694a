"""Stage 1: the number of days that each doctor gives each site each month.

A mixed-integer programme over n[pair, month] on the access operator. Dates are left to stage 2, so every plan satisfies
these constraints and the proven bound of this stage holds for every plan. Two kinds of rows are added lazily, where a
solution violates them: tangents to the logarithm of the utility, which bound it from above, and cuts from the calendar
(:mod:`maillage.planning.cuts`), which every quota with feasible dates satisfies.

A budget for six days and a half gives the relaxation half a day too much. Therefore the search branches on the total
number of days: at most six, or at least seven. The relaxed objective is concave in that number, so both branches have a
lower bound than the whole, and the worse branch can often be discarded against the best plan of the other one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from maillage.planning.cuts import calendar_cuts
from maillage.planning.data import WEEKS_PER_YEAR, Bools, Floats, Ints, PlanningData, rounded
from maillage.planning.highs import ModelBuilder, Solved
from maillage.planning.presence import PresenceTerm, presences
from maillage.planning.result import gap_of
from maillage.planning.utility import Utility, objective_of, own_worth

TANGENTS_AT_START = 6
SMALL = 1500  # columns up to which the full problem is solved at once, and refined until no row is violated
RELAXED_ROUNDS, RESTRICTED_ROUNDS, WHOLE_ROUNDS = 20, 1, 40
MANY_DAYS = 400  # number of days above which a fraction of a day is worth less than the gap
WHOLE = 1e-6  # tolerance for an integer number of days
STALLED = 1e-5  # relative gain over three rounds below which refinement of the relaxation of a large problem stops


@dataclass(frozen=True, eq=False)
class Quota:
    """Days by pair and month (P, M), their objective, and a bound on the objective of every plan."""

    days: Ints
    objective: float
    bound: float
    feasible: bool


@dataclass(frozen=True, eq=False)
class _Model:
    builder: ModelBuilder
    days: Ints  # columns n, by entry of `pair` and `month`
    pair: Ints
    month: Ints
    total: int  # column of the total number of days
    change: Ints  # columns of the change of access, by territory, in consultations over the plan (dA times `size`)
    worth: Ints  # columns U, by territory
    size: Floats


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
    utility, shape = Utility.of(data), (len(data.pairs), len(data.months))
    limits = monthly_limits(data)
    if not limits.any():
        return Quota(np.zeros(shape, dtype=np.int64), 0.0, 0.0, feasible=True)
    model = _model(data, limits, watch)
    options = {
        "random_seed": seed, "mip_rel_gap": gap, "mip_abs_gap": 1e-6, "mip_max_nodes": node_limit,
        "time_limit": time_limit, "primal_feasibility_tolerance": 1e-9, "mip_feasibility_tolerance": 1e-5,
    }  # fmt: skip
    for point in _starting_points(data, limits):
        _add_tangents(model, utility, point, np.ones(len(point), dtype=np.bool_))
    refine = _Refinement(data, model, utility, options, tolerance=max(gap / 10, 1e-9))
    relaxed = refine.solve(integral=False, rounds=RELAXED_ROUNDS)
    if not relaxed.feasible:
        return Quota(np.zeros(shape, dtype=np.int64), 0.0, 0.0, feasible=False)
    found, proven = _Best(np.zeros(shape, dtype=np.int64), 0.0, relaxed.bound), 0.0
    for half in _halves(refine, relaxed):
        found = _search(half.refine, half.relaxed, found, gap=gap, enough=enough)
        proven = max(proven, found.bound)
    return Quota(found.days, found.objective, min(proven, relaxed.bound), feasible=True)


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
    limits = monthly_limits(data)
    if not limits.any():
        return None
    model, utility = _model(data, limits, None), Utility.of(data)
    if at_least is not None:
        wanted = model.builder.add_rows("wanted", 1, lower=at_least[1])
        model.builder.put(wanted, model.days[np.isin(model.pair, at_least[0])], 1.0)
    for point in _starting_points(data, limits):
        _add_tangents(model, utility, point, np.ones(len(point), dtype=np.bool_))
    options = {"random_seed": seed, "primal_feasibility_tolerance": 1e-9}
    solved = _Refinement(data, model, utility, options, tolerance=1e-4).solve(integral=False, rounds=RELAXED_ROUNDS)
    if not solved.feasible:
        return None
    rows, months = model.builder.rows, len(data.months)
    return Relaxation(
        max(solved.bound, 0.0) if at_least is None else solved.bound,
        float(solved.prices[rows["budget"]][0]),
        solved.prices[rows["doctor's days a month"]].reshape(-1, months),
        solved.prices[rows["rooms"]].reshape(-1, months),
    )


def _on_used_pairs(refine: _Refinement, relaxed: Solved, found: _Best) -> _Best:
    """The better of ``found`` and the best solution on the pairs used by a relaxation."""
    model = refine.model
    used = np.isin(model.pair, model.pair[relaxed.block(model.days) > 1e-9])
    solved = refine.solve(rounds=RESTRICTED_ROUNDS, without=model.days[~used])
    return found.better(refine.data, model, solved, whole=False)


@dataclass(frozen=True, eq=False)
class _Half:
    refine: _Refinement
    relaxed: Solved


def _halves(refine: _Refinement, relaxed: Solved) -> list[_Half]:
    """The branches below and above the relaxation's number of days, the more promising one first.

    Only feasible branches; a single one, without restriction, if the number is an integer or so large that a fraction
    does not matter.
    """
    total = float(relaxed.values[refine.model.total])
    if abs(total - round(total)) < WHOLE or total > MANY_DAYS:
        return [_Half(refine, relaxed)]
    halves: list[_Half] = []
    for limits in ((0.0, math.floor(total)), (math.ceil(total), np.inf)):
        half = replace(refine, within={refine.model.total: limits})
        solved = half.solve(integral=False, rounds=RELAXED_ROUNDS)
        if solved.feasible:
            halves.append(_Half(half, solved))
    return sorted(halves, key=lambda half: -half.relaxed.bound)


def _search(refine: _Refinement, relaxed: Solved, found: _Best, *, gap: float, enough: float) -> _Best:
    """The better of ``found`` and the best solution of a branch; its ``bound`` is that of the branch."""
    large = len(refine.model.pair) > SMALL
    found = replace(found, bound=max(relaxed.bound, 0.0))
    if large and found.gap > enough:
        found = _on_used_pairs(refine, relaxed, found)
    if found.gap > (enough if large else gap):
        solved = refine.solve(rounds=RESTRICTED_ROUNDS if large else WHOLE_ROUNDS)
        found = found.better(refine.data, refine.model, solved, whole=True)
    return found


@dataclass(frozen=True, eq=False)
class _Best:
    days: Ints
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        return gap_of(self.objective, self.bound)

    def better(self, data: PlanningData, model: _Model, solved: Solved, *, whole: bool) -> _Best:
        """The better of this and ``solved``; a solution over the ``whole`` problem may also lower the bound."""
        bound = max(min(self.bound, solved.bound), 0.0) if whole and solved.feasible else self.bound
        if not solved.feasible:
            return _Best(self.days, self.objective, bound)
        days = np.zeros_like(self.days)
        days[model.pair, model.month] = np.rint(solved.block(model.days)).astype(np.int64)
        objective = objective_of(data, days)
        return _Best(days, objective, bound) if objective > self.objective else _Best(self.days, self.objective, bound)


def monthly_limits(data: PlanningData) -> Ints:
    """(P, M) most days of a pair in a month: common dates, and the doctor's own limit."""
    common = data.pair_dates.astype(np.int64) @ data.month_matrix
    limits = np.minimum(common, data.max_days[data.pairs.doctor][:, None])
    affordable = data.pairs.cost_cents <= data.rules.budget_cents
    return limits * affordable[:, None]


def _model(data: PlanningData, limits: Ints, watch: Callable[[], None] | None) -> _Model:
    builder, pairs = ModelBuilder(watch), data.pairs
    pair, month = np.nonzero(limits)
    cap = limits[pair, month].astype(np.float64)
    value = data.weights.returning_visit - data.weights.minute * pairs.minutes[pair]
    days = builder.add_columns("days", len(pair), upper=cap, value=value, integer=True)
    _first_visits(builder, data, days, pair, cap)
    _calendar_limits(builder, data, days, pair, month)
    for presence in presences(data, own_worth(data) > 0):
        _presence_rows(builder, presence, days, pair, month)
    budget = builder.add_rows("budget", 1, upper=data.rules.budget_cents / 100)
    builder.put(budget, days, pairs.cost_cents[pair] / 100)
    total = builder.add_columns("days in all", 1)
    row = builder.add_rows("days in all", 1, lower=0.0, upper=0.0)
    builder.put(row, total, -1.0)
    builder.put(row, days, 1.0)
    change, worth = _access_rows(builder, data, days, pair)
    return _Model(builder, days, pair, month, int(total[0]), change, worth, _size(data))


def _size(data: PlanningData) -> Floats:
    """(G,) consultations over the plan per unit of access, which scales all coefficients close to one."""
    return data.groups.population * data.weeks / WEEKS_PER_YEAR


def _first_visits(builder: ModelBuilder, data: PlanningData, days: Ints, pair: Ints, cap: Floats) -> None:
    """Subtract the bonus of the first visit from each pair used, because it is not a returning visit."""
    used, where = np.unique(pair, return_inverse=True)
    first = builder.add_columns("first visit", len(used), upper=1.0, value=-data.weights.returning_visit, integer=True)
    rows = builder.add_rows("first visit", len(pair), upper=0.0)
    builder.put(rows, days, 1.0)
    builder.put(rows, first[where], -cap)


def _presence_rows(builder: ModelBuilder, presence: PresenceTerm, days: Ints, pair: Ints, month: Ints) -> None:
    """The steps of presence: each counts at most once; being non-increasing, they are used in order without
    constraints.
    """
    months, count = presence.steps.shape
    shape = (presence.places * months, count)
    worth = np.tile(presence.steps, (presence.places, 1))
    step = builder.add_columns("presence", shape, upper=(worth > 0).astype(np.float64), value=worth)
    rows = builder.add_rows("presence", shape[0], upper=0.0)
    builder.put(rows[:, None], step, 1.0)
    counts = presence.counted[pair]
    builder.put(rows[presence.place[pair[counts]] * months + month[counts]], days[counts], -1.0)


def _calendar_limits(builder: ModelBuilder, data: PlanningData, days: Ints, pair: Ints, month: Ints) -> None:
    """Limits on doctors' days per month, rooms per month, and dates on which a doctor or a site is available at all."""
    months = len(data.months)
    dates = data.available.astype(np.int64) @ data.month_matrix
    most = np.minimum(dates, data.max_days[:, None])
    rows = builder.add_rows("doctor's days a month", most.size, upper=most.ravel())
    builder.put(rows[data.pairs.doctor[pair] * months + month], days, 1.0)
    seats = data.rooms @ data.month_matrix
    rows = builder.add_rows("rooms", seats.size, upper=seats.ravel())
    builder.put(rows[data.pairs.site[pair] * months + month], days, 1.0)


def _access_rows(builder: ModelBuilder, data: PlanningData, days: Ints, pair: Ints) -> tuple[Ints, Ints]:
    """Days summed by site and by home, the change of access of each territory, and the columns of its utility."""
    sites, homes, territories = len(data.sites), data.home_loss.shape[1], len(data.groups.code)
    given = builder.add_columns("days at site", sites)
    rows = builder.add_rows("days at site", sites, lower=0.0, upper=0.0)
    builder.put(rows, given, -1.0)
    builder.put(rows[data.pairs.site[pair]], days, 1.0)
    taken = builder.add_columns("days lost at home", homes)
    rows = builder.add_rows("days lost at home", homes, lower=0.0, upper=0.0)
    builder.put(rows, taken, -1.0)
    doctor = data.pairs.doctor[pair]
    builder.put(rows[data.home_of_doctor[doctor]], days, data.home_share[doctor])
    size = _size(data)
    change = builder.add_columns("access", territories, lower=-data.groups.may_lose * size)
    rows = builder.add_rows("access", territories, lower=0.0, upper=0.0)
    builder.put(rows, change, -1.0)
    for effect, columns in ((data.site_gain, given), (-data.home_loss, taken)):
        g, k = np.nonzero(effect)
        builder.put(rows[g], columns[k], effect[g, k] * size[g])
    worth = builder.add_columns("worth", territories, lower=-np.inf, value=1.0)
    return change, worth


def _starting_points(data: PlanningData, limits: Ints) -> list[Floats]:
    """Changes of access at which the first tangents are drawn, from the largest loss to the largest gain."""
    days = np.zeros(len(data.sites))
    np.add.at(days, data.pairs.site, limits.sum(axis=1))
    most = rounded(data.site_gain @ np.minimum(days, data.rooms.sum(axis=1)))
    least = -data.groups.may_lose
    steps = np.linspace(0.0, 1.0, TANGENTS_AT_START) ** 2
    return [least, *(most * step for step in steps)]


def _add_tangents(model: _Model, utility: Utility, point: Floats, where: Bools) -> None:
    chosen = np.flatnonzero(where)
    slope = utility.slope(point)[chosen]
    rows = model.builder.add_rows("tangents", len(chosen), upper=utility.value(point)[chosen] - slope * point[chosen])
    model.builder.put(rows, model.worth[chosen], 1.0)
    model.builder.put(rows, model.change[chosen], -slope / model.size[chosen])


@dataclass(frozen=True, eq=False)
class _Refinement:
    """Solve, add the tangents and cuts that the solution violates, and repeat."""

    data: PlanningData
    model: _Model
    utility: Utility
    options: Mapping[str, float]
    tolerance: float
    within: Mapping[int, tuple[float, float]] = field(default_factory=dict[int, tuple[float, float]])

    def solve(self, *, rounds: int, integral: bool = True, without: Ints | None = None) -> Solved:
        """The last solution after at most ``rounds`` refinements."""
        builder = self.model.builder
        solved = builder.solve(integral=integral, options=self.options, without=without, within=self.within)
        bounds = [solved.bound]
        for _ in range(rounds):
            if not solved.feasible or not (self._tangents(solved) + self._cuts(solved)):
                break
            solved = builder.solve(integral=integral, options=self.options, without=without, within=self.within)
            bounds.append(solved.bound)
            if len(self.model.pair) > SMALL and bounds[-4:][0] - bounds[-1] < STALLED * bounds[-1] and len(bounds) > 4:
                break
        return solved

    def _tangents(self, solved: Solved) -> int:
        model = self.model
        change = solved.block(model.change) / model.size
        above = solved.block(model.worth) - self.utility.value(change)
        if above.sum() <= self.tolerance * max(abs(solved.objective), 1.0):
            return 0
        where = above > above.max() * 1e-3
        _add_tangents(model, self.utility, change, where)
        return int(where.sum())

    def _cuts(self, solved: Solved) -> int:
        model, data = self.model, self.data
        days = np.zeros((len(data.pairs), len(data.months)))
        days[model.pair, model.month] = solved.block(model.days)
        found = calendar_cuts(data, days)
        for cut in found:
            row = model.builder.add_rows("calendar cuts", 1, upper=cut.limit)
            coefficient = np.where(model.month == cut.month, cut.weight[model.pair], 0.0)
            where = np.flatnonzero(coefficient)
            model.builder.put(row, model.days[where], coefficient[where])
        return len(found)
