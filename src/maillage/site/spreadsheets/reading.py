"""Read a spreadsheet as rows of values from cell A1, within bounds, with its merged cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook

from maillage.delimited import separator_of
from maillage.site.spreadsheets.bounds import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    NO_TABLE,
    NOT_READ,
    NotASpreadsheet,
    Span,
    unpack,
)

Value = str | int | float | bool | date | datetime | time | timedelta
"""A cell; an empty one is ""."""
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
CSV_SHEET = "CSV"


@dataclass(frozen=True)
class Sheet:
    """Rows of a sheet from A1, all of one width, merged cells filled with the value of the first.

    ``merged`` tells for a cell (row, column from 0) that it is part of merged cells.
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: frozenset[tuple[int, int]] = field(default_factory=frozenset[tuple[int, int]])


def column_letter(column: int) -> str:
    """Return the letters of a column, from 0: "A", "Z", "AA"."""
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read(content: bytes) -> list[Sheet]:
    """Return the sheets of an XLSX, ODS or CSV file that hold something.

    Raises ``NotASpreadsheet`` for anything else, and for what is too large.
    """
    if len(content) > MOST_BYTES:
        raise NotASpreadsheet(f"Ce fichier dépasse {MOST_BYTES // 2**20}\u00a0Mo\u00a0: gardez-en le tableau seul.")
    if content.startswith(COMPOUND):
        raise NotASpreadsheet("Ce fichier est d’un ancien format (.xls), ou protégé\u00a0: enregistrez-le en .xlsx.")
    sheets = _zipped(content) if content.startswith(ZIP) else [_delimited(content)]
    found = [sheet for sheet in sheets if any(value != "" for row in sheet.rows for value in row)]
    if not found:
        raise NotASpreadsheet("Ce fichier est vide\u00a0: choisissez celui du tableau.")
    return found


def _zipped(content: bytes) -> list[Sheet]:
    unpacked = unpack(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(unpacked.content))
        return [_sheet(book, name, unpacked.merged.get(name)) for name in book.sheet_names]
    except NotASpreadsheet:
        raise
    except Exception as error:
        raise NotASpreadsheet(NOT_READ) from error
    except BaseException as error:
        # A panic of the reader, on a file that is no real spreadsheet, is no ``Exception``.
        if type(error).__name__ == "PanicException":
            raise NotASpreadsheet(NOT_READ) from error
        raise


def _sheet(book: CalamineWorkbook, name: str, spans: list[Span] | None) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    if spans is None:
        spans = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return _filled(name, rows, spans)


def _filled(name: str, rows: Sequence[Sequence[Value]], spans: Sequence[Span]) -> Sheet:
    """Rows of one width, with merged cells filled, as far as the sheet goes."""
    height, width = len(rows), max((len(row) for row in rows), default=0)
    cells = [[*map(_value, row), *[""] * (width - len(row))] for row in rows]
    merged: set[tuple[int, int]] = set()
    for top, left, bottom, right in spans:
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                cells[row][column] = cells[top][left]
                merged.add((row, column))
    return Sheet(name, tuple(map(tuple, cells)), frozenset(merged))


def _value(value: Value | None) -> Value:
    return "" if value is None else " ".join(value.split()) if isinstance(value, str) else value


def _delimited(content: bytes) -> Sheet:
    """A CSV file: UTF-8 or Windows-1252, semicolons, commas or tabs."""
    text = _text(content)
    if "\0" in text:
        raise NotASpreadsheet(NO_TABLE)
    lines = [line for line in text.splitlines()[:MOST_ROWS] if line.strip()]
    separator = max(
        (separator_of(line) for line in lines[:20]), key=[*map(separator_of, lines[:20])].count, default=";"
    )
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise NotASpreadsheet("Un guillemet n’est pas refermé dans ce fichier\u00a0: corrigez-le.") from error
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise NotASpreadsheet(f"Ce fichier dépasse {MOST_ROWS} lignes ou {MOST_COLUMNS} colonnes\u00a0: partagez-le.")
    if text.strip() and all(len(row) < 2 for row in rows):
        raise NotASpreadsheet(NO_TABLE)
    return _filled(CSV_SHEET, rows, ())


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASpreadsheet(NOT_READ)
