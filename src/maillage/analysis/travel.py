"""``travel_times``: minutes by car between communes, as a table."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.analysis.inputs import number_within
from maillage.analysis.table import Table
from maillage.analysis.world import blended, commune_columns, in_region, territory
from maillage.analysis.world import times as mesh_of
from maillage.errors import MaillageError
from maillage.sources.codes import commune_of
from maillage.tables import READABLE, Columns, check_output, write_whole
from maillage.travel import TravelTimes
from maillage.travel.timetable import COLUMNS, note_of

if TYPE_CHECKING:
    import pandas as pd

    from maillage.analysis.world import TimesLike
    from maillage.territory import Territory
    from maillage.travel.roads import RoadNetwork

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


def travel_times(
    region: str = "all",
    minutes: float = 60,
    *,
    times: TimesLike | None = None,
    network: RoadNetwork | Path | str | None = None,
    dask: str | None = None,
) -> JourneyTable:
    """Minutes by car from each commune of a region, by code or name, to every commune within ``minutes``.

    Times come from the mesh of town halls (see the page on travel times), or from ``times`` as in
    :func:`maillage.measure`. With ``network``, a road network or its file, they are those between the communes that it
    covers, and only those; ``journeys.off_road`` then gives the distance from each town hall to its road. Times not yet
    known are computed by the Dask cluster at ``dask`` (``tcp://host:8786``), if given, with bit-identical results.
    Raises ``UnknownName`` for the region, ``MaillageError`` for a limit out of range (at most 1,092 minutes, or the
    limit of ``times``) and for a network that covers no commune of the region.

    ```python
    journeys = maillage.travel_times("Corse", minutes=30)
    journeys.minutes("2A004", "2A041")
    journeys.around("2A004").frame
    ```
    """
    minutes = number_within("minutes", minutes, -math.inf, math.inf, "60")
    whole = territory()
    title, positions = in_region(whole, region)
    if network is not None:
        if times is not None:
            raise MaillageError("Times come from a network or from times already made. Give one of the two.")
        return _by_network(whole, title, positions, minutes, network, dask)
    if times is not None:
        return JourneyTable(blended(times, dask).times, positions, minutes, title)
    # Times within one hour are cached anyway: shorter limits are cut from them.
    return JourneyTable(mesh_of(max(minutes, 60) if minutes > 0 else minutes, dask), positions, minutes, title)


def _by_network(
    whole: Territory, title: str, positions: Positions, minutes: float, network: RoadNetwork | Path | str,
    dask: str | None,
) -> JourneyTable:  # fmt: skip
    from maillage.travel.cluster import joined
    from maillage.travel.roads import RoadNetwork, commune_times

    roads = network if isinstance(network, RoadNetwork) else RoadNetwork.load(Path(network))
    with joined(dask) as runner:
        found, metres = commune_times(roads, whole, minutes, runner=runner)
    chosen = np.flatnonzero(np.isin(found.code, whole.code[positions]))
    if len(chosen) == 0:
        raise MaillageError(f"The roads of {roads.meta['extract']} cover no commune of {title}. Choose another region.")
    place = title if len(positions) < len(whole) else str(roads.meta["extract"])
    return JourneyTable(found, chosen, minutes, place, metres[whole.indices_of([str(one) for one in found.code])])


class JourneyTable:
    """Times between communes, stored sparse: ``frame`` has one row per pair, ``origin,destination,minutes``.

    ``times`` is the engine's value: 6 bytes per pair, where the table takes 12.
    """

    def __init__(
        self, times: TravelTimes, positions: Positions, minutes: float, place: str, metres: Floats | None = None
    ) -> None:
        """Keep the journeys from ``positions`` of ``times`` within ``minutes``; ``metres`` is the distance to the road
        by origin.
        """
        if minutes * 60 > times.limit_seconds:
            known = times.limit_seconds / 60
            raise MaillageError(
                f"Times are known within {known:g} minutes, not {minutes:g}. Ask for {known:g} at most."
            )
        self.times, self.positions, self.limit, self.place = times, positions, minutes, place
        self._metres = metres
        self._pairs: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]] | None = None

    def _columns(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        """Positions of origin and destination and minutes of each pair, computed on first use."""
        if self._pairs is None:
            bounds, most = self.times.indptr, round(self.limit * 60)
            size = bounds[self.positions + 1] - bounds[self.positions]
            origin = np.repeat(self.positions, size).astype(np.int32)
            first = np.repeat(bounds[self.positions] - np.concatenate([[0], np.cumsum(size)[:-1]]), size)
            at = np.arange(len(origin)) + first
            near = self.times.seconds[at] <= most
            minutes = (self.times.seconds[at[near]] / 60).astype(np.float32)
            self._pairs = origin[near], np.asarray(self.times.indices[at[near]]), minutes
        return self._pairs

    @property
    def frame(self) -> pd.DataFrame:
        """Pairs as a pandas table; codes are categories, so a pair takes 12 bytes."""
        import pandas as pd

        origin, destination, minutes = self._columns()
        kind = pd.CategoricalDtype(pd.Index(self.times.code.astype(object), dtype="str"), ordered=True)
        return pd.DataFrame(
            {
                "origin": pd.Categorical.from_codes(origin, dtype=kind),
                "destination": pd.Categorical.from_codes(destination, dtype=kind),
                "minutes": minutes,
            }
        )

    @property
    def off_road(self) -> pd.Series[float]:
        """Metres from each town hall to the road it was snapped to, by code; empty for times that are not by road."""
        import pandas as pd

        code = self.times.code if self._metres is not None else self.times.code[:0]
        metres = self._metres if self._metres is not None else np.zeros(0)
        return pd.Series(metres, index=pd.Index(code.astype(object), name="code"), name="metres")

    def to_arrow(self) -> Any:
        """Pairs as a ``pyarrow.Table`` with source, vintage and limit as metadata; both codes share one dictionary."""

        import pyarrow as pa

        origin, destination, minutes = self._columns()
        codes = pa.array(self.times.code.tolist())
        columns = [pa.DictionaryArray.from_arrays(one, codes) for one in (origin, destination)]
        return pa.table([*columns, pa.array(minutes)], names=list(COLUMNS)).replace_schema_metadata(
            note_of(self.times, round(self.limit * 60))
        )

    def save(self, path: Path | str) -> Path:
        """Write ``.parquet`` or ``.csv`` (minutes rounded to the hundredth) and return the path.

        Raises ``BadInput`` for another suffix, ``StorageProblem`` on a full disk.
        """
        path = check_output(path, READABLE)
        if path.suffix == ".parquet":
            from pyarrow import parquet

            write_whole(path, lambda room: parquet.write_table(self.to_arrow(), room, write_page_checksum=True))
        else:
            frame = self.frame.assign(minutes=lambda rows: rows["minutes"].round(2))
            write_whole(path, lambda room: frame.to_csv(room, index=False, float_format="%.2f", lineterminator="\n"))
        return path

    def minutes(self, origin: str, destination: str) -> float | None:
        """Minutes from one commune to another, by codes; None beyond the limit. Raises ``UnknownName``.

        Former codes are mapped to the current commune.
        """
        found = self.times.minutes(self._known(origin), self._known(destination))
        return found if found is not None and found <= self.limit else None

    def around(self, code: str) -> Table:
        """Return the communes within the limit of one, nearest first: ``code,name,population,minutes``, with a map.

        A former code is mapped to the current commune. Raises ``UnknownName``.
        """
        code = self._known(code)
        indices, minutes = self.times.row(self.times.position(code))
        near = minutes <= self.limit
        order = np.argsort(minutes[near], kind="stable")
        whole, minutes = territory(), minutes[near][order]
        positions = whole.indices_of([str(one) for one in self.times.code[indices[near][order]]])
        columns = Columns(commune_columns(whole, positions) | {"minutes": minutes})
        title = f"Within {self.limit:g} minutes of {whole.name[whole.index_of(code)]}"
        return Table(columns, positions, whole, title, "minutes")

    def _known(self, code: str) -> str:
        """The commune's code in the times, from a current code, a former one or one that a spreadsheet changed."""
        return code if code in self.times.code else commune_of(code, territory())

    def __len__(self) -> int:
        return len(self._columns()[0])

    def summary(self) -> pd.Series[Any]:
        """Number of origins, limit, source."""
        import pandas as pd

        facts = {"origins": len(self.positions), "minutes": self.limit, "source": self.times.source}
        return pd.Series(facts, name=repr(self), dtype=object)

    def __repr__(self) -> str:
        return f"<JourneyTable from {self.place} within {self.limit:g} minutes, {self.times.source}>"

    def _repr_html_(self) -> str:
        rows: str = self.frame.head(10).to_html(index=False, border=0)
        return f"<div><p><strong>{repr(self)[1:-1]}</strong>, {len(self):,} pairs</p>{rows}</div>"
