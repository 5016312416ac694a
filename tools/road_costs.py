"""Measure the road figures of ``docs/scale.md``: building a network, times between its places, peak memory.

Run it in the project's environment: ``python tools/road_costs.py [EXTRACT]``. Without an extract it generates one, a
jittered grid of streets of the size of a French department.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import osmium

from maillage.bench.report import peak_mb
from maillage.travel.roads import RoadNetwork, build_network
from maillage.travel.roads.table import Drives
from maillage.travel.roads.times import Ends, locate

SIDE, SPACING_DEGREES, BENDS = 250, 0.004, 3
PLACES, MINUTES = 1_000, 60
CLASSES = ("residential", "tertiary", "secondary", "primary")


def make_extract(path: Path, seed: int = 1) -> None:
    """Write a grid of SIDE by SIDE junctions, with bent streets and faster ones at regular intervals."""
    rng = np.random.default_rng(seed)
    corner = np.arange(SIDE * SIDE).reshape(SIDE, SIDE) + 1
    ends = [(corner[:, :-1], corner[:, 1:], 0), (corner[:-1], corner[1:], 1)]
    writer: Any = osmium.SimpleWriter(str(path))
    place = np.stack(np.divmod(np.arange(SIDE * SIDE), SIDE)) + rng.uniform(-0.3, 0.3, (2, SIDE * SIDE))
    lat, lon = 44 + place[0] * SPACING_DEGREES, 3 + place[1] * SPACING_DEGREES
    nodes = [(float(x), float(y)) for x, y in zip(lon, lat, strict=True)]
    ways: list[tuple[list[int], str]] = []
    for one, other, along in ends:
        for a, b in zip(one.ravel().tolist(), other.ravel().tolist(), strict=True):
            line = (a - 1) % SIDE if along else (a - 1) // SIDE
            kind = CLASSES[(line % 4 == 0) + (line % 16 == 0) + (line % 64 == 0)]
            if kind == CLASSES[0] and rng.random() < 0.3:
                continue
            share = np.arange(1, BENDS + 1) / (BENDS + 1)
            (x0, y0), (x1, y1) = nodes[a - 1], nodes[b - 1]
            bend = rng.normal(0, SPACING_DEGREES / 30, (2, BENDS))
            first = len(nodes) + 1
            nodes.extend(zip((x0 + share * (x1 - x0) + bend[0]).tolist(), (y0 + share * (y1 - y0) + bend[1]).tolist(),
                             strict=True))  # fmt: skip
            ways.append(([a, *range(first, first + BENDS), b], kind))
    for number, at in enumerate(nodes, 1):
        writer.add_node(osmium.osm.mutable.Node(id=number, version=1, location=at))
    for number, (refs, kind) in enumerate(ways, 1):
        writer.add_way(osmium.osm.mutable.Way(id=number, version=1, nodes=refs, tags={"highway": kind}))
    writer.close()


def measure(extract: Path) -> None:
    clock = time.process_time()
    network = build_network(extract)
    took, meta = time.process_time() - clock, network.meta
    print(
        f"build: {meta['road_nodes']:,} points of road, {meta['roads']:,} roads, {network.graph.arcs:,} turns in "
        f"{took:.1f} s, {took / meta['road_nodes'] * 1e6:.1f} us a point, peak {peak_mb():.0f} MB"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net"
        network.save(path)
        print(
            f"network file: {path.stat().st_size / 1e6:.0f} MB, {path.stat().st_size / meta['roads']:.0f} bytes a road"
        )
        _times(RoadNetwork.load(path))


def _times(network: RoadNetwork) -> None:
    rng = np.random.default_rng(2)
    at = rng.choice(np.flatnonzero(np.repeat(network.start, np.diff(network.points))), PLACES)
    place = network.lon[at], network.lat[at]
    _, start = locate(network, "origin", *place)
    _, end = locate(network, "destination", *place)
    drives = Drives.towards(network, end, MINUTES * 60)
    drives.rows(Ends(*start.of(slice(0, 4))), threads=1)  # compile before timing
    clock = time.process_time()
    indptr, _, _ = drives.rows(start, threads=1)
    took = time.process_time() - clock
    nodes = len(network.graph)
    print(
        f"times: {PLACES} origins, {int(indptr[-1]):,} pairs within {MINUTES} minutes in {took:.2f} s on one core, "
        f"{took / PLACES * 1e3:.2f} ms an origin, {took / PLACES / nodes * 1e9:.0f} ns an origin and node, "
        f"peak {peak_mb():.0f} MB"
    )


def main() -> None:
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grid.osm.pbf"
        make_extract(path)
        measure(path)


if __name__ == "__main__":
    main()
