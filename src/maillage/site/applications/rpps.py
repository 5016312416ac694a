"""RPPS numbers: eleven digits, of which the last is the Luhn check digit of the first ten (ISO/IEC 7812-1)."""

from __future__ import annotations

from maillage.site.refusals import InvalidField

DIGITS = 11


def key_of(digits: str) -> int:
    """Return the digit that completes ``digits`` to a number whose Luhn sum is a multiple of ten."""
    doubled = (int(one) * (2 if place % 2 == 0 else 1) for place, one in enumerate(reversed(digits)))
    return -sum(one // 10 + one % 10 for one in doubled) % 10


def kept_rpps(text: str) -> str:
    """Return the number as stored, without spaces. Raises ``InvalidField`` saying what to correct."""
    number = "".join(text.split()).replace(".", "").replace("-", "")
    if not number:
        raise InvalidField("rpps", "Donnez votre numéro RPPS\u00a0: il figure sur votre carte CPS.")
    if not (number.isascii() and number.isdigit()) or len(number) != DIGITS:
        raise InvalidField("rpps", f"Un numéro RPPS a {DIGITS} chiffres. Recopiez-le de votre carte CPS.")
    if key_of(number[:-1]) != int(number[-1]):
        raise InvalidField("rpps", "Ce numéro RPPS n’existe pas\u00a0: un chiffre est faux. Relisez votre carte CPS.")
    return number
