"""By what a person is known: contacts and name, however they are written, as numbers that cannot be turned back.

One person writes ``06 12 34 56 78`` and ``+33 6.12.34.56.78``, ``Lea@Example.org`` and ``lea+rdv@example.org``: limits
and overlaps look at what these have in common, messages go to what was written.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

import phonenumbers
from django.conf import settings

FRENCH_CODES = frozenset({33, 262, 590, 594, 596})
"""France and the overseas departments share one plan of numbers: 0690 12 34 56 is +590 690 12 34 56."""
OVERSEAS = {
    590: ("590", "690", "691"),
    594: ("594", "694"),
    596: ("596", "696", "697"),
    262: ("262", "263", "269", "639", "692", "693"),
}
INVENTED = "63998"
"""Numbers given to nobody, for films and examples, in the middle of those of Mayotte."""
DOTS_MEAN_NOTHING = frozenset({"gmail.com", "googlemail.com"})


def visible(text: str) -> str:
    """The text without characters that nobody sees (zero width, direction, soft hyphen), in one form (NFC)."""
    kept = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", kept)


def parse_phone(text: str) -> phonenumbers.PhoneNumber:
    """A number as dialled in France, overseas numbers with their own code. Raises ``NumberParseException``."""
    number = phonenumbers.parse(visible(text), "FR")
    if number.country_code == 33:
        digits = str(number.national_number)
        if not digits.startswith(INVENTED):
            number.country_code = next((code for code, starts in OVERSEAS.items() if digits.startswith(starts)), 33)
    return number


def phone_in_common(phone: str) -> str:
    """What all ways of writing a number share; ``phone`` is in the international form."""
    number = phonenumbers.parse(phone, "FR")
    return str(number.national_number) if number.country_code in FRENCH_CODES else phone


def email_in_common(email: str) -> str:
    """What all addresses that lead to one mailbox share: no case, no label after a plus, no void dots."""
    local, _, domain = visible(email).casefold().rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in DOTS_MEAN_NOTHING else local}@{domain}"


def name_in_common(first_name: str, last_name: str) -> str:
    """Letters of the names without case, accents and signs, whichever comes first."""
    parts = []
    for name in (first_name, last_name):
        letters = unicodedata.normalize("NFKD", name).casefold()
        parts.append("".join(letter for letter in letters if letter.isalnum()))
    return " ".join(sorted(parts))


def contact_keys(email: str, phone: str) -> list[int]:
    """Numbers of an e-mail address and a telephone in their kept form; an empty one has none."""
    found = [f"email:{email_in_common(email)}"] if email else []
    found += [f"phone:{phone_in_common(phone)}"] if phone else []
    return [_key(text) for text in found]


def identity_key(first_name: str, last_name: str, birth_year: int, commune: str) -> int:
    """Number of a person whatever the contact: names, birth year, commune."""
    return _key(f"name:{name_in_common(first_name, last_name)}:{birth_year}:{commune}")


def _key(text: str) -> int:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"person:{text}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 2
