"""Read and write tables as CSV, Parquet and GeoJSON by file suffix; errors name the line and column.

Codes stay text: ``01004`` never becomes 1004. Internally a table is a :class:`Columns`, arrays by name. pandas takes
longer to import than a national indicator takes to compute, so it is imported only for data frames, Parquet and
GeoJSON.
"""

from __future__ import annotations

import csv
import math
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.artefacts import storage_problem
from maillage.delimited import comma_is_decimal, names_wanted, number, read_text_table
from maillage.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

READABLE = (".csv", ".parquet")
WRITABLE = (".csv", ".parquet", ".geojson")
EMPTY_LIST = "none"  # text for a cell that holds an empty list
LARGEST = 1e15  # largest figure accepted; larger ones are mistakes, and sums of them would overflow
# Texts that stand for a missing figure, in files of programs and of INSEE (confidential, not available).
BLANK = frozenset({"", "nan", "none", "null", "\\n", "<na>", "na", "n/a", "#n/a", "nd", "ns", "s"})


class Columns(Mapping[str, NDArray[Any]]):
    """An immutable table as arrays by column name, each of ``rows`` cells.

    Text read from a file is an object array of ``str``; a missing number is NaN. ``lines`` (rows,) is the line of the
    file where each row begins.
    """

    def __init__(self, columns: Mapping[str, ArrayLike], lines: ArrayLike | None = None) -> None:
        """Hold ``columns`` in their order; ``lines`` count from 2 (below a header) by default.

        Raises ``ValueError`` if their lengths differ.
        """
        self._columns = {name: np.asarray(column) for name, column in columns.items()}
        lengths = {len(column) for column in self._columns.values()}
        if len(lengths) > 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")
        self.rows = lengths.pop() if lengths else 0 if lines is None else np.size(lines)
        self.lines: NDArray[np.int64] = np.arange(2, self.rows + 2) if lines is None else np.asarray(lines, np.int64)
        if len(self.lines) != self.rows:
            raise ValueError(f"{len(self.lines)} lines for {self.rows} rows")

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        """Number of columns; ``rows`` is the number of rows."""
        return len(self._columns)

    def take(self, rows: NDArray[Any]) -> Columns:
        """The rows at these positions, or those where a mask is true."""
        return Columns({name: column[rows] for name, column in self.items()}, self.lines[rows])

    def line(self, rows: NDArray[np.bool_]) -> int:
        """Line of the file where the first row selected by the mask begins."""
        return int(self.lines[rows.argmax()])

    def to_frame(self, index: ArrayLike | None = None) -> pd.DataFrame:
        """The same table as a pandas data frame, with ``index`` or rows numbered from 0."""
        import pandas as pd

        rows = pd.RangeIndex(self.rows) if index is None else pd.Index(np.asarray(index))
        return pd.DataFrame({name: _for_pandas(column) for name, column in self.items()}, index=rows)


def _for_pandas(column: NDArray[Any]) -> Any:
    """Text as pandas' string type, also if there is no row to infer it from."""
    import pandas as pd

    return pd.array(column.tolist(), dtype="str") if column.dtype.kind in "OU" else column


class TableInMemory(str):
    """A table in memory, passed in place of a file path; messages refer to it by its text."""

    frame: pd.DataFrame

    def __new__(cls, name: str, frame: pd.DataFrame) -> TableInMemory:
        """Name ``frame``; it is read, never changed."""
        table = super().__new__(cls, name)
        table.frame = frame
        return table


def read_table(
    path: Path | str, required: Sequence[str], numeric: Sequence[str] = (), optional: Sequence[str] = ()
) -> pd.DataFrame:
    """Read a CSV or Parquet table as :func:`read_columns` does, for pandas; the index is the line of each row."""
    found = read_columns(path, required, numeric, optional)
    return found.to_frame(found.lines)


def read_columns(
    path: Path | str, required: Sequence[str], numeric: Sequence[str] = (), optional: Sequence[str] = ()
) -> Columns:
    """Read a CSV or Parquet table; ``required`` columns must exist, ``numeric`` ones become float64.

    Columns not named in ``required`` or ``optional`` are dropped; all columns outside ``numeric`` are text. A
    :class:`TableInMemory` is read like a file with the same content; its rows count from line 2. CSV formats are those
    of :mod:`maillage.delimited`: also semicolons, Windows encoding, decimal comma. A CSV may be compressed
    (``.csv.xz``). Raises ``BadInput`` naming the file, line and column of the first invalid cell.
    """
    if isinstance(path, TableInMemory):
        found, lines = _as_text(path, path.frame, (*required, *optional)), None
    else:
        found, lines = _read_any(Path(path), required, optional)
    path = Path(path)
    missing = [name for name in required if name not in found]
    if missing:
        raise BadInput(
            path,
            f"column{'s' if len(missing) > 1 else ''} {', '.join(missing)} missing (found: {', '.join(found)})",
            f"Give a table with the columns {', '.join(required)}",
        )
    kept = [name for name in dict.fromkeys((*required, *optional)) if name in found]
    table = Columns({name: _texts(found[name]) for name in kept}, lines)
    return Columns({name: _numbers(path, table, name) if name in numeric else table[name] for name in kept}, lines)


