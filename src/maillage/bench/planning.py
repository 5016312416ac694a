"""Plans of volunteers drawn from a seed: Maillage beside CP-SAT and HiGHS on the daily programme in one piece."""

from __future__ import annotations

import tempfile
import time as clock
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from maillage.bench.report import BenchReport, BenchRow, peak_mb
from maillage.planning import (
    AffectedTerritories,
    Doctor,
    Pairs,
    PlanningData,
    PlanWeights,
    Rules,
    Site,
    annualised,
    check_result,
    solve,
)
from maillage.planning.checking.proof_check import proven_bound
from maillage.planning.data import as_digested, days_by_month
from maillage.planning.measures import may_lose
from maillage.planning.presence import presences
from maillage.planning.result import gap_of
from maillage.planning.solving.highs import ModelBuilder
from maillage.planning.solving.multipliers import Frame
from maillage.planning.utility import Utility, objective_of, own_worth, pair_effect
from maillage.planning.values import DesignatedTerritory, Floats, Ints

START = date(2027, 1, 4)
TANGENTS = 12
OPENING_CENTS, LEAST_DAYS = 150_000, 3


@dataclass(frozen=True)
class Size:
    """Designated territories, sites, doctors, weeks, budget in cents, and side of the square country in km."""

    territories: int
    sites: int
    doctors: int
    weeks: int
    budget_cents: int
    side_km: float


SIZES = {
    "quick": Size(4, 12, 30, 4, 2_000_000, 100),
    "regional": Size(28, 84, 300, 13, 24_750_000, 250),
    "national": Size(151, 453, 5_000, 26, 540_000_000, 1_000),
}


def invented(size: Size, seed: int) -> PlanningData:
    """A square country: sites around the middle of designated territories, doctors around towns, all from the seed.

    Of a day's consultations, seven tenths go to the territory of the site and the rest to the nearest town's; a day is
    lost in the town's territory by the share of the doctor.
    """
    rng = np.random.default_rng(seed)
    towns, side = 4 * size.territories, size.side_km
    middle, town = rng.uniform(0, side, (size.territories, 2)), rng.uniform(0, side, (towns, 2))
    area = np.arange(size.sites) % size.territories
    place = middle[area] + rng.normal(0, 8, (size.sites, 2))
    home = rng.integers(0, towns, size.doctors)
    lives = town[home] + rng.normal(0, 6, (size.doctors, 2))
    days = tuple(day for k in range(7 * size.weeks) if (day := START + timedelta(days=k)).weekday() < 5)
    doctors = tuple(_doctor(rng, k, days) for k in range(size.doctors))
    sites = tuple(
        Site(f"S{k:03}", f"S{k:03}", "", 1, frozenset(rng.choice(5, 3, replace=False).tolist()))
        for k in range(size.sites)
    )
    minutes = 5 + 1.3 * np.hypot(*(lives[:, None] - place[None]).transpose(2, 0, 1))
    doctor, site = np.nonzero(minutes <= 60)
    one_way = minutes[doctor, site]
    pairs = Pairs(doctor, site, one_way, np.rint(20_000 + 120 * one_way).astype(np.int64))
    groups, gain, loss = _access(rng, size, np.concatenate([middle, town]), place, area)
    months = tuple(sorted({f"{day:%Y-%m}" for day in days}))
    rooms = np.array([[int(day.weekday() in one.open_weekdays) for day in days] for one in sites], dtype=np.int64)
    return as_digested(PlanningData(
        doctors=doctors, sites=sites, days=days, months=months,
        month_of_day=np.array([months.index(f"{day:%Y-%m}") for day in days], dtype=np.int64),
        available=np.array([[day in one.available for day in days] for one in doctors], dtype=np.bool_),
        rooms=rooms, pairs=pairs, groups=groups, site_gain=gain, home_loss=loss, home_of_doctor=home,
        areas=tuple(DesignatedTerritory(groups.code[k], groups.name[k]) for k in range(size.territories)),
        area_of_site=area.astype(np.int64), start=START, weeks=size.weeks,
        rules=Rules("solidarity", 60, 2, 20, size.budget_cents, 2.5, 2.0), weights=PlanWeights(),
    ))  # fmt: skip


def _doctor(rng: np.random.Generator, k: int, days: tuple[date, ...]) -> Doctor:
    offered = frozenset(day for day, free in zip(days, rng.random(len(days)) < 0.6, strict=True) if free)
    share = float(rng.choice([0.0, 0.2, 0.5], p=[0.4, 0.2, 0.4]))
    return Doctor(f"D{k:04}", f"D{k:04}", "", offered, share, int(rng.choice([1, 2], p=[0.35, 0.65])))


