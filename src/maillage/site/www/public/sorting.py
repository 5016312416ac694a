"""Tables sorted by their URL: the head of a column is a link that sorts by it, or reverses the order."""

from __future__ import annotations

from typing import Any

WORDS = ("nom", "departement")
"""Columns of text; the others are numbers."""


def column(code: str, label: str, sort: str) -> dict[str, Any]:
    """Return the head of a column in a table sorted by ``sort`` (with "-": descending)."""
    mine = sort.removeprefix("-") == code
    direction = ("descending" if sort.startswith("-") else "ascending") if mine else ""
    link = f"-{code}" if direction == "ascending" else code
    return {"label": label, "sorted": direction, "link": link, "numeric": code not in WORDS}
