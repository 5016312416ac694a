"""Common inputs of every analysis, opened once per data folder: the communes and the times between them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maillage.analysis.table import Table
from maillage.artefacts import default_data_dir, default_store
from maillage.errors import MaillageError
from maillage.sources.catalogue import default_holdings
from maillage.territory import Territory, load_territory
from maillage.travel import TravelTimes
from maillage.travel.loading import current_times, loaded_keys

if TYPE_CHECKING:
    from maillage.analysis.travel import JourneyTable
    from maillage.travel.roads import RoadNetwork
    from maillage.travel.roads.blend import Blend

    Given: TypeAlias = TravelTimes | JourneyTable | RoadNetwork | Path | str
    TimesLike: TypeAlias = Given | Sequence[Given]

Positions = NDArray[np.int64]


def territory() -> Territory:
    """Return the communes of France, read once for each data folder (``MAILLAGE_DATA_DIR``)."""
    return _territory(default_data_dir())


def times(minutes: float = 60, dask: str | None = None) -> TravelTimes:
    """Return the times by car within ``minutes``: official or by road where loaded, else over the mesh of town halls.

    Times not yet known are computed, by the Dask cluster at ``dask`` if given. Raises ``MaillageError`` for a limit out
    of range.
    """
    if not 0 < minutes <= 1092:
        raise MaillageError(f"A limit of {minutes:g} minutes is out of range. Ask for more than 0 and at most 1,092.")
    if dask is None:
        return _times(default_data_dir(), minutes, loaded_keys(default_holdings()))
    from maillage.travel.cluster import cluster

    with cluster(dask) as runner:
        return current_times(territory(), default_store(), minutes, runner)


def blended(given: TimesLike, dask: str | None = None) -> Blend:
    """Return the given times, one or several, completed by those of the mesh for pairs of communes they do not contain.

    Raises ``MaillageError`` for times of another vintage, of another mode than the car, or of mixed traffic.
    """
    from maillage.analysis.travel import JourneyTable
    from maillage.travel.cluster import joined
    from maillage.travel.roads import RoadNetwork
    from maillage.travel.roads.blend import blended_times

    several: list[Any] = list(given) if isinstance(given, list | tuple) else [given]
    if not several:
        raise MaillageError("No times are given. Give a table, a road network, or leave times out.")
    several = [one.times if isinstance(one, JourneyTable) else one for one in several]
    for one in several:
        if not isinstance(one, TravelTimes | RoadNetwork | str | Path):
            raise MaillageError(
                f"Times cannot be a {type(one).__name__}. Give a file of times or of roads, or what travel_times gave."
            )
    with joined(dask) as runner:
        return blended_times(several, territory(), lambda: times(dask=dask), default_store(), runner)


@lru_cache(maxsize=2)
def _territory(_folder: Path) -> Territory:
    return load_territory(default_store())


@lru_cache(maxsize=2)
def _times(folder: Path, minutes: float, _loaded: tuple[str, ...]) -> TravelTimes:
    return current_times(_territory(folder), default_store(), minutes)


def in_region(where: Territory, region: str | Sequence[str]) -> tuple[str, Positions]:
    """Name and positions of a region given by code or name, of several, or of France (``all``).

    Raises ``UnknownName``.
    """
    code = where.resolve_regions(region if isinstance(region, list | tuple) else str(region))
    return where.place_name(code), where.in_region(code)


def communes(region: str = "all") -> Table:
    """Return the communes of a region, by code or name, or of France (``"all"``).

    Columns: ``code``, ``name``, ``population``, ``lon`` and ``lat`` in degrees, ``department``, ``region`` and ``epci``
    as codes, ``postcodes`` separated by spaces. Raises ``UnknownName`` for an unknown region.

    ```python
    maillage.communes("Occitanie").plot("population")
    ```
    """
    whole = territory()
    title, positions = in_region(whole, region)
    frame = whole.to_frame().iloc[positions].reset_index(drop=True)
    kept = ["code", "name", "population", "lon", "lat", "department", "region", "epci", "postcodes"]
    return Table(frame[kept], positions, whole, f"Communes of {title}, {whole.vintage}", "population")


def commune_columns(whole: Territory, positions: Positions) -> dict[str, NDArray[Any]]:
    """``code,name,population`` of some communes, as the first columns of a table."""
    columns: dict[str, NDArray[Any]] = {"code": whole.code, "name": whole.name, "population": whole.population}
    return {name: values[positions] for name, values in columns.items()}
