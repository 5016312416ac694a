"""The benchmark of the search of free slots: 25 practitioners over 72 hours, asked at the pace of the platform.

Two rows: *at the pace*, one search every so many seconds whatever the last one took, as the platform asks; and
*one after the other*, as fast as one client can. The time limit of the guide is 7 s, that of the official kit 1 s.
"""

from __future__ import annotations

import json
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import numpy as np

from maillage.bench.booking.running import RunningSite, run_module
from maillage.bench.report import BenchReport, BenchRow
from maillage.bench.sas.setting import SasWorld
from maillage.site.database import server as database

ASKED, HOURS = 25, 72
WANTED_SECONDS = 0.2
ONE_AFTER_THE_OTHER = 40
AT_ONCE = 8
"""Searches that may be under way at once at the pace: late answers do not delay the next question."""


@dataclass(frozen=True)
class Answer:
    """What one search was answered: in how many seconds, with which status, how many slots and bytes."""

    seconds: float
    status: int
    total: int
    told: int
    size: int


def bench_sas(slots: int, calls: int, seconds: float) -> BenchReport:
    """Make a site with ``slots`` slots and ask it ``calls`` times an hour for ``seconds``.

    Raises ``MaillageError`` if the site cannot be made or does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="maillage-sas-"))
    before = signal.signal(signal.SIGTERM, _ended)  # whoever ends the benchmark ends its site too
    try:
        run_module("setting", folder, slots, package="maillage.bench.sas")
        with ExitStack() as stack:
            stack.enter_context(database.start(folder))
            site = RunningSite(folder)
            stack.callback(site.stop)
            site.start()
            return _measure(site, SasWorld.load(folder / "sas.json"), calls, seconds)
    finally:
        signal.signal(signal.SIGTERM, before)
        shutil.rmtree(folder, ignore_errors=True)


def _ended(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def _measure(site: RunningSite, world: SasWorld, calls: int, seconds: float) -> BenchReport:
    paths = _paths(world)
    asking = _Asking(site.address, world.key)
    first = [asking(next(paths)) for _ in range(3)]
    paced = _at_pace(asking, paths, calls, seconds)
    quick = [asking(next(paths)) for _ in range(ONE_AFTER_THE_OTHER)]
    answers = [*first, *paced, *quick]
    rows = [_row(f"at {calls} searches an hour", paced), _row("one after the other", quick)]
    checks = {
        "under_200_ms": (rows[0].seconds or 0.0) <= WANTED_SECONDS,
        "all_answered": all(one.status == 200 for one in answers),
        "slots_are_told": all(one.told > 0 and one.told == min(one.total, 1000) for one in answers),
    }
    size = {"slots": world.slots, "practitioners": ASKED, "hours": HOURS, "calls_an_hour": calls, "seconds": seconds}
    return BenchReport(rows, {}, checks, size)


def _paths(world: SasWorld) -> Iterator[str]:
    """Return searches without end, each for the next 25 practitioners over the first 72 hours."""
    since = datetime.fromisoformat(world.first).replace(tzinfo=ZoneInfo("Europe/Paris"))
    groups = [world.rpps[at : at + ASKED] for at in range(0, max(1, len(world.rpps) - ASKED + 1), ASKED)]
    for people in cycle(groups):
        yield "/fhir/Slot?" + urlencode(
            [
                ("_include", "Slot:schedule"), ("_include:iterate", "Schedule:actor"),
                ("start", f"ge{since.isoformat()}"), ("start", f"le{(since + timedelta(hours=HOURS)).isoformat()}"),
                ("schedule.actor:Practitioner.identifier",
                 ",".join(f"urn:oid:1.2.250.1.71.4.2.1|8{one}" for one in people)),
                ("status", "free"), ("_count", "1000"),
            ]
        )  # fmt: skip


class _Asking:
    """Asks the site and reads the whole answer; the time ends when its last byte is there."""

    def __init__(self, address: str, key: str) -> None:
        self._host = urlsplit(address).netloc
        self._headers = {"Authorization": f"Bearer {key}", "Accept": "application/json+fhir"}

    def __call__(self, path: str) -> Answer:
        since = time.perf_counter()
        connection = HTTPConnection(self._host, timeout=30)
        try:
            connection.request("GET", path, headers=self._headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        took = time.perf_counter() - since
        found: dict[str, Any] = json.loads(body) if answer.status == 200 else {}
        told = sum(one["resource"]["resourceType"] == "Slot" for one in found.get("entry", []))
        return Answer(took, answer.status, int(found.get("total", 0)), told, len(body))


def _at_pace(asking: _Asking, paths: Iterator[str], calls: int, seconds: float) -> list[Answer]:
    """Ask at even distances for ``seconds``, whether or not the last answer is there."""
    count, began = max(1, round(calls * seconds / 3600)), time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = []
        for rank in range(count):
            time.sleep(max(0.0, began + rank * 3600 / calls - time.monotonic()))
            waiting.append(pool.submit(asking, next(paths)))
        return [one.result() for one in waiting]


def _row(name: str, answers: list[Answer]) -> BenchRow:
    middle, slow = (round(float(q), 4) for q in np.percentile([one.seconds for one in answers], [50, 95]))
    worst = round(max(one.seconds for one in answers), 4)
    slots = float(np.mean([one.told for one in answers]))
    size = float(np.mean([one.size for one in answers]))
    note = (
        f"{len(answers)} searches, p50 {1000 * middle:.0f} ms, p95 {1000 * slow:.0f} ms, longest {1000 * worst:.0f} ms,"
        f" {slots:.0f} slots and {size / 1000:.0f} kB each"
    )
    detail = {"p50_seconds": middle, "p95_seconds": slow, "longest_seconds": worst, "searches": float(len(answers)),
              "slots_told": round(slots, 1), "bytes": round(size)}  # fmt: skip
    return BenchRow(name, slow, None, note, detail)
