"""Write tables as an XLSX file with typed cells: numbers, amounts and dates that a spreadsheet computes with."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60
# Text never becomes a formula or a link: what people typed stays what they typed.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Money:
    """An amount in cents, shown in euros."""

    cents: int

    @property
    def euros(self) -> Decimal:
        """Its euros, exactly."""
        return Decimal(self.cents) / 100

    def __str__(self) -> str:
        return f"{self.euros:.2f}"


Cell = str | int | float | date | Money | None


@dataclass(frozen=True)
class Table:
    """A sheet: its name (31 characters at most), the heads of its columns, its rows."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write(tables: Sequence[Table]) -> bytes:
    """Return the file, a sheet for each table."""
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
                longest = max((len(str(row[column])) for row in table.rows), default=0)
                sheet.set_column(column, column, min(max(longest, len(head) // 2, 8) + 2, WIDEST))
            for number, row in enumerate(table.rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, Money):
                        sheet.write_number(number, column, float(value.euros), euros)
                    elif isinstance(value, date):
                        sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 (a day)
                    elif isinstance(value, int | float):
                        sheet.write_number(number, column, value)
                    elif value is not None:
                        sheet.write_string(number, column, value)
    return target.getvalue()
