"""``Table``: what every analysis returns, a table of places that can be written, drawn and explored."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.analysis.inputs import whole_number
from maillage.errors import MaillageError, UnknownName, nearest_names

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from maillage.analysis.explorer import Explorer
    from maillage.analysis.picture import Picture
    from maillage.territory import Territory

ROWS_SHOWN = 10


class Table:
    """A table with one row a place: ``frame`` for pandas, ``geo()`` for GeoPandas, ``to_arrow()`` for Arrow.

    ``title`` says what it is, ``notices`` what was mapped, left out or modelled, ``value`` the column drawn by default.
    In a notebook it shows its summary and its first rows. A result never changes: what changes it returns another.

    ```python
    table = maillage.communes("Corse")
    table.frame.head()  # pandas
    table.geo().total_bounds  # GeoPandas
    table.to_arrow().schema  # Arrow
    table.plot("population", width=460).save("corsica.svg")
    table.explore("population").save("corsica.html")
    table.save("corsica.geojson")
    ```
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        places: Sequence[Any] | NDArray[Any],
        territory: Territory,
        title: str,
        value: str,
        notices: tuple[str, ...] = (),
        less_is_better: tuple[str, ...] = ("minutes",),
    ) -> None:
        """``places`` holds, row by row, the position of its commune in ``territory`` or the positions of several.

        ``less_is_better`` names the columns drawn in the colours of good access where they are low.
        """
        self._frame, self._places, self._territory = frame, places, territory
        self._less_is_better = less_is_better
        self.title, self.value, self.notices = title, value, notices

    # Tables ---------------------------------------------------------------------------------------------------------

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a pandas table of your own: changing it does not change the result."""
        return self._frame.copy(deep=False)  # pandas copies what is written to, when it is written to

    def to_arrow(self) -> Any:
        """Return the rows as a ``pyarrow.Table``."""

        import pyarrow as pa

        return pa.Table.from_pandas(self._frame, preserve_index=False)

    def geo(self) -> gpd.GeoDataFrame:
        """Return the rows with the outline of each place, longitude and latitude in degrees (EPSG:4326)."""
        import geopandas as gpd

        return gpd.GeoDataFrame(self.frame, geometry=self._shapes(), crs="EPSG:4326")

    def save(self, path: Path | str) -> Path:
        """Write ``.csv``, ``.parquet`` or ``.geojson`` and return the path. Raises ``BadInput`` for another suffix."""
        from maillage.tables import check_output, write_table

        path = check_output(path)
        write_table(self._frame, path, self._shapes() if path.suffix == ".geojson" else None)
        return path

    def _shapes(self, tolerance_metres: float = 0.0) -> list[Any]:
        import shapely

        from maillage.territory import load_outlines

        members = [np.atleast_1d(np.asarray(place, dtype=np.int64)) for place in self._places]
        codes = np.unique(self._territory.code[np.concatenate(members)]) if members else []
        outlines = load_outlines([str(code) for code in codes], tolerance_metres=tolerance_metres)
        found = [[outlines[str(code)] for code in self._territory.code[one]] for one in members]
        return [one[0] if len(one) == 1 else shapely.union_all(one, grid_size=1e-7) for one in found]

    # Pictures -------------------------------------------------------------------------------------------------------

    def plot(self, column: str | None = None, width: int = 720) -> Picture:
        """Return a map of ``column`` (default: ``value``) as SVG, ``width`` pixels wide.

        Raises ``UnknownName`` for a column that is not there, ``MaillageError`` for one that holds no numbers.
        """
        from maillage.analysis.picture import Picture

        return Picture.of(self._map(column), whole_number("width", width, 100, "720"))

    def explore(self, column: str | None = None, height: int = 560) -> Explorer:
        """Return a map to move, zoom and read, ``height`` pixels high; one HTML page that needs no network.

        Raises as :meth:`plot`.
        """
        from maillage.analysis.explorer import Explorer

        return Explorer.of(self._map(column), whole_number("height", height, 100, "560"))

    def _map(self, column: str | None) -> Any:
        from maillage.analysis.drawing import Drawing

        name = self.value if column is None else column
        if name not in self._frame.columns:
            raise UnknownName(
                "column", str(name), nearest_names(name, self._frame.columns) or list(self._frame.columns)
            )
        if self._frame[name].dtype.kind not in "iuf":
            raise MaillageError(f"Column '{name}' holds no numbers and cannot be drawn. Choose '{self.value}'.")
        labels = self._frame["name" if "name" in self._frame.columns else "code"]
        values = self._frame[name].to_numpy(dtype=np.float64)
        wide = sum(np.size(place) for place in self._places) > 6_000
        shapes = self._shapes(1_000.0 if wide else 200.0)
        plane = np.asarray([self._territory.plane[np.ravel(place)[0]] for place in self._places])
        return Drawing.of(shapes, plane, labels.astype(str).tolist(), values, name, self.title, self._diverging(name),
                          name in self._less_is_better)  # fmt: skip

    def _diverging(self, column: str) -> bool:
        """Say whether a column is a change, above and below 0."""
        return column in ("change", "gain")

    # Telling --------------------------------------------------------------------------------------------------------

    def summary(self) -> pd.Series[Any]:
        """Return the few figures that sum the table up, by name."""
        import pandas as pd

        return pd.Series({"rows": len(self)}, name=self.title, dtype=object)

    def __len__(self) -> int:
        return len(self._frame)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}, {len(self)} rows>"

    def _repr_html_(self) -> str:
        facts = "".join(
            f"<tr><th style='text-align:left'>{html.escape(str(name))}</th>"
            f"<td style='text-align:left'>{html.escape(tell(value))}</td></tr>"
            for name, value in self.summary().items()
        )
        notes = "".join(f"<li>{html.escape(notice)}</li>" for notice in self.notices)
        rows: str = self._frame.head(ROWS_SHOWN).to_html(index=False, border=0)
        more = f"<p>{len(self) - ROWS_SHOWN:,} more rows: <code>.frame</code></p>" if len(self) > ROWS_SHOWN else ""
        notes = f"<ul>{notes}</ul>" if notes else ""
        return f"<div><p><strong>{html.escape(self.title)}</strong></p><table>{facts}</table>{notes}{rows}{more}</div>"


def tell(value: object) -> str:
    """A figure as a reader wants it: thousands apart, no more digits than mean something."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        return f"{value:,}"
    if isinstance(value, float | np.floating):
        return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"
    return str(value)
