"""Import of grants from a spreadsheet: find its columns, read every cell, say what is wrong with which, write all."""

from __future__ import annotations

from maillage.site.grants.importing.applying import (
    apply,
    kept_until,
    leave,
    leave_forgotten,
    previewed,
    read_as,
    reread,
    sheet_named,
    sheets_of,
    start,
)
from maillage.site.grants.importing.columns import FIELDS, Reading, heads
from maillage.site.grants.importing.preview import CellProblem, ImportedRow, Preview

__all__ = [
    "FIELDS",
    "CellProblem",
    "ImportedRow",
    "Preview",
    "Reading",
    "apply",
    "heads",
    "kept_until",
    "leave",
    "leave_forgotten",
    "previewed",
    "read_as",
    "reread",
    "sheet_named",
    "sheets_of",
    "start",
]
