"""Measure the unit costs of ``docs/scale.md``: a pair in the search and in the sums, pairs by squares.

Run it in the project's environment: ``python tools/unit_costs.py``. It reads the data folder (``MAILLAGE_DATA_DIR``).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from maillage.access import gp_model
from maillage.access.tiles import access_by_tiles
from maillage.analysis.world import territory, times
from maillage.travel.mesh import load_mesh
from maillage.travel.tiles import Here, Tiles

SQUARES = 2_300_000
CORES = os.cpu_count() or 1


def best(work: Callable[[], Any], runs: int = 3) -> tuple[Any, float]:
    """The result and the shortest duration of some runs, in seconds."""
    found, least = None, float("inf")
    for _ in range(runs):
        clock = time.perf_counter()
        found = work()
        least = min(least, time.perf_counter() - clock)
    return found, least


def main() -> None:
    communes, known = territory(), times()
    mesh = load_mesh(communes)
    graph = mesh.graph()
    doors = graph.place[len(communes) :]
    for minutes in (20, 60):
        tiles, seconds = best(lambda limit=minutes * 60: Tiles.search(graph, doors, limit, Here(), threads=CORES))
        pairs = sum(len(rows[1]) for rows in tiles.rows)
        cost = seconds * CORES / pairs * 1e9
        print(f"search within {minutes} minutes: {pairs:,} pairs, {seconds:.2f} s, {cost:.0f} ns a pair and core")
    model = gp_model(communes, known)
    (_, found), seconds = best(
        lambda: access_by_tiles(Tiles.cut(known, Here()), model.demand, model.supply, model.parameters)
    )
    assert bool((found == model.access()).all())
    print(f"both sums by tiles: {known.pairs:,} pairs, {seconds:.2f} s, {seconds / known.pairs * 1e9:.1f} ns a pair")
    near = known.within(20)
    origin, destination = np.repeat(np.arange(len(communes)), np.diff(near.indptr)), np.asarray(near.indices)
    for name, weight in (("equally many in each commune", np.ones(len(communes))),
                         ("as the square root of its people", np.sqrt(communes.population))):  # fmt: skip
        squares = weight / weight.sum() * SQUARES
        pairs = float((squares[origin] * squares[destination]).sum())
        print(
            f"squares {name}: {pairs / 1e9:.1f} thousand million pairs within 20 minutes, {pairs / SQUARES:,.0f} each"
        )


if __name__ == "__main__":
    main()
