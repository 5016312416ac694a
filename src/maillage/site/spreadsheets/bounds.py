"""What a zipped spreadsheet really holds, before anything of it is read as a table: its size, extent, merged cells.

A file of some kilobytes may unpack to gigabytes, and one cell in the last corner of a sheet makes a reader allocate all
the cells before it. Both are refused here, on the bytes themselves and not on what the file says of them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] (lxml has no stubs)

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 60 * 2**20
MOST_ENTRIES = 500
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 5000, 200, 50
BLOCK = 1 << 16
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
NO_TABLE = "Ce fichier n’est pas un tableau\u00a0: envoyez un fichier .xlsx, .ods ou .csv."
NOT_READ = "Ce fichier ne peut pas être lu\u00a0: enregistrez-le de nouveau en .xlsx, .ods ou .csv."
Span = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, from 0."""


class Element(Protocol):
    """An element of XML, as far as it is read here."""

    @property
    def tag(self) -> object: ...
    @property
    def attrib(self) -> Mapping[str, str]: ...
    def get(self, key: str) -> str | None: ...
    def clear(self) -> None: ...
    def __len__(self) -> int: ...


class NotASpreadsheet(ValueError):
    """The file cannot be read as a spreadsheet; the text is for the person who sent it."""


@dataclass
class Extent:
    """Rows and columns that a sheet uses."""

    rows: int = 0
    columns: int = 0

    def reach(self, rows: int, columns: int) -> None:
        """Extend it; raises ``NotASpreadsheet`` past the bounds."""
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)
        if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS:
            raise NotASpreadsheet(
                f"Une feuille dépasse {MOST_ROWS} lignes ou {MOST_COLUMNS} colonnes\u00a0: effacez ce qui est loin du "
                "tableau, ou partagez-le en plusieurs fichiers."
            )


@dataclass
class Unpacked:
    """A zipped spreadsheet packed anew from what it really holds, and its merged cells by sheet (ODS only)."""

    content: bytes
    kind: str
    merged: dict[str, list[Span]] = field(default_factory=dict)


def unpack(content: bytes) -> Unpacked:
    """Check a zipped spreadsheet. Raises ``NotASpreadsheet``."""
    target, left, names = io.BytesIO(), MOST_UNPACKED, set[str]()
    merged: dict[str, list[Span]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
            entries = [entry for entry in source.infolist() if not entry.is_dir()]
            if len(entries) > MOST_ENTRIES or any(entry.flag_bits & 1 for entry in entries):
                raise NotASpreadsheet(NOT_READ)
            for entry in entries:
                data = _bounded(source, entry, left)
                left -= len(data)
                names.add(entry.filename)
                merged.update(_checked(data))
                copy.writestr(entry.filename, data)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError) as error:
        raise NotASpreadsheet(NOT_READ) from error
    return Unpacked(target.getvalue(), _kind(names), merged)


def _kind(names: set[str]) -> str:
    if {"xl/workbook.xml"} <= names:
        return "xlsx"
    if {"content.xml", "mimetype"} <= names:
        return "ods"
    raise NotASpreadsheet(NO_TABLE)


def _bounded(source: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    parts: list[bytes] = []
    with source.open(entry) as handle:
        while block := handle.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise NotASpreadsheet("Ce fichier est beaucoup plus grand qu’un tableau\u00a0: ôtez-en les images.")
            parts.append(block)
    return b"".join(parts)


def _checked(data: bytes) -> dict[str, list[Span]]:
    """Check the extent of a part that is a sheet, whatever its name; return the merged cells of an ODS."""
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return {}
    try:
        _, root, _ = next(_events(data), ("", "", None))
        if root == "worksheet":
            return _check_worksheet(data)
        return _check_document(data) if root == "document-content" else {}
    except etree.XMLSyntaxError as error:
        raise NotASpreadsheet(NOT_READ) from error


def _events(data: bytes) -> Iterator[tuple[str, str, Element]]:
    """Events of a part: "start" or "end", name without namespace, element. A row is emptied once it has been told.

    No entity is resolved, nothing outside the part is read.
    """
    for event, element in etree.iterparse(
        io.BytesIO(data), events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True
    ):
        if isinstance(element.tag, str):
            tag = etree.QName(element).localname
            yield event, tag, element
            if event == "end" and tag in ("row", "table-row"):
                element.clear()


def _check_worksheet(data: bytes) -> dict[str, list[Span]]:
    extent, row, column = Extent(), 0, 0
    for event, tag, element in _events(data):
        if event == "start" and tag == "row":
            given = element.get("r")
            row, column = int(given) if given and given.isdigit() else row + 1, 0
        elif event == "start" and tag == "c":
            at = REFERENCE.fullmatch(element.get("r") or "")
            row, column = (int(at.group(2)), column_number(at.group(1))) if at else (row, column + 1)
            extent.reach(row, column)
    return {}


def _check_document(data: bytes) -> dict[str, list[Span]]:
    """The tables of an ODS: repeated cells count as often as they are repeated, but for empty ones at the end."""
    merged: dict[str, list[Span]] = {}
    reader = _DocumentReader(merged)
    for event, tag, element in _events(data):
        reader.take(event, tag, element)
    return merged


@dataclass
class _DocumentReader:
    """Follows the rows and cells of an ODS."""

    merged: dict[str, list[Span]]
    name: str = ""
    row: int = 0
    column: int = 0
    filled: int = 0
    sheets: int = 0
    extent: Extent = field(default_factory=Extent)

    def take(self, event: str, tag: str, element: Element) -> None:
        """Take one event of the part."""
        if tag == "table" and event == "start":
            self.name, self.row, self.extent = _attribute(element, "name"), 0, Extent()
            self.sheets += 1
            if self.sheets > MOST_SHEETS:
                raise NotASpreadsheet("Ce fichier a trop de feuilles\u00a0: gardez celle du tableau.")
        elif tag == "table-row" and event == "start":
            self.column = self.filled = 0
        elif tag in ("table-cell", "covered-table-cell") and event == "end":
            self._cell(element)
        elif tag == "table-row" and event == "end":
            self.row += _repeated(element, "number-rows-repeated")
            if self.filled:
                self.extent.reach(self.row, self.filled)

    def _cell(self, cell: Element) -> None:
        wide, tall = _repeated(cell, "number-columns-spanned"), _repeated(cell, "number-rows-spanned")
        if wide > 1 or tall > 1:
            self.extent.reach(self.row + tall, self.column + wide)
            self.merged.setdefault(self.name, []).append(
                (self.row, self.column, self.row + tall - 1, self.column + wide - 1)
            )
        self.column += _repeated(cell, "number-columns-repeated")
        if len(cell) or _attribute(cell, "value-type"):
            self.filled = self.column


def _attribute(element: Element, name: str) -> str:
    found = (value for key, value in element.attrib.items() if etree.QName(str(key)).localname == name)
    return str(next(found, ""))


def _repeated(element: Element, name: str) -> int:
    text = _attribute(element, name)
    return max(int(text), 1) if text.isdigit() and len(text) < 9 else 1


def column_number(letters: str) -> int:
    """Return the number of a column, from 1: "A" is 1, "AB" 28."""
    found = 0
    for letter in letters:
        found = 26 * found + ord(letter) - 64
    return found
