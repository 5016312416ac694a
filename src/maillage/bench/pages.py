"""How many pages a running site answers in a second, over sockets, to readers who each ask for another commune."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import numpy as np

from maillage.bench.report import BenchReport, BenchRow
from maillage.errors import MaillageError
from maillage.territory import Territory

PAGES = {
    "page of a commune": "/communes/{}",
    "slots near a commune": "/rendez-vous?commune={}&pour=moi&medecin=non&soignant=gp",
}
WANTED = 100.0
"""Requests a second of a site on two processors."""


def spread(territory: Territory, region: str, count: int) -> list[str]:
    """Return ``count`` codes of communes spread over a region, fewer if it has fewer. Raises ``UnknownName``."""
    inside = territory.in_region(territory.resolve_region(region))
    return [str(code) for code in territory.code[inside[:: max(1, len(inside) // count)]][:count]]


def bench_pages(address: str, codes: Sequence[str], *, seconds: float, readers: int) -> BenchReport:
    """Ask the site at ``address`` for the pages of ``codes`` in turn, for ``seconds``, with ``readers`` at once.

    A row's ``seconds`` is the time within which 95 of 100 answers came. Each page is first asked for anew. Raises
    ``MaillageError`` if nothing answers there.
    """
    rows: list[BenchRow] = []
    checks: dict[str, bool] = {}
    for name, path in PAGES.items():
        took, wrong, elapsed = _ask(address, [path.format(code) for code in codes], seconds, readers)
        rate = len(took) / elapsed
        note = f"{rate:.0f} requests a second, {len(took)} in all" + (f", {wrong} refused" if wrong else "")
        detail = {"requests_per_second": round(rate, 1), "median_seconds": round(float(np.median(took)), 4)}
        rows.append(BenchRow(name, round(float(np.percentile(took, 95)), 4), None, note, detail))
        checks[f"{name}: every answer is a page"] = not wrong
        checks[f"{name}: {WANTED:.0f} requests a second"] = rate >= WANTED
    return BenchReport(rows, {}, checks, {"communes": len(codes), "readers": readers, "seconds": seconds})


def _ask(address: str, paths: Sequence[str], seconds: float, readers: int) -> tuple[list[float], int, float]:
    """Return the seconds of each answer, how many were no page, and the seconds of all."""
    turn, lock = itertools.cycle(paths), threading.Lock()
    began = time.monotonic()

    def next_path() -> Iterator[str]:
        while time.monotonic() < began + seconds:
            with lock:
                path = next(turn)
            yield path

    with ThreadPoolExecutor(readers) as pool:
        work = [pool.submit(_read, address, next_path()) for _ in range(readers)]
        found = [one.result() for one in work]
    elapsed = time.monotonic() - began
    return [one for took, _ in found for one in took], sum(wrong for _, wrong in found), elapsed


def _read(address: str, paths: Iterator[str]) -> tuple[list[float], int]:
    """Ask for one path after the other on one connection, as a browser does."""
    parts = urlsplit(address)
    took: list[float] = []
    wrong = 0
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=60)
    try:
        for path in paths:
            started = time.monotonic()
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            took.append(time.monotonic() - started)
            wrong += answer.status != 200
    except OSError as error:
        raise MaillageError(f"No site answers at {address} ({error}). Start one with maillage serve.") from error
    finally:
        connection.close()
    return took, wrong
