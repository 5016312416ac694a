"""Tables that sort by their address: the head of a column is a link, the other way round where it sorts already."""

from __future__ import annotations

from typing import Any

WORDS = ("nom", "departement")
"""Columns of words; the others are numbers."""


def column(code: str, label: str, sort: str) -> dict[str, Any]:
    """What the head of a column reads, the table being sorted by ``sort`` ("-" before it for the other way round)."""
    mine = sort.removeprefix("-") == code
    direction = ("descending" if sort.startswith("-") else "ascending") if mine else ""
    link = f"-{code}" if direction == "ascending" else code
    return {"label": label, "sorted": direction, "link": link, "numeric": code not in WORDS}
