"""Spreadsheets as people send and open them: XLSX, ODS and CSV read within bounds, XLSX with typed cells written."""

from __future__ import annotations

from maillage.site.spreadsheets.reading import NotASpreadsheet, Sheet, Value, column_letter, read
from maillage.site.spreadsheets.writing import MEDIA_TYPE, Cell, Money, Table, write

__all__ = [
    "MEDIA_TYPE",
    "Cell",
    "Money",
    "NotASpreadsheet",
    "Sheet",
    "Table",
    "Value",
    "column_letter",
    "read",
    "write",
]
