"""Names of communes with their article, and the normalised key under which a search finds them."""

from __future__ import annotations

import re
import unicodedata

# "Type de nom en clair" of INSEE's official geographic code: the article that belongs to the name.
ARTICLES = {
    "0": "",
    "1": "",
    "2": "Le ",
    "3": "La ",
    "4": "Les ",
    "5": "L'",
    "6": "Aux ",
    "7": "Las ",
    "8": "Los ",
}
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def full_name(name: str, article: str | None) -> str:
    """``full_name("Mées", "4")`` is ``"Les Mées"``."""
    return ARTICLES.get(article or "0", "") + name


def search_key(text: str) -> str:
    """Normalise a name for comparison, in the index and in queries.

    Lower case, no accents, œ as oe, hyphens and apostrophes as spaces, "st" and "ste" spelled out; articles are kept.
    """
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_ABBREVIATIONS.get(word, word) for word in _NOT_WORD.split(plain) if word)
