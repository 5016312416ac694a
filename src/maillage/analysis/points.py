"""``point_times``: minutes between pairs of points anywhere in France."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.analysis.inputs import given, rows_named
from maillage.analysis.table import Table
from maillage.analysis.world import territory
from maillage.errors import BadInput
from maillage.tables import Columns, column_names, read_columns

if TYPE_CHECKING:
    from maillage.analysis.inputs import TableLike
    from maillage.travel.roads import RoadNetwork

Floats = NDArray[np.float64]
COORDINATES = ("lon1", "lat1", "lon2", "lat2")
SNAPPED = ("snap_metres_1", "snap_metres_2")


def point_times(
    pairs: TableLike,
    *,
    network: RoadNetwork | Path | str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Table:
    """Minutes by car between pairs of points: on a road network, or else over the mesh of town halls of France.

    ``pairs`` has ``lon1,lat1,lon2,lat2`` in degrees; its other columns are kept. Adds ``minutes``, NaN if no road joins
    the two points (``notices`` gives the number of such rows), and on a road network the distance in metres from each
    point to its road, ``snap_metres_1`` and ``snap_metres_2``. ``progress`` is called with a sentence at each long
    step. Raises ``BadInput`` naming the row of a point that is not in France, or that the network does not cover.

    ```python
    pairs = pd.DataFrame({"lon1": [8.74], "lat1": [41.92], "lon2": [9.15], "lat2": [42.31]})
    maillage.point_times(pairs).frame
    ```
    """
    source = given(pairs, "pairs of points")
    assert source is not None
    say = progress or _stay_silent
    with rows_named():
        rows = _read(source)
        if network is None:
            figures = {"minutes": _mesh_minutes(rows, source, say)}
        else:
            figures = _road_minutes(rows, source, network)
    missing = np.isnan(figures["minutes"])
    notices: tuple[str, ...] = ()
    if missing.any():
        lost = rows.lines[missing].tolist()
        some = ", ".join(str(line) for line in lost[:10]) + (", ..." if len(lost) > 10 else "")
        notices = (f"no road joins the two points of {len(lost)} rows (line {some}): their minutes are left empty",)
    title = "Minutes between points"
    return Table(Columns({**rows, **figures}), None, territory(), title, "minutes", notices)


def _stay_silent(_sentence: str) -> None:
    """Ignore progress messages."""


def _read(source: Path | str) -> Columns:
    """The rows of the table, with coordinates checked to be numbers in range; other columns are kept unchanged."""
    others = [name for name in column_names(source) if name.casefold() not in (*COORDINATES, "minutes")]
    rows = read_columns(source, COORDINATES, COORDINATES, others)
    for column in COORDINATES:
        most = 180.0 if column.startswith("lon") else 90.0
        values = rows[column]
        outside = f"not between -{most:g} and {most:g}"
        for bad, problem in ((np.isnan(values), "empty cell"), (np.abs(values) > most, outside)):
            if bad.any():
                raise BadInput(source, problem, "Give longitude and latitude in degrees", rows.line(bad), column)
    return rows


def _mesh_minutes(rows: Columns, source: Path | str, say: Callable[[str], None]) -> Floats:
    """Minutes of each row, rounded to the hundredth; NaN if no road joins the two points."""
    from maillage.artefacts import default_store
    from maillage.travel.mesh import load_mesh
    from maillage.travel.points import FARTHEST_METRES, Points, nearest_hall_metres, point_minutes

    say("Loading the communes of France and their mesh")
    whole = territory()
    for lon, lat in (COORDINATES[:2], COORDINATES[2:]):
        far = nearest_hall_metres(whole, Points.from_degrees(rows[lon], rows[lat])) > FARTHEST_METRES
        if far.any():
            remedy = "Give points in France, longitude first"
            raise BadInput(source, "a point more than 50 km from France", remedy, rows.line(far), f"{lon}, {lat}")
    mesh = load_mesh(whole, store=default_store(say))
    say(f"Searching {rows.rows} journeys")
    return np.round(point_minutes(mesh, rows["lon1"], rows["lat1"], rows["lon2"], rows["lat2"]), 2)


def _road_minutes(rows: Columns, source: Path | str, network: RoadNetwork | Path | str) -> dict[str, NDArray[Any]]:
    """Minutes over the network and the metres from each point to its road."""
    from maillage.travel.roads import RoadNetwork, UnusablePoint, pairs

    roads = network if isinstance(network, RoadNetwork) else RoadNetwork.load(Path(network))
    try:
        minutes, metres = pairs(roads, rows["lon1"], rows["lat1"], rows["lon2"], rows["lat2"])
    except UnusablePoint as error:
        column = "lon1, lat1" if error.end == "origin" else "lon2, lat2"
        line = int(rows.lines[error.position])
        raise BadInput(source, f"the point {error.problem}", error.remedy, line, column) from error
    figures = {"minutes": np.where(np.isfinite(minutes), minutes.round(2), np.nan)}
    return figures | dict(zip(SNAPPED, metres.round(1).T, strict=True))
