"""How many page views of the booking journey a running site answers in a second, and how long each takes.

Each reader goes the way of a person, page by page on one connection: where, for whom, treating doctor, which carer, the
list of times, the form of the first time. Every person comes from another commune until all have been asked for. The
form is not sent: bookings a second are measured by ``bench booking``, which takes nothing from a site in use.

Readers, site and database may share one machine: the report says what each took of its processors, and how many page
views follow for two processors that readers take nothing from.
"""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from maillage.bench.processors import Processors, processors_of
from maillage.bench.readers import Journey, Seen, read, unpacked
from maillage.bench.report import BenchReport, BenchRow

WANTED, P95_SECONDS = 200.0, 0.150
"""Page views a second on two processors, and the time within which 95 of 100 are answered."""
PROCESSORS = 2
ANSWERS = ("commune={}", "pour=moi", "medecin=non", "soignant=gp")
STEPS = ("where", *(one.partition("=")[0] for one in ANSWERS[:-1]), "list of times", "form")
TIME = re.compile(r'name="creneau"\s+id="c([0-9]+)"')
SHARE = "processor time of "


def bench_load(address: str, codes: Sequence[str], *, seconds: float, readers: int) -> BenchReport:
    """Walk through the booking journey with ``readers`` at once for ``seconds``.

    One row for all pages and one for each step; a row's ``seconds`` is the time within which 95 of 100 answers came.
    Raises ``MaillageError`` if nothing answers at ``address``.
    """
    waiting, using = itertools.cycle(codes), _Using(processors_of(urlsplit(address).port or 80))
    began = time.monotonic()

    def next_code() -> Iterator[str]:
        while time.monotonic() < began + seconds:
            yield next(waiting)

    found = read(address, [_walk(next_code()) for _ in range(readers)])
    elapsed = time.monotonic() - began
    used = using.since_made()
    rows = [_row("all pages", found, elapsed)]
    for step in STEPS:
        seen = [one for one in found if one.step == step]
        rows += [_row(step, seen, elapsed)] if seen else []
    checks = {
        "every answer is a page": all(one.right for one in found),
        f"{WANTED:.0f} page views a second": rows[0].detail["requests_per_second"] >= WANTED,
        f"95 of 100 within {1000 * P95_SECONDS:.0f} ms": (rows[0].seconds or 0.0) <= P95_SECONDS,
    }
    rows += [_share(who, one, elapsed, len(found)) for who, one in used.items()]
    size = {"communes": len(codes), "readers": readers, "seconds": seconds}
    return BenchReport(rows, {}, checks, size | _alone(len(found), used))


def _walk(codes: Iterator[str]) -> Journey:
    """Go through the journey for one commune after the other."""
    for code in codes:
        body = b""
        for count, step in enumerate(STEPS[:-1]):
            query = "&".join(ANSWERS[:count]).format(code)
            body = yield step, f"/rendez-vous?{query}".rstrip("?")
        found = TIME.search(unpacked(body))
        if found is not None:
            yield STEPS[-1], f"/rendez-vous?{'&'.join(ANSWERS).format(code)}&creneau={found[1]}"


class _Using:
    """Who uses the processors of this machine, from now on."""

    def __init__(self, running: Processors) -> None:
        self._running = running
        self._before = self._told()

    def since_made(self) -> dict[str, float]:
        """Return the processor seconds of readers, site, database and all else, without those that nobody can tell."""
        now = self._told()
        used = {who: now[who] - before for who, before in self._before.items() if who in now}
        if "all" in used:
            others = sum(one for who, one in used.items() if who != "all")
            used["all else"] = max(0.0, used.pop("all") - others)
        return used

    def _told(self) -> dict[str, float]:
        busy = _busy_seconds()
        told = {"readers": time.process_time(), **self._running.seconds()}
        return told if busy is None else {**told, "all": busy}


def _share(name: str, used: float, elapsed: float, pages: int) -> BenchRow:
    """Return the processor time of somebody, and for each page."""
    processors, each = round(used / elapsed, 2), round(1000 * used / max(pages, 1), 2)
    detail = {"processors": processors, "milliseconds_a_page": each}
    return BenchRow(f"{SHARE}{name}", round(used, 2), None, f"{processors} processors, {each} ms a page", detail)


def _alone(pages: int, used: dict[str, float]) -> dict[str, float]:
    """Return how many page views a second follow for two processors that only the site and its database use."""
    own = used.get("site", 0.0) + used.get("database", 0.0)
    return {f"a second on {PROCESSORS} processors of their own": round(PROCESSORS * pages / own)} if own else {}


def _busy_seconds() -> float | None:
    """Return for how many seconds the processors of this machine have worked since it started; None if not told."""
    try:
        told = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    except OSError:
        return None
    user, nice, system, _idle, _waiting, interrupts, soft = (int(one) for one in told[:7])
    return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")


def _row(name: str, seen: Sequence[Seen], elapsed: float) -> BenchRow:
    rate = len(seen) / elapsed
    middle, slow = (round(float(q), 4) for q in np.percentile([one.seconds for one in seen], [50, 95]))
    detail = {"requests_per_second": round(rate, 1), "p50_seconds": middle, "p95_seconds": slow}
    note = f"{rate:.0f} a second, {len(seen)} in all, half within {1000 * middle:.0f} ms"
    return BenchRow(name, slow, None, note, detail)
