"""Texts as people type and paste them."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """Return the text without characters that nobody sees (zero width, direction, soft hyphen), in one form (NFC)."""
    kept = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", kept)
