"""Compare our minutes with OSRM's on the same extract, if OSRM is installed (``osrm-bindings``, Python 3.12+)."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import MaillageError
from maillage.travel.roads.network import RoadNetwork, build_network
from maillage.travel.roads.table import table
from maillage.travel.roads.times import snap_all

Float64 = NDArray[np.float64]

NEAR_METRES = 300.0
LIMIT_MINUTES = 1_000.0


@dataclass(frozen=True)
class TimesComparison:
    """Agreement over pairs that both engines answer, and pairs per second of each, for tables of the same points."""

    pairs: int
    unanswered: int  # pairs without a time from OSRM
    correlation: float
    median_difference: float  # relative
    ninetieth_difference: float
    median_shift: float  # signed, relative: positive if ours is slower
    ours_per_second: float
    osrm_per_second: float

    def to_text(self) -> str:
        """A few lines for people to read."""
        return "\n".join([
            f"{self.pairs} pairs compared; OSRM gives no time for {self.unanswered} more.",
            f"correlation {self.correlation:.5f}",
            f"relative difference: median {self.median_difference:.2%}, shift {self.median_shift:+.2%}",
            f"nine pairs in ten differ by less than {self.ninetieth_difference:.2%}",
            f"pairs a second: {self.ours_per_second:,.0f} here, {self.osrm_per_second:,.0f} by OSRM's table",
        ])  # fmt: skip


def compare(extract: Path, points: int = 200, seed: int = 1, network: RoadNetwork | None = None) -> TimesComparison:
    """Build the extract with both engines (car, free flow) and compare all pairs of random points near a road.

    ``points`` origins and as many destinations are drawn. Raises ``MaillageError`` if OSRM is not installed or cannot
    read the extract, ``BadInput`` for an extract that cannot be used.
    """
    if importlib.util.find_spec("osrm") is None:
        raise MaillageError(
            "OSRM is not installed. Install it with 'pip install osrm-bindings' under Python 3.12 or newer, "
            "or go without: nothing else needs it."
        )
    ours = network if network is not None else build_network(extract)
    lon, lat = _near_roads(ours, 2 * points, seed)
    origins, destinations = (lon[:points], lat[:points]), (lon[points:], lat[points:])
    table(ours, origins, destinations, 1)  # compile before timing
    clock = time.perf_counter()
    indptr, indices, seconds = table(ours, origins, destinations, LIMIT_MINUTES)
    ours_took = time.perf_counter() - clock
    found = np.full((points, points), np.nan)
    found[np.repeat(np.arange(points), np.diff(indptr)), indices] = seconds
    with tempfile.TemporaryDirectory(prefix="maillage-osrm-") as folder:
        theirs, osrm_took = _osrm_table(extract, Path(folder), lon, lat, points)
    return _summary(found, theirs, ours_took, osrm_took)


def _near_roads(network: RoadNetwork, count: int, seed: int) -> tuple[Float64, Float64]:
    rng = np.random.default_rng(seed)
    west, south, east, north = network.box
    lon, lat = np.zeros(0), np.zeros(0)
    while len(lon) < count:
        x, y = rng.uniform(west, east, 4 * count), rng.uniform(south, north, 4 * count)
        near = np.isfinite(snap_all(network, "origin", x, y, NEAR_METRES).metres)
        near &= np.isfinite(snap_all(network, "destination", x, y, NEAR_METRES).metres)
        lon, lat = np.append(lon, x[near]), np.append(lat, y[near])
    return lon[:count], lat[:count]


def _osrm_table(extract: Path, folder: Path, lon: Float64, lat: Float64, points: int) -> tuple[Float64, float]:
    osrm: Any = importlib.import_module("osrm")
    tools = Path(osrm.__file__).parent
    base = folder / "net.osrm"
    profile = tools / "share" / "profiles" / "car.lua"
    for command in (
        [tools / "bin" / "osrm-extract", "-p", profile, extract.resolve(), "-o", base],
        [tools / "bin" / "osrm-contract", base],
    ):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            why = (done.stdout + done.stderr).strip().splitlines()[-1:]
            raise MaillageError(f"OSRM could not read {extract}: {' '.join(why)}. Check the extract.")
    engine = osrm.OSRM(
        storage_config=str(base), use_shared_memory=False, algorithm="CH", max_locations_distance_table=2 * points + 1
    )
    places = list(zip(lon.tolist(), lat.tolist(), strict=True))
    sources, destinations = list(range(points)), list(range(points, 2 * points))
    asked = osrm.TableParameters(coordinates=places, sources=sources, destinations=destinations)
    clock = time.perf_counter()
    answer = engine.Table(asked)
    took = time.perf_counter() - clock
    rows = [[np.nan if value is None else float(value) for value in row] for row in answer["durations"]]
    return np.array(rows, np.float64), took


def _summary(ours: Float64, theirs: Float64, ours_took: float, osrm_took: float) -> TimesComparison:
    both = np.isfinite(theirs) & (theirs > 0) & np.isfinite(ours)
    difference = (ours[both] - theirs[both]) / theirs[both]
    return TimesComparison(
        pairs=int(both.sum()),
        unanswered=int(np.isnan(theirs).sum()),
        correlation=float(np.corrcoef(ours[both], theirs[both])[0, 1]),
        median_difference=float(np.median(np.abs(difference))),
        ninetieth_difference=float(np.quantile(np.abs(difference), 0.9)),
        median_shift=float(np.median(difference)),
        ours_per_second=ours.size / ours_took,
        osrm_per_second=theirs.size / osrm_took,
    )
