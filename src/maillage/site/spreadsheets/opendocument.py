"""Write tables as an ODS file (OpenDocument 1.3) with typed cells.

Written here: odfpy has had no release since 2020, and odfdo takes a minute for a register of 3000 lines.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from maillage.site.spreadsheets.values import Cell, Formula, Money, Table, width_of

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_OF = f' xmlns:of="{_OASIS}:of:1.2"'
_NAMES = _OF + "".join(
    f' xmlns:{prefix}="{_OASIS}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
_CELL = re.compile(r"\b[A-Z]{1,3}[1-9]\d*\b")
_STYLES = (
    '<number:currency-style style:name="N1"><number:number number:decimal-places="2" number:min-decimal-places="2" '
    'number:min-integer-digits="1" number:grouping="true"/><number:text> </number:text>'
    '<number:currency-symbol number:language="fr" number:country="FR">€</number:currency-symbol>'
    "</number:currency-style>"
    '<number:date-style style:name="N2"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    '<style:style style:name="euros" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="head" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
)
_CM_A_CHARACTER = 0.2
_FORBIDDEN = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}
"""Characters that XML cannot hold."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The same tables give the same bytes."""


def write(tables: Sequence[Table]) -> bytes:
    """Return the file, a sheet for each table."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        # The format wants the media type first, as it is.
        book.writestr(zipfile.ZipInfo("mimetype", _FIRST_DAY), MEDIA_TYPE)
        for name, content in (("META-INF/manifest.xml", _MANIFEST), ("content.xml", "".join(_document(tables)))):
            book.writestr(zipfile.ZipInfo(name, _FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _document(tables: Sequence[Table]) -> Iterator[str]:
    widths = sorted({width_of(table, column) for table in tables for column in range(len(table.head))})
    columns = "".join(
        f'<style:style style:name="c{width}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width * _CM_A_CHARACTER:.1f}cm"/></style:style>'
        for width in widths
    )
    yield f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{_NAMES} office:version="1.3">'
    yield f"<office:automatic-styles>{_STYLES}{columns}</office:automatic-styles><office:body><office:spreadsheet>"
    for table in tables:
        yield f"<table:table table:name={quoteattr(table.name)}>"
        for column in range(len(table.head)):
            yield f'<table:table-column table:style-name="c{width_of(table, column)}"/>'
        yield f"<table:table-header-rows>{_row(_text(head, 'head') for head in table.head)}</table:table-header-rows>"
        for row in table.rows:
            yield _row(map(_cell, row))
        yield "</table:table>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cell(value: Cell) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, Formula):
        return _formula(value)
    if isinstance(value, Money):
        return _typed("currency", f'office:currency="EUR" office:value="{value}"', f"{value} €", "euros")
    if isinstance(value, date):
        return _typed("date", f'office:date-value="{value.isoformat()}"', f"{value:%d/%m/%Y}", "day")
    if isinstance(value, int | float):
        return _typed("float", f'office:value="{value}"', str(value))
    return _text(value)


def _formula(value: Formula) -> str:
    """Return a computed cell; OpenFormula writes references in brackets."""
    text = _CELL.sub(lambda found: f"[.{found.group()}]", value.text)
    attributes = f'table:formula={quoteattr(f"of:={text}")} office:value="{value.value}"'
    if value.euros:
        return _typed("currency", f'{attributes} office:currency="EUR"', f"{value} €", "euros")
    return _typed("float", attributes, str(value))


def _text(value: str, style: str = "") -> str:
    return _typed("string", "", value, style)


def _typed(kind: str, value: str, shown: str, style: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    lines = "".join(f"<text:p>{escape(line.translate(_FORBIDDEN))}</text:p>" for line in shown.split("\n"))
    return f'<table:table-cell{styled} office:value-type="{kind}" {value}>{lines}</table:table-cell>'
