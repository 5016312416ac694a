"""The answer to a scenario on the map, as the site gives it, beside the access of France computed anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from maillage.access import AccessModel
from maillage.bench.report import Report, Row, peak_mb

SCENARIOS = (
    "+12197:1",
    "+12197:2,-31555:1",
    "-75056:10,+13055:4,69123~12197:3,+59350:2",
    ",".join(f"+{code}:1" for code in ("75056", "13055", "69123", "59350", "31555", "06088", "44109", "34172", "67482",
                                       "33063", "35238", "51454", "83137", "42218", "76351", "21231", "38185", "49007",
                                       "97411", "12197")),
)  # fmt: skip
LIMIT_SECONDS = 0.05
REPEATS = 15


def bench_scenario(data_dir: Path | None = None) -> Report:
    """Time the site's answers over a data folder in which ``maillage demo`` has run.

    Raises ``MaillageError`` for a folder that is no data folder, ``NotMeasured`` where nothing is computed in it.
    """
    from maillage.site.runtime import open_site

    server = open_site(data_dir, migrate=False)
    try:
        return report()
    finally:
        if server is not None:
            server.stop()


def report() -> Report:
    """The same in a process that has opened the site already."""
    from django.test import Client

    from maillage.site.observatory import scenario as scenarios
    from maillage.site.observatory import what_if

    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_ENCODING="gzip")
    bench = what_if.workbench()
    anew, equal, rows = [], True, []
    for text in SCENARIOS:
        asked = scenarios.parse(text)
        where = scenarios.positions_of(asked, bench.code)
        doctors = {where[code]: count for code, count in asked.doctors().items()}
        outcome = what_if.evaluate(bench, doctors)
        amount = bench.model.supply.amount.copy()
        for position, count in doctors.items():
            amount[position] += count * bench.per_doctor
        full, seconds = _timed(lambda values=amount: _anew(bench.model, values), 2)
        anew.append(seconds)
        equal = equal and bool(np.allclose(outcome.after, full, rtol=1e-9, atol=1e-9))
        _, engine = _timed(lambda wanted=doctors: what_if.evaluate(bench, wanted), REPEATS)
        address = f"/carte/essai?territoire=france&scenario={text}"
        _, answered = _timed(lambda asked=address: client.get(asked), REPEATS)
        note = f"{len(asked)} gestures, {len(outcome.rows)} communes change; the engine alone {1000 * engine:.2f} ms"
        rows.append(Row("site, one answer", answered, None, note))
    rows.append(Row("access of France anew", median(anew), peak_mb(), "all weights summed again"))
    slowest = max(row.seconds or 0.0 for row in rows[:-1])
    return Report(
        rows=rows,
        ratios={"anew": median(anew) / slowest},
        checks={"equal": equal, "under_50_ms": slowest <= LIMIT_SECONDS},
        size={"communes": len(bench.code)},
    )


def _anew(model: AccessModel, amount: NDArray[np.float64]) -> NDArray[np.float64]:
    """Access with another supply, from all weights."""
    return model.with_supply(replace(model.supply, amount=amount)).access()


def _timed(work: Callable[[], object], repeats: int) -> tuple[object, float]:
    """Result, and median seconds after a first run that is not counted."""
    result = work()
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
    return result, median(seconds)
