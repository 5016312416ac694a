"""One cell as text, date, year or amount. Each function raises ``ValueError`` with what to do, for the sender."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

from maillage.site.grants.models import MOST_CENTS
from maillage.site.spreadsheets import Value

SPACES = re.compile(r"[\s\u00a0\u2009\u202f']")
AMOUNT = re.compile(r"(\d{1,3}(?: \d{3})+|\d+)(?:([.,])(\d+))?")
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T]00:00(?::00)?)?")
EMPTY = frozenset({"", "-", "–", "—", "néant", "nc", "n.c.", "s.o."})


def is_empty(value: Value) -> bool:
    """Whether a cell says nothing."""
    return isinstance(value, str) and value.strip().casefold() in EMPTY


def text_of(value: Value) -> str:
    """A cell as text; a number that is whole has no decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return " ".join(str(value).split())


def date_of(value: Value) -> date:
    """A date: of a spreadsheet, or as 31/12/2024 or 2024-12-31."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    found, order = DAY_FIRST.fullmatch(text), (3, 2, 1)
    if found is None:
        found, order = YEAR_FIRST.fullmatch(text), (1, 2, 3)
    if found is None:
        raise ValueError(f"«\u00a0{text[:40]}\u00a0» n’est pas une date\u00a0: écrivez 31/12/2024 ou 2024-12-31.")
    year, month, day = (int(found.group(part)) for part in order)
    with suppress(ValueError):
        return date(year, month, day)
    raise ValueError(f"«\u00a0{text}\u00a0» n’existe pas\u00a0: écrivez le jour avant le mois, 31/12/2024.")


def year_in(value: Value) -> int:
    """A year."""
    text = text_of(value)
    if not re.fullmatch(r"(19|20)\d{2}", text):
        raise ValueError(f"«\u00a0{text[:40]}\u00a0» n’est pas une année\u00a0: écrivez 2024.")
    return int(text)


def cents_of(value: Value, scale: int = 1) -> int:
    """Cents of an amount: a number, or "1 200,50 €"; in units of ``scale`` euros."""
    euros = Decimal(repr(value)) if isinstance(value, int | float) and not isinstance(value, bool) else _written(value)
    if not euros.is_finite():
        raise ValueError("Ce n’est pas un montant\u00a0: écrivez 1 200,50 en chiffres.")
    cents = euros * 100 * scale
    whole = round(cents)
    # A spreadsheet computes with 15 digits: 0.1 + 0.2 is 0.30000000000000004.
    if abs(cents - whole) > Decimal("0.0001"):
        raise ValueError(f"{text_of(value)[:40]} a plus de deux décimales\u00a0: arrondissez au centime.")
    if whole < 0:
        raise ValueError("Un montant négatif ne s’importe pas\u00a0: notez la correction sur la fiche.")
    if whole > MOST_CENTS:
        raise ValueError("Ce montant n’est pas vraisemblable\u00a0: vérifiez l’unité de la colonne.")
    return whole


def _written(value: Value) -> Decimal:
    shown = text_of(value)
    text = SPACES.sub(" ", re.sub(r"(?i)\s*(€|euros?|eur)\s*$", "", shown)).strip()
    negative = text.startswith(("-", "\u2212"))
    found = AMOUNT.fullmatch(text.lstrip("-\u2212 "))
    if found is None:
        raise ValueError(f"«\u00a0{shown[:40]}\u00a0» n’est pas un montant\u00a0: écrivez 1 200,50 en chiffres.")
    whole, mark, decimals = found.groups()
    if mark and len(decimals) == 3 and " " not in whole:
        raise ValueError(f"«\u00a0{shown}\u00a0» peut se lire de deux façons\u00a0: écrivez les milliers sans signe.")
    amount = Decimal(f"{whole.replace(' ', '')}.{decimals or 0}")
    return -amount if negative else amount
