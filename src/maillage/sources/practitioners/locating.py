"""Put places of practice on the communes of today, and on the point of their address.

The point needs a file of addresses; a commune without one is that of its code, or of its postcode and town.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from maillage.sources.addresses import AddressLine
from maillage.sources.codes import CODE, ELSEWHERE
from maillage.sources.practitioners.people import Person, Place, folded

if TYPE_CHECKING:
    from maillage.sources.catalogue.register import Register

NUMBERED = re.compile(r"(\d{1,5})(?: (?:BIS|TER|QUATER|[A-Z](?= )))? (.+)")
SHORT = {
    "AV": "AVENUE", "AVE": "AVENUE", "BD": "BOULEVARD", "BVD": "BOULEVARD", "PL": "PLACE", "CHE": "CHEMIN",
    "CHEM": "CHEMIN", "RTE": "ROUTE", "IMP": "IMPASSE", "ALL": "ALLEE", "R": "RUE", "SQ": "SQUARE", "FG": "FAUBOURG",
}  # fmt: skip
Street = tuple[str, str, int]


@dataclass
class Locator:
    """Finds the commune of a place: by its code, else by its postcode and the name of its town."""

    register: Register
    unknown: dict[str, int] = field(default_factory=dict[str, int])
    by_postcode: int = 0
    elsewhere: int = 0
    _codes: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def codes(self) -> int:
        """How many codes of communes were looked up."""
        return len(self._codes)

    def position(self, place: Place) -> int:
        """Position of the commune of today, -1 if there is none; unknown codes are kept with their line."""
        if CODE.fullmatch(place.code):
            at = self._codes.get(place.code)
            if at is None:
                today = self.register.today(place.code)
                at = self._codes[place.code] = -1 if today is None else self.register.place[today]
            if at < 0 and ELSEWHERE.fullmatch(place.code):
                self.elsewhere += 1
            elif at < 0:
                self.unknown.setdefault(place.code, place.line)
            return at
        at = self._by_town(place.postcode, place.town)
        self.by_postcode += at >= 0
        return at

    @cached_property
    def _towns(self) -> dict[str, list[tuple[str, int]]]:
        """Folded names and positions of the communes of each postcode."""
        territory = self.register.territory
        found: dict[str, list[tuple[str, int]]] = {}
        for position, (name, postcodes) in enumerate(zip(territory.name.tolist(), territory.postcodes, strict=True)):
            for postcode in postcodes:
                found.setdefault(postcode, []).append((folded(str(name)), position))
        return found

    def _by_town(self, postcode: str, town: str) -> int:
        here = self._towns.get(postcode, [])
        if len(here) == 1:
            return here[0][1]
        wanted = re.sub(r" CEDEX.*| \d+$", "", folded(town))
        same = [at for name, at in here if name == wanted]
        near = same or [at for name, at in here if wanted and (name.startswith(wanted) or wanted.startswith(name))]
        return near[0] if len(near) == 1 else -1


def street_key(commune: str, street: str) -> Street | None:
    """Commune, folded name and number of a street, None without a number; abbreviations of kinds are written out."""
    found = NUMBERED.fullmatch(folded(street))
    if found is None:
        return None
    first, _, rest = found.group(2).partition(" ")
    return commune, f"{SHORT.get(first, first)} {rest}".strip(), int(found.group(1))


def points_of(wanted: set[Street], addresses: Iterable[AddressLine]) -> dict[Street, tuple[float, float]]:
    """Longitude and latitude of the wanted addresses that the file holds; the file is read once, line by line."""
    streets = {(commune, street) for commune, street, _ in wanted}
    communes = {commune for commune, _ in streets}
    found: dict[Street, tuple[float, float]] = {}
    for line in addresses:
        if line.commune not in communes:
            continue
        name = folded(line.street)
        key = (line.commune, name, line.number)
        if (line.commune, name) in streets and key in wanted:
            found.setdefault(key, (line.lon, line.lat))
    return found


@dataclass(frozen=True, slots=True)
class Located:
    """A person and the positions of their places (-1 without a commune), the first one the main practice."""

    person: Person
    at: tuple[int, ...]

    @property
    def communes(self) -> tuple[int, ...]:
        """Positions of the communes of practice, each once, the main one first."""
        return tuple(dict.fromkeys(one for one in self.at if one >= 0))
