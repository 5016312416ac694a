"""Providers of any profession by commune and, where known, by fee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput, nearest_names
from maillage.sources.codes import UNKNOWN, locate_rows, refuse_city_and_parts, repaired_codes, repeated, unknown_code
from maillage.sources.published import source_beside
from maillage.sources.supply import counted, refuse_other_profession
from maillage.tables import Columns, read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory

Floats = NDArray[np.float64]
# Fee of a provider: no extra fee (sector 1), a contract that limits it (OPTAM), up to 40 %, higher or unknown.
FEES = ("sector1", "optam", "upto40", "all")
ANY = "all"


@dataclass(frozen=True)
class Providers:
    """Providers of each commune, (n,), by fee. ``fees_known`` is false if the file has no column of fees."""

    by_fee: Mapping[str, Floats]
    fees_known: bool
    label: str
    modelled: bool
    notices: tuple[str, ...] = ()
    kind: str = ""

    @property
    def origin(self) -> str:
        """Kind of the counts: ``observed``, ``brought forward`` or ``modelled``."""
        return self.kind or ("modelled" if self.modelled else "observed")

    @property
    def in_words(self) -> str:
        """What stands behind the counts, with their source unless they are modelled."""
        return "modelled supply" if self.origin == "modelled" else f"supply of {self.label}"

    def scaled_to(self, headcount: Floats) -> Providers:
        """The same shares of fees for other counts by commune, (n,); where nobody was counted, fees are unknown."""
        known = self.total()
        by_fee = {
            fee: np.divide(count * headcount, known, out=np.zeros(len(known)), where=known > 0)
            for fee, count in self.by_fee.items()
        }
        by_fee[ANY] = by_fee[ANY] + np.where(known > 0, 0.0, headcount)
        return replace(self, by_fee=by_fee)

    def total(self, fees: Iterable[str] = FEES) -> Floats:
        """Total providers of these fees, (n,)."""
        return np.sum([self.by_fee[fee] for fee in fees], axis=0)


def read_providers(path: Path | str, territory: Territory, profession: str | None = None) -> Providers:
    """Read ``code,count[,fee]``, or ``code,gps``; ``fee`` is sector1, optam, upto40 or all, one line for each.

    Communes not listed have none. Raises ``BadInput`` naming line and column for an unknown code, a code given twice
    with the same fee, a city listed with its arrondissements, an unknown fee, a missing or negative count, and for
    counts of another ``profession``: GPs (``gps``) if another one is requested, or another value in the column
    ``profession``.
    """
    optional = ("count", "gps", "fee", "profession")
    rows = read_columns(path, required=("code",), numeric=("count", "gps"), optional=optional)
    column = "count" if "count" in rows else "gps"
    if column not in rows:
        raise BadInput(path, "no column count or gps", "Give a table with the columns code,count or code,gps")
    if rows.rows == 0:
        raise BadInput(path, "no row below the header", "Give one line for each commune with a provider")
    if profession is not None:
        if column == "gps" and profession != "gp":
            remedy = f"Give the counts of {profession} in a column count, or ask for gp"
            raise BadInput(path, f"it counts GPs where {profession} is asked for", remedy, column="gps")
        refuse_other_profession(path, rows, profession)
    fee, values = _fees(path, rows), counted(path, rows, column, "providers")
    repairs, changed = repaired_codes(rows["code"])
    codes = np.asarray(repairs, dtype=np.str_)
    # A code may occur once for each fee, so distinct codes are located.
    unique, place = np.unique(codes, return_inverse=True)
    found, notices = locate_rows(path, unique, territory)
    positions = found[place]
    unknown = positions == UNKNOWN
    if bool(unknown.any()):
        raise unknown_code(path, territory, rows, unknown)
    _refuse_twice(path, rows, codes, fee)
    refuse_city_and_parts(path, rows, territory)
    by_fee: dict[str, Floats] = {}
    for one in FEES:
        here = (fee == one) & (positions >= 0)
        amount = np.bincount(positions[here], weights=values[here], minlength=len(territory))
        by_fee[one] = amount.astype(np.float64)
    source = source_beside(path)
    label = f"{source['title']}, {source['producer']}, {source['year']}" if source else Path(path).name
    return Providers(by_fee, "fee" in rows, label, modelled=False, notices=(*changed, *notices))


def _fees(path: Path | str, rows: Columns) -> NDArray[np.str_]:
    if "fee" not in rows:
        return np.full(rows.rows, ANY)
    fee = np.asarray([text.strip().lower() for text in rows["fee"]], dtype=np.str_)
    bad = ~np.isin(fee, FEES)
    if bool(bad.any()):
        value = str(fee[bad.argmax()])
        known = " or ".join(nearest_names(value, FEES) or FEES)
        raise BadInput(path, f"'{value}' is not a fee", f"Write {known}", rows.line(bad), "fee")
    return fee


def _refuse_twice(path: Path | str, rows: Columns, codes: NDArray[np.str_], fee: NDArray[np.str_]) -> None:
    again = repeated(f"{code} {one}" for code, one in zip(codes, fee, strict=True))
    if bool(again.any()):
        at = int(again.argmax())
        problem = f"code {codes[at]} is given twice with the fee {fee[at]}"
        raise BadInput(path, problem, "Keep one line for each code and fee", rows.line(again), "code")
