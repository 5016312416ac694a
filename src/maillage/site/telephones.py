"""Telephone numbers as people write and dial them, in France and overseas."""

from __future__ import annotations

import phonenumbers

REGIONS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL", "978": "MF",
    "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
"""Numbering plans of the departments and territories that have one of their own; all others have that of France."""

# A number of ten digits written in a department overseas is dialled with the department's own prefix (+262, +590...),
# and from elsewhere in France written just the same: tried after the plan of the place.
NATIONAL = ("FR", "RE", "GP", "MQ", "GF", "YT", "PM")


class InvalidNumber(ValueError):
    """What is written cannot be dialled; ``str(error)`` says it to who wrote it."""


def written(text: str, department: str = "") -> str:
    """The number with single spaces, as it was written. Raises ``InvalidNumber`` for one that cannot be dialled."""
    clean = " ".join(text.split())
    if clean and dialled(clean, department) is None:
        raise InvalidNumber(f"{clean}\u00a0: ce numéro de téléphone n’est pas complet.")
    return clean


def dialled(text: str, department: str = "") -> str | None:
    """The number for every telephone of the world, "+262262901234"; None for one that cannot be dialled.

    ``department``: where it was written, for numbers without a prefix.
    """
    plans = dict.fromkeys((REGIONS.get(department, "FR"), *NATIONAL))
    numbers = [number for plan in plans if (number := _parsed(text, plan)) is not None]
    given = next((number for number in numbers if phonenumbers.is_valid_number(number)), _parsed(text, "FR"))
    # A number that nobody was given yet, but that has the right length, may be a new one.
    if given is None or not phonenumbers.is_possible_number(given):
        return None
    return phonenumbers.format_number(given, phonenumbers.PhoneNumberFormat.E164)


def _parsed(text: str, plan: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, plan)
    except phonenumbers.NumberParseException:
        return None
