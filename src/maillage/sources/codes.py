"""Map the rows of a file by commune to the current communes; parts and former codes are mapped with a notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.errors import BadInput, UnknownName
from maillage.tables import Columns, read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory

Positions = NDArray[np.int64]
UNKNOWN, OUTSIDE = -1, -2  # positions of unknown codes, and of codes of overseas collectivities outside this geography
CODE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.ASCII)
# Saint-Pierre-et-Miquelon, Saint-Barthélemy, Saint-Martin, the Pacific..., and the two codes in Guadeloupe until 2007.
ELSEWHERE = re.compile(r"97[578]\d\d|98\d\d\d|97123|97127", re.ASCII)
# What spreadsheets make of 01053: a number without its leading zero, a decimal number, a formula that returns a text.
CHANGED = re.compile(r"=?[\"']?(\d{4,5}|2[AB]\d{3})(?:\.0+)?[\"']?", re.ASCII | re.IGNORECASE)
DEPARTMENT = re.compile(r"=?[\"']?(\d{1,3}|2[AB])(?:\.0+)?[\"']?", re.ASCII | re.IGNORECASE)
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E[+-]?\d+", re.ASCII | re.IGNORECASE)
SUMS = re.compile(r"(sous[- ]?)?tota[lu]x?\b|ensemble\b|somme\b|france\b|moyenne\b|r[ée]gion\b", re.IGNORECASE)


def repaired(code: str) -> str:
    """Return the code of a commune as it was before a spreadsheet changed it: ``1053``, ``="01053"``, ``1053.0``."""
    found = CHANGED.fullmatch(code)
    return found.group(1).upper().zfill(5) if found and not CODE.fullmatch(code) else code


def department_code(written: str) -> str:
    """Return the code of a department as it was before a spreadsheet changed it: ``1``, ``1.0``, ``2a``."""
    found = DEPARTMENT.fullmatch(written.strip())
    return found.group(1).upper().zfill(2) if found else written


def repaired_codes(column: ArrayLike) -> tuple[list[str], list[str]]:
    """Codes of a column after :func:`repaired`, and a notice if any had been changed."""
    written = [str(code) for code in np.asarray(column, dtype=np.str_)]
    codes = [repaired(code) for code in written]
    changed = {old: new for old, new in zip(written, codes, strict=True) if old != new}
    return codes, [_told(changed, "that a spreadsheet had changed repaired")] if changed else []


def locate_rows(
    path: Path | str, column: ArrayLike, territory: Territory, lines: ArrayLike | None = None
) -> tuple[Positions, list[str]]:
    """Position of the commune of each code of a ``column``, and notices about the codes mapped or left out.

    A position is ``UNKNOWN`` if the code is not a commune, ``OUTSIDE`` if it belongs to a collectivity whose communes
    are not counted here (Saint-Barthélemy, the Pacific): both are negative. ``lines`` are those of the file (default:
    from 2). Codes that a spreadsheet changed are repaired, with a notice. Raises ``BadInput`` if one code occurs twice.
    Arrondissements, delegated, associated and former communes are mapped to the current commune, so several rows may
    have the same position.
    """
    codes, notices = repaired_codes(column)
    rows = Columns({"code": np.asarray(codes, dtype=np.str_)}, lines)
    positions = locate_codes(codes, territory)
    again = repeated(codes) & (positions >= 0)
    if bool(again.any()):
        code = codes[again.argmax()]
        raise BadInput(path, f"code {code} is given twice", "Keep one line for each code", rows.line(again), "code")
    replaced = {code: territory.part_of[code] for code in codes if code in territory.part_of}
    if replaced:
        notices.append(_told(replaced, "of arrondissements or former communes mapped to the current ones"))
    left = {code for code, position in zip(codes, positions, strict=True) if position == OUTSIDE}
    if left:
        notices.append(
            f"{len(left)} {_codes(len(left))} of collectivities outside the departments and regions left out, such as "
            f"{min(left)}"
        )
    return positions, notices


def locate_codes(codes: Sequence[str], territory: Territory) -> Positions:
    """Position of the current commune of each code, or ``UNKNOWN`` or ``OUTSIDE``."""
    positions, _ = territory.locate(codes)
    for row in np.flatnonzero(positions < 0).tolist():
        positions[row] = OUTSIDE if ELSEWHERE.fullmatch(codes[row]) else UNKNOWN
    return positions


def commune_of(written: str, territory: Territory) -> str:
    """Code of the current commune for a code as a person wrote it: repaired, and a former code replaced.

    Raises ``UnknownName`` if there is none.
    """
    code = repaired(written.strip())
    code = territory.part_of.get(code, code)
    territory.index_of(code)
    return code


def _told(pairs: dict[str, str], what: str) -> str:
    old, new = min(pairs.items())
    return f"{len(pairs)} {_codes(len(pairs))} {what}, such as {old} to {new}"


def _codes(count: int) -> str:
    return "code" if count == 1 else "codes"


def repeated(keys: Iterable[str]) -> NDArray[np.bool_]:
    """True where a key occurs for the second time or later."""
    seen: set[str] = set()
    # ``set.add`` returns None, so ``or`` adds the key to ``seen`` and yields False at its first occurrence.
    return np.asarray([key in seen or bool(seen.add(key)) for key in keys], dtype=bool)


def refuse_city_and_parts(path: Path | str, rows: Columns, territory: Territory) -> None:
    """Raise ``BadInput`` if a file has Paris, Lyon or Marseille and also one of its arrondissements (double count)."""
    codes, _ = repaired_codes(rows["code"])
    whole = {code for code in codes if code in ("13055", "69123", "75056")}
    twice = np.asarray([territory.part_of.get(code) in whole for code in codes], dtype=bool)
    if bool(twice.any()):
        part = codes[twice.argmax()]
        problem = f"{part} is a part of {territory.part_of[part]}, which is given too"
        raise BadInput(path, problem, "Keep the city or its arrondissements", rows.line(twice), "code")


def unknown_code(path: Path | str, territory: Territory, rows: Columns, unknown: NDArray[np.bool_]) -> BadInput:
    """Return the error for a code that is not a commune: its line, a probable cause and the remedy."""
    code = str(rows["code"][unknown.argmax()])
    return BadInput(path, *_not_a_commune(code, territory), rows.line(unknown), "code")


def _not_a_commune(code: str, territory: Territory) -> tuple[str, str]:
    """Problem and remedy."""
    problem = f"'{code}' is not a commune"
    if not code:
        return "the code is missing", "Write the INSEE code of the commune, or remove the line if it is one of totals"
    if SUMS.match(code):
        return f"{problem}, it seems a line of totals", "Remove the line"
    if SCIENTIFIC.fullmatch(code):
        return f"{problem}, a spreadsheet changed it", "Format the column of codes as text there and save it again"
    if re.fullmatch(r"\d{5}", code):
        there = [k for k, codes in enumerate(territory.postcodes) if code in codes]
        there.sort(key=lambda k: -int(territory.population[k]))
        if there:
            some = ", ".join(f"{territory.code[k]} ({territory.name[k]})" for k in there[:3])
            return f"{problem} but a postcode", f"Write an INSEE code: {some}{'...' if len(there) > 3 else ''}"
    try:
        territory.index_of(code)
        near: tuple[str, ...] = ()
    except UnknownName as error:
        near = error.near
    return problem, f"Write {' or '.join(near)}" if near else "Write the INSEE code of a commune"


def read_living_areas(path: Path | str, territory: Territory) -> tuple[NDArray[np.str_], dict[str, str], list[str]]:
    """Read ``code,tvs[,tvs_name]``: living area of each commune, (n,), '' if none; names; notices.

    If parts of one commune have different living areas, the first one listed counts. Raises ``BadInput`` for a code
    given twice, a file without any commune, an empty living area.
    """
    frame = read_columns(path, required=("code", "tvs"), optional=("tvs_name",))
    positions, notices = locate_rows(path, frame["code"], territory, frame.lines)
    if frame.rows == 0:
        raise BadInput(path, "no row below the header", "Give one line for each commune")
    area = frame["tvs"].astype(np.str_)
    empty = area == ""
    if bool(empty.any()):
        raise BadInput(path, "the living area is missing", "Write its code", frame.line(empty), "tvs")
    known = positions >= 0
    if not bool(known.any()):
        raise BadInput(path, "no code is a commune", "Write INSEE codes of communes", column="code")
    unknown = int((positions == UNKNOWN).sum())
    if unknown:
        notices.append(f"{unknown} rows left out, their code is no commune")
    labels = np.full(len(territory), "", dtype=area.dtype)
    labels[positions[known][::-1]] = area[known][::-1]
    names = frame["tvs_name"].astype(np.str_) if "tvs_name" in frame else area
    return labels, dict(zip(area.tolist(), names.tolist(), strict=True)), notices
