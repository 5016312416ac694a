"""Read text tables as spreadsheets and statistical offices save them: encodings, separators, French numbers.

Accepted: UTF-8 (with or without byte order mark), UTF-16 with byte order mark, Windows-1252; comma, semicolon, tab or
vertical bar as separator; any line ending; Excel's ``sep=;`` line; blank lines and empty cells at the end of a line; a
decimal comma and spaces between thousands. Anything that could be read in two ways is refused.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from maillage.errors import BadInput

SEPARATORS = ",;\t|"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16",
    "cp1252": "UTF-8, UTF-16 or Windows-1252",
}  # fmt: skip
COMPRESSED = ".xz"
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods are ZIP archives, .xls is a compound document
HEADER_WITHIN = 30  # number of first lines in which a header below a title is searched for
HEADER_MOST = 100_000  # maximum length of a line in which column names are searched for, in characters
END_OF_LINE = re.compile(r"\r\n|\r|\n")
NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
SPACE = "[ \u00a0\u2009\u202f]"
NUMBER = re.compile(rf"([+-]?)(\d{{1,3}}(?:{SPACE}\d{{3}})+|\d+)(?:([.,])(\d+))?", re.ASCII)
EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


@dataclass(frozen=True)
class TextTable:
    """Columns of text by name, all of the same length, and the line of the file where each row begins."""

    cells: dict[str, list[str]]
    lines: list[int]


def read_text_table(path: Path, required: Sequence[str] = (), optional: Sequence[str] = ()) -> TextTable:
    """Read the table in a text file; strip cells and leave out lines in which every cell is empty.

    A column whose name differs only in case from a ``required`` or ``optional`` one gets that name. Raises ``BadInput``
    for a file that is not text, a row with too many or too few cells, an unclosed quote, two columns with the same
    wanted name, and a header that is not on the first line.
    """
    text = _decoded(path)
    # Excel writes its separator on a line of its own.
    told = re.match(r'"?sep=(.)"?[ \t]*(\r\n|\r|\n)', text, re.IGNORECASE)
    start = told.end() if told else 0
    first = next((line for line in io.StringIO(text[start:], newline=None) if line.strip()), "")
    separator = told.group(1) if told else separator_of(first.rstrip("\r\n"), (*required, *optional))
    rows = list(_rows(path, text[start:], separator, 1 if told else 0))
    if not rows:
        raise BadInput(path, "the file is empty", "Give a table with a header line")
    names = _header(path, rows[0][1], (*required, *optional), rows[0][0])
    if not set(required) <= set(names):
        _refuse_header_below(path, rows[:HEADER_WITHIN], required)
    kept = [(line, _as_wide(path, line, row, len(names), len(rows[0][1]), separator)) for line, row in rows[1:]]
    columns = [list(column) for column in zip(*(row for _, row in kept), strict=True)] if kept else [[] for _ in names]
    return TextTable(dict(zip(names, columns, strict=True)), [line for line, _ in kept])


def separator_of(header: str, wanted: Iterable[str] = ()) -> str:
    """Return the separator that yields the most ``wanted`` names in a header line, or else the most cells."""
    names = {name.casefold() for name in wanted}

    def found(separator: str) -> tuple[int, int]:
        cells = [cell.strip().casefold() for cell in next(csv.reader([header[:HEADER_MOST]], delimiter=separator), [])]
        return len(names & set(cells)), len(cells)

    return max(SEPARATORS, key=found)


def comma_is_decimal(cells: Iterable[str]) -> bool:
    """Say whether some cell can only be read with a decimal comma: ``2,5`` or ``1 234,567``, not ``2,345``."""
    for cell in cells:
        found = NUMBER.fullmatch(cell.strip())
        if found and found.group(3) == "," and not EITHER.fullmatch(cell.strip()):
            return True
    return False


def number(cell: str, decimal_comma: bool) -> float:
    """Parse a number as people write it: ``2 000``, ``3,75``, ``-1``. Raises ``ValueError`` naming the other readings.

    ``2,345`` is accepted only if other cells show a ``decimal_comma``: it may also mean two thousand.
    """
    text = cell.strip().replace("\u2212", "-")
    found = NUMBER.fullmatch(text)
    if not found:
        raise ValueError(f"'{cell.strip()}' is not a number")
    if EITHER.fullmatch(text) and not decimal_comma:
        one, other = text.replace(",", "."), text.replace(",", "")
        raise ValueError(f"'{cell.strip()}' may be {float(one):g} or {int(other)}")
    sign, whole, _, fraction = found.groups()
    return float(f"{sign}{re.sub(SPACE, '', whole)}.{fraction or 0}")


def _decoded(path: Path) -> str:
    raw = _unpacked(path)
    if raw.startswith(SPREADSHEETS):
        raise BadInput(path, "a spreadsheet, not a text table", "Save it as CSV (UTF-8) and give that file")
    marked = next((name for mark, name in MARKS if raw.startswith(mark)), None)
    text = _text(path, raw, marked) if marked else _utf8_or_windows(path, raw)
    odd = NO_TEXT.search(text)
    if odd:
        line = len(END_OF_LINE.findall(text, 0, odd.start())) + 1
        raise BadInput(path, "not a text table", "Check that the file is what its suffix says", line)
    return text


def _unpacked(path: Path) -> bytes:
    """Content of a file, decompressed if it is compressed (``.xz``)."""
    raw = path.read_bytes()
    if path.suffix.lower() != COMPRESSED:
        return raw
    import lzma

    try:
        return lzma.decompress(raw)
    except lzma.LZMAError as error:
        raise BadInput(path, f"cannot be unpacked ({error})", "Get the file again: it is damaged or cut off") from error


def _utf8_or_windows(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # More valid multi-byte characters than invalid bytes: this is damaged UTF-8, not another encoding.
        read = raw.decode("utf-8", errors="replace")
        lost = read.count("\ufffd")
        letters = sum(not letter.isascii() for letter in read) - lost
        return _text(path, raw, "utf-8" if letters > lost else "cp1252")


def _text(path: Path, raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(encoding, errors="ignore")
        line = len(END_OF_LINE.findall(before)) + 1
        called = ENCODINGS.get(encoding, encoding)
        problem = f"not a text table in {called}, a character cannot be read"
        raise BadInput(path, problem, "Save the file again as CSV (UTF-8)", line) from error


def _rows(path: Path, text: str, separator: str, before: int) -> Iterable[tuple[int, list[str]]]:
    """Rows with a filled cell and the line where each begins; ``before`` lines of the file precede ``text``."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = before + reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise BadInput(path, f"a cell that cannot be read ({error})", "Check the quotes", line) from error
        if row is None:
            return
        row = [cell.strip() for cell in row]
        if any(row):
            yield line, row


