"""Normalisation of texts that people type or paste."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """Return the text in NFC, without invisible characters (zero width, direction marks, soft hyphen)."""
    kept = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", kept)
