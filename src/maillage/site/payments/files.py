"""The file of a payment order: a table for an insurer, ISO 20022 for a bank; the same at each download.

``docs/payment-files.md`` describes the formats.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from schwifty import IBAN
from sepaxml import SepaTransfer

from maillage.site import sealing
from maillage.site.payments.models import OrderedPayment, PaymentOrder

COLUMNS = ("type", "reference", "mois", "rpps", "nom", "prenom", "lignes", "montant_centimes", "controle")
SCHEMA = "pain.001.001.09"
ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class PaymentFile:
    """A file: name, type and bytes."""

    name: str
    kind: str
    content: bytes


def file_of(order: PaymentOrder) -> PaymentFile:
    """Return the file of an order. Raises ``sealing.Unreadable`` if the key that encrypted the accounts is lost."""
    payments = list(
        order.payments.select_related("statement__closing", "statement__professional").order_by("statement")
    )
    if order.payer.is_insurer:
        return PaymentFile(f"{order.reference}.csv", "text/csv; charset=utf-8", _table(payments))
    return PaymentFile(f"{order.reference}.xml", "application/xml", _transfer(order, payments))


def _table(payments: Sequence[OrderedPayment]) -> bytes:
    """Return one row a statement, and a last row of control: count, sum, digest of all rows above."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in payments:
        statement, person = one.statement, one.statement.professional
        writer.writerow(
            ["VERSEMENT", statement.reference, f"{statement.closing.month:%Y-%m}", person.rpps or "",
             _plain(person.last_name), _plain(person.first_name), statement.line_count, one.cents, ""]
        )  # fmt: skip
    above = text.getvalue().encode()
    total = sum(one.cents for one in payments)
    writer.writerow(["TOTAL", "", "", "", "", "", len(payments), total, hashlib.sha256(above).hexdigest()])
    return text.getvalue().encode()


def _plain(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return re.sub(r"^[=+\-@\t\r]+", "", text)


def _transfer(order: PaymentOrder, payments: Sequence[OrderedPayment]) -> bytes:
    """Return a credit transfer initiation, validated against its schema, to be executed on the next working day."""
    made = timezone.localtime(order.made_at)
    account = IBAN(sealing.unseal(order.sealed))
    config = {"name": order.payer.organisation.name, "IBAN": str(account), "currency": "EUR", "batch": True}
    if account.bic is not None:
        config["BIC"] = str(account.bic)
    transfer = SepaTransfer(config, schema=SCHEMA, clean=True)
    day = made.date() + ONE_DAY
    while day.weekday() >= SATURDAY:
        day += ONE_DAY
    for one in payments:
        person = one.statement.professional
        transfer.add_payment(
            {
                "name": f"{person.first_name} {person.last_name}",
                "IBAN": sealing.unseal(one.sealed),
                "amount": one.cents,
                "execution_date": day,
                "description": f"Indemnites {one.statement.closing.month:%m/%Y} {one.statement.reference}",
                "endtoend_id": one.statement.reference,
            }
        )
    exported: bytes = transfer.export(validate=True)
    # The library takes the current time and random names; fix them, so that each download is the same file.
    names = {"MsgId": order.reference, "PmtInfId": order.reference, "CreDtTm": f"{made:%Y-%m-%dT%H:%M:%S}"}
    for element, name in names.items():
        exported = re.sub(f"<{element}>[^<]*".encode(), f"<{element}>{name}".encode(), exported)
    return exported