def _access(
    rng: np.random.Generator, size: Size, centre: Floats, place: Floats, area: Ints
) -> tuple[AffectedTerritories, Floats, Floats]:
    count, towns = len(centre), len(centre) - size.territories
    designated = np.arange(count) < size.territories
    population = np.where(designated, rng.uniform(8_000, 30_000, count), rng.uniform(30_000, 150_000, count))
    access = np.where(designated, rng.uniform(1.5, 2.5, count), rng.uniform(2.8, 4.5, count))
    per_day = annualised(20, size.weeks)
    gain, loss = np.zeros((count, size.sites)), np.zeros((count, towns))
    near = np.hypot(*(place[:, None] - centre[None, size.territories :]).transpose(2, 0, 1)).argmin(axis=1)
    gain[area, np.arange(size.sites)] = 0.7 * per_day / population[area]
    gain[size.territories + near, np.arange(size.sites)] += 0.3 * per_day / population[size.territories + near]
    loss[size.territories + np.arange(towns), np.arange(towns)] = per_day / population[size.territories :]
    names = tuple(f"T{k:04}" for k in range(count))
    return AffectedTerritories(names, names, population, access, may_lose(access, 2.5, 2.0), designated), gain, loss


def with_openings(data: PlanningData) -> PlanningData:
    """The same problem where each site opens at a cost, and then keeps three days a month."""
    sites = tuple(replace(one, opening_cents=OPENING_CENTS, least_days=LEAST_DAYS) for one in data.sites)
    return replace(data, sites=sites)


def bench_planning(size: str, seconds: float, seed: int = 1, *, openings: bool = False) -> BenchReport:
    """Plan one invented problem by all engines; peers get ``seconds`` each, and the same objective and rules.

    With ``openings`` each site costs 1,500 EUR once it opens, and then keeps three days a month.
    """
    data = invented(SIZES[size], seed)
    data = with_openings(data) if openings else data
    start = clock.perf_counter()
    result = solve(data, seed, time_limit=seconds)
    ours = BenchRow("maillage", clock.perf_counter() - start, peak_mb(), "", _detail(result.objective, result.bound))
    proven = result.proof is not None and proven_bound(data, result.proof) <= result.proof.bound
    rows = [ours, _whole_by_highs(data, seconds), _whole_by_cp_sat(data, seconds)]
    counts = {"territories": len(data.areas), "sites": len(data.sites), "doctors": len(data.doctors)}
    return BenchReport(
        rows=rows,
        ratios={},
        checks={"rules": not check_result(data, result), "proof": proven},
        size={**counts, "weeks": data.weeks, "pairs": len(data.pairs), "seed": seed},
    )


def _detail(objective: float, bound: float) -> dict[str, float]:
    return {"objective": objective, "bound": bound, "gap": gap_of(objective, bound)}


def daily_programme(data: PlanningData) -> tuple[ModelBuilder, Ints, Ints, Ints]:
    """One column for each pair and date, with its pair and date; the logarithm is replaced by tangents above it."""
    builder, pairs, frame = ModelBuilder(), data.pairs, Frame(data)
    pair, day = np.nonzero(data.pair_dates & (frame.limits[:, data.month_of_day] > 0))
    value = data.weights.returning_visit - data.weights.minute * pairs.minutes[pair]
    visit = builder.add_columns("visit", len(pair), upper=1.0, value=value, integer=True)
    first = builder.add_columns("first", len(pairs), upper=1.0, value=-data.weights.returning_visit, integer=True)
    rows = builder.add_rows("first", len(pair), upper=0.0)
    builder.put(rows, visit, 1.0)
    builder.put(rows, first[pair], -1.0)
    month, days = data.month_of_day[day], len(data.days)
    for name, key, most in (
        ("one site a day", pairs.doctor[pair] * days + day, np.ones(len(data.doctors) * days)),
        ("rooms", pairs.site[pair] * days + day, data.rooms.ravel()),
        ("days a month", pairs.doctor[pair] * len(data.months) + month, frame.doctor_limits.ravel()),
    ):
        rows = builder.add_rows(name, len(most), upper=most)
        builder.put(rows[key], visit, 1.0)
    for term in presences(data, own_worth(data) > 0):
        worth = np.tile(term.steps, (term.places, 1))
        steps = builder.add_columns("presence", worth.shape, upper=(worth > 0).astype(np.float64), value=worth)
        rows = builder.add_rows("presence", len(worth), upper=0.0)
        builder.put(rows[:, None], steps, 1.0)
        counts = term.counted[pair]
        builder.put(rows[term.place[pair[counts]] * len(data.months) + month[counts]], visit[counts], -1.0)
    budget = builder.add_rows("budget", 1, upper=data.rules.budget_cents / 100)
    builder.put(budget, visit, pairs.cost_cents[pair] / 100)
    _openings(builder, data, budget, visit, pairs.site[pair], month)
    _access_in_tangents(builder, data, visit, pair)
    return builder, visit, pair, day


