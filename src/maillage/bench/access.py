"""The same indicator on the same pairs as PySAL ``access`` and SciPy in one run, with results compared and memory
measured.
"""

from __future__ import annotations

import importlib
import importlib.util
import statistics
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from maillage.access import AccessModel, Demand, Parameters, Supply, step_decay
from maillage.bench.report import BenchReport, BenchRow, absent
from maillage.travel import TravelTimes

Floats = NDArray[np.float64]
LIMIT = 60
STEPS = {15: 1.0, 30: 0.68, 45: 0.22, 60: 0.1}  # minutes and weights, closed on the right as in PySAL
WITH_CARE = 0.45
TOLERANCE = 1e-9
WARM_RUNS = 31
MOVES = 200


@dataclass(frozen=True)
class Case:
    """Times between generated communes, their people and their doctors."""

    times: TravelTimes
    demand: Demand
    supply: Supply
    parameters: Parameters

    def model(self) -> AccessModel:
        """The model built from the times, without caches."""
        return AccessModel(self.times, self.demand, self.supply, self.parameters)


def make_case(communes: int, neighbours: float, seed: int = 1) -> Case:
    """Communes over a square, each with about ``neighbours`` others within an hour; times differ by direction."""
    from scipy.sparse import csr_matrix
    from scipy.spatial import cKDTree

    rng = np.random.default_rng(seed)
    place = rng.random((communes, 2))
    place = place[np.lexsort((place[:, 0], np.floor(place[:, 1] * communes**0.5)))]
    radius = (neighbours / communes / np.pi) ** 0.5
    pairs = cKDTree(place).query_pairs(radius, output_type="ndarray").astype(np.int32)
    apart = np.hypot(*(place[pairs[:, 0]] - place[pairs[:, 1]]).T) / radius
    ends = np.concatenate([pairs, pairs[:, ::-1], np.repeat(np.arange(communes, dtype=np.int32), 2).reshape(-1, 2)])
    seconds = np.concatenate([np.tile(apart, 2), np.zeros(communes)]) * 60 * LIMIT
    seconds = np.minimum(np.rint(seconds * rng.uniform(0.9, 1.1, len(seconds))), 60 * LIMIT)
    matrix = csr_matrix((seconds.astype(np.uint16) + 1, (ends[:, 0], ends[:, 1])), shape=(communes, communes))
    matrix.sort_indices()
    code = np.array([f"{i:05d}" for i in range(communes)])
    seconds_by_row = (matrix.data - 1).astype(np.uint16)
    indptr = matrix.indptr.astype(np.int64)
    times = TravelTimes(code, indptr, matrix.indices.astype(np.int32), seconds_by_row, 60 * LIMIT, "generated", "bench")
    people = rng.integers(50, 5000, communes).astype(np.float64)
    doctors = np.where(rng.random(communes) < WITH_CARE, rng.integers(1, 20, communes), 0).astype(np.float64)
    decay = step_decay(tuple(map(float, STEPS)), tuple(STEPS.values()))
    return Case(
        times,
        Demand(people, people, modelled=False),
        Supply(doctors, doctors, "generated", "bench", modelled=False),
        replace(Parameters.load(), name="bench", decay=decay),
    )


def bench_access(communes: int = 35_000, neighbours: float = 600, seed: int = 1) -> BenchReport:
    """Run Maillage cold, warm and for one doctor moved, then SciPy, then PySAL ``access``, on the same pairs.

    *Cold* starts from times and counts, *warm* changes the doctors of an existing model, *what_if* moves one doctor.
    PySAL reuses nothing between two runs, so one run is its time for each. Compilation is not counted (it happens once
    for each installation), nor is the construction of PySAL's table of pairs.
    """
    make_case(50, 10).model().access()  # compile before timing
    case = make_case(communes, neighbours, seed)
    model, cold, peak = measured(case.model)
    clock = time.perf_counter()
    expected = model.access()
    cold += time.perf_counter() - clock
    took, moved = _warm_seconds(case, model), _move_seconds(model, seed)
    warm = statistics.median(took)
    rows = [
        BenchRow("maillage, cold", cold, peak, "from times and counts", {"weights_mb": model.weights.nbytes / 1e6}),
        BenchRow(
            "maillage, warm",
            warm,
            None,
            f"{1e3 * warm:.2f} ms (least {1e3 * min(took):.2f}): other doctors, same model",
        ),
        BenchRow("maillage, one doctor moved", moved, None, f"{1e3 * moved:.3f} ms: median of {MOVES}"),
    ]
    checks = {"equal_what_if": _moves_are_exact(model, seed)}
    scipy, scipy_seconds, scipy_peak = measured(lambda: _scipy(case))
    rows.append(
        BenchRow(
            "scipy, cold", scipy_seconds, scipy_peak, "csr_matrix of float64", {"difference": differ(scipy, expected)}
        )
    )
    checks["equal_scipy"] = differ(scipy, expected) <= TOLERANCE
    ratios: dict[str, float | None] = {"cold": None, "warm": None, "what_if": None}
    if importlib.util.find_spec("access") is None:
        rows.append(absent("pysal access"))
    else:
        found, seconds, pysal_peak = _pysal(case)
        gap = differ(found, expected)
        rows.append(BenchRow("pysal access", seconds, pysal_peak, "fca.two_stage_fca", {"difference": gap}))
        checks["equal_pysal"] = gap <= TOLERANCE
        ratios = {"cold": seconds / cold, "warm": seconds / warm, "what_if": seconds / moved}
    checks = {"equal": all(checks.values()), **checks}
    size = {"communes": communes, "pairs": case.times.pairs, "with_doctors": int((case.supply.amount > 0).sum())}
    return BenchReport(rows, ratios, checks, size)


