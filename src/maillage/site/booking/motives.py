"""What people may book at a practice, from a closed list without medical words (``parameters/motives.toml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from maillage.parameters import load_toml


@dataclass(frozen=True)
class Motive:
    """A motive: its code, its name on pages, the usual minutes of a visit."""

    code: str
    label: str
    minutes: int


@cache
def motives() -> dict[str, Motive]:
    """Return the motives by code, in the order of the list."""
    rows = load_toml("maillage.site.booking", "motives")["motive"]
    return {row["code"]: Motive(row["code"], row["label"], int(row["minutes"])) for row in rows}


def label_of(code: str) -> str:
    """Return the name of a motive; "Consultation" for one that has left the list."""
    found = motives().get(code)
    return "Consultation" if found is None else found.label
