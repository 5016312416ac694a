"""The answer to a scenario on the map, as the site computes it, compared with the access of France computed from
scratch.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from maillage.access import AccessModel
from maillage.bench.report import BenchReport, BenchRow, peak_mb

if TYPE_CHECKING:
    from maillage.site.observatory.workbench import Workbench

Result = TypeVar("Result")
SCENARIOS = (
    "+12197:1",
    "+12197:2,-31555:1",
    "-75056:10,+13055:4,69123~12197:3,+59350:2",
    ",".join(f"+{code}:1" for code in ("75056", "13055", "69123", "59350", "31555", "06088", "44109", "34172", "67482",
                                       "33063", "35238", "51454", "83137", "42218", "76351", "21231", "38185", "49007",
                                       "97411", "12197")),
)  # fmt: skip
INDICATORS = {"nearest": "minutes", "count": "nombre", "2sfca": "pour-100000", "coverage": "desert"}
LIMIT_SECONDS = 0.05
REPEATS = 15


def bench_scenario(data_dir: Path | None = None) -> BenchReport:
    """Time the site's answers over a data folder in which ``maillage demo`` has run.

    Raises ``MaillageError`` for a folder that is not a data folder, ``NotMeasured`` if it contains no results.
    """
    from maillage.site.runtime import open_site

    server = open_site(data_dir, migrate=False)
    try:
        return report()
    finally:
        if server is not None:
            server.stop()


def report() -> BenchReport:
    """The same in a process that has already opened the site."""
    from django.test import Client

    from maillage.site.observatory import what_if
    from maillage.site.observatory.choice import ShownIndicator, choose

    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_ENCODING="gzip")
    asked = [(what_if.workbench(), "", text) for text in SCENARIOS]
    for indicator in (one for one in ShownIndicator if one != ShownIndicator.APL):
        words = f"indicateur={INDICATORS[indicator.value]}&"
        opened = what_if.workbench(choose("gp", indicator, 30))
        texts = SCENARIOS[1::2] if indicator != ShownIndicator.NEAREST else _first_and_last(opened)
        asked += [(opened, words, text) for text in texts]
    anew, equal, rows = [], True, []
    for bench, words, text in asked:
        doctors = _doctors(bench, text)
        outcome = what_if.evaluate(bench, doctors)
        full, seconds = _timed(lambda opened=bench, wanted=doctors: _anew(opened, wanted), 2)
        if not words:
            anew.append(seconds)
        equal = equal and bool(np.allclose(outcome.after, full, rtol=1e-9, atol=1e-9))
        _, engine = _timed(lambda opened=bench, wanted=doctors: what_if.evaluate(opened, wanted), REPEATS)
        address = f"/carte/essai?territoire=france&{words}scenario={text}"
        _, answered = _timed(lambda there=address: client.get(there), REPEATS)
        name = f"site, one answer, {bench.choice.indicator}"
        note = f"{text.count(',') + 1} gestures, {len(outcome.rows)} communes change; the engine {1000 * engine:.2f} ms"
        rows.append(BenchRow(name, answered, None, note))
    rows.append(BenchRow("access of France anew", median(anew), peak_mb(), "all weights summed again"))
    slowest = max(row.seconds or 0.0 for row in rows[:-1])
    return BenchReport(
        rows=rows,
        ratios={"anew": median(anew) / slowest},
        checks={"equal": equal, "under_50_ms": slowest <= LIMIT_SECONDS},
        size={"communes": len(asked[0][0].code)},
    )


def _first_and_last(bench: Workbench) -> tuple[str, ...]:
    """Scenarios that change the nearest place: a first doctor in a remote commune, and the departure of a commune's
    only one.
    """
    far = bench.code[np.argsort(-bench.model.access(), kind="stable")[:10]]
    alone = bench.code[np.flatnonzero(bench.practitioners == 1)[:10]]
    steps = [f"{sign}{code}:1" for pair in zip(far, alone, strict=True) for sign, code in zip("+-", pair, strict=True)]
    return ",".join(steps[:2]), ",".join(steps)


def _doctors(bench: Workbench, text: str) -> dict[int, float]:
    from maillage.site.observatory import scenario as scenarios

    asked = scenarios.parse(text)
    where = scenarios.positions_of(asked, bench.code)
    return {where[code]: count for code, count in asked.doctors().items()}


def _anew(bench: Workbench, doctors: dict[int, float]) -> NDArray[np.float64]:
    """The measure with another supply, computed from all weights or times."""
    from maillage.access.measures import Nearest, WithinReach

    model, change = bench.model, np.zeros(len(bench.code))
    for position, count in doctors.items():
        change[position] = count * bench.per_doctor
    if isinstance(model, AccessModel):
        supply = replace(model.supply, amount=model.supply.amount + change)
        return model.with_supply(supply).access()
    if isinstance(model, Nearest):
        return Nearest.of(model.times, model.supply + change, model.weights).values
    assert isinstance(model, WithinReach)
    return model.scale * model.weights.spread(model.supply + change)


def _timed(work: Callable[[], Result], repeats: int) -> tuple[Result, float]:
    """Result, and median seconds after a first run that is not counted."""
    result = work()
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
    return result, median(seconds)
