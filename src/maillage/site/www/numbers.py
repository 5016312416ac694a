"""Whole numbers in URLs and forms, where anybody may write anything."""

from __future__ import annotations

LONGEST = 15


def whole(text: str) -> int | None:
    """Parse a whole number in plain digits; None for other text, such as "²" (a digit for Python) or a huge number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
