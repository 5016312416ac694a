"""Times between communes as a table in a file: ``origin,destination,minutes``, with metadata in a Parquet file.

The communes of a table are its origins; a pair of them that is not listed is beyond its limit. A CSV file has no
metadata: its limit is taken to be its longest time, and its codes of former communes and arrondissements are mapped to
the current commune. Between two current communes, the time between their own codes is used if given, as it is between
their town halls; otherwise the mean of the times between their parts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput, MaillageError
from maillage.territory import Territory
from maillage.travel.times import TravelTimes

if TYPE_CHECKING:
    import pandas as pd

Int64 = NDArray[np.int64]

COLUMNS = ("origin", "destination", "minutes")
TABLES = (".csv", ".parquet")
LONGEST_MINUTES = 1092
_NOTE = b"maillage"
_AGAIN = "Write it again with 'maillage travel times --network NET --out {}'"


@dataclass(frozen=True)
class _Table:
    path: Path
    origin: Int64  # positions in the territory
    destination: Int64
    seconds: Int64


def note_of(times: TravelTimes, limit_seconds: int) -> dict[bytes, bytes]:
    """Metadata of these times for the schema of a Parquet file."""
    facts = {"source": times.source, "vintage": times.vintage, "limit_seconds": limit_seconds}
    return {_NOTE: json.dumps(facts).encode()}


def read_times(path: Path, territory: Territory) -> tuple[TravelTimes, tuple[str, ...]]:
    """Times between the communes of a table (.csv, .parquet), and notices about rows left out.

    Raises ``BadInput`` naming line and column for a missing column, an invalid time, a code that is not a commune or a
    pair given twice, ``MaillageError`` if the file is of another vintage than the territory.
    """
    note = _note(path)
    if note is not None and note["vintage"] != territory.vintage:
        raise MaillageError(
            f"{path} holds times between the communes of '{note['vintage']}', the communes here are those of "
            f"'{territory.vintage}': matrices of different vintages are mixed. {_AGAIN.format(path.name)}."
        )
    table, notices = _located(path, _rows(path), territory)
    known = np.zeros(len(territory), np.bool_)
    known[table.origin] = True
    kept = known[table.destination]
    if not kept.all():
        notices.append(f"{path.name}: {int((~kept).sum())} pairs towards communes that are no origin in it left out")
    longest = int(table.seconds.max(initial=0))
    limit = min(-(-longest // 60) * 60, LONGEST_MINUTES * 60) if note is None else int(note["limit_seconds"])
    home = table.origin == table.destination
    if table.seconds[home].any():
        notices.append(f"{path.name}: times of communes to themselves are taken as 0")
    kept &= ~home
    source = path.name if note is None else str(note["source"])
    times = _compressed(table, kept, np.flatnonzero(known), limit, source, territory)
    return times, tuple(notices)


def _note(path: Path) -> Mapping[str, Any] | None:
    """The file's metadata; None if it has none."""
    if path.suffix != ".parquet" or not path.is_file():
        return None
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        told = (parquet.read_schema(path).metadata or {}).get(_NOTE)
        note = None if told is None else json.loads(told)
        if note is not None and not {"source", "vintage", "limit_seconds"} <= set(note):
            raise ValueError("what it says of itself is not whole")
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(path, f"not a whole Parquet file ({error})", _AGAIN.format(path.name)) from error
    return note


def _rows(path: Path) -> pd.DataFrame:
    """The three columns: codes as categories or text, minutes as numbers; the index is the line of each row."""
    import pandas as pd

    from maillage.tables import read_table

    if _note(path) is None:
        return read_table(path, required=COLUMNS, numeric=("minutes",))
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table: Any = parquet.read_table(path, columns=list(COLUMNS), page_checksum_verification=True)
        rows = table.to_pandas()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(path, f"not a whole Parquet file ({error})", _AGAIN.format(path.name)) from error
    return rows.set_axis(pd.RangeIndex(2, len(rows) + 2))


@dataclass(frozen=True)
class _End:
    """One column of codes: the commune of each row, and the code as written, as an index into ``codes``."""

    position: Int64  # UNKNOWN or OUTSIDE if negative
    written: Int64
    codes: NDArray[np.str_]
    own: NDArray[np.bool_]  # the code is that of a current commune