def column_names(path: Path | str) -> list[str]:
    """Column names of a CSV or Parquet table, unchanged. Raises ``BadInput`` as :func:`read_columns`."""
    if isinstance(path, TableInMemory):
        return [str(name) for name in path.frame.columns]
    return list(_read_any(Path(path), (), ())[0])


def _as_text(path: Path | str, frame: pd.DataFrame, wanted: Sequence[str]) -> dict[str, list[str]]:
    """Every cell as text, as a file of the same table would hold it; empty if there is no value."""
    names = names_wanted(path, [str(name) for name in frame.columns], wanted)
    return {name: _cells_as_text(frame.iloc[:, k]) for k, name in enumerate(names)}


def _cells_as_text(column: pd.Series[Any]) -> list[str]:
    """Cells of one column as text; integers that pandas stores as floats because of missing values get no decimals."""
    import pandas as pd

    there = column.notna()
    if pd.api.types.is_float_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        known = values[there.to_numpy()]
        if bool((np.isfinite(known) & (known == np.rint(known)) & (np.abs(known) < LARGEST)).all()):
            return [str(int(value)) if value == value else "" for value in values.tolist()]  # NaN differs from itself
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) not in ("string", "empty"):
        return [_cell_as_text(cell) if known else "" for cell, known in zip(column, there, strict=True)]
    return [cell if known else "" for cell, known in zip(column.astype(str), there, strict=True)]


def _cell_as_text(cell: object) -> str:
    """One cell of a column of mixed types as text; the items of a list are separated by spaces."""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST:
        return str(int(cell))
    if isinstance(cell, list | tuple | set | frozenset | np.ndarray):
        items = sorted(cell) if isinstance(cell, set | frozenset) else list(cell)
        return " ".join(_cell_as_text(item).replace(" ", "T") for item in items) or EMPTY_LIST
    return str(cell)


