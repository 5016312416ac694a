"""Tables as CSV files in two dialects, for programs (comma, decimal point) and for a French spreadsheet, and as ODS.

A French spreadsheet opens a file by a double click only if it has semicolons between columns, decimal commas, and a
byte order mark for UTF-8.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, QueryDict

from maillage.site.spreadsheets import ODS, Money, Table
from maillage.site.spreadsheets import Cell as TypedCell

ASKED, SPREADSHEET_WORD, ODS_WORD = "format", "tableur", "ods"
ROWS_IN_A_PIECE = 1000
Cell = str | int | float | None
HEADS = {
    "code": "Code", "name": "Commune", "department": "Département", "population": "Habitants", "access": "Accès",
    "access_after": "Accès après", "change": "Écart", "class": "Classe",
    "class_after": "Classe après", "profession": "Profession", "fee": "Tarif", "modelled": "Modélisé",
    "vintage": "Données de", "vintage_before": "Comparé à", "date": "Date", "place": "Lieu", "commune": "Commune",
    "doctor": "Médecin", "home": "Vient de", "minutes": "Trajet (min)", "returns": "Revient",
    "consultations": "Consultations", "check": "Vérification", "rpps": "Numéro RPPS", "about": "Précision",
    "asked_on": "Demandée le", "age": "Jours d’attente", "late": "En retard", "status": "Situation", "state": "État",
    "sent_on": "Envoyée le", "waits_for": "Attend", "days": "Jours par mois",
    "hour": "Heure", "scheme": "Dispositif", "booked": "Inscrits", "slots": "Créneaux",
    "doctors_found": "Médecin traitant trouvé", "proposed_by": "Proposé par", "engagements": "Engagements",
    "kind": "Nature", "source": "Source",
    "resources": "Cabinets, lits…", "programme": "Programme", "starts": "Début", "job": "Travail",
    "asked_by": "Demandé par", "error": "Erreur", "email": "Adresse", "roles": "Rôles", "last_login": "Connexion",
    "organisation": "Organisation", "until": "Jusqu’au", "decided_on": "Décision", "giver": "Financeur",
    "beneficiary": "Bénéficiaire", "object": "Objet", "title": "Intitulé", "reference": "Référence",
    "room": "Cabinet",
    "month": "Mois", "territory": "Territoire", "what": "Quoi", "quantity": "Quantité", "reason": "Raison",
    "cents": "Montant (€)", "unit_cents": "Prix (€)", "granted_cents": "Accordé (€)", "paid_cents": "Versé (€)",
    "payer": "Payeur", "made_on": "Fait le", "payments": "Versements", "returned": "Retours", "answered_on": "Le",
    "answered_by": "Par", "answer": "Réponse", "asked_for": "Ce qui est demandé", "due": "Avant le",
    "rank": "Rang", "number": "Dossier", "marks": "Notes", "score": "Points sur 100", "word": "Avis",
    "official": "Liste de l’État", "label": "Nom", "count": "Nombre",
    "spread": "Écart des notes", "reviews": "Notes rendues",
    "agreement": "Convention", "version": "Version", "person": "Praticien", "first": "Du", "last": "Au",
    "employer": "Payé par", "party": "Partie", "percent": "Part (%)",
    "phone": "Téléphone", "hospital": "Hôpital", "weekday": "Jour", "sent": "Envoyées", "taken": "Prises",
    "taken_median": "Prise, médiane (min)", "taken_ninth": "Prise, 9 sur 10 (min)", "answered": "Répondues",
    "answered_median": "Réponse, médiane (min)", "answered_ninth": "Réponse, 9 sur 10 (min)",
    "late_count": "En retard", "platform": "Plateforme", "reader": "Lecteur", "part_cents": "Sa part (€)",
    "measure": "Mesure", "with_count": "Avec", "with_missed": "Dont manqués", "without_count": "Sans",
    "without_missed": "Dont manqués, sans", "difference": "Écart", "low": "Au moins", "high": "Au plus",
    "avoided": "Absences évitées",
    "at": "Quand", "who": "Qui", "act": "Acte", "row": "Numéro", "months_kept": "Mois de conservation",
}  # fmt: skip
"""Column heads for people; programs read the names."""
WORDS = {"yes": "oui", "no": "non"}
# A spreadsheet would run a cell that begins so as a formula.
CENTS = "cents"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Dialect:
    """How a table is written; ``suffix`` is added to the file's name."""

    suffix: str
    delimiter: str
    mark: str
    for_people: bool

    def head(self, name: str) -> str:
        """Return the head of a column."""
        return HEADS.get(name, name) if self.for_people else name

    def cell(self, value: Cell, column: str = "") -> Cell:
        """Return a value of a column as this dialect writes it; people read cents as euros."""
        if not self.for_people or value is None:
            return value
        if isinstance(value, int) and column.endswith(CENTS):
            return str(Money(value)).replace(".", ",")
        if isinstance(value, float):
            return str(value).replace(".", ",")
        if isinstance(value, str):
            return f"'{value}" if value.startswith(FORMULAS) else WORDS.get(value, value)
        return value


