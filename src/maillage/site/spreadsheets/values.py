"""Tables of typed cells, as both formats of spreadsheet write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDEST = 60


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


@dataclass(frozen=True)
class Formula:
    """A cell that the spreadsheet computes: arithmetic on cells (``C3*C4/12``), and its value until then."""

    text: str
    value: float
    euros: bool = False

    def __str__(self) -> str:
        return f"{self.value:.2f}"


Cell = str | int | float | date | Money | Formula | None


@dataclass(frozen=True)
class Table:
    """A sheet: its name (31 characters at most), the heads of its columns, its rows."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def width_of(table: Table, column: int) -> int:
    """Return the width of a column, in characters."""
    longest = max((len(str(row[column])) for row in table.rows), default=0)
    return min(max(longest, len(table.head[column]) // 2, 8) + 2, WIDEST)
