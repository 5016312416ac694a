"""Tables in and out: CSV, Parquet and GeoJSON by the suffix of the file, with errors that name the place.

Codes stay text: ``01004`` never becomes 1004. Inside, a table is :class:`Columns`, arrays by name; pandas is imported
only where somebody asks for its tables, or for Parquet and GeoJSON, which are its work: it takes longer to import than
a national indicator takes to compute.
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
EMPTY_LIST = "none"  # what a cell that holds a list without anything in it becomes as text
LARGEST = 1e15  # of any figure of a table; what is larger is a mistake, and sums of it would run over
# What stands for a figure that is not there: in files of programs, and in those of INSEE (secret, not available).
BLANK = frozenset({"", "nan", "none", "null", "\\n", "<na>", "na", "n/a", "#n/a", "nd", "ns", "s"})


class Columns(Mapping[str, NDArray[Any]]):
    """A table as arrays by the name of their column, all of ``rows`` cells; never changed once made.

    Text read from a file is an object array of ``str``, a number that is not there is NaN. ``lines`` (rows,) tells the
    line of the file each row begins on.
    """

    def __init__(self, columns: Mapping[str, ArrayLike], lines: ArrayLike | None = None) -> None:
        """Hold ``columns`` in their order; ``lines`` count from 2 where not given, below a header.

        Raises ``ValueError`` where their lengths differ.
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
        """Number of columns; ``rows`` is that of the rows."""
        return len(self._columns)

    def take(self, rows: NDArray[Any]) -> Columns:
        """The rows at these positions, or those where a mask is true."""
        return Columns({name: column[rows] for name, column in self.items()}, self.lines[rows])

    def line(self, rows: NDArray[np.bool_]) -> int:
        """Line of the file on which the first row where the mask is true begins."""
        return int(self.lines[rows.argmax()])

    def to_frame(self, index: ArrayLike | None = None) -> pd.DataFrame:
        """The same table for pandas, its rows counted from 0 or called as ``index`` says."""
        import pandas as pd

        rows = pd.RangeIndex(self.rows) if index is None else pd.Index(np.asarray(index))
        return pd.DataFrame({name: _for_pandas(column) for name, column in self.items()}, index=rows)


def _for_pandas(column: NDArray[Any]) -> Any:
    """Text as pandas' own type of text, also where there is no row to guess it from."""
    import pandas as pd

    return pd.array(column.tolist(), dtype="str") if column.dtype.kind in "OU" else column


class TableInMemory(str):
    """A table already in memory, given where the path of a file is asked for; messages call it by its text."""

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
    :class:`TableInMemory` is read as a file of the same content would be; its rows count from line 2. CSV is what
    :mod:`maillage.delimited` reads: also with semicolons, in Windows' encoding, with a decimal comma.
    A CSV may be compressed (``.csv.xz``). Raises ``BadInput`` naming the file, and the line and column of the first bad
    cell.
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
    """Names of the columns of a CSV or Parquet table, as they stand. Raises ``BadInput`` as :func:`read_columns`."""
    if isinstance(path, TableInMemory):
        return [str(name) for name in path.frame.columns]
    return list(_read_any(Path(path), (), ())[0])


def _as_text(path: Path | str, frame: pd.DataFrame, wanted: Sequence[str]) -> dict[str, list[str]]:
    """What a file of the same table holds: every cell as text, empty where there is no value."""
    names = names_wanted(path, [str(name) for name in frame.columns], wanted)
    return {name: _cells_as_text(frame.iloc[:, k]) for k, name in enumerate(names)}


def _cells_as_text(column: pd.Series[Any]) -> list[str]:
    """The cells of one column; a whole number that pandas keeps with decimals, beside empty cells, has none."""
    import pandas as pd

    there = column.notna()
    if pd.api.types.is_float_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        known = values[there.to_numpy()]
        if bool((np.isfinite(known) & (known == np.rint(known)) & (np.abs(known) < LARGEST)).all()):
            return [str(int(value)) if value == value else "" for value in values.tolist()]  # NaN is not itself
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) not in ("string", "empty"):
        return [_cell_as_text(cell) if known else "" for cell, known in zip(column, there, strict=True)]
    return [cell if known else "" for cell, known in zip(column.astype(str), there, strict=True)]


def _cell_as_text(cell: object) -> str:
    """One cell of a column that may hold anything: a list is its items apart by a space."""
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
    """Raise ``BadInput`` where ``path`` leads to nothing, to a folder, to a file without content or out of reach."""
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
    """The table; an index that pandas kept under a name is a column like the others."""
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
        # float() also reads 1_000 and words for what is no number; a table that means nothing there says so.
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
    """A column as programs write it, or None where some cell has to be looked at by itself."""
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
    """The number as a person wrote it, or the sentence that says where it cannot be read."""
    try:
        return number(cell, decimal_comma)
    except ValueError as error:
        remedy = "Write a plain number, decimals with a point and thousands together"
        raise BadInput(path, str(error), remedy, line, column) from error


def check_output(path: Path | str, suffixes: Sequence[str] = WRITABLE) -> Path:
    """Refuse, before any work is done, an output whose suffix is not one of ``suffixes`` or whose folder is missing."""
    path = Path(path)
    if path.suffix not in suffixes:
        raise BadInput(path, f"cannot write a '{path.suffix}' file", f"Choose a name ending in {' or '.join(suffixes)}")
    if not path.parent.is_dir():
        raise BadInput(path, "its folder does not exist", f"Create {path.parent} first")
    return path


def write_table(table: Columns | pd.DataFrame, path: Path | str, geometry: Sequence[Any] | None = None) -> None:
    """Write by suffix: ``.csv``, ``.parquet``, or ``.geojson`` (then ``geometry`` has one lon/lat shape per row).

    The file appears whole or not at all. Raises ``BadInput`` for another suffix, ``StorageProblem`` on a full disk.
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
    """The cells as the CSV writer takes them: a number that is not there is an empty cell."""
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
