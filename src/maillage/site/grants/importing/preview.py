"""Every line of a table as a grant, what is wrong with which cell, and what an import would change. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.utils import timezone

from maillage.site.accounts.scope import Scope
from maillage.site.grants.importing import cells
from maillage.site.grants.importing.columns import THOUSANDS, Reading, heads, scale_of
from maillage.site.grants.importing.places import RegionPlaces
from maillage.site.grants.models import AwardedGrant
from maillage.site.grants.objects import object_label, object_named, plain, words
from maillage.site.grants.services import LONGEST_TEXT, GrantData, problems, within
from maillage.site.spreadsheets import Sheet, Value, column_letter

MOST_PROBLEMS = 200
TOTAL = re.compile(r"^(sous )?(total|totaux|somme|ensemble|cumul)\b")
NEEDED = {"reference": "la référence de la décision", "decided_on": "la date de décision"}
NEW, SAME, CHANGED = "new", "same", "changed"
T = TypeVar("T")


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with a cell, and what to do; ``row`` from 1, ``column`` as its letters, "" for the whole row."""

    sheet: str
    row: int
    column: str
    message: str


@dataclass(frozen=True)
class ImportedRow:
    """A line of the table: the grant, what is paid in all, and what becomes of the register."""

    row: int
    data: GrantData
    paid_cents: int | None = None
    paid_on: date | None = None
    condition: str = ""
    condition_due: date | None = None
    becomes: str = NEW
    existing: AwardedGrant | None = None
    more_paid: int = 0
    differences: tuple[str, ...] = ()

    @property
    def cents(self) -> int:
        """What is granted."""
        return sum(self.data.years.values())

    @property
    def object_label(self) -> str:
        """What it is for, in French."""
        return object_label(self.data.object)


@dataclass
class Preview:
    """What an import would do; with a problem it does nothing."""

    rows: list[ImportedRow] = field(default_factory=list[ImportedRow])
    problems: list[CellProblem] = field(default_factory=list[CellProblem])
    notices: list[str] = field(default_factory=list[str])

    def count(self, becomes: str) -> int:
        """How many lines become this."""
        return sum(row.becomes == becomes for row in self.rows)

    @property
    def cents(self) -> int:
        """What all lines grant together."""
        return sum(row.cents for row in self.rows)


def preview(sheet: Sheet, reading: Reading, region: str, scope: Scope) -> Preview:
    """Read a table for a region (a dozen queries at most), for somebody who changes grants in ``scope``."""
    found = Preview()
    missing = [where for name, where in NEEDED.items() if reading.column(name) is None]
    if reading.column("amount") is None and not reading.years:
        missing.append("le montant")
    found.problems = [
        CellProblem(sheet.name, reading.head + 1, "", f"Dites plus bas quelle colonne est {where}.")
        for where in missing
    ]
    if missing:
        return found
    reader = _TableReader(sheet, reading, region, RegionPlaces.of(region), found)
    reader.read()
    register = _register(region)
    found.rows = list(_compared(found.rows, register, reader, scope))
    found.problems = sorted(found.problems, key=lambda one: (one.row, len(one.column), one.column))[:MOST_PROBLEMS]
    return found


