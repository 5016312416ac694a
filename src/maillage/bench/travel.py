"""Times between all communes of a country the size of France, compared with SciPy and pandana on the same graph."""

from __future__ import annotations

import importlib.util
import os
import sys
import time
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from maillage.bench.report import BenchReport, BenchRow, absent, peak_mb
from maillage.travel.graph import RoadGraph
from maillage.travel.search import bounded_times, processors

SPACING_METRES = 740.0  # so that a million nodes cover the surface of France
STREETS_KEPT = 0.72
SPEEDS_KMH = (40, 65, 105)
MAIN_ROAD_EVERY = 8
FAST_ROAD_EVERY = 32
WINDING = 1.2  # ratio of road to straight-line distance: about 640 communes within an hour, as in France
SCIPY_AT_ONCE = 5

Int64 = NDArray[np.int64]


@dataclass(frozen=True)
class Country:
    """A generated planar road graph and the nodes of its communes."""

    graph: RoadGraph
    communes: NDArray[np.int32]


def country(nodes: int, communes: int, seed: int = 1) -> Country:
    """Generate a jittered grid of streets with faster roads at regular intervals, and communes at random nodes."""
    rng = np.random.default_rng(seed)
    side = max(2, round(nodes**0.5))
    at = np.arange(side * side)
    row, column = at // side, at % side
    x, y = ((place + rng.uniform(-0.3, 0.3, len(at))) * SPACING_METRES for place in (column, row))
    east, north = at[column < side - 1], at[row < side - 1]
    tails, heads = np.concatenate([east, north]), np.concatenate([east + 1, north + side])
    line = np.concatenate([row[east], column[north]])
    speed = np.choose((line % MAIN_ROAD_EVERY == 0).astype(int) + (line % FAST_ROAD_EVERY == 0), SPEEDS_KMH)
    kept = (rng.random(len(tails)) < STREETS_KEPT) | (speed > SPEEDS_KMH[0])
    tails, heads, speed = tails[kept], heads[kept], speed[kept]
    metres = WINDING * np.hypot(x[tails] - x[heads], y[tails] - y[heads])
    seconds = np.maximum(1, np.rint(metres * 3.6 / speed)).astype(np.int64)
    graph = RoadGraph.from_arcs(
        np.concatenate([tails, heads]), np.concatenate([heads, tails]), np.tile(seconds, 2), x, y
    )
    chosen = rng.choice(len(at), min(communes, len(at)), replace=False)
    return Country(graph, graph.place[chosen])


def bench_travel(
    nodes: int = 1_000_000,
    communes: int = 35_000,
    minutes: int = 60,
    sample: int = 50,
    seed: int = 1,
    threads: int | None = None,
    points: int = 0,
) -> BenchReport:
    """Run Maillage from every commune to every commune, the peers from ``sample`` of them, and compare.

    The peers' seconds are those of their sample times ``communes / sample``. pandana is given the pairs within the
    limit, which Maillage has to find; its preparation is reported separately and not counted in the ratio. A peer that
    is not installed is reported as absent, with the command that installs it. With ``points``, isochrones of that
    number of points of France are also timed.
    """
    bounded_times(country(100, 10).graph, [0], [0], 60)  # compile before timing
    clock = time.perf_counter()
    land = country(nodes, communes, seed)
    made = time.perf_counter() - clock
    limit = 60 * minutes
    clock = time.perf_counter()
    indptr, indices, seconds = bounded_times(land.graph, land.communes, land.communes, limit, threads)
    ours = time.perf_counter() - clock
    workers = threads or processors()
    rows = [
        BenchRow("maillage bucket queue", ours, peak_mb(), f"whole country, {workers} threads",
            {"pairs": len(indices), "graph_seconds": made})
    ]  # fmt: skip
    rng = np.random.default_rng(seed)
    sources = np.sort(rng.choice(len(land.communes), min(sample, len(land.communes)), replace=False))
    expected = [
        (indices[indptr[k] : indptr[k + 1]], seconds[indptr[k] : indptr[k + 1]].astype(np.int64)) for k in sources
    ]
    scale = len(land.communes) / len(sources)
    equal: dict[str, bool] = {}
    ratios: dict[str, float | None] = {}
    peers: dict[str, Callable[..., tuple[float, dict[str, float], bool]]] = {"scipy": _scipy, "pandana": _pandana}
    for name, run in peers.items():
        if importlib.util.find_spec(name) is None:
            rows.append(absent(name))
            ratios[name] = None
            continue
        took, detail, same = run(land, sources, expected, limit)
        rows.append(BenchRow(name, took * scale, peak_mb(), f"from {len(sources)} sources, scaled", detail))
        ratios[name], equal[name] = took * scale / ours, same
    checks = {"equal": bool(equal) and all(equal.values()), **{f"equal_{name}": same for name, same in equal.items()}}
    size = {"nodes": len(land.graph), "arcs": land.graph.arcs, "communes": len(land.communes), "minutes": minutes,
            "pairs": len(indices)}  # fmt: skip
    if points:
        rows.append(isochrones_row(points, seed))
    return BenchReport(rows, ratios, checks, size)


