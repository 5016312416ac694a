"""A practitioner as the public files tell: profession, specialty, mode, fee, age where known, places of practice."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

GP = "gp"
UNKNOWN_FEE = ""
OLD = 60


@dataclass(slots=True)
class Place:
    """A place of practice as written: code of the commune, postcode, town and street, "" where the file tells none."""

    code: str
    postcode: str = ""
    town: str = ""
    street: str = ""
    line: int = 0


@dataclass(slots=True)
class Person:
    """A self-employed practitioner; ``names`` are the folded last and first name, kept while files are read only.

    ``specialty`` is the label of the file, ``fee`` one of ``supply_by_fee.FEES`` or "" if unknown, ``born`` a year.
    """

    profession: str
    names: tuple[str, str]
    specialty: str = ""
    fee: str = UNKNOWN_FEE
    born: int | None = None
    places: list[Place] = field(default_factory=list[Place])

    def add(self, place: Place) -> bool:
        """Add a place unless it is known; say whether it was new."""
        seen = any(
            one.code == place.code and one.postcode == place.postcode and one.street == place.street
            for one in self.places
        )
        if not seen:
            self.places.append(place)
        return not seen


@dataclass
class People:
    """The practitioners of a file, and what was read: lines, those that repeat a known place, salaried people."""

    found: dict[str, Person] = field(default_factory=dict[str, Person])
    lines: int = 0
    kept: int = 0
    repeated: int = 0
    salaried: int = 0
    year: int | None = None
    notices: list[str] = field(default_factory=list[str])


@cache
def rules() -> Mapping[str, Any]:
    """Content of ``professions.toml``."""
    text = (resources.files("maillage.sources.practitioners") / "professions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """Capitals without accents, words apart by one space, SAINT for ST: how names and towns are compared."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    words = re.sub(r"[^A-Z0-9]+", " ", plain.encode("ascii", "ignore").decode().upper()).split()
    return " ".join({"ST": "SAINT", "STE": "SAINTE"}.get(word, word) for word in words)


def department_of(code: str) -> str:
    """Department of a code of a commune or of a postcode, one for both of Corsica, three characters overseas."""
    if code[:2] in ("2A", "2B"):
        return "20"
    return code[:3] if code[:2] in ("97", "98") else code[:2]