def _located(path: Path, rows: pd.DataFrame, territory: Territory) -> tuple[_Table, list[str]]:
    """Positions and whole seconds of every pair, checked, and notices of the codes mapped or left out."""
    if len(rows) == 0:
        raise BadInput(path, "there is no pair in it", "Give one line for each pair: origin,destination,minutes")
    minutes = rows["minutes"].to_numpy(dtype=np.float64)
    remedy = f"Write minutes from 0 to {LONGEST_MINUTES}; leave out pairs without"
    _refuse(path, rows, np.isnan(minutes), "minutes", "the time is missing", remedy)
    wrong = ~((minutes >= 0) & (minutes <= LONGEST_MINUTES))
    _refuse(path, rows, wrong, "minutes", f"{minutes[wrong.argmax()]:g} is not a time", remedy)
    one, other = (_end(rows[column], territory) for column in COLUMNS[:2])
    _refuse_unknown(path, rows, (one, other), territory)
    key = one.written * len(other.codes) + other.written
    order = np.argsort(key, kind="stable")
    twice = np.zeros(len(key), np.bool_)
    twice[order[1:]] = key[order[1:]] == key[order[:-1]]
    _refuse(path, rows, twice, "origin, destination", "this pair is given twice", "Keep one line for each pair")
    here = (one.position >= 0) & (other.position >= 0)
    notices = _mapped(path, (one, other), territory, int((~here).sum()))
    table = _Table(path, one.position[here], other.position[here], np.rint(minutes[here] * 60).astype(np.int64))
    return _one_a_pair(table, (one.own & other.own)[here], len(territory)), notices


def _end(column: pd.Series[Any], territory: Territory) -> _End:
    import pandas as pd

    from maillage.sources.codes import locate_codes, repaired

    found = pd.Categorical(column)
    codes, place = np.unique([repaired(str(one)) for one in found.categories] + [""], return_inverse=True)
    positions = locate_codes(codes.tolist(), territory)
    written = place[np.asarray(found.codes)]  # an empty cell has index -1, which selects "", the last text
    own = positions >= 0
    own[own] = territory.code[positions[own]] == codes[own]
    return _End(positions[written], written.astype(np.int64), codes, own[written])


def _refuse_unknown(path: Path, rows: pd.DataFrame, ends: tuple[_End, _End], territory: Territory) -> None:
    from maillage.sources.codes import UNKNOWN

    for column, end in zip(COLUMNS[:2], ends, strict=True):
        lost = end.position == UNKNOWN
        if lost.any():
            name = str(end.codes[end.written[int(lost.argmax())]])
            if not name:
                _refuse(path, rows, lost, column, "the code is missing", "Write the INSEE code of the commune")
            problem = (
                f"'{name}' is no commune of {territory.vintage} and none that led to one ({int(lost.sum())} such cells)"
            )
            _refuse(path, rows, lost, column, problem, "Write INSEE codes of communes, or compute the times again")


def _mapped(path: Path, ends: tuple[_End, _End], territory: Territory, left: int) -> list[str]:
    """Notices on codes that are not current."""
    notices: list[str] = []
    former = {str(code) for end in ends for code in np.unique(end.codes[end.written[~end.own & (end.position >= 0)]])}
    if former:
        old = min(former)
        many = f"{len(former)} {'code' if len(former) == 1 else 'codes'} of arrondissements or former communes"
        notices.append(f"{path.name}: {many} mapped to the current ones, such as {old} to {territory.part_of[old]}")
    if left:
        notices.append(f"{path.name}: {left} pairs of collectivities outside the departments and regions left out")
    return notices


def _one_a_pair(table: _Table, own: NDArray[np.bool_], n: int) -> _Table:
    """One time for each pair of communes: that of their own codes, else the mean of those of their parts."""
    if own.all():
        return table
    key, row = np.unique(table.origin * n + table.destination, return_inverse=True)
    told = np.bincount(row, weights=own, minlength=len(key)) > 0
    counts = own | ~told[row]
    seconds = np.bincount(row, weights=table.seconds * counts) / np.bincount(row, weights=counts)
    return _Table(table.path, key // n, key % n, np.rint(seconds).astype(np.int64))


def _refuse(path: Path, rows: pd.DataFrame, wrong: NDArray[np.bool_], column: str, problem: str, remedy: str) -> None:
    if wrong.any():
        raise BadInput(path, problem, remedy, int(rows.index[int(wrong.argmax())]), column)


def _compressed(
    table: _Table, kept: NDArray[np.bool_], known: Int64, limit: int, source: str, territory: Territory
) -> TravelTimes:
    row_of = np.full(len(territory), -1, np.int64)
    row_of[known] = np.arange(len(known))
    home = np.arange(len(known))
    row = np.concatenate([row_of[table.origin[kept]], home])
    column = np.concatenate([row_of[table.destination[kept]], home])
    time = np.concatenate([table.seconds[kept], np.zeros(len(known), np.int64)])
    order = np.lexsort((column, row))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(known)))]).astype(np.int64)
    return TravelTimes(
        territory.code[known], indptr, column[order].astype(np.int32), time[order].astype(np.uint16), limit, source,
        territory.vintage,
    )  # fmt: skip
