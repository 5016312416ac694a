"""Telephone numbers as people write and dial them, in mainland France and overseas."""

from __future__ import annotations

import phonenumbers

REGIONS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL", "978": "MF",
    "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
"""Numbering plans of the overseas departments and territories that have their own; all others use that of France."""

# A ten-digit number written in an overseas department takes the department's own prefix (+262, +590...); from elsewhere
# in France it is written the same. These plans are tried after that of the place.
NATIONAL = ("FR", "RE", "GP", "MQ", "GF", "YT", "PM")


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

    ``department`` is where it was written, for numbers without a prefix.
    """
    plans = dict.fromkeys((REGIONS.get(department, "FR"), *NATIONAL))
    numbers = [number for plan in plans if (number := _parsed(text, plan)) is not None]
    given = next((number for number in numbers if phonenumbers.is_valid_number(number)), _parsed(text, "FR"))
    # Check the length only: a number that is not yet assigned in the library's data may be a new one.
    if given is None or not phonenumbers.is_possible_number(given):
        return None
    return phonenumbers.format_number(given, phonenumbers.PhoneNumberFormat.E164)


def _parsed(text: str, plan: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, plan)
    except phonenumbers.NumberParseException:
        return None
