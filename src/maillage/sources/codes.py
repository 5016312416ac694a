"""Rows of a file by commune placed on the current communes: parts and retired codes mapped, with a notice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.errors import BadInput, UnknownName
from maillage.sources.published import facts
from maillage.tables import read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory


def first_line(mask: NDArray[np.bool_]) -> int:
    """Line of the file on which the first true row of ``mask`` stands (the header is line 1, blank lines apart)."""
    return int(mask.argmax()) + 2


def locate_rows(path: Path | str, column: ArrayLike, territory: Territory) -> tuple[NDArray[np.int64], list[str]]:
    """Position of the commune of each code of a ``column``, -1 where unknown, and notices about the codes mapped.

    Raises ``BadInput`` for a code given twice. Arrondissements, delegated and associated communes and retired
    codes lead to the current commune, so several rows may share a position.
    """
    codes = np.asarray(column, dtype=np.str_)
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


def read_living_areas(path: Path | str, territory: Territory) -> tuple[NDArray[np.str_], dict[str, str], list[str]]:
    """Read ``code,tvs[,tvs_name]``: living area of each commune, (n,), '' where none; names; notices.

    Of the parts of one commune the first listed decides. Raises ``BadInput`` for a code given twice, a file without
    any commune, an empty living area.
    """
    frame = read_columns(path, required=("code", "tvs"), optional=("tvs_name",))
    positions, notices = locate_rows(path, frame["code"], territory)
    area = frame["tvs"].astype(np.str_)
    empty = area == ""
    if bool(empty.any()):
        raise BadInput(path, "the living area is missing", "Write its code", first_line(empty), "tvs")
    known = positions >= 0
    if not bool(known.any()):
        raise BadInput(path, "no code is a commune", "Write INSEE codes of communes", column="code")
    if not bool(known.all()):
        notices.append(f"{int((~known).sum())} rows left out, their code is no commune")
    labels = np.full(len(territory), "", dtype=area.dtype)
    labels[positions[known][::-1]] = area[known][::-1]
    without = int((labels == "").sum())
    if without:
        notices.append(f"{without} communes have no living area in {Path(path).name} and are left out")
    names = frame["tvs_name"].astype(np.str_) if "tvs_name" in frame else area
    return labels, dict(zip(area.tolist(), names.tolist(), strict=True)), notices
