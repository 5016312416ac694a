"""How many pages a running site answers in a second, over sockets, to readers who each ask for another commune.

Two kinds of pages, each in two ways: *anew*, where every commune is asked for once, so that nothing kept helps, and
*kept*, where the same communes are asked for again and again. With a writer, both ways are measured once more while
appointments are booked and cancelled at a steady pace. The pages are open ones, which have no limit by address.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from maillage.bench.readers import Journey, read
from maillage.bench.report import BenchReport, BenchRow
from maillage.territory import Territory

PAGES = {
    "page of a commune": "/communes/{}",
    "slots near a commune": "/rendez-vous?commune={}&pour=moi&medecin=non&soignant=gp",
}
WANTED = 100.0
"""Requests a second of a site on two processors."""
KEPT = 100
"""Communes of the pages asked for again and again."""


class Writer(Protocol):
    """Something that writes to the site's database while pages are measured."""

    @property
    def per_second(self) -> float:
        """How many writes a second it is asked for."""
        ...

    def writing(self) -> AbstractContextManager[object]:
        """Write at its pace for the time of the block."""
        ...

    def done(self) -> int:
        """Return how many writes were committed so far."""
        ...


@dataclass(frozen=True)
class Asked:
    """What readers were answered: the seconds of each answer, how many were no page, and the seconds of all."""

    took: list[float]
    wrong: int
    elapsed: float


def spread(territory: Territory, region: str) -> list[str]:
    """Return the codes of a region's communes in a fixed order without neighbours. Raises ``UnknownName``."""
    inside = territory.in_region(territory.resolve_region(region))
    return [str(code) for code in territory.code[np.random.default_rng(1).permutation(inside)]]


def bench_pages(
    address: str, codes: Sequence[str], *, seconds: float, readers: int, writer: Writer | None = None
) -> BenchReport:
    """Ask the site at ``address`` for pages of ``codes`` with ``readers`` at once, ``seconds`` for each row.

    A row's ``seconds`` is the time within which 95 of 100 answers came. A row of pages made anew ends before its time
    when it has asked for its share of the communes. Raises ``MaillageError`` if nothing answers there.
    """
    rows: list[BenchRow] = []
    checks: dict[str, bool] = {}
    turns = [None] if writer is None else [None, writer]
    fresh = _shares(codes, len(turns))
    for (name, path), (turn, beside) in itertools.product(PAGES.items(), enumerate(turns)):
        again = [path.format(code) for code in codes[:KEPT]]
        for way, paths in (("anew", [path.format(code) for code in fresh[turn]]), ("kept", again)):
            if way == "kept":
                _ask(address, iter(again), seconds, readers)
            before = writer.done() if writer is not None else 0
            with beside.writing() if beside is not None else nullcontext():
                asked = _ask(address, itertools.cycle(paths) if way == "kept" else iter(paths), seconds, readers)
            written = writer.done() - before if writer is not None else 0
            row = _row(f"{name}, {way}{', with bookings' if beside is not None else ''}", asked, written)
            rows.append(row)
            checks[f"{row.engine}: every answer is a page"] = not asked.wrong
            checks[f"{row.engine}: {WANTED:.0f} requests a second"] = row.detail["requests_per_second"] >= WANTED
            if beside is not None:
                checks[f"{row.engine}: the pace of writing is held"] = (
                    written >= 0.8 * beside.per_second * asked.elapsed
                )
    size = {"communes": len(codes), "readers": readers, "seconds": seconds}
    return BenchReport(rows, {}, checks, size | ({} if writer is None else {"writes_per_second": writer.per_second}))


def _shares(codes: Sequence[str], count: int) -> list[Sequence[str]]:
    """Return ``count`` parts of the communes that are not asked for again; all of them if they are few."""
    rest = codes[KEPT:] if len(codes) > 2 * KEPT else codes
    return [rest[k::count] for k in range(count)]


def _row(name: str, asked: Asked, written: int) -> BenchRow:
    rate = len(asked.took) / asked.elapsed
    middle, slow = (round(float(q), 4) for q in np.percentile(asked.took, [50, 95]))
    detail = {"requests_per_second": round(rate, 1), "p50_seconds": middle, "p95_seconds": slow, "written": written}
    note = f"{rate:.0f} requests a second, {len(asked.took)} in all, half within {1000 * middle:.0f} ms"
    told = [f"{asked.wrong} refused"] * bool(asked.wrong) + [f"{written} written"] * bool(written)
    return BenchRow(name, slow, None, ", ".join([note, *told]), detail)


def _ask(address: str, paths: Iterator[str], seconds: float, readers: int) -> Asked:
    """Ask for ``paths`` with ``readers`` at once until ``seconds`` have passed or no path is left."""
    began = time.monotonic()

    def pages() -> Journey:
        while time.monotonic() < began + seconds:
            path = next(paths, None)
            if path is None:
                return
            yield "page", path

    seen = read(address, [pages() for _ in range(readers)])
    elapsed = time.monotonic() - began
    return Asked([one.seconds for one in seen], sum(not one.right for one in seen), elapsed)
