"""Fit the speeds of the mesh to journeys with known official times, and measure the quality of the fit.

Six values are fitted by Nelder-Mead with a loss between squared and absolute errors. The reported quality is measured
by cross-validation: whole blocks of origins are left out of the fit. A straight-line model is fitted on the same folds
for comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput
from maillage.tables import read_table
from maillage.territory import Territory
from maillage.territory.planes import METROPOLITAN, from_plane
from maillage.travel.barriers import Barriers
from maillage.travel.graph import morton_order
from maillage.travel.mesh import Mesh, MeshParameters, build_mesh
from maillage.travel.points import PointPairs, Points, nearest_hall_metres

Float64 = NDArray[np.float64]
Progress = Callable[[str], object]

SHORT_MINUTES = 30.0
FOLDS = 5
TRIALS = 200  # for each initial size of the simplex
SPREADS = (0.3, -0.3, 0.15)
AROUND_METRES = 60_000.0
# Errors much below this count as squares, those much above as absolute values: an outlier does not distort the fit.
SOFT_MINUTES = 3.0
# Straight-line speed: 120 km/h on a motorway that is one seventh longer.
FASTEST_KMH = 105.0
COLUMNS = ("x1_l93", "y1_l93", "x2_l93", "y2_l93", "metric_minutes_offpeak")


@dataclass(frozen=True)
class Sample:
    """Journeys between points, with their observed minutes and their lines in the file."""

    origin: Points
    destination: Points
    minutes: Float64
    lines: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.minutes)


@dataclass(frozen=True)
class Quality:
    """Agreement of computed and observed minutes: R2, median absolute error, mean error (minutes)."""

    pairs: int
    r2: float
    median_error: float
    bias: float
    short_pairs: int
    short_median_error: float


@dataclass(frozen=True)
class Calibration:
    """Fitted parameters; quality on fitted pairs, on left-out pairs, and of a straight line on the same folds."""

    parameters: MeshParameters
    fitted: Quality
    held_out: Quality
    straight_line: Quality
    source: str


def read_sample(path: Path) -> Sample:
    """Read journeys in Lambert-93 metres with their official minutes. Raises ``BadInput``."""
    frame = read_table(path, required=COLUMNS, numeric=COLUMNS)
    lines = frame.index.to_numpy(dtype=np.int64)
    for column in COLUMNS:
        missing = np.flatnonzero(frame[column].isna())
        if len(missing):
            raise BadInput(path, "empty cell", "Give a number", line=int(lines[missing[0]]), column=column)
    if len(frame) < 10 * FOLDS:
        raise BadInput(path, f"only {len(frame)} journeys", f"Give at least {10 * FOLDS} to fit and to check on")
    x1, y1, x2, y2, minutes = (frame[column].to_numpy(dtype=np.float64) for column in COLUMNS)
    return Sample(_lambert_93(x1, y1), _lambert_93(x2, y2), minutes, lines)


def _lambert_93(x: Float64, y: Float64) -> Points:
    plane = np.full(len(x), METROPOLITAN, dtype=np.int8)
    return Points(*from_plane(x, y, plane), x, y, plane)


def quality(observed: Float64, computed: Float64) -> Quality:
    """Compare computed with observed minutes; R2 is computed on the differences, without a regression."""
    error = computed - observed
    short = observed < SHORT_MINUTES
    return Quality(
        pairs=len(observed),
        r2=float(1 - (error**2).sum() / ((observed - observed.mean()) ** 2).sum()),
        median_error=float(np.median(np.abs(error))),
        bias=float(error.mean()),
        short_pairs=int(short.sum()),
        short_median_error=float(np.median(np.abs(error[short]))) if short.any() else float("nan"),
    )


def folds(sample: Sample, count: int = FOLDS) -> list[NDArray[np.int64]]:
    """Positions of the pairs of each fold: a block of origins along a Morton curve, so that a fold is a district."""
    return np.array_split(morton_order(sample.origin.x, sample.origin.y), count)


def around(sample: Sample, territory: Territory, metres: float = AROUND_METRES) -> Territory:
    """The communes within ``metres`` of any point of the sample: all those that its journeys may use."""
    from scipy.spatial import KDTree

    ends = np.column_stack([np.concatenate([sample.origin.x, sample.destination.x]),
                            np.concatenate([sample.origin.y, sample.destination.y])])  # fmt: skip
    distance, _ = KDTree(ends).query(np.column_stack([territory.x, territory.y]))
    return territory.only(np.flatnonzero((distance < metres) & (territory.plane == METROPOLITAN)))


class Fit:
    """The mesh around a sample, prepared for trying different speeds."""

    def __init__(self, sample: Sample, territory: Territory, start: MeshParameters, land: Sequence[Any] | None) -> None:
        barriers = Barriers.load()
        self.sample, self.start = sample, start
        self.mesh: Mesh = build_mesh(territory, start, barriers, land)
        self.journeys = PointPairs.prepare(self.mesh, sample.origin, sample.destination, barriers)

    def minutes(self, parameters: MeshParameters) -> Float64:
        """Computed minutes of all pairs of the sample; NaN if no route joins them."""
        return self.journeys.minutes(replace(self.mesh, parameters=parameters))

    def best(self, pairs: NDArray[np.int64]) -> MeshParameters:
        """The speeds and delays that fit some pairs best, starting from the initial parameters."""
        from scipy.optimize import minimize

        observed = self.sample.minutes

        def loss(values: Float64) -> float:
            tried = with_values(self.start, values)
            if values.min() < 0 or max(tried.neighbour_kmh, tried.motorway_kmh) > FASTEST_KMH:
                return 1e6
            error = np.nan_to_num(self.minutes(tried)[pairs] - observed[pairs], nan=600.0)
            return float(np.sqrt(SOFT_MINUTES**2 + error**2).mean())

        values = values_of(self.start)
        # A simplex that has collapsed before the minimum makes progress again after a restart with a new size.
        for step in SPREADS:
            spread = np.maximum(values, 1e-2) * step
            options: Any = {"maxfev": TRIALS, "initial_simplex": np.vstack([values, values + np.diag(spread)])}
            found: Any = minimize(loss, values, method="Nelder-Mead", options=options)
            values = found.x
        return with_values(self.start, values)


FITTED = ("neighbour_kmh", "motorway_kmh", "local_kmh", "slowdown", "fixed_seconds", "by_density_seconds")


def values_of(parameters: MeshParameters) -> Float64:
    """The fitted values as one array, in the order of ``FITTED``."""
    return np.array([getattr(parameters, name) for name in FITTED], dtype=np.float64)


def with_values(parameters: MeshParameters, values: Float64) -> MeshParameters:
    """Parameters with other fitted values, in the order of ``FITTED``."""
    return replace(parameters, **{name: float(value) for name, value in zip(FITTED, values, strict=True)})


def straight_line(sample: Sample, parts: Sequence[NDArray[np.int64]]) -> Float64:
    """Minutes of each pair by linear regression on its distance, fitted on the pairs of the other folds."""
    distance = np.hypot(sample.origin.x - sample.destination.x, sample.origin.y - sample.destination.y)
    computed = np.full(len(sample), np.nan)
    for part in parts:
        others = np.setdiff1d(np.arange(len(sample)), part)
        slope, base = np.polyfit(distance[others], sample.minutes[others], 1)
        computed[part] = base + slope * distance[part]
    return computed


def calibrate(
    sample: Sample,
    territory: Territory,
    start: MeshParameters,
    source: str,
    land: Sequence[Any] | None = None,
    progress: Progress = lambda _: None,
) -> Calibration:
    """Fit ``start`` on a sample of metropolitan France; cross-validate by districts of origins.

    ``land``: outlines (degrees) of the communes :func:`around` the sample. Raises ``BadInput`` for a point more than
    20 km from every town hall.
    """
    for points in (sample.origin, sample.destination):
        far = np.flatnonzero(nearest_hall_metres(territory, points) > 20_000)
        if len(far):
            raise BadInput(source, "a point far from France", "Give Lambert-93 metres", line=int(sample.lines[far[0]]))
    fit = Fit(sample, around(sample, territory), start, land)
    parts = folds(sample)
    unseen = np.full(len(sample), np.nan)
    for number, part in enumerate(parts, start=1):
        progress(f"Fitting without district {number} of {len(parts)}")
        unseen[part] = fit.minutes(fit.best(np.setdiff1d(np.arange(len(sample)), part)))[part]
    progress("Fitting on all pairs")
    parameters = fit.best(np.arange(len(sample)))
    observed = sample.minutes
    return Calibration(
        parameters,
        fitted=quality(observed, fit.minutes(parameters)),
        held_out=quality(observed, unseen),
        straight_line=quality(observed, straight_line(sample, parts)),
        source=source,
    )


def to_toml(calibration: Calibration, day: date) -> str:
    """The content of the parameter file, including the quality."""
    p = calibration.parameters
    lines = [
        "# Speeds and delays of the mesh of town halls, fitted on official travel times (see docs/travel.md).",
        "# Written by: maillage travel calibrate-mesh --pairs FILE --source TEXT --out TOML",
        "",
        f'name = "{p.name}"',
        f'source = "{calibration.source}"',
        f"fitted_on = {day.isoformat()}",
        "",
        "[speed]",
        "# As the crow flies: between neighbouring town halls, between interchanges of a motorway, and between a point",
        "# and a town hall.",
        f"neighbour_kmh = {p.neighbour_kmh:.2f}",
        f"motorway_kmh = {p.motorway_kmh:.2f}",
        f"local_kmh = {p.local_kmh:.2f}",
        "",
        "[urban]",
        "# With d inhabitants per square kilometre within the radius, u = ln(1 + d / reference_density);",
        "# a link takes 1 + slowdown x u times as long (mean u of its ends).",
        f"radius_metres = {p.urban_radius_metres}",
        f"reference_density = {p.reference_density}",
        f"slowdown = {p.slowdown:.4f}",
        "",
        "[relief]",
        "# With s metres of height per kilometre around a place, a metre takes 1 + slowdown x (s - flat) / 10 times as",
        "# long, above `flat`. Not fitted with the rest: see docs/travel.md.",
        f"flat = {p.flat}",
        f"slowdown = {p.steep_slowdown}",
        "",
        "[door]",
        "# To leave or to reach a place takes fixed_seconds / 2 + by_density_seconds x u.",
        f"fixed_seconds = {p.fixed_seconds:.1f}",
        f"by_density_seconds = {p.by_density_seconds:.1f}",
        "",
        "[links]",
        f"longest_metres = {p.longest_metres}",
        f"longest_outside_metres = {p.longest_outside_metres}",
        f"nearest = {p.nearest}",
    ]
    for name, of in _qualities(calibration):
        lines += ["", f"[quality.{name}]", *(f"{key} = {value}" for key, value in _rounded(of).items())]
    return "\n".join(lines) + "\n"


def _qualities(calibration: Calibration) -> list[tuple[str, Quality]]:
    names = ("held_out", "fitted", "straight_line")
    return [(name, getattr(calibration, name)) for name in names]


def _rounded(of: Quality) -> dict[str, float]:
    return {
        "pairs": of.pairs,
        "r2": round(of.r2, 4),
        "median_error_minutes": round(of.median_error, 2),
        "bias_minutes": round(of.bias, 2),
        "pairs_under_30_minutes": of.short_pairs,
        "median_error_under_30_minutes": round(of.short_median_error, 2),
    }