def isochrones_row(points: int, seed: int = 1) -> BenchRow:
    """Time the isochrones of 15, 30 and 60 minutes over the mesh of France, from town halls drawn at random.

    ``seconds`` is the median over points, for all three outlines together; the note gives the slowest, and the number
    of points cut at coast or border.
    """
    from maillage.territory import load_territory
    from maillage.travel import load_mesh
    from maillage.travel.isochrones import MeshReach

    territory = load_territory()
    ready = MeshReach.prepare(load_mesh(territory))
    mainland = np.flatnonzero(territory.plane == 0)
    took: list[float] = []
    cut = 0
    for k in np.random.default_rng(seed).choice(mainland, points + 1):
        clock = time.perf_counter()
        drawn = ready.isochrones(float(territory.lon[k]), float(territory.lat[k]), [15, 30, 60])
        took.append(time.perf_counter() - clock)
        cut += ready.land is not None and not ready.land.outline.contains_properly(drawn[-1])
    ours = 1000 * np.array(took[1:])  # the first one includes compilation
    median, worst = float(np.median(ours)), float(ours.max())
    note = f"15, 30, 60 minutes from a point: median {median:.0f} ms, slowest {worst:.0f} ms of {points}, {cut} cut"
    detail = {"isochrone_ms": median, "isochrone_slowest_ms": worst}
    return BenchRow("maillage isochrones", median / 1000, peak_mb(), note, detail)


@contextmanager
def quiet_stdout() -> Generator[None]:
    """Redirect output of compiled code from standard output to standard error, so that ``--json`` prints one object."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _scipy(land: Country, sources: Int64, expected: Any, limit: int) -> tuple[float, dict[str, float], bool]:
    graph = land.graph
    matrix = csr_matrix((graph.seconds.astype(np.float64), graph.heads, graph.indptr), (len(graph), len(graph)))
    took, same = 0.0, True
    for start in range(0, len(sources), SCIPY_AT_ONCE):
        batch = sources[start : start + SCIPY_AT_ONCE]
        clock = time.perf_counter()
        reached = dijkstra(matrix, indices=land.communes[batch], limit=limit)
        table = reached[:, land.communes]
        found = [(np.flatnonzero(np.isfinite(line)), line[np.isfinite(line)]) for line in table]
        took += time.perf_counter() - clock
        for (index, value), (there, seconds) in zip(found, expected[start : start + SCIPY_AT_ONCE], strict=True):
            same &= np.array_equal(index, there) and np.array_equal(value, seconds)
    return took, {}, same


def _pandana(land: Country, sources: Int64, expected: Any, _limit: int) -> tuple[float, dict[str, float], bool]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandana  # pyright: ignore[reportMissingImports] an extra, not always there
    import pandas as pd

    with quiet_stdout():
        return _pandana_timed(pandana, pd, land, sources, expected)


def _pandana_timed(
    pandana: Any, pd: Any, land: Country, sources: Int64, expected: Any
) -> tuple[float, dict[str, float], bool]:
    graph = land.graph
    clock = time.perf_counter()
    node = pd.Index(np.arange(len(graph)))
    network: Any = pandana.Network(
        pd.Series(graph.x, node), pd.Series(graph.y, node), pd.Series(graph.tails.astype(np.int64)),
        pd.Series(graph.heads.astype(np.int64)), pd.DataFrame({"seconds": graph.seconds.astype(np.float64)}),
        twoway=False,
    )  # fmt: skip
    prepared = time.perf_counter() - clock
    origins = np.repeat(land.communes[sources], [len(there) for there, _ in expected]).astype(np.int64)
    targets = land.communes[np.concatenate([there for there, _ in expected])].astype(np.int64)
    clock = time.perf_counter()
    found = np.asarray(network.shortest_path_lengths(origins, targets, imp_name="seconds"))
    took = time.perf_counter() - clock
    wanted = np.concatenate([seconds for _, seconds in expected])
    return took, {"prepare_seconds": prepared}, bool(np.array_equal(np.rint(found), wanted))
