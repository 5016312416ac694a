"""Providers of any profession by commune and, where known, by fee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput, nearest_names
from maillage.sources.codes import first_line, locate_rows, unknown_code
from maillage.tables import Columns, read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]
# Fee of a provider: no extra fee (sector 1), a contract that moderates it (OPTAM), up to 40 %, more or not known.
FEES = ("sector1", "optam", "upto40", "all")
ANY = "all"


@dataclass(frozen=True)
class Providers:
    """Providers of each commune, (n,), by fee. ``fees_known`` is false where the file has no column of fees."""

    by_fee: Mapping[str, Floats]
    fees_known: bool
    label: str
    modelled: bool
    notices: tuple[str, ...] = ()

    def total(self, fees: Iterable[str] = FEES) -> Floats:
        """Providers of these fees together, (n,)."""
        return np.sum([self.by_fee[fee] for fee in fees], axis=0)


def read_providers(path: Path | str, territory: Territory) -> Providers:
    """Read ``code,count[,fee]``, or ``code,gps``; ``fee`` is sector1, optam, upto40 or all, one line for each.

    Communes not listed have none. Raises ``BadInput`` naming line and column for an unknown code, a code given twice
    with the same fee, an unknown fee, a missing or negative count.
    """
    frame = read_columns(path, required=("code",), numeric=("count", "gps"), optional=("count", "gps", "fee"))
    column = "count" if "count" in frame else "gps"
    if column not in frame:
        raise BadInput(path, "no column count or gps", "Give a table with the columns code,count or code,gps")
    if frame.rows == 0:
        raise BadInput(path, "no row below the header", "Give one line for each commune with a provider")
    codes, fee = frame["code"].astype(np.str_), _fees(path, frame)
    values = _amounts(path, frame[column], column)
    _refuse_twice(path, codes, fee)
    # A code may stand once for each fee: the codes are placed once each.
    unique, place = np.unique(codes, return_inverse=True)
    positions, notices = locate_rows(path, unique, territory)
    unknown = (positions < 0)[place]
    if bool(unknown.any()):
        raise unknown_code(path, territory, codes, unknown)
    by_fee: dict[str, Floats] = {}
    for one in FEES:
        here = fee == one
        amount = np.bincount(positions[place[here]], weights=values[here], minlength=len(territory))
        by_fee[one] = amount.astype(np.float64)
    return Providers(by_fee, "fee" in frame, Path(path).name, modelled=False, notices=tuple(notices))


def _fees(path: Path | str, frame: Columns) -> NDArray[np.str_]:
    if "fee" not in frame:
        return np.full(frame.rows, ANY)
    fee = np.asarray([text.strip().lower() for text in frame["fee"]], dtype=np.str_)
    bad = ~np.isin(fee, FEES)
    if bool(bad.any()):
        value = str(fee[bad.argmax()])
        known = " or ".join(nearest_names(value, FEES) or FEES)
        raise BadInput(path, f"'{value}' is not a fee", f"Write {known}", first_line(bad), "fee")
    return fee


def _amounts(path: Path | str, values: Floats, column: str) -> Floats:
    for bad, problem in ((np.isnan(values), "the number is missing"), (values < 0, "a negative number")):
        if bool(bad.any()):
            raise BadInput(path, problem, "Write a number of 0 or more", first_line(bad), column)
    return values


def _refuse_twice(path: Path | str, codes: NDArray[np.str_], fee: NDArray[np.str_]) -> None:
    keys = np.char.add(np.char.add(codes, " "), fee)
    _, first = np.unique(keys, return_index=True)
    again = np.ones(len(keys), dtype=bool)
    again[first] = False
    if bool(again.any()):
        at = int(again.argmax())
        problem = f"code {codes[at]} is given twice with the fee {fee[at]}"
        raise BadInput(path, problem, "Keep one line for each code and fee", at + 2, "code")
