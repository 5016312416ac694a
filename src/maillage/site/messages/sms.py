"""SMS: what a text costs, its length, and whether this site sends any.

A text in the alphabet of the GSM (3GPP TS 23.038) holds 160 characters in one SMS, 153 in each of several; one letter
outside of it (ê, ç, ’, Arabic) makes the whole UCS-2, with 70 and 67. Accents that the alphabet lacks are therefore
left out of texts in Latin letters, as people do on telephones.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from maillage.site.messages import sms_settings

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
"""Characters that take two places in the alphabet of the GSM."""
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "\u00a0": " ", "\u202f": " ", "–": "-", "—": "-",
     "…": "...", "œ": "oe", "Œ": "OE", "ç": "c", "·": "-"}
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """The length of a text as an SMS: its alphabet ("GSM-7" or "UCS-2"), characters of it, and paid segments."""

    alphabet: str
    length: int
    segments: int


def written(text: str) -> str:
    """Return a text without the signs that alone would make it UCS-2; Arabic and other scripts stay as they are."""
    plain = text.translate(PLAIN)
    if any(letter.isalpha() and not unicodedata.name(letter, "").startswith(("LATIN", "GREEK")) for letter in plain):
        return text.replace("\u202f", " ")
    return "".join(letter if letter in BASIC | EXTENDED else _bare(letter) for letter in plain)


def _bare(letter: str) -> str:
    """Return a letter without its accents; what stays unknown to the alphabet stays as it is."""
    base = "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))
    return base if base and set(base) <= BASIC else letter


def measured(text: str) -> Measured:
    """Return the length and the segments of a text."""
    if set(text) <= BASIC | EXTENDED:
        return _packed("GSM-7", [2 if letter in EXTENDED else 1 for letter in text], 160, 153)
    return _packed("UCS-2", [len(letter.encode("utf-16-le")) // 2 for letter in text], 70, 67)


def _packed(alphabet: str, sizes: list[int], alone: int, each: int) -> Measured:
    """Count the segments; a character of two places is never cut in two."""
    length = sum(sizes)
    if length <= alone:
        return Measured(alphabet, length, 1)
    segments, room = 1, each
    for size in sizes:
        if size > room:
            segments, room = segments + 1, each
        room -= size
    return Measured(alphabet, length, segments)


def leave() -> bool:
    """Return whether SMS leave this machine."""
    return sms_settings.provider().kind != "outbox"


def in_use() -> bool:
    """Return whether SMS are posted: a provider is set, or all messages stay in the visible outbox of this machine."""
    return leave() or not sms_settings.email_leaves()


def brings_answers() -> bool:
    """Return whether the provider brings back the answers to an SMS."""
    return bool(sms_settings.provider().answers_secret)
