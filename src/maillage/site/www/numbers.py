"""Whole numbers in addresses and forms, where anybody may write anything."""

from __future__ import annotations

LONGEST = 15


def whole(text: str) -> int | None:
    """A whole number in plain digits, None for anything else: "²" counts as a digit, and a number may be endless."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