def measured(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Result, seconds and peak resident memory (MB) of ``work``, sampled while it runs."""
    process, done = psutil.Process(), threading.Event()
    peak = [process.memory_info().rss]

    def watch() -> None:
        while not done.wait(0.005):
            peak[0] = max(peak[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    clock = time.perf_counter()
    try:
        result = work()
    finally:
        seconds = time.perf_counter() - clock
        done.set()
        watcher.join()
    return result, seconds, max(peak[0], process.memory_info().rss) / 1e6


def differ(found: Floats, expected: Floats) -> float:
    """Largest relative difference; absolute where the expected value is 0."""
    return float((np.abs(found - expected) / np.where(expected > 0, expected, 1.0)).max())


def _warm_seconds(case: Case, model: AccessModel) -> list[float]:
    took: list[float] = []
    for turn in range(WARM_RUNS):
        other = replace(case.supply, amount=case.supply.amount * (1 + turn % 2))
        clock = time.perf_counter()
        model.with_supply(other).access()
        took.append(time.perf_counter() - clock)
    return took


def _moves(model: AccessModel, seed: int, count: int) -> list[dict[int, float]]:
    rng = np.random.default_rng(seed)
    seats = np.flatnonzero(model.supply.amount >= 1)
    return [{int(rng.choice(seats)): -1.0, int(rng.integers(len(model))): 1.0} for _ in range(count)]


def _move_seconds(model: AccessModel, seed: int) -> float:
    took: list[float] = []
    for move in _moves(model, seed, MOVES):
        clock = time.perf_counter()
        model.what_if(move)
        took.append(time.perf_counter() - clock)
    return statistics.median(took)


def _moves_are_exact(model: AccessModel, seed: int) -> bool:
    same = True
    for move in _moves(model, seed + 1, 5):
        amount = model.supply.amount.copy()
        for position, units in move.items():
            amount[position] += units
        full = model.with_supply(replace(model.supply, amount=amount)).access()
        same &= differ(model.what_if(move).after, full) <= TOLERANCE
    return same


def _scipy(case: Case) -> Floats:
    from scipy.sparse import csr_matrix

    times, n = case.times, len(case.times)
    weight = case.parameters.decay(np.arange(times.limit_seconds + 1) / 60)[times.seconds]
    matrix: Any = csr_matrix((weight, times.indices, times.indptr), shape=(n, n))
    return np.asarray(matrix @ (case.supply.amount / (matrix.T @ case.demand.standardised)))


def _pysal(case: Case) -> tuple[Floats, float, float]:
    import pandas as pd

    times, n = case.times, len(case.times)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fca: Any = importlib.import_module("access.fca")
        weights: Any = importlib.import_module("access.weights")
    place = pd.Index(np.arange(n), name="geoid")
    pairs = pd.DataFrame(
        {
            "origin": np.repeat(np.arange(n), np.diff(times.indptr)),
            "dest": times.indices.astype(np.int64),
            "cost": times.seconds / 60.0,
        }
    )
    people = pd.DataFrame({"demand": case.demand.standardised}, index=place)
    care = pd.DataFrame({"supply": case.supply.amount}, index=place)

    def run() -> Any:
        return fca.two_stage_fca(
            people, care, pairs, max_cost=LIMIT, demand_index=True, supply_index=True,
            demand_name="demand", supply_name="supply", weight_fn=weights.step_fn(STEPS),
        )  # fmt: skip

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, seconds, peak = measured(run)
    return found.reindex(place, fill_value=0.0).to_numpy(dtype=np.float64), seconds, peak
