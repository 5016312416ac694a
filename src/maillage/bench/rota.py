"""Duty rotas drawn from a seed: Maillage beside CP-SAT on the whole programme for the same time."""

from __future__ import annotations

import random
import time as clock
from datetime import date, time, timedelta

from ortools.sat.python import cp_model

from maillage.bench.report import BenchReport, BenchRow, peak_mb
from maillage.planning.result import gap_of
from maillage.planning.rota import Count, DutyRole, Pattern, Person, RotaProblem, check_rota, fill
from maillage.planning.rota.fairness import SCALE, points_of
from maillage.planning.rota.model import allowed_pairs, hold, limits, rota_model, unfairness

START = date(2027, 1, 4)
SECTORS = ("N", "S", "W")
HISTORY = {Count.DUTIES: 6, Count.NIGHTS: 3, Count.WEEKENDS: 3, Count.HOLIDAYS: 2}
WEEKDAYS, WEEKEND, ALWAYS = frozenset(range(5)), frozenset((5, 6, 7)), frozenset(range(8))


def invented(seed: int = 1, people: int = 60, weeks: int = 13) -> RotaProblem:
    """A department in three sectors: a quarter are regulators too; absences, wishes, exemptions, a history."""
    dice = random.Random(seed)  # noqa: S311 invented people
    days = [START + timedelta(days=k) for k in range(7 * weeks)]
    folk = tuple(_person(dice, k, days) for k in range(people))
    return RotaProblem(folk, tuple(_patterns()), START, weeks, "31")


def _patterns() -> list[Pattern]:
    sector, regulator = DutyRole.EFFECTOR, DutyRole.REGULATOR
    found: list[Pattern] = []
    for name in SECTORS:
        found += [
            Pattern(f"{name}-evening", name, sector, 1, WEEKDAYS, time(20), time(0)),
            Pattern(f"{name}-night", name, sector, 1, ALWAYS, time(0), time(8)),
            Pattern(f"{name}-day", name, sector, 1, WEEKEND, time(8), time(20)),
            Pattern(f"{name}-weekend-evening", name, sector, 2, WEEKEND, time(20), time(0)),
        ]
    return [
        *found,
        Pattern("15-evening", "", regulator, 1, WEEKDAYS, time(19), time(0)),
        Pattern("15-night", "", regulator, 1, ALWAYS, time(0), time(8)),
        Pattern("15-day", "", regulator, 1, WEEKEND, time(8), time(20)),
        Pattern("15-second-evening", "", regulator, 2, WEEKDAYS, time(20), time(0)),
    ]


def _person(dice: random.Random, k: int, days: list[date]) -> Person:
    absent = set[date]()
    for _ in range(dice.choice([0, 1, 1, 2])):
        first = dice.randrange(len(days))
        absent |= set(days[first : first + dice.choice([3, 7, 7, 14])])
    off = set(dice.sample(days, min(dice.randrange(9), len(days)))) - absent
    on = set(dice.sample(days, dice.randrange(3))) - absent - off
    roles = {DutyRole.EFFECTOR} | ({DutyRole.REGULATOR} if k % 4 == 0 else set[DutyRole]())
    expects = k % 24 == 7
    return Person(
        id=f"P{k:02}",
        name=f"P{k:02}",
        sectors=frozenset({SECTORS[k % len(SECTORS)]}),
        roles=frozenset(roles),
        share=dice.choice([1, 1, 1, 0.5, 0.75]),
        born=date(dice.choice([1958, 1970, 1980, 1985, 1990]), 5, 1),
        waives_age=dice.random() < 0.5,
        pregnant_from=START if expects else None,
        pregnant_until=START + timedelta(days=60) if expects else None,
        absent=frozenset(absent),
        wishes_off=frozenset(off),
        wishes_on=frozenset(on),
        history={count: dice.randrange(most) for count, most in HISTORY.items()},
    )


def bench_rota(people: int = 60, weeks: int = 13, seed: int = 1, seconds: float = 60.0) -> BenchReport:
    """Fill one invented rota by both engines; objective and bound are points of unfairness, the gap is relative."""
    problem = invented(seed, people, weeks)
    start = clock.perf_counter()
    rota = fill(problem)
    row = BenchRow(
        "maillage", clock.perf_counter() - start, peak_mb(), "", _detail(rota.objective, rota.bound)
    )  # fmt: skip
    peer = _whole_programme(problem, seconds)
    size = {"people": people, "weeks": weeks, "duties": len(problem.duties), "seed": seed}
    return BenchReport(
        rows=[row, peer],
        ratios={},
        checks={"rules": not check_rota(problem, rota.filled), "within 1 %": rota.gap <= 0.01},
        size=size,
    )


def _detail(objective: float, bound: float) -> dict[str, float]:
    return {"objective": objective, "bound": bound, "gap": gap_of(bound, objective)}


def _whole_programme(problem: RotaProblem, seconds: float) -> BenchRow:
    """CP-SAT on the whole programme, two workers, from nothing."""
    start = clock.perf_counter()
    rota = rota_model(problem, allowed_pairs(problem))
    for d in range(len(problem.duties)):
        rota.model.add_exactly_one(var for (_, duty), var in rota.fills.items() if duty == d)
    hold(rota, limits(rota))
    terms, constant = unfairness(rota)
    rota.model.minimize(sum(points * var for points, var in terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 2, seconds
    status = solver.solve(rota.model)
    spent = clock.perf_counter() - start
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return BenchRow("cp-sat, whole programme", spent, peak_mb(), "no rota found in this time")
    filled = [(problem.duties[d].id, problem.people[p].id) for (p, d), v in rota.fills.items() if solver.value(v)]
    detail = _detail(points_of(problem, filled) / SCALE, (solver.best_objective_bound + constant) / SCALE)
    return BenchRow("cp-sat, whole programme", spent, peak_mb(), "peak of both engines", detail)
