"""Write tables as XLSX or ODS with typed cells: numbers, amounts and dates that a spreadsheet computes with."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import xlsxwriter

from maillage.site.spreadsheets import opendocument
from maillage.site.spreadsheets.values import Formula, Money, Table, width_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Text never becomes a formula or a link: what people typed stays what they typed.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(tables: Sequence[Table]) -> bytes:
    """Return the XLSX file, a sheet for each table."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        # The same tables give the same bytes.
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        euros, day = book.add_format({"num_format": "#,##0.00 €"}), book.add_format({"num_format": "dd/mm/yyyy"})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            for column, head in enumerate(table.head):
                sheet.write_string(0, column, head, bold)
                sheet.set_column(column, column, width_of(table, column))
            for number, row in enumerate(table.rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, Formula):
                        shown = euros if value.euros else None
                        sheet.write_formula(number, column, f"={value.text}", shown, value.value)  # pyright: ignore[reportArgumentType] (a float, too)
                    elif isinstance(value, Money):
                        sheet.write_number(number, column, float(value.euros), euros)
                    elif isinstance(value, date):
                        sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 (a day)
                    elif isinstance(value, int | float):
                        sheet.write_number(number, column, value)
                    elif value is not None:
                        sheet.write_string(number, column, value)
    return target.getvalue()


@dataclass(frozen=True)
class SpreadsheetFormat:
    """A format of spreadsheet: the suffix of its files, their media type, and what writes one."""

    suffix: str
    media_type: str
    write: Callable[[Sequence[Table]], bytes]


XLSX = SpreadsheetFormat("xlsx", MEDIA_TYPE, write)
ODS = SpreadsheetFormat("ods", opendocument.MEDIA_TYPE, opendocument.write)
