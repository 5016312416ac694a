"""Telephone numbers as people write and dial them, in France and overseas: read in one place, for patients and places.

France and its overseas departments share one plan of ten digits, in which each territory has prefixes and, for
callers from abroad, a code of its own: 0690 12 34 56 is +590 690 12 34 56. The other territories have plans of their
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
"""Codes of the territories within the French plan, and how the numbers of each begin."""
SHARED_PLANS = ("RE", "GP", "MQ", "GF", "YT", "PM")
"""Their plans, as the package ``phonenumbers`` calls them: it knows more prefixes every year."""
OWN_PLANS = {"975": "PM", "986": "WF", "987": "PF", "988": "NC"}
"""Plans of the territories with numbers of another length, by department."""
INVENTED = "63998"
"""Numbers given to nobody, for films and examples, in the middle of those of Mayotte."""
DIGITS = 9


class InvalidNumber(ValueError):
    """What is written cannot be dialled; ``str(error)`` says it to who wrote it."""


def written(text: str, department: str = "") -> str:
    """Return the number with single spaces, as it was written. Raises ``InvalidNumber`` if it cannot be dialled."""
    clean = " ".join(text.split())
    if clean and dialled(clean, department) is None:
        raise InvalidNumber(f"{clean}\u00a0: ce numéro de téléphone n’est pas complet.")
    return clean


def dialled(text: str, department: str = "") -> str | None:
    """Return the number for every telephone of the world, "+262262901234"; None if it cannot be dialled.

    ``department``: where it was written, for numbers without a prefix. A number that nobody was given yet, but that
    has the right length, may be a new one.
    """
    number = _read(visible(text), department)
    if number is None or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dialled_anywhere(text: str) -> set[str]:
    """Return what the number is wherever in France or overseas it was written; nothing if nobody can dial it."""
    found = {dialled(text, department) for department in ("", *OWN_PLANS)}
    return {number for number in found if number is not None}


def in_common(number: str) -> str:
    """Return what all ways of writing a number share; ``number`` is as :func:`dialled` gives it, or gave it before.

    Within the French plan it is the nine digits alone: whichever code was found for them, the number is the same.
    """
    found = _parsed(number, "FR")
    if found is None or found.country_code not in {FRANCE, *OVERSEAS}:
        return number
    digits = str(found.national_number)
    return digits if found.country_code != 508 or len(digits) == DIGITS else number


def _read(text: str, department: str) -> PhoneNumber | None:
    """The number by the plan of the department where that is its own, else by that of France."""
    own = _parsed(text, OWN_PLANS[department]) if department in OWN_PLANS else None
    if own is not None and phonenumbers.is_valid_number(own):
        return own
    number = _parsed(text, "FR")
    if number is not None and number.country_code == FRANCE:
        number.country_code = _code(str(number.national_number), number)
    return number


def _code(digits: str, number: PhoneNumber) -> int:
    """The code under which a number of the French plan is called from abroad."""
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
