"""Hospitals that may have an emergency department: read from a file, or presumed from the size of towns."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput
from maillage.tables import read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory

# Published files do not tell which hospitals have an emergency department. If a type is given, only general hospitals
# are kept, except units whose name shows another activity (psychiatry, rehabilitation, long stay...).
GENERAL = ("Centre Hospitalier (C.H.)", "Centre Hospitalier Régional (C.H.R.)")
OTHER_ACTIVITY = re.compile(
    r"PSY|\bHJ\b|H[OÔ]PITAL (?:DE )?JOUR|\bSSR\b|SOINS DE SUITE|READAPT|USLD|LONGUE|GERONTO|EHPAD|CMP|CATTP|MENTALE|"
    r"THERAP|ADDICT|CSAPA|EQUIPE|ANTENNE|PLACEMENT|PLANIFICATION|DIALYSE"
)

# A town is presumed to have an emergency department if it has TOWN inhabitants, or CENTRE inhabitants and no larger
# town within RADIUS metres. The numbers were chosen by agreement with the hospitals of 2020: see docs/method.md.
TOWN = 10_000
CENTRE = 5_000
RADIUS = 20_000.0


def read_hospitals(path: Path | str, territory: Territory) -> NDArray[np.int64]:
    """Communes (positions, ascending) nearest to a hospital that may have an emergency department.

    The file has ``lat,lon`` and, if known, ``facility_type`` and ``name``.

    Raises ``BadInput`` for a coordinate missing or out of range, or if no general hospital is left.
    """
    frame = read_columns(path, ("lat", "lon"), numeric=("lat", "lon"), optional=("facility_type", "name"))
    if frame.rows == 0:
        raise BadInput(path, "no row below the header", "Give one line for each hospital")
    lat, lon = frame["lat"], frame["lon"]
    for values, column, limit in ((lat, "lat", 90.0), (lon, "lon", 180.0)):
        for bad, problem in (
            (np.isnan(values), "the coordinate is missing"),
            (np.abs(values) > limit, "not a coordinate"),
        ):
            if bool(bad.any()):
                raise BadInput(path, problem, "Write degrees (WGS 84)", frame.line(bad), column)
    keep = np.ones(frame.rows, dtype=bool)
    if "facility_type" in frame:
        keep &= np.isin(frame["facility_type"].astype(np.str_), GENERAL)
    if "name" in frame:
        keep &= np.array([not OTHER_ACTIVITY.search(str(name).upper()) for name in frame["name"]], dtype=bool)
    if not bool(keep.any()):
        raise BadInput(path, "no general hospital in it", "Give hospitals with an emergency department")
    return _nearest_communes(territory, lon[keep], lat[keep])


def _nearest_communes(territory: Territory, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    from scipy.spatial import cKDTree

    def unit(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        a, b = np.radians(x), np.radians(y)
        return np.column_stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)])

    _, nearest = cKDTree(unit(territory.lon, territory.lat)).query(unit(lon, lat))
    return np.unique(np.asarray(nearest, dtype=np.int64))


def presumed_sites(territory: Territory) -> NDArray[np.int64]:
    """Towns (positions, ascending) presumed to have an emergency department, by population and by being a centre."""
    from maillage.sources.supply import largest_around

    population = territory.population.astype(np.float64)
    centre = (population >= CENTRE) & (population >= largest_around(territory, RADIUS))
    return np.flatnonzero(centre | (population >= TOWN)).astype(np.int64)
