"""``Table``: the result of every analysis, a table of places that can be saved, drawn and explored."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.analysis.inputs import whole_number
from maillage.errors import BadInput, MaillageError, UnknownName, nearest_names
from maillage.tables import Columns, check_output, write_table
from maillage.territory import groups

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from maillage.analysis.drawing import Drawing
    from maillage.analysis.explorer import Explorer
    from maillage.analysis.picture import Picture
    from maillage.territory import Territory

ROWS_SHOWN = 10
Places = Sequence[Any] | NDArray[Any]


class Table:
    """A table with one row per place: ``frame`` for pandas, ``geo()`` for GeoPandas, ``to_arrow()`` for Arrow.

    ``title`` says what it is, ``notices`` what was mapped, left out or modelled, ``value`` the column drawn by default.
    A notebook shows its summary and its first rows. A table is immutable: methods that change it return a new one.

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
        table: Columns | pd.DataFrame,
        places: Places | None,
        territory: Territory,
        title: str,
        value: str,
        notices: tuple[str, ...] = (),
        less_is_better: tuple[str, ...] = ("minutes",),
    ) -> None:
        """``places`` holds for each row the position of its commune in ``territory``, or the positions of several.

        It is None if rows are not places: these are not drawn. ``less_is_better`` names the columns whose low values
        are drawn in the colours of good access.
        """
        self._table, self._places, self._territory = table, places, territory
        self._less_is_better = less_is_better
        self.title, self.value, self.notices = title, value, notices

    # Tables ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _frame(self) -> pd.DataFrame:
        return self._table.to_frame() if isinstance(self._table, Columns) else self._table

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a pandas table; changes to it do not affect the result."""
        return self._frame.copy(deep=False)  # pandas copies on write

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in their order."""
        return tuple(str(name) for name in self._table)

    def column(self, name: str) -> NDArray[Any]:
        """One column as an array, (rows,), read only. Raises ``UnknownName``."""
        if name not in self._table:
            raise UnknownName("column", str(name), nearest_names(name, self.columns) or self.columns)
        found = np.asarray(self._table[name]).view()
        found.setflags(write=False)
        return found

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as a mapping of column name to cell."""
        cells = zip(*(self.column(name).tolist() for name in self.columns), strict=True)
        return (dict(zip(self.columns, row, strict=True)) for row in cells)

    def to_arrow(self) -> Any:
        """Return the rows as a ``pyarrow.Table``."""
        import pyarrow as pa

        return pa.Table.from_pandas(self._frame, preserve_index=False)

    def geo(self) -> gpd.GeoDataFrame:
        """Return the rows with the outline of each place, longitude and latitude in degrees (EPSG:4326).

        Raises ``MaillageError`` if the rows are not places.
        """
        import geopandas as gpd

        return gpd.GeoDataFrame(self.frame, geometry=self._shapes(), crs="EPSG:4326")

    def save(
        self, path: Path | str, columns: Sequence[str] | None = None, decimals: int | Mapping[str, int] | None = None
    ) -> Path:
        """Write ``.csv``, ``.parquet`` or ``.geojson`` and return the path.

        ``columns`` selects and orders the columns (default: all); ``decimals`` rounds figures, either all to the same
        number of decimals or each column to its own. Raises ``BadInput`` for another suffix, or for ``.geojson`` if the
        rows are not places; ``UnknownName`` for an unknown column.
        """
        path = check_output(path)
        if path.suffix == ".geojson" and self._places is None:
            raise BadInput(path, "this table has no shapes", "Choose a name ending in .csv or .parquet")
        for name in columns or ():
            self.column(name)
        table = _rounded(_some_columns(self._table, columns), decimals)
        write_table(table, path, self._shapes() if path.suffix == ".geojson" else None)
        return path

    def _shapes(self, tolerance_metres: float = 0.0) -> list[Any]:
        import shapely

        from maillage.territory import load_outlines

        members = [np.atleast_1d(np.asarray(place, dtype=np.int64)) for place in self._drawn()]
        codes = np.unique(self._territory.code[np.concatenate(members)]) if members else []
        outlines = load_outlines([str(code) for code in codes], tolerance_metres=tolerance_metres)
        found = [[outlines[str(code)] for code in self._territory.code[one]] for one in members]
        return [one[0] if len(one) == 1 else shapely.union_all(one, grid_size=1e-7) for one in found]

    def _drawn(self) -> Places:
        if self._places is None:
            raise MaillageError(f"The rows of '{self.title}' are no places: they have no outlines and no map.")
        return self._places

    # Pictures -------------------------------------------------------------------------------------------------------

    def plot(self, column: str | None = None, width: int = 720) -> Picture:
        """Return a map of ``column`` (default: ``value``) as SVG, ``width`` pixels wide.

        Raises ``UnknownName`` for an unknown column, ``MaillageError`` for one without numbers.
        """
        from maillage.analysis.picture import Picture

        return Picture.of(self._drawing(column), whole_number("width", width, 100, "720"))

    def explore(self, column: str | None = None, height: int = 560) -> Explorer:
        """Return an interactive map, ``height`` pixels high, as one HTML page that needs no network.

        Raises as :meth:`plot`.
        """
        from maillage.analysis.explorer import Explorer

        return Explorer.of(self._drawing(column), whole_number("height", height, 100, "560"))

    def _drawing(self, column: str | None) -> Drawing:
        from maillage.analysis.drawing import Drawing

        name = self.value if column is None else column
        values = self.column(name)
        if values.dtype.kind not in "iuf":
            raise MaillageError(f"Column '{name}' holds no numbers and cannot be drawn. Choose '{self.value}'.")
        labels = self.column("name" if "name" in self._table else "code").astype(str).tolist()
        places = self._drawn()
        wide = sum(np.size(place) for place in places) > 6_000
        shapes = self._shapes(1_000.0 if wide else 200.0)
        plane = np.asarray([self._territory.plane[np.ravel(place)[0]] for place in places])
        return Drawing.of(shapes, plane, labels, values.astype(np.float64), name, self.title, self._diverging(name),
                          name in self._less_is_better)  # fmt: skip

    def _diverging(self, column: str) -> bool:
        """Say whether a column is a change, with values above and below 0."""
        return column in ("change", "gain")

    # Figures --------------------------------------------------------------------------------------------------------

    def mean(self, column: str | None = None) -> float | None:
        """Mean of a column (default: ``value``) over rows with a figure, weighted by population; None without any.

        Raises ``UnknownName`` for an unknown column.
        """
        values = np.asarray(self.column(self.value if column is None else column), dtype=np.float64)
        people = np.where(np.isfinite(values), self.column("population"), 0)
        return groups.mean(people, np.nan_to_num(values)) if people.any() else None

    def shares(self, column: str) -> dict[str, float]:
        """Share of the population in the rows of each value of a column, between 0 and 1. Raises ``UnknownName``."""
        kinds, people = self.column(column).astype(str), self.column("population")
        everybody = max(float(people.sum()), 1.0)
        return {str(kind): float(people[kinds == kind].sum()) / everybody for kind in np.unique(kinds)}

    def facts(self) -> dict[str, object]:
        """Return the few figures that summarise the table, by name."""
        return {"rows": len(self)}

    def summary(self) -> pd.Series[Any]:
        """Return :meth:`facts` as a pandas Series."""
        import pandas as pd

        return pd.Series(self.facts(), name=self.title, dtype=object)

    def __len__(self) -> int:
        return self._table.rows if isinstance(self._table, Columns) else len(self._table)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}, {len(self)} rows>"

    def _repr_html_(self) -> str:
        facts = "".join(
            f"<tr><th style='text-align:left'>{html.escape(str(name))}</th>"
            f"<td style='text-align:left'>{html.escape(readable(value))}</td></tr>"
            for name, value in self.facts().items()
        )
        notes = "".join(f"<li>{html.escape(notice)}</li>" for notice in self.notices)
        rows: str = self._frame.head(ROWS_SHOWN).to_html(index=False, border=0)
        more = f"<p>{len(self) - ROWS_SHOWN:,} more rows: <code>.frame</code></p>" if len(self) > ROWS_SHOWN else ""
        notes = f"<ul>{notes}</ul>" if notes else ""
        return f"<div><p><strong>{html.escape(self.title)}</strong></p><table>{facts}</table>{notes}{rows}{more}</div>"


def _some_columns(table: Columns | pd.DataFrame, columns: Sequence[str] | None) -> Columns | pd.DataFrame:
    if columns is None:
        return table
    if isinstance(table, Columns):
        return Columns({name: table[name] for name in columns})
    return table[list(columns)]


def _rounded(table: Columns | pd.DataFrame, decimals: int | Mapping[str, int] | None) -> Columns | pd.DataFrame:
    if decimals is None:
        return table
    if not isinstance(table, Columns):
        return table.round(decimals if isinstance(decimals, int) else dict(decimals))
    figures = [name for name, values in table.items() if values.dtype.kind == "f"]
    digits = dict.fromkeys(figures, decimals) if isinstance(decimals, int) else decimals
    # -0.0 is written as 0.0.
    rounded = {name: np.round(table[name], digits[name]) + 0.0 for name in figures if name in digits}
    return Columns({**table, **rounded})


def readable(value: object) -> str:
    """Format a figure for readers: thousands separated, only significant digits."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        return f"{value:,}"
    if isinstance(value, float | np.floating):
        return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"
    return str(value)
