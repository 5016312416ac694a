"""Read published periodic problems with intermediate facilities: a GeoJSON file with a matrix of minutes.

F. Taverna and C. Tilk, instances of the periodic vehicle routing problem with intermediate facilities, 2025: each
customer asks for so many visits in the horizon, evenly spaced; each vehicle is emptied before it returns.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from maillage.errors import BadInput
from maillage.planning.tours.problem import Rhythm, Series, TourProblem
from maillage.tables import refuse_no_file

REMEDY = "Give a file of the published problems, such as Milano_020_4_0.geojson"
WORTH = 1e6  # of a visit: above any journey, as each one is owed


def read_pvrpif(path: Path) -> TourProblem:
    """The problem of a file. Raises ``BadInput`` naming what it lacks."""
    refuse_no_file(path)
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        info, nodes = document["info"], [feature["properties"] for feature in document["features"]]
        minutes = np.array(document["duration"], dtype=np.float64)
        days = int(info["planningHorizon"])
        series = tuple(
            Series(int(one["id"]), int(one["service"]), int(one["demand"]), _rhythms(int(one["frequency"]), days))
            for one in nodes
            if one["type"] == "customer"
        )
        relays = tuple(int(one["id"]) for one in nodes if one["type"] == "intermediateFacility")
        vehicles, capacity, longest = (int(info[name]) for name in ("numVehicles", "maxCapacity", "maxDuration"))
    except (KeyError, TypeError, ValueError, UnicodeDecodeError) as error:
        raise BadInput(path, f"not a published tour problem ({type(error).__name__}: {error})", REMEDY) from error
    if minutes.shape != (len(nodes), len(nodes)) or [int(one["id"]) for one in nodes] != list(range(len(nodes))):
        raise BadInput(path, f"the minutes are not those between {len(nodes)} numbered places", REMEDY)
    return TourProblem(np.rint(minutes).astype(np.int64), series, days, vehicles, capacity, longest, relays)


def _rhythms(visits: int, days: int) -> tuple[Rhythm, ...]:
    if visits < 1 or days % visits:
        raise ValueError(f"{visits} visits in {days} days cannot be evenly spaced")
    gap = days // visits
    return tuple(Rhythm(tuple(range(day, days, gap)), visits * WORTH) for day in range(gap))