def _openings(builder: ModelBuilder, data: PlanningData, budget: Ints, visit: Ints, site: Ints, month: Ints) -> None:
    """Days only at open sites, no fewer than their least days; their opening is paid."""
    opened = np.full(len(data.sites), -1, dtype=np.int64)
    opened[data.optional] = builder.add_columns("open", len(data.optional), upper=1.0, integer=True)
    builder.put(budget, opened[data.optional], data.opening_cents[data.optional] / 100)
    inside = opened[site] >= 0
    rows = builder.add_rows("open", int(inside.sum()), upper=0.0)
    builder.put(rows, visit[inside], 1.0)
    builder.put(rows, opened[site[inside]], -1.0)
    months = len(data.months)
    rows = builder.add_rows("least days", len(data.sites) * months, lower=0.0)
    builder.put(rows[(site * months + month)[inside]], visit[inside], 1.0)
    for s in data.optional.tolist():
        builder.put(rows[s * months : (s + 1) * months], opened[s], -data.least_days[s].astype(np.float64))


def _access_in_tangents(builder: ModelBuilder, data: PlanningData, visit: Ints, pair: Ints) -> None:
    utility, effect = Utility.of(data), pair_effect(data).tocoo()
    size = data.groups.population
    most = data.site_gain @ np.minimum(data.rooms.sum(axis=1), data.pair_dates.shape[1])
    change = builder.add_columns("access", len(size), lower=-data.groups.may_lose * size, upper=most * size)
    given = builder.add_columns("days of pair", len(data.pairs), upper=float(len(data.days)))
    rows = builder.add_rows("days of pair", len(data.pairs), lower=0.0, upper=0.0)
    builder.put(rows, given, -1.0)
    builder.put(rows[pair], visit, 1.0)
    # At most the effect of the days: nothing is gained by less, and CP-SAT cannot meet equations of fractions exactly.
    rows = builder.add_rows("access", len(size), lower=0.0)
    builder.put(rows, change, -1.0)
    builder.put(rows[effect.coords[0]], given[effect.coords[1]], effect.data * size[effect.coords[0]])
    least, top = utility.value(-data.groups.may_lose) - 1.0, utility.value(most) + 1.0
    worth = builder.add_columns("worth", len(size), lower=least, upper=top, value=1.0)
    for step in np.linspace(0.0, 1.0, TANGENTS) ** 2:
        point = most * step
        slope = utility.slope(point)
        rows = builder.add_rows("tangents", len(size), upper=utility.value(point) - slope * point)
        builder.put(rows, worth, 1.0)
        builder.put(rows, change, -slope / size)


def _found(data: PlanningData, chosen: Floats, pair: Ints, day: Ints) -> float:
    """The true objective of a peer's plan."""
    placed = np.zeros((len(data.pairs), len(data.days)), dtype=np.bool_)
    placed[pair[chosen > 0.5], day[chosen > 0.5]] = True
    return objective_of(data, days_by_month(data, placed))


def _whole_by_highs(data: PlanningData, seconds: float) -> BenchRow:
    start, name = clock.perf_counter(), "highs, daily programme"
    builder, visit, pair, day = daily_programme(data)
    solved = builder.solve(options={"time_limit": seconds})
    spent = clock.perf_counter() - start
    if not solved.feasible:
        return BenchRow(name, spent, peak_mb(), "no plan found in this time")
    detail = _detail(_found(data, solved.block(visit), pair, day), solved.bound)
    return BenchRow(name, spent, peak_mb(), "peak of the engines so far", detail)


def _whole_by_cp_sat(data: PlanningData, seconds: float) -> BenchRow:
    """CP-SAT with two workers; it scales the programme to whole numbers itself."""
    from ortools.linear_solver.python import model_builder

    start, name = clock.perf_counter(), "cp-sat, daily programme"
    builder, visit, pair, day = daily_programme(data)
    model = model_builder.Model()
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "daily.mps"
        builder.write(path)
        if not model.import_from_mps_file(str(path)):
            return BenchRow(name, None, None, "the programme could not be read")
    solver = model_builder.Solver("sat")
    solver.set_time_limit_in_seconds(seconds)
    solver.set_solver_specific_parameters("num_workers: 2")
    status = solver.solve(model)
    spent = clock.perf_counter() - start
    if status not in (model_builder.SolveStatus.OPTIMAL, model_builder.SolveStatus.FEASIBLE):
        return BenchRow(name, spent, peak_mb(), "no plan found in this time")
    variables = model.get_variables()
    chosen = np.array([solver.value(variables[int(column)]) for column in visit])
    bound = abs(solver.best_objective_bound)
    return BenchRow(
        name, spent, peak_mb(), "peak of the engines so far", _detail(_found(data, chosen, pair, day), bound)
    )