class _TableReader:
    """Reads the lines below the heads."""

    def __init__(self, sheet: Sheet, reading: Reading, region: str, places: RegionPlaces, found: Preview) -> None:
        self.sheet, self.reading, self.region, self.places, self.found = sheet, reading, region, places, found
        self.heads = heads(sheet, reading.head)
        self.sums: dict[int, int] = {}
        self.row = 0

    def read(self) -> None:
        """Read all lines into the preview."""
        self._say_units()
        for number in range(self.reading.head + 1, len(self.sheet.rows)):
            self.row = number
            filled = [value for value in self.sheet.rows[number] if not cells.is_empty(value)]
            if not filled:
                continue
            if self._is_total():
                self._leave_out_total()
            elif len(filled) == 1:
                self.found.notices.append(f"La ligne {number + 1} n’a qu’une cellule\u00a0: elle n’est pas lue.")
            else:
                self._line()

    def problem(self, name: str, message: str, row: int | None = None) -> None:
        """Note what is wrong with the cell of a field, or of the column with that number."""
        column = self.reading.column(name) if not name.isdigit() else int(name)
        self.found.problems.append(
            CellProblem(
                self.sheet.name, (self.row if row is None else row - 1) + 1,
                column_letter(column) if column is not None else "", message,
            )
        )  # fmt: skip

    def _say_units(self) -> None:
        above = self.sheet.rows[: self.reading.head]
        if any(isinstance(value, str) and THOUSANDS.search(value) for row in above for value in row):
            self.found.notices.append(
                "Au-dessus du tableau, un titre parle de milliers d’euros\u00a0: un montant n’est lu ainsi que si le "
                "titre de sa colonne le dit."
            )

    def _is_total(self) -> bool:
        values = self.sheet.rows[self.row]
        at = self.reading.column("reference")
        reference = values[at] if at is not None else ""
        if not cells.is_empty(reference) and not TOTAL.match(plain(cells.text_of(reference))):
            return False
        return any(isinstance(value, str) and TOTAL.match(plain(value)) for value in values)

    def _leave_out_total(self) -> None:
        number, values = self.row + 1, self.sheet.rows[self.row]
        self.found.notices.append(f"La ligne {number} est un total\u00a0: elle n’est pas lue.")
        if any(isinstance(value, str) and plain(value).startswith("sous ") for value in values):
            return
        for column, cents in self.sums.items():
            try:
                said = cents if cells.is_empty(values[column]) else self._cents(column)
            except ValueError:
                continue
            if said != cents:
                self.found.notices.append(
                    f"Le total de la colonne {column_letter(column)} (ligne {number}) n’est pas la somme des lignes "
                    f"lues\u00a0: {_euros(said)} au lieu de {_euros(cents)}."
                )

    def _cents(self, column: int) -> int:
        return cells.cents_of(self.sheet.rows[self.row][column], scale_of(self.heads[column]))

    def _read(self, name: str, parse: Callable[..., T], empty: T) -> T:
        """The cell of a field; ``empty`` where there is no column, no value, or a problem."""
        column = self.reading.column(name)
        if column is None or cells.is_empty(self.sheet.rows[self.row][column]):
            return empty
        try:
            return parse(self.sheet.rows[self.row][column])
        except ValueError as error:
            self.problem(name, str(error))
            return empty

    def _amount(self, column: int) -> int:
        """Cents of an amount, 0 for none; a merged one could count for several lines."""
        if cells.is_empty(self.sheet.rows[self.row][column]):
            return 0
        try:
            if (self.row, column) in self.sheet.merged:
                raise ValueError("Cette cellule est fusionnée\u00a0: donnez un montant à chaque ligne.")
            cents = self._cents(column)
        except ValueError as error:
            self.problem(str(column), str(error))
            return 0
        self.sums[column] = self.sums.get(column, 0) + cents
        return cents

    def _line(self) -> None:
        before = len(self.found.problems)
        decided_on = self._read("decided_on", cells.date_of, None)
        years = self._years(decided_on)
        text = {name: self._read(name, cells.text_of, "") for name in ("reference", "giver", "beneficiary", "title")}
        place = self._read("commune", self._commune, None)
        epci = self._read("intercommunality", self._intercommunality, None)
        paid = self._paid()
        condition = self._read("condition", cells.text_of, "")
        if len(condition) > LONGEST_TEXT:
            self.problem("condition", f"Écrivez la condition en {LONGEST_TEXT} caractères au plus.")
        if decided_on is None:
            if len(self.found.problems) == before or self._says_nothing("decided_on"):
                self.problem("decided_on", "Donnez la date de la décision.")
            return
        data = GrantData(
            region=self.region, reference=text["reference"], giver=text["giver"] or self.reading.giver,
            beneficiary=text["beneficiary"], object=self._object(), decided_on=decided_on, years=years,
            title=text["title"], commune=place, intercommunality=None if place else epci,
        )  # fmt: skip
        if len(self.found.problems) == before:
            for name, message in problems(data, placed=True):
                self.problem("amount" if name == "years" else name, message)
        if paid[0] is not None and paid[0] > sum(years.values()) and len(self.found.problems) == before:
            self.problem("paid", "Il est versé plus qu’accordé\u00a0: vérifiez les deux montants.")
        if paid[1] is not None and paid[1] < decided_on:
            self.problem("paid_on", "Le versement est avant la décision\u00a0: vérifiez les deux dates.")
        if len(self.found.problems) == before:
            due = self._read("condition_due", cells.date_of, None)
            self.found.rows.append(ImportedRow(self.row + 1, data, *paid, condition, due))

    def _commune(self, value: Value) -> str:
        return self.places.commune(cells.text_of(value))

    def _intercommunality(self, value: Value) -> str:
        return self.places.intercommunality(cells.text_of(value))

    def _says_nothing(self, name: str) -> bool:
        column = self.reading.column(name)
        return column is None or cells.is_empty(self.sheet.rows[self.row][column])

    def _years(self, decided_on: date | None) -> dict[int, int]:
        found = {year: cents for year, column in self.reading.years.items() if (cents := self._amount(column))}
        column = self.reading.column("amount")
        if column is None:
            return found
        cents = self._amount(column)
        if found and cents and cents != sum(found.values()):
            self.problem("amount", "Le montant n’est pas la somme des années\u00a0: corrigez l’un ou l’autre.")
        if found or not cents:
            return found
        year = self._read("year", cells.year_in, decided_on.year if decided_on else None)
        return {year: cents} if year is not None else {}

    def _object(self) -> str:
        def named(value: object) -> str:
            found = object_named(str(value))
            if found is None:
                known = ", ".join(words().objects.values())
                raise ValueError(
                    f"«\u00a0{str(value)[:60]}\u00a0» n’est pas un objet connu. Écrivez un de ceux-ci\u00a0: {known}."
                )
            return found

        return self._read("object", named, self.reading.object)

    def _paid(self) -> tuple[int | None, date | None]:
        column = self.reading.column("paid")
        if column is None or self._says_nothing("paid"):
            return None, None
        cents = self._amount(column)
        until = date.fromisoformat(self.reading.paid_until) if self.reading.paid_until else None
        on = self._read("paid_on", cells.date_of, until)
        if cents and on is None:
            self.problem("paid", "Donnez la date du versement, ou «\u00a0Versements arrêtés au\u00a0» plus bas.")
        if on is not None and on > timezone.localdate():
            self.problem("paid_on" if self.reading.column("paid_on") is not None else "paid", "Ce jour est à venir.")
        return cents, on


