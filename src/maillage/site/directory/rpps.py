"""RPPS numbers: eleven digits, of which the last is the Luhn check digit of the first ten (ISO/IEC 7812-1)."""

from __future__ import annotations

from django.db.models import F, Func, IntegerField, Q
from django.db.models.lookups import Exact

from maillage.site.refusals import InvalidField

DIGITS = 11


def key_of(digits: str) -> int:
    """Return the digit that completes ``digits`` to a number whose Luhn sum is a multiple of ten."""
    doubled = (int(one) * (2 if place % 2 == 0 else 1) for place, one in enumerate(reversed(digits)))
    return -sum(one // 10 + one % 10 for one in doubled) % 10


def has_key(number: str) -> bool:
    """Return whether the last digit of a number is its key."""
    return key_of(number[:-1]) == int(number[-1])


def right_key() -> Q:
    """Return the condition of a constraint that the key of the column ``rpps`` (eleven digits) is right.

    The Luhn sum, written so that it fails for no text: ``ascii`` of a digit is the digit plus 48.
    """
    doubled = "translate(substr(%(expressions)s, {}, 1), '0123456789', '0246813579')"
    digits = [(doubled if place % 2 == 0 else "substr(%(expressions)s, {}, 1)").format(place) for place in range(1, 12)]
    total = " + ".join(f"ascii({digit})" for digit in digits)
    return Q(Exact(Func(F("rpps"), template=f"mod({total} - {48 * DIGITS}, 10)", output_field=IntegerField()), 0))


def kept_rpps(text: str) -> str:
    """Return the number as stored, without spaces. Raises ``InvalidField`` saying what to correct."""
    number = "".join(text.split()).replace(".", "").replace("-", "")
    if not number:
        raise InvalidField("rpps", "Donnez votre numéro RPPS\u00a0: il figure sur votre carte CPS.")
    if not (number.isascii() and number.isdigit()) or len(number) != DIGITS:
        raise InvalidField("rpps", f"Un numéro RPPS a {DIGITS} chiffres. Recopiez-le de la carte CPS.")
    if not has_key(number):
        raise InvalidField("rpps", "Ce numéro RPPS n’existe pas\u00a0: un chiffre est faux. Relisez la carte CPS.")
    return number
