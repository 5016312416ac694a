"""``travel_times``: minutes by car between communes, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.analysis.table import Table
from maillage.analysis.world import commune_frame, in_region, territory, times
from maillage.tables import READABLE, check_output, write_whole
from maillage.travel import TravelTimes

if TYPE_CHECKING:
    import pandas as pd

Positions = NDArray[np.int64]


def travel_times(
    region: str = "all", minutes: float = 60, *, travel: TravelTimes | None = None, dask: str | None = None
) -> Journeys:
    """Minutes by car from each commune of a region, by code or name, to every commune of France within ``minutes``.

    Times come from the mesh of town halls (see the page on travel times), or from ``travel``, for instance those of a
    road network. Those not known yet are computed by the Dask cluster at ``dask`` (``tcp://host:8786``), where one is
    given, the same to the bit. Raises ``UnknownName`` for the region, ``MaillageError`` for a limit out of range (at
    most 1,092 minutes, or what ``travel`` knows).
    """
    whole = territory()
    title, positions = in_region(whole, region)
    if travel is None:
        # The times of an hour are there anyway: shorter ones are cut from them.
        travel = times(max(minutes, 60) if minutes > 0 else minutes, dask)
    return Journeys(travel, positions, minutes, title)


class Journeys:
    """Times between communes: ``frame`` has one row a pair, ``origin,destination,minutes``; sparse inside.

    ``times`` is the engine's value: 6 bytes a pair, where the table takes 12.
    """

    def __init__(self, times: TravelTimes, positions: Positions, minutes: float, place: str) -> None:
        """Keep the journeys from ``positions`` within ``minutes``."""
        from maillage.errors import MaillageError

        if minutes * 60 > times.limit_seconds:
            known = times.limit_seconds / 60
            raise MaillageError(
                f"Times are known within {known:g} minutes, not {minutes:g}. Ask for {known:g} at most."
            )
        self.times, self.positions, self.limit, self.place = times, positions, minutes, place
        self._pairs: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]] | None = None

    def _columns(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        """Positions of origin and destination and minutes of each pair, made when first asked for."""
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

    def to_arrow(self) -> Any:
        """Pairs as a ``pyarrow.Table``; codes are dictionaries shared by both columns."""

        import pyarrow as pa

        origin, destination, minutes = self._columns()
        codes = pa.array(self.times.code.tolist())
        columns = [pa.DictionaryArray.from_arrays(one, codes) for one in (origin, destination)]
        return pa.table([*columns, pa.array(minutes)], names=["origin", "destination", "minutes"])

    def save(self, path: Path | str) -> Path:
        """Write ``.parquet`` or ``.csv`` (minutes to the hundredth) and return the path.

        Raises ``BadInput`` for another suffix, ``StorageProblem`` on a full disk.
        """
        path = check_output(path, READABLE)
        if path.suffix == ".parquet":
            from pyarrow import parquet

            write_whole(path, lambda room: parquet.write_table(self.to_arrow(), room))
        else:
            frame = self.frame.assign(minutes=lambda rows: rows["minutes"].round(2))
            write_whole(path, lambda room: frame.to_csv(room, index=False, float_format="%.2f", lineterminator="\n"))
        return path

    def minutes(self, origin: str, destination: str) -> float | None:
        """Minutes from one commune to another, by codes; None beyond the limit. Raises ``UnknownName``."""
        found = self.times.minutes(origin, destination)
        return found if found is not None and found <= self.limit else None

    def around(self, code: str) -> Table:
        """Return the communes within the limit of one, nearest first: ``code,name,population,minutes``, to map.

        Raises ``UnknownName``.
        """
        indices, minutes = self.times.row(self.times.position(code))
        near = minutes <= self.limit
        order = np.argsort(minutes[near], kind="stable")
        positions, minutes = indices[near][order].astype(np.int64), minutes[near][order]
        whole = territory()
        frame = commune_frame(whole, positions).assign(minutes=minutes)
        title = f"Within {self.limit:g} minutes of {whole.name[whole.index_of(code)]}"
        return Table(frame, positions, whole, title, "minutes")

    def __len__(self) -> int:
        return len(self._columns()[0])

    def summary(self) -> pd.Series[Any]:
        """Origins, limit, source."""
        import pandas as pd

        facts = {"origins": len(self.positions), "minutes": self.limit, "source": self.times.source}
        return pd.Series(facts, name=repr(self), dtype=object)

    def __repr__(self) -> str:
        return f"<Journeys from {self.place} within {self.limit:g} minutes, {self.times.source}>"

    def _repr_html_(self) -> str:
        rows: str = self.frame.head(10).to_html(index=False, border=0)
        return f"<div><p><strong>{repr(self)[1:-1]}</strong>, {len(self):,} pairs</p>{rows}</div>"
