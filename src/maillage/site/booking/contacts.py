"""Keys that identify a person: hashes of contacts and name, the same for all ways of writing them.

One person writes ``06 12 34 56 78`` and ``+33 6.12.34.56.78``, ``Lea@Example.org`` and ``lea+rdv@example.org``. Limits
and overlaps compare the normalised forms; messages go to the address as written.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from django.conf import settings

from maillage.site import telephones
from maillage.site.texts import visible

DOTS_MEAN_NOTHING = frozenset({"gmail.com", "googlemail.com"})


def email_in_common(email: str) -> str:
    """Return the form shared by all addresses of one mailbox: lower case, no label after a plus, no ignored dots."""
    local, _, domain = visible(email).casefold().rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in DOTS_MEAN_NOTHING else local}@{domain}"


def name_in_common(first_name: str, last_name: str) -> str:
    """Return the letters of the names without case, accents, signs and order."""
    parts = []
    for name in (first_name, last_name):
        letters = unicodedata.normalize("NFKD", name).casefold()
        parts.append("".join(letter for letter in letters if letter.isalnum()))
    return " ".join(sorted(parts))


def words_in_common(*names: str) -> str:
    """Return the words of names without case, accents, signs and order: ``"jean martin pierre"``."""
    letters = unicodedata.normalize("NFKD", " ".join(names)).casefold()
    clean = "".join(one if one.isalnum() else "" if unicodedata.combining(one) else " " for one in letters)
    return " ".join(sorted(clean.split()))


def search_terms(*, email: str = "", phone: str = "", name: str = "") -> list[str]:
    """Return the terms by which a row about a person is found: contacts and whole name, each if there is one."""
    found = [f"email:{email_in_common(email)}"] if email.strip() else []
    found += [f"phone:{telephones.in_common(phone)}"] if phone.strip() else []
    return found + ([f"name:{words_in_common(name)}"] if words_in_common(name) else [])


def contact_keys(email: str, phone: str) -> list[int]:
    """Return the keys of an e-mail address and a telephone in their stored form; an empty one has none."""
    found = [f"email:{email_in_common(email)}"] if email else []
    found += [f"phone:{telephones.in_common(phone)}"] if phone else []
    return [_key(text) for text in found]


def identity_key(first_name: str, last_name: str, birth_year: int | None, commune: str) -> int:
    """Return the key of a person without contacts: names, birth year, commune."""
    return _key(f"name:{name_in_common(first_name, last_name)}:{birth_year}:{commune}")


def _key(text: str) -> int:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"person:{text}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 2
