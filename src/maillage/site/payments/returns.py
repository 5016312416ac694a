"""The payer's return file: a table of results of payments, checked cell by cell before anything is written.

``docs/payment-files.md`` describes the format.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from maillage.site.payments.models import OrderedPayment, PaymentOrder

COLUMNS = ("reference", "montant_centimes", "resultat", "date", "motif")
PAID, REJECTED = "verse", "rejete"
MOST_BYTES, MOST_ROWS, MOST_PROBLEMS = 2 * 2**20, 20_000, 50
LONGEST_REASON = 300


@dataclass(frozen=True)
class ReturnedPayment:
    """Result of a payment (by its key): paid on a date, or rejected then with a reason."""

    payment: int
    paid: bool
    on: date
    reason: str


@dataclass(frozen=True)
class CellProblem:
    """An error in a cell, and what to do; ``line`` counts from 1 and includes the head."""

    line: int
    column: str
    message: str


def read_return(order: PaymentOrder, content: bytes) -> tuple[list[ReturnedPayment], list[CellProblem]]:
    """Parse a return file; return the payments of ``order`` and all errors. With errors, use none of the payments."""
    rows, problems = _rows(content)
    known = {
        payment.statement.reference: payment for payment in order.payments.select_related("statement__closing", "order")
    }
    found: list[ReturnedPayment] = []
    seen: dict[str, int] = {}
    for line, cells in rows:
        wrong = list(_problems_of(line, cells, known, seen, order))
        problems += wrong
        seen.setdefault(cells["reference"], line)
        if not wrong:
            found.append(_returned(cells, known[cells["reference"]]))
    if not rows and not problems:
        problems.append(CellProblem(1, "", "Le fichier n’a aucune ligne\u00a0: demandez-le de nouveau au payeur."))
    return found, problems[:MOST_PROBLEMS]


def _rows(content: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[CellProblem]]:
    """Return the rows by column, with their line number, and the error that makes the file unreadable."""
    if len(content) > MOST_BYTES:
        return [], [CellProblem(1, "", "Le fichier dépasse 2\u00a0Mo\u00a0: ce n’est pas un retour de versements.")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [CellProblem(1, "", "Le fichier n’est pas en UTF-8\u00a0: enregistrez-le en CSV UTF-8.")]
    if "\0" in text:
        return [], [CellProblem(1, "", "Ce n’est pas un fichier CSV\u00a0: enregistrez le tableau en CSV.")]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error:
        return [], [CellProblem(reader.line_num, "", "Un guillemet n’est pas refermé\u00a0: corrigez cette ligne.")]
    lines = [(line, cells) for line, cells in lines if any(cells)]
    if not lines:
        return [], []
    head = tuple(lines[0][1])
    if head != COLUMNS:
        return [], [CellProblem(1, "", _wrong_head(head))]
    short = [
        CellProblem(line, "", f"Cette ligne a {len(cells)} cellules, il en faut {len(COLUMNS)}.")
        for line, cells in lines[1:]
        if len(cells) != len(COLUMNS)
    ]
    if len(lines) > MOST_ROWS:
        short.append(CellProblem(MOST_ROWS, "", "Le fichier a trop de lignes pour un retour de versements."))
    return [
        (line, dict(zip(COLUMNS, cells, strict=True))) for line, cells in lines[1:] if len(cells) == len(COLUMNS)
    ], short


def _wrong_head(head: Sequence[str]) -> str:
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        return (
            f"Il manque la colonne «\u00a0{missing[0]}\u00a0». Les colonnes sont, séparées par des points-virgules"
            f"\u00a0: {', '.join(COLUMNS)}."
        )
    return f"Les colonnes ne sont pas dans l’ordre attendu\u00a0: {', '.join(COLUMNS)}."


def _problems_of(
    line: int, cells: dict[str, str], known: dict[str, OrderedPayment], seen: dict[str, int], order: PaymentOrder
) -> Iterator[CellProblem]:
    reference = cells["reference"]
    payment = known.get(reference)
    if reference in seen:
        yield CellProblem(
            line, "reference", f"Cette référence est déjà à la ligne {seen[reference]}\u00a0: gardez-en une."
        )
    elif payment is None:
        yield CellProblem(line, "reference", f"Aucun versement de l’ordre {order.reference} ne porte cette référence.")
    elif payment.state != OrderedPayment.State.ORDERED:
        yield CellProblem(line, "reference", f"Ce versement a déjà son retour\u00a0: {payment.get_state_display()}.")
    if not re.fullmatch(r"\d{1,12}", cells["montant_centimes"]):
        yield CellProblem(line, "montant_centimes", "Donnez le montant en centimes, en chiffres\u00a0: 20000.")
    elif payment is not None and int(cells["montant_centimes"]) != payment.cents:
        yield CellProblem(
            line, "montant_centimes", f"Le montant demandé est de {payment.cents} centimes\u00a0: il doit être le même."
        )
    yield from _problems_of_result(line, cells, order)


def _problems_of_result(line: int, cells: dict[str, str], order: PaymentOrder) -> Iterator[CellProblem]:
    if cells["resultat"] not in (PAID, REJECTED):
        yield CellProblem(line, "resultat", f"Écrivez «\u00a0{PAID}\u00a0» ou «\u00a0{REJECTED}\u00a0».")
    day = _date(cells["date"])
    if day is None:
        yield CellProblem(line, "date", "Écrivez la date comme 2026-11-30.")
    elif not timezone.localtime(order.made_at).date() <= day <= timezone.localdate():
        yield CellProblem(line, "date", "La date est avant l’ordre de versement, ou n’est pas encore passée.")
    if cells["resultat"] == REJECTED and not cells["motif"]:
        yield CellProblem(line, "motif", "Dites pourquoi ce versement est rejeté.")
    if cells["resultat"] == PAID and cells["motif"]:
        yield CellProblem(line, "motif", "Un versement fait n’a pas de motif de rejet\u00a0: laissez la cellule vide.")
    if len(cells["motif"]) > LONGEST_REASON:
        yield CellProblem(line, "motif", f"Dites-le en {LONGEST_REASON} caractères au plus.")


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a date, no hour)
    except ValueError:
        return None


def _returned(cells: dict[str, str], payment: OrderedPayment) -> ReturnedPayment:
    day = _date(cells["date"])
    assert day is not None
    return ReturnedPayment(payment.pk, cells["resultat"] == PAID, day, cells["motif"])
