"""``compare``: join two tables of a figure, for instance of two years, by commune or by group."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.access.indicators import Vintage
from maillage.access.indicators import compare as joined_on_communes
from maillage.analysis.inputs import given, one_of, rows_named
from maillage.analysis.levels import COMMUNE, LEVELS
from maillage.analysis.table import Places, Table
from maillage.analysis.world import commune_columns, territory
from maillage.errors import BadInput, MaillageError
from maillage.evaluation import UNCHANGED, gainers, losers
from maillage.sources.codes import department_code, locate_rows, repeated
from maillage.tables import Columns, TableInMemory, read_columns
from maillage.territory.groups import mean

if TYPE_CHECKING:
    import pandas as pd

    from maillage.analysis.inputs import TableLike

Floats = NDArray[np.float64]
FIGURES = ("apl", "value", "per_100k", "mean")  # columns in tables written by this package


def compare(before: TableLike, after: TableLike, column: str | None = None, level: str = COMMUNE) -> ComparisonTable:
    """Compare two tables ``code`` and a figure, of two years or by two methods, for the codes found in both.

    ``column`` names the figure (default: the first found of ``apl``, ``value``, ``per_100k``, ``mean``). By commune,
    codes of arrondissements, delegated and former communes are mapped to the current commune: several rows become one
    mean, weighted by ``population`` if the table has that column. Rows of another ``level`` are matched by code
    unchanged. Codes in only one table are left out and counted in ``notices``. Raises ``UnknownName`` for the level,
    ``BadInput`` for an invalid row, ``MaillageError`` if the two tables have no common code.

    ```python
    then = pd.DataFrame({"code": ["12202", "31555"], "apl": [3.4, 4.9]})
    now = pd.DataFrame({"code": ["12202", "31555"], "apl": [3.6, 4.8]})
    maillage.compare(then, now).frame
    ```
    """
    one_of("level", level, (COMMUNE, *LEVELS))
    wanted = FIGURES if column is None else (column,)
    if level != COMMUNE:
        return _compare_groups(before, after, wanted, level)
    return compared(vintage_of(before, wanted), vintage_of(after, wanted), "Change", (_whole(before), _whole(after)))


class ComparisonTable(Table):
    """Two figures joined: ``code,name,population,before,after,change,change_percent``.

    ``change_percent`` is NaN if ``before`` is 0.
    """

    def __init__(
        self,
        shared: Columns | pd.DataFrame,
        places: Places | None,
        before: Floats,
        after: Floats,
        title: str,
        notices: tuple[str, ...],
    ) -> None:
        """Add ``before`` and ``after`` (rows,) to the ``shared`` columns."""
        change = after - before
        percent = np.divide(100 * change, before, out=np.full(len(before), np.nan), where=before > 0)
        figures = {"before": before, "after": after, "change": change, "change_percent": percent}
        table = Columns({**shared, **figures}) if isinstance(shared, Columns) else shared.assign(**figures)
        super().__init__(table, places, territory(), title, "change", notices)

    def facts(self) -> dict[str, object]:
        """Means before and after, people who gain and who lose, correlation and mean absolute difference.

        Weighted by population, if the tables have it.
        """
        before, after, change = (self.column(name) for name in ("before", "after", "change"))
        known = self.column("population") if "population" in self.columns else np.ones(len(self))
        people = np.nan_to_num(np.asarray(known, dtype=np.float64))
        spread = len(self) > 1 and float(np.ptp(before)) > 0 and float(np.ptp(after)) > 0
        return {
            "communes" if self._places is not None else "groups": len(self),
            "mean before": mean(people, before),
            "mean after": mean(people, after),
            "inhabitants who gain": gainers(people, change, UNCHANGED),
            "inhabitants who lose": losers(people, change, UNCHANGED),
            "mean absolute difference": mean(people, np.abs(change)),
            "correlation": float(np.corrcoef(before, after)[0, 1]) if spread else None,
        }


def compared(before: Vintage, after: Vintage, title: str, called: tuple[str, str] | None = None) -> ComparisonTable:
    """Compare two figures by commune; messages refer to them as ``called``.

    Raises ``MaillageError`` if they have no common commune.
    """
    whole = territory()
    found = joined_on_communes(before, after, whole)
    at = found.positions
    if len(at) == 0:
        one, other = called or (before.name, after.name)
        raise MaillageError(f"{one} and {other} have no commune in common. For other levels give the level.")
    shared = Columns(commune_columns(whole, at))
    return ComparisonTable(shared, at, found.before, found.after, title, found.notices)


def vintage_of(table: TableLike, wanted: Sequence[str]) -> Vintage:
    """The first column found of ``wanted`` in a table by ``code``, mapped to the current communes.

    Rows are weighted by ``population`` if the table has it. Raises ``BadInput`` for an invalid row.
    """
    source, rows, name = _read(table, wanted)
    with rows_named():
        positions, notices = locate_rows(source, rows["code"], territory(), rows.lines)
    people = rows["population"] if "population" in rows else np.full(rows.rows, np.nan)
    empty = int(np.isnan(rows[name]).sum())
    if empty:
        notices.append(f"{empty} rows without a figure in '{name}' left out")
    return Vintage(_called(source), positions, rows[name], people, tuple(notices))


def _whole(table: TableLike) -> str:
    """Name of a table in errors: its path."""
    source = given(table, "figures")
    return f"the {source}" if isinstance(source, TableInMemory) else str(source)


def _called(table: TableLike) -> str:
    """Name of a table in notices: its file name."""
    whole = _whole(table)
    return whole if isinstance(given(table, "figures"), TableInMemory) else Path(whole).name


def _read(table: TableLike, wanted: Sequence[str]) -> tuple[Path | str, Columns, str]:
    """Name of the table for messages, its rows and the column found."""
    source = given(table, "figures", wanted[0])
    assert source is not None
    with rows_named():
        columns = (*wanted, "name", "population")
        rows = read_columns(source, ("code",), numeric=(*wanted, "population"), optional=columns)
    found = [name for name in wanted if name in rows]
    if not found:
        raise BadInput(source, f"no column {' or '.join(wanted)}", "Name the column of the figure")
    if rows.rows == 0:
        raise BadInput(source, "no row below the header", "Give a table with at least one code")
    return source, rows, found[0]


def _compare_groups(before: TableLike, after: TableLike, wanted: Sequence[str], level: str) -> ComparisonTable:
    notices: list[str] = []
    with rows_named():
        (old, old_name), (new, new_name) = (_groups(table, wanted, level, notices) for table in (before, after))
    at = {str(code): row for row, code in enumerate(old["code"])}
    both = np.array([str(code) in at for code in new["code"]], dtype=bool)
    if not both.any():
        raise MaillageError(
            f"{_whole(before)} and {_whole(after)} have no code in common. Give two tables of the same level."
        )
    kept = new.take(both)
    for table, rows in ((before, old), (after, new)):
        if rows.rows > kept.rows:
            notices.append(f"{rows.rows - kept.rows} codes are in {_called(table)} only and left out")
    shared = kept.to_frame()[[name for name in ("code", "name", "population") if name in kept]]
    if "population" in shared:
        unknown = int(shared["population"].isna().sum())
        if unknown:
            notices.append(f"{_called(after)}: 'population' is empty for {unknown} rows")
        shared["population"] = shared["population"].astype("Int64")
    earlier = np.asarray([old[old_name][at[str(code)]] for code in kept["code"]], dtype=np.float64)
    return ComparisonTable(shared, None, earlier, kept[new_name], "Change", tuple(notices))


def _groups(table: TableLike, wanted: Sequence[str], level: str, notices: list[str]) -> tuple[Columns, str]:
    """The rows that have a figure; each code is unique."""
    source, rows, name = _read(table, wanted)
    rows = Columns({**rows, "code": _group_codes(source, rows, level)}, rows.lines)
    empty = np.isnan(rows[name])
    if empty.any():
        notices.append(f"{_called(source)}: {int(empty.sum())} rows without a figure in '{name}' left out")
    return rows.take(~empty), name


def _group_codes(source: Path | str, rows: Columns, level: str) -> NDArray[np.str_]:
    """Codes of groups, repaired if a spreadsheet changed them; each is unique."""
    codes = np.array(
        [department_code(code) if level == "department" else code.removesuffix(".0") for code in rows["code"].tolist()]
    )
    missing, again = codes == "", repeated(codes.tolist())
    if missing.any():
        raise BadInput(source, "the code is missing", "Write it, or remove the line", rows.line(missing), "code")
    if again.any():
        problem = f"code {codes[again.argmax()]} is given twice"
        raise BadInput(source, problem, "Keep one line for each code", rows.line(again), "code")
    return codes