def _read_any(
    path: Path, required: Sequence[str], optional: Sequence[str]
) -> tuple[dict[str, list[str]], list[int] | None]:
    suffix = ".csv" if path.name.lower().endswith(".csv.xz") else path.suffix.lower()
    if suffix not in READABLE:
        raise BadInput(path, f"cannot read a '{path.suffix}' file", f"Give a file ending in {' or '.join(READABLE)}")
    refuse_no_file(path)
    try:
        if suffix == ".parquet":
            return _as_text(path, _parquet(path), (*required, *optional)), None
        found = read_text_table(path, required, optional)
    except (ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise BadInput(path, f"cannot be read ({error.strerror})", "Check that you may read it") from error
        raise BadInput(
            path, f"not a readable {suffix[1:]} table ({error})", "Check that the file is what its suffix says"
        ) from error
    return found.cells, found.lines


def refuse_no_file(path: Path) -> None:
    """Raise ``BadInput`` if ``path`` does not exist, is a folder, is empty or cannot be read."""
    try:
        there, size = path.exists(), path.stat().st_size if path.exists() else 0
    except OSError as error:
        raise BadInput(path, f"cannot be reached ({error.strerror})", "Check that you may read it") from error
    if not there:
        raise BadInput(path, "no such file", "Check the path")
    if path.is_dir():
        raise BadInput(path, "a folder, not a file", "Give the path of the file in it")
    if size == 0 and path.is_file():
        raise BadInput(path, "the file is empty", "Give a table with a header line")


def _parquet(path: Path) -> pd.DataFrame:
    """Read the table; an index that pandas saved with a name becomes a column."""
    import pandas as pd

    frame = pd.read_parquet(path)
    return frame if frame.index.names == [None] else frame.reset_index()


def _texts(cells: list[str]) -> NDArray[np.object_]:
    texts = np.empty(len(cells), dtype=object)
    texts[:] = [cell.strip() for cell in cells]
    return texts


def _numbers(path: Path, table: Columns, name: str) -> NDArray[np.float64]:
    cells: list[str] = table[name].tolist()
    plain = _plain_numbers(cells)
    if plain is not None:
        return plain
    values = np.empty(len(cells))
    decimal_comma: bool | None = None
    for row, cell in enumerate(cells):
        try:
            value = float(cell) if cell.isascii() else math.nan
        except ValueError:
            value = math.nan
        # float() also reads 1_000, "inf" and "infinity"; a table needs its own message for these.
        if not math.isfinite(value) or "_" in cell:
            if cell.lower() in BLANK:
                value = math.nan
            else:
                decimal_comma = comma_is_decimal(cells) if decimal_comma is None else decimal_comma
                value = _written(path, cell, decimal_comma, int(table.lines[row]), name)
        if abs(value) > LARGEST:
            problem = f"'{cell[:20]}' is too large a number"
            raise BadInput(path, problem, f"Write a number up to {LARGEST:g}", int(table.lines[row]), name)
        values[row] = value
    return values


def _plain_numbers(cells: list[str]) -> NDArray[np.float64] | None:
    """A column of numbers as programs write them, or None if some cell must be parsed on its own."""
    together = "".join(cells)
    if "_" in together or not together.isascii():
        return None
    try:
        values = np.array([float(cell) if cell else math.nan for cell in cells], dtype=np.float64)
    except ValueError:
        return None
    known = values[~np.isnan(values)]
    whole = len(known) == len(cells) - cells.count("") and not bool((np.abs(known) > LARGEST).any())
    return values if whole else None


def _written(path: Path, cell: str, decimal_comma: bool, line: int, column: str) -> float:
    """Parse a number as people write it. Raises ``BadInput`` naming the cell that cannot be read."""
    try:
        return number(cell, decimal_comma)
    except ValueError as error:
        remedy = "Write a plain number, decimals with a point and thousands together"
        raise BadInput(path, str(error), remedy, line, column) from error


def check_output(path: Path | str, suffixes: Sequence[str] = WRITABLE) -> Path:
    """Refuse an output file with a suffix not in ``suffixes`` or a missing folder, before any work is done."""
    path = Path(path)
    if path.suffix not in suffixes:
        raise BadInput(path, f"cannot write a '{path.suffix}' file", f"Choose a name ending in {' or '.join(suffixes)}")
    if not path.parent.is_dir():
        raise BadInput(path, "its folder does not exist", f"Create {path.parent} first")
    return path


def write_table(table: Columns | pd.DataFrame, path: Path | str, geometry: Sequence[Any] | None = None) -> None:
    """Write by suffix: ``.csv``, ``.parquet``, or ``.geojson`` (then ``geometry`` has one lon/lat shape per row).

    The file is written atomically. Raises ``BadInput`` for another suffix, ``StorageProblem`` on a full disk.
    """
    path = check_output(path)
    if path.suffix == ".csv":
        write_whole(path, lambda room: _write_csv(table, room))
        return
    frame = table.to_frame() if isinstance(table, Columns) else table
    if path.suffix == ".parquet":
        write_whole(path, lambda room: frame.to_parquet(room, index=False))
    else:
        if geometry is None:
            raise BadInput(path, "this table has no shapes", "Choose a name ending in .csv or .parquet")
        write_whole(path, lambda room: _write_geojson(frame, geometry, room))


def _write_csv(table: Columns | pd.DataFrame, room: Path) -> None:
    if not isinstance(table, Columns):
        table.to_csv(room, index=False, lineterminator="\n")
        return
    with room.open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle, lineterminator="\n")
        rows.writerow(table)
        rows.writerows(zip(*(_cells(column) for column in table.values()), strict=True))


def _cells(column: NDArray[Any]) -> list[Any]:
    """Cells for the CSV writer: a missing number is an empty cell."""
    cells: list[Any] = column.tolist()
    if column.dtype.kind == "f":
        for row in np.flatnonzero(np.isnan(column)).tolist():
            cells[row] = None
    return cells


def _write_geojson(frame: pd.DataFrame, geometry: Sequence[Any], room: Path) -> None:
    import geopandas

    shaped = geopandas.GeoDataFrame(frame, geometry=list(geometry), crs="EPSG:4326")
    room.write_text(shaped.to_json(drop_id=True), encoding="utf-8")


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Call ``write`` on a temporary file beside ``path`` and rename it into place. Raises ``StorageProblem``."""
    try:
        handle, name = tempfile.mkstemp(prefix=".new-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        try:
            write(Path(name))
            Path(name).chmod(0o644)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise storage_problem(path.parent, error) from error