def _header(path: Path, row: list[str], wanted: Sequence[str], line: int) -> list[str]:
    while not row[-1]:
        row = row[:-1]
    return names_wanted(path, row, wanted, line)


def names_wanted(path: Path | str, names: Sequence[str], wanted: Sequence[str], line: int | None = None) -> list[str]:
    """Column ``names`` of a table; a name that differs only in case from a ``wanted`` one is replaced by it.

    A column that is not wanted may be duplicated or unnamed: it gets a unique name. Raises ``BadInput`` if two columns
    have the same wanted name.
    """
    exact, known = set(wanted), {name.casefold(): name for name in wanted}
    found = [name if name in exact else known.get(name.casefold(), name) for name in map(str.strip, names)]
    for name in wanted:
        if found.count(name) > 1:
            raise BadInput(path, f"two columns '{name}'", "Keep one of them", line)
    return [name if name and name not in found[:k] else f"{name} (column {k + 1})" for k, name in enumerate(found)]


def _refuse_header_below(path: Path, rows: Sequence[tuple[int, list[str]]], required: Sequence[str]) -> None:
    asked = {name.casefold() for name in required}
    for line, row in rows[1:]:
        for separator in SEPARATORS:
            cells = row if len(row) > 1 else [cell.strip() for cell in row[0].split(separator)]
            if asked <= {cell.casefold() for cell in cells}:
                remedy = "Remove the lines above it"
                raise BadInput(path, f"the names of the columns stand on line {line}", remedy, rows[0][0])


def _as_wide(path: Path, line: int, row: list[str], width: int, most: int, separator: str) -> list[str]:
    """Cells that have a column name; a row may have up to ``most`` cells, under names left empty at the end of the
    header.
    """
    while len(row) > width and not row[-1]:
        row = row[:-1]
    if width <= len(row) <= most:
        return row[:width]
    comma = "; a number with a decimal comma stands in quotes" if separator == "," and len(row) > width else ""
    raise BadInput(path, f"{len(row)} cells where the header has {width}", f"Correct the line{comma}", line)