def _euros(cents: int) -> str:
    return f"{cents / 100:,.2f}\u00a0€".replace(",", "\u202f").replace(".", ",")


Key = tuple[str, str]


def key_of(giver: str, reference: str) -> Key:
    """What makes two grants of a region the same."""
    return giver.lower(), reference.lower()


def _register(region: str) -> Mapping[Key, AwardedGrant]:
    """The grants of a region by key (three queries)."""
    rows = AwardedGrant.objects.filter(region=region).with_sums().prefetch_related("years", "conditions")
    return {key_of(row.giver_name, row.reference): row for row in rows}


def _compared(
    rows: list[ImportedRow], register: Mapping[Key, AwardedGrant], reader: _TableReader, scope: Scope
) -> Iterator[ImportedRow]:
    """The lines with what becomes of the register; problems of lines that contradict it or each other."""
    seen: dict[Key, int] = {}
    for row in rows:
        key = key_of(row.data.giver, row.data.reference)
        if key in seen:
            reader.problem(
                "reference", f"Cette référence est déjà à la ligne {seen[key]}\u00a0: gardez-en une.", row.row
            )
        seen.setdefault(key, row.row)
        epci = reader.places.epci.get(row.data.commune or "") or row.data.intercommunality
        existing = register.get(key)
        if not within(scope, row.data.region, epci) or (
            existing is not None and not within(scope, existing.region_id, existing.territory)
        ):
            where = "commune" if row.data.commune else "intercommunality"
            reader.problem(where, "Ce territoire ne relève pas de votre compte.", row.row)
        yield row if existing is None else _against(row, existing, reader)


def _against(row: ImportedRow, existing: AwardedGrant, reader: _TableReader) -> ImportedRow:
    """A line whose grant is in the register: what it changes."""
    data, changes = row.data, list[str]()
    pairs = (
        ("qui reçoit", existing.beneficiary_name, data.beneficiary),
        ("objet", existing.object_label, object_label(data.object)),
        ("intitulé", existing.title, data.title),
        ("territoire", existing.commune_id or existing.intercommunality_id, data.commune or data.intercommunality),
        ("décision", existing.decided_on, data.decided_on),
    )
    changes += [f"{label}\u00a0: {was or 'rien'} → {now or 'rien'}" for label, was, now in pairs if was != now]
    years = {one.year: one.cents for one in existing.years.all()}
    changes += [
        f"{year}\u00a0: {_euros(years.get(year, 0))} → {_euros(data.years.get(year, 0))}"
        for year in sorted({*years, *data.years})
        if years.get(year) != data.years.get(year)
    ]
    more = 0 if row.paid_cents is None else row.paid_cents - existing.paid
    if more < 0:
        reader.problem(
            "paid", f"La fiche dit {_euros(existing.paid)} versés\u00a0: corrigez un versement sur la fiche.", row.row
        )
    elif more:
        changes.append(f"versé\u00a0: {_euros(existing.paid)} → {_euros(existing.paid + more)}")
    if sum(data.years.values()) < existing.paid:
        reader.problem("amount", "Il est déjà versé plus que ce montant\u00a0: vérifiez les deux.", row.row)
    if row.condition and row.condition not in {one.text for one in existing.conditions.all()}:
        changes.append(f"condition\u00a0: {row.condition}")
    return ImportedRow(
        row.row, data, row.paid_cents, row.paid_on, row.condition, row.condition_due,
        CHANGED if changes else SAME, existing, max(more, 0), tuple(changes),
    )  # fmt: skip
