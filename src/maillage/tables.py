"""Tables in and out: CSV, Parquet and GeoJSON by the suffix of the file, with errors that name the place.

Codes stay text: ``01004`` never becomes 1004.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from maillage.artefacts import storage_problem
from maillage.errors import BadInput

READABLE = (".csv", ".parquet")
WRITABLE = (".csv", ".parquet", ".geojson")


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
    """Read a CSV or Parquet table; ``required`` columns must exist, ``numeric`` ones become float64.

    Columns not named in ``required`` or ``optional`` are dropped; all columns outside ``numeric`` are text. A
    :class:`TableInMemory` is read as a file of the same content would be; its rows count from line 2.
    Raises ``BadInput`` naming the file, and the line and column of the first bad cell.
    """
    frame = _as_text(path.frame) if isinstance(path, TableInMemory) else _read_any(Path(path))
    path = Path(path)
    missing = [name for name in required if name not in frame.columns]
    if missing:
        raise BadInput(
            path,
            f"column{'s' if len(missing) > 1 else ''} {', '.join(missing)} missing (found: {', '.join(frame.columns)})",
            f"Give a table with the columns {', '.join(required)}",
        )
    kept = [name for name in (*required, *optional) if name in frame.columns]
    frame = frame[kept].copy()
    for name in kept:
        if name in numeric:
            frame[name] = _numbers(path, frame, name)
    return frame


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """What a file of the same table holds: every cell as text, empty where there is no value."""
    text = pd.DataFrame({str(name): frame[name].astype(str) for name in frame.columns}, index=frame.index)
    return text.where(frame.notna().to_numpy(), "").reset_index(drop=True)


def _read_any(path: Path) -> pd.DataFrame:
    if path.suffix not in READABLE:
        raise BadInput(path, f"cannot read a '{path.suffix}' file", f"Give a file ending in {' or '.join(READABLE)}")
    if not path.is_file():
        raise BadInput(path, "no such file", "Check the path")
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path).astype(str)
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return _read_csv(path, handle)
    except BadInput:
        raise
    except (UnicodeDecodeError, csv.Error, ValueError, OSError) as error:
        raise BadInput(
            path,
            f"not a readable {path.suffix[1:]} table ({error})",
            "Check that the file is what its suffix says",
        ) from error


def _read_csv(path: Path, handle: Any) -> pd.DataFrame:
    rows = csv.reader(handle, strict=True)
    header = next(rows, None)
    if not header:
        raise BadInput(path, "the file is empty", "Give a table with a header line")
    if any("\0" in name for name in header):
        raise BadInput(path, "not a text table", "Check that the file is what its suffix says")
    columns: list[list[str]] = [[] for _ in header]
    for row in rows:
        if not row:
            continue
        if len(row) != len(header):
            raise BadInput(
                path,
                f"{len(row)} cells where the header has {len(header)}",
                "Correct the line",
                line=rows.line_num,
            )
        for column, cell in zip(columns, row, strict=True):
            column.append(cell.strip())
    return pd.DataFrame(dict(zip((name.strip() for name in header), columns, strict=True)), dtype=str)


def _numbers(path: Path, frame: pd.DataFrame, name: str) -> pd.Series[float]:
    text = frame[name].astype(str).str.strip()
    blank = text.str.lower().isin(["", "nan", "none", "\\n", "<na>"])
    values = pd.to_numeric(text.mask(blank), errors="coerce").astype("float64")
    bad = (values.isna() & ~blank) | values.isin([float("inf"), float("-inf")])
    if bool(bad.any()):
        first = int(bad.to_numpy().argmax())
        raise BadInput(path, f"'{text.iloc[first]}' is not a number", "Write a plain number", first + 2, name)
    return values


def check_output(path: Path | str, suffixes: Sequence[str] = WRITABLE) -> Path:
    """Refuse, before any work is done, an output whose suffix is not one of ``suffixes`` or whose folder is missing."""
    path = Path(path)
    if path.suffix not in suffixes:
        raise BadInput(path, f"cannot write a '{path.suffix}' file", f"Choose a name ending in {' or '.join(suffixes)}")
    if not path.parent.is_dir():
        raise BadInput(path, "its folder does not exist", f"Create {path.parent} first")
    return path


def write_table(frame: pd.DataFrame, path: Path | str, geometry: Sequence[Any] | None = None) -> None:
    """Write by suffix: ``.csv``, ``.parquet``, or ``.geojson`` (then ``geometry`` has one lon/lat shape per row).

    The file appears whole or not at all. Raises ``BadInput`` for another suffix, ``StorageProblem`` on a full disk.
    """
    path = check_output(path)
    if path.suffix == ".csv":
        write_whole(path, lambda room: frame.to_csv(room, index=False, lineterminator="\n"))
    elif path.suffix == ".parquet":
        write_whole(path, lambda room: frame.to_parquet(room, index=False))
    else:
        if geometry is None:
            raise BadInput(path, "this table has no shapes", "Choose a name ending in .csv or .parquet")
        write_whole(path, lambda room: _write_geojson(frame, geometry, room))


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
