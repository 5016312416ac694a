"""Delays and what an erasure leaves: ``parameters/retention.toml``, with sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from maillage.parameters import load_toml


@dataclass(frozen=True)
class Kept:
    """What an erasure leaves: the rows of a model, and why."""

    model: str
    label: str
    why: str


@cache
def _read() -> dict[str, Any]:
    return load_toml("maillage.site.privacy", "retention", "rules of retention")


def months() -> tuple[int, int, int]:
    """Return the least, the usual and the most months that an organisation keeps appointments."""
    found = _read()["appointments"]
    return found["least_months"], found["usual_months"], found["most_months"]


def journal_months() -> int:
    """Return how many months a line about a page seen is kept."""
    return int(_read()["journal"]["months"])


@cache
def kept() -> tuple[Kept, ...]:
    """Return what an erasure leaves."""
    return tuple(Kept(**one) for one in _read()["kept"])
