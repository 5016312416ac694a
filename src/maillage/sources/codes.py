"""Rows of a file by commune placed on the current communes: parts and retired codes mapped, with a notice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput, UnknownName
from maillage.sources.published import facts

if TYPE_CHECKING:
    import pandas as pd

    from maillage.territory import Territory


def first_line(mask: NDArray[np.bool_]) -> int:
    """Line of the file on which the first true row of ``mask`` stands (the header is line 1, blank lines apart)."""
    return int(mask.argmax()) + 2


def locate_rows(path: Path | str, frame: pd.DataFrame, territory: Territory) -> tuple[NDArray[np.int64], list[str]]:
    """Position of each row's commune, -1 where unknown, and notices about the codes mapped.

    Raises ``BadInput`` for a code given twice. Arrondissements, delegated and associated communes and retired
    codes lead to the current commune, so several rows may share a position.
    """
    codes = np.asarray(frame["code"], dtype=np.str_)
    _, first = np.unique(codes, return_index=True)
    again = np.ones(len(codes), dtype=bool)
    again[first] = False
    if bool(again.any()):
        code = codes[again.argmax()]
        raise BadInput(path, f"code {code} is given twice", "Keep one line for each code", first_line(again), "code")
    retired = {row["code"]: row["current"] for row in facts("retired_communes")}
    given = [str(code) for code in codes]
    positions, replaced = territory.locate([retired.get(code, code) for code in given])
    mapped = len([code for code in given if code in retired]) + len(replaced)
    notices = [f"{mapped} codes of arrondissements or former communes mapped to the current ones"] if mapped else []
    return positions, notices


def unknown_code(
    path: Path | str, territory: Territory, codes: NDArray[np.str_], unknown: NDArray[np.bool_]
) -> BadInput:
    """Say which code is not a commune, on which line, with the nearest existing ones."""
    code = str(codes[unknown.argmax()])
    try:
        territory.index_of(code)
        near: tuple[str, ...] = ()
    except UnknownName as error:
        near = error.near
    remedy = f"Write {' or '.join(near)}" if near else "Write the INSEE code of a commune"
    return BadInput(path, f"'{code}' is not a commune", remedy, first_line(unknown), "code")
