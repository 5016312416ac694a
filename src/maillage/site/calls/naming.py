"""Names: comparing those of establishments, and finding in a text who writes it or where they work."""

from __future__ import annotations

import re
from collections.abc import Iterable

from maillage.territory import search_key

GENERIC = frozenset({
    "agence", "avec", "center", "centre", "centres", "chr", "chu", "clinique", "cliniques", "communal",
    "communaute", "cpts", "des", "est", "etablissement", "faculte", "ghi", "ght", "groupe", "groupement",
    "groupements", "hopital", "hopitaux", "hospitalier", "hospitaliere", "hospitaliers", "intercommunal", "les",
    "maison", "medical", "medicale", "medico", "nord", "ouest", "pole", "polyclinique", "regional", "regionale",
    "saint", "sainte", "sante", "service", "services", "social", "sud", "universitaire", "universitaires",
    "universite", "university",
})  # fmt: skip
"""Words of many names of establishments: they point at none."""
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


def establishment_key(name: str) -> str:
    """Return what two ways to write one establishment share: "CH de Rodez" and "Centre hospitalier, Rodez" are one.

    Words in alphabetical order without the generic ones; the whole name where nothing else is left.
    """
    words = search_key(name).replace("-", " ").split()
    own = sorted({word for word in words if word not in GENERIC and len(word) > 2})
    return " ".join(own or words)


def telling_words(last_name: str, establishment: str) -> frozenset[str]:
    """Return the words that say who a candidate is or where they work, as ``search_key`` writes them."""
    own = search_key(last_name).replace("-", " ").split()
    place = establishment_key(establishment).split()
    return frozenset(word for word in (*own, *place) if len(word) > 2 and word not in GENERIC)


def given_away(text: str, first_name: str, last_name: str, establishment: str, others: Iterable[str] = ()) -> str:
    """Return the first words of ``text`` that say who writes it; "" if none do.

    A surname counts with a capital, so that "petit" is a word and "Petit" a name; the full name and ``others`` (an
    address, a number) count however they are written.
    """
    plain = f" {search_key(text)} "
    full = search_key(f"{first_name} {last_name}")
    if full and f" {full} " in plain:
        return f"{first_name} {last_name}"
    for other in others:
        if other and other.casefold() in text.casefold():
            return other
    telling = telling_words(last_name, establishment)
    words = (found.group() for found in _WORD.finditer(text))
    return next((word for word in words if word[0].isupper() and search_key(word) in telling), "")
