"""Spreadsheets as people send and open them: XLSX, ODS and CSV read within bounds, XLSX and ODS written."""

from __future__ import annotations

from maillage.site.spreadsheets.reading import NotASpreadsheet, Sheet, Value, column_letter, read
from maillage.site.spreadsheets.values import Cell, Formula, Money, Table
from maillage.site.spreadsheets.writing import MEDIA_TYPE, ODS, XLSX, SpreadsheetFormat, write

__all__ = [
    "MEDIA_TYPE",
    "ODS",
    "XLSX",
    "Cell",
    "Formula",
    "Money",
    "NotASpreadsheet",
    "Sheet",
    "SpreadsheetFormat",
    "Table",
    "Value",
    "column_letter",
    "read",
    "write",
]
