"""Telephone numbers as people write and dial them, in France and overseas, for patients and places.

France and its overseas departments share one plan of ten digits, in which each territory has its prefixes and, for
callers from abroad, its own calling code: 0690 12 34 56 is +590 690 12 34 56. The other territories have plans of their
own, with shorter numbers.
"""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumber

from maillage.site.texts import visible

FRANCE = 33
OVERSEAS = {
    590: ("590", "690", "691"),
    594: ("594", "694"),
    596: ("596", "696", "697"),
    262: ("262", "263", "269", "639", "692", "693"),
    508: ("7084", "7085"),
}
"""Calling codes of the territories within the French plan, and the first digits of their numbers."""
SHARED_PLANS = ("RE", "GP", "MQ", "GF", "YT", "PM")
"""Their plans in the package ``phonenumbers``, which is updated with new prefixes every year."""
OWN_PLANS = {"975": "PM", "986": "WF", "987": "PF", "988": "NC"}
"""Plans of the territories with shorter numbers, by department."""
INVENTED = "63998"
"""Unassigned numbers for films and examples, inside the range of Mayotte."""
DIGITS = 9


class InvalidNumber(ValueError):
    """The number cannot be dialled; ``str(error)`` is shown to the user who typed it."""


def written(text: str, department: str = "") -> str:
    """Return the number as written, with single spaces. Raises ``InvalidNumber`` if it cannot be dialled."""
    clean = " ".join(text.split())
    if clean and dialled(clean, department) is None:
        raise InvalidNumber(f"{clean}\u00a0: ce numéro de téléphone n’est pas complet.")
    return clean


def dialled(text: str, department: str = "") -> str | None:
    """Return the international number, "+262262901234"; None if it cannot be dialled.

    ``department`` is where it was written, for numbers without a prefix. A number of the right length that is not yet
    assigned is accepted, since it may be new.
    """
    number = _read(visible(text), department)
    if number is None or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dialled_anywhere(text: str) -> set[str]:
    """Return the international numbers that a text may mean anywhere in France or overseas; empty if there are none."""
    found = {dialled(text, department) for department in ("", *OWN_PLANS)}
    return {number for number in found if number is not None}


def in_common(number: str) -> str:
    """Return the normalised form shared by all ways of writing a number; ``number`` is a result of :func:`dialled`.

    Within the French plan this is the nine digits alone, so that numbers stored under another calling code are the
    same.
    """
    found = _parsed(number, "FR")
    if found is None or found.country_code not in {FRANCE, *OVERSEAS}:
        return number
    digits = str(found.national_number)
    return digits if found.country_code != 508 or len(digits) == DIGITS else number


def _read(text: str, department: str) -> PhoneNumber | None:
    """Parse the number by the department's own plan if it has one, else by that of France."""
    own = _parsed(text, OWN_PLANS[department]) if department in OWN_PLANS else None
    if own is not None and phonenumbers.is_valid_number(own):
        return own
    number = _parsed(text, "FR")
    if number is not None and number.country_code == FRANCE:
        number.country_code = _code(str(number.national_number), number)
    return number


def _code(digits: str, number: PhoneNumber) -> int:
    """Return the calling code from abroad of a number of the French plan."""
    if digits.startswith(INVENTED):
        return FRANCE
    for code, starts in OVERSEAS.items():
        if digits.startswith(starts):
            return code
    if not phonenumbers.is_valid_number(number):
        for plan in SHARED_PLANS:
            other = _parsed(f"0{digits}", plan)
            if other is not None and len(digits) == DIGITS and phonenumbers.is_valid_number(other):
                return other.country_code or FRANCE
    return FRANCE


def _parsed(text: str, plan: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, plan)
    except phonenumbers.NumberParseException:
        return None