PROGRAM = Dialect("", ",", "", for_people=False)
SPREADSHEET = Dialect("-tableur", ";", "\ufeff", for_people=True)
OPENDOCUMENT = Dialect("", ";", "", for_people=True)
"""Written as ODS by ``answer``; files of open data, which are written in pieces, are CSV only."""
BY_WORD = {SPREADSHEET_WORD: SPREADSHEET, ODS_WORD: OPENDOCUMENT}


def asked(query: QueryDict | Mapping[str, str]) -> Dialect:
    """Return the dialect that a URL asks for: "format=tableur" for spreadsheets, else for programs."""
    return BY_WORD.get(query.get(ASKED, ""), PROGRAM)


def address(path: str, word: str = SPREADSHEET_WORD) -> str:
    """Return the address of the same table for a spreadsheet."""
    return f"{path}{'&' if '?' in path else '?'}{ASKED}={word}"


def pieces(names: Sequence[str], rows: Iterable[Sequence[Cell]], dialect: Dialect) -> Iterator[str]:
    """Yield the table in pieces of a thousand rows."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=dialect.delimiter)
    text.write(dialect.mark)
    writer.writerow([dialect.head(name) for name in names])
    for count, row in enumerate(rows, start=1):
        writer.writerow([dialect.cell(value, name) for name, value in zip(names, row, strict=True)])
        if count % ROWS_IN_A_PIECE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def answer(name: str, names: Sequence[str], rows: Iterable[Sequence[Cell]], dialect: Dialect) -> HttpResponse:
    """Return the whole table as a file; ``name`` is without suffix."""
    if dialect is OPENDOCUMENT:
        return _opendocument(name, names, rows)
    found = HttpResponse("".join(pieces(names, rows, dialect)), content_type="text/csv; charset=utf-8")
    found["Content-Disposition"] = f'attachment; filename="{name}{dialect.suffix}.csv"'
    return found


def _opendocument(name: str, names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    heads = [OPENDOCUMENT.head(one) for one in names]
    cells = [[_typed(value, column) for column, value in zip(names, row, strict=True)] for row in rows]
    found = HttpResponse(ODS.write([Table(name[:31], heads, cells)]), content_type=ODS.media_type)
    found["Content-Disposition"] = f'attachment; filename="{name}.{ODS.suffix}"'
    return found


def _typed(value: Cell, column: str) -> TypedCell:
    """Return a value with the type that a spreadsheet computes with: euros, dates."""
    if isinstance(value, int) and column.endswith(CENTS):
        return Money(value)
    if isinstance(value, str):
        return date.fromisoformat(value) if DAY.fullmatch(value) else WORDS.get(value, value)
    return value
