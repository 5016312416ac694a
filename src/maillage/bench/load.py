"""How many page views of the booking journey a running site answers in a second, and how long each takes.

Each reader goes the way of a person, page by page on one connection: where, for whom, treating doctor, which carer, the
list of times, the form of the first time. Every person comes from another commune until all have been asked for. The
form is not sent: bookings a second are measured by ``bench booking``, which takes nothing from a site in use.

The readers share the processors with the site: how much each took is part of the report.
"""

from __future__ import annotations

import itertools
import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from maillage.bench.report import BenchReport, BenchRow
from maillage.errors import MaillageError

WANTED, P95_SECONDS = 200.0, 0.150
"""Page views a second on two processors, and the time within which 95 of 100 are answered."""
ANSWERS = ("commune={}", "pour=moi", "medecin=non", "soignant=gp")
STEPS = ("where", *(one.partition("=")[0] for one in ANSWERS[:-1]), "list of times", "form")
TIME = re.compile(r'name="creneau"\s+id="c([0-9]+)"')


def bench_load(address: str, codes: Sequence[str], *, seconds: float, readers: int) -> BenchReport:
    """Walk through the booking journey with ``readers`` at once for ``seconds``.

    One row for all pages and one for each step; a row's ``seconds`` is the time within which 95 of 100 answers came.
    Raises ``MaillageError`` if nothing answers at ``address``.
    """
    waiting, lock = itertools.cycle(codes), threading.Lock()
    began, used, busy = time.monotonic(), time.process_time(), _busy_seconds()

    def next_code() -> Iterator[str]:
        while time.monotonic() < began + seconds:
            with lock:
                code = next(waiting)
            yield code

    with ThreadPoolExecutor(readers) as pool:
        work = [pool.submit(_walk, address, next_code()) for _ in range(readers)]
        found = [seen for one in work for seen in one.result()]
    elapsed, used = time.monotonic() - began, time.process_time() - used
    rows = [_row("all pages", [took for _, took, _ in found], elapsed)]
    for step in STEPS:
        took = [seconds for name, seconds, _ in found if name == step]
        rows += [_row(step, took, elapsed)] if took else []
    checks = {
        "every answer is a page": all(right for _, _, right in found),
        f"{WANTED:.0f} page views a second": rows[0].detail["requests_per_second"] >= WANTED,
        f"95 of 100 within {1000 * P95_SECONDS:.0f} ms": (rows[0].seconds or 0.0) <= P95_SECONDS,
    }
    rows.append(_share("processor time of readers", used, elapsed))
    now = _busy_seconds()
    if busy is not None and now is not None:
        rows.append(_share("processor time of all else", now - busy - used, elapsed))
    return BenchReport(rows, {}, checks, {"communes": len(codes), "readers": readers, "seconds": seconds})


def _share(name: str, used: float, elapsed: float) -> BenchRow:
    """Return the processor time of somebody; all else is the site, its database, and what else runs on the machine."""
    processors = round(used / elapsed, 2)
    return BenchRow(name, round(used, 2), None, f"{processors} processors", {"processors": processors})


def _busy_seconds() -> float | None:
    """Return for how many seconds the processors of this machine have worked since it started; None if not told."""
    try:
        told = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    except OSError:
        return None
    user, nice, system, _idle, _waiting, interrupts, soft = (int(one) for one in told[:7])
    return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")


def _row(name: str, took: list[float], elapsed: float) -> BenchRow:
    rate = len(took) / elapsed
    middle, slow = (round(float(q), 4) for q in np.percentile(took, [50, 95]))
    detail = {"requests_per_second": round(rate, 1), "p50_seconds": middle, "p95_seconds": slow}
    note = f"{rate:.0f} a second, {len(took)} in all, half within {1000 * middle:.0f} ms"
    return BenchRow(name, slow, None, note, detail)


def _walk(address: str, codes: Iterator[str]) -> list[tuple[str, float, bool]]:
    """Go through the journey for one commune after the other; return step, seconds, whether it was a page."""
    parts, seen = urlsplit(address), list[tuple[str, float, bool]]()
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=60)
    text = ""
    try:
        for code in codes:
            for count, step in enumerate(STEPS[:-1]):
                query = "&".join(ANSWERS[:count]).format(code)
                text = _read(connection, f"/rendez-vous?{query}".rstrip("?"), step, seen)
            found = TIME.search(text)
            if found is not None:
                _read(connection, f"/rendez-vous?{'&'.join(ANSWERS).format(code)}&creneau={found[1]}", STEPS[-1], seen)
    except OSError as error:
        raise MaillageError(f"No site answers at {address} ({error}). Start one with maillage serve.") from error
    finally:
        connection.close()
    return seen


def _read(connection: HTTPConnection, path: str, step: str, seen: list[tuple[str, float, bool]]) -> str:
    started = time.monotonic()
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    seen.append((step, time.monotonic() - started, answer.status == 200))
    return content.decode("utf-8", "replace")
