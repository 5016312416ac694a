"""Which column of a table holds what: the line of the heads, and a suggestion for each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from maillage.site.grants.importing.cells import text_of
from maillage.site.grants.models import FIRST_YEAR, LAST_YEAR
from maillage.site.grants.objects import plain, words
from maillage.site.spreadsheets import Sheet

HEAD_WITHIN = 30
YEAR = "year:"
FIELDS = {
    "reference": "Référence de la décision", "giver": "Qui donne", "beneficiary": "Qui reçoit", "object": "Objet",
    "title": "Intitulé", "commune": "Commune", "intercommunality": "Intercommunalité", "decided_on": "Date de décision",
    "year": "Année du montant", "amount": "Montant", "paid": "Total versé", "paid_on": "Date du versement",
    "condition": "Condition", "condition_due": "Échéance de la condition",
}  # fmt: skip
"""What a column may hold; a column for the amount of one year is "year:2024"."""
OF_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
NO_AMOUNT = re.compile(r"\b(verse|paye|mandate|date|reste|solde|engage en|decision|n|numero)\b")
THOUSANDS = re.compile(r"\bk\s?(?:€|euros?\b|eur\b)|\bmilliers\b", re.IGNORECASE)
MILLIONS = re.compile(r"\bm\s?€|\bm\s?euros?\b|\bmillions\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """How a file is read: sheet, line of the heads (from 0), what each column holds, and what no column says.

    ``columns`` are fields by number of the column; ``giver`` and ``object`` hold for lines without; ``paid_until`` is
    the day (ISO) to note for payments without a date.
    """

    sheet: str
    head: int
    columns: Mapping[int, str] = field(default_factory=dict[int, str])
    layout: str = ""
    giver: str = ""
    object: str = ""
    paid_until: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        return asdict(self) | {"columns": {str(number): name for number, name in self.columns.items()}}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Reading:
        """As a row keeps it."""
        said: dict[str, Any] = {**kept, "columns": {int(number): name for number, name in kept["columns"].items()}}
        return cls(**said)

    def column(self, name: str) -> int | None:
        """The number of the column of a field."""
        return next((number for number, held in self.columns.items() if held == name), None)

    @property
    def years(self) -> dict[int, int]:
        """Numbers of the columns of years, by year."""
        return {int(name[len(YEAR) :]): number for number, name in self.columns.items() if name.startswith(YEAR)}


def heads(sheet: Sheet, row: int) -> list[str]:
    """The heads of a sheet, "" for a column without."""
    return [text_of(value) for value in sheet.rows[row]] if row < len(sheet.rows) else []


def head_of(sheet: Sheet) -> int:
    """The line that looks most like heads, from 0: most fields and years; titles above a table have few."""
    found = [len(suggested(heads(sheet, row))) for row in range(min(HEAD_WITHIN, len(sheet.rows)))]
    most = max(found, default=0)
    if most >= 2:
        return found.index(most)
    filled = (row for row, values in enumerate(sheet.rows) if sum(value != "" for value in values) > 1)
    return next(filled, 0)


def suggested(names: Sequence[str], layout: str = "") -> dict[int, str]:
    """A field for each column that has one, by its head; a field is suggested once, where it fits best."""
    known = words().layouts.get(layout)
    own = {plain(head): name for name, head in known.columns.items() if head} if known is not None else {}
    fits: list[tuple[int, int, str]] = []
    found: dict[int, str] = {}
    for number, name in enumerate(names):
        asked = plain(name)
        year = year_of(name)
        if asked in own:
            fits.append((1000, number, own[asked]))
        elif year is not None:
            found[number] = f"{YEAR}{year}"
        else:
            fits += [
                (2 * len(one) + (asked == one) * 500, number, column)
                for column, ones in words().columns.items()
                for one in ones
                if f" {one} " in f" {asked} "
            ]
    for _, number, column in sorted(fits, key=lambda fit: (-fit[0], fit[1])):
        if number not in found and column not in found.values():
            found[number] = column
    return found


def year_of(head: str) -> int | None:
    """The year whose amounts a column holds: "2024", "Montant 2024 (k€)", not "Versé 2024"."""
    years = set(OF_YEAR.findall(head))
    if len(years) != 1 or NO_AMOUNT.search(plain(head)):
        return None
    year = int(years.pop())
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def scale_of(head: str) -> int:
    """How many euros one unit of a column is: a thousand only if its head says so."""
    if THOUSANDS.search(head):
        return 1000
    return 1_000_000 if MILLIONS.search(head) else 1
