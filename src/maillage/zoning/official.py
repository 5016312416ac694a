"""The priority territories published by the State: those known, and the number of unknown ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maillage.errors import MaillageError
from maillage.sources.published import about, facts
from maillage.tables import Columns

if TYPE_CHECKING:
    from maillage.territory import Territory

LIST = "priority_territories_2025"


@dataclass(frozen=True)
class OfficialTerritory:
    """One territory of the list: code (SIREN) and name of the intercommunality, its inhabitants within the region."""

    code: str
    name: str
    department: str
    population: int


@dataclass(frozen=True)
class OfficialList:
    """The known territories of a region, of the ``published`` number that the State counts there."""

    rows: tuple[OfficialTerritory, ...]
    region: str
    published: int
    vintage: str
    source: str

    @property
    def complete(self) -> bool:
        """Whether every territory is known."""
        return len(self.rows) == self.published

    def to_columns(self) -> Columns:
        """Table ``code,name,department,population``."""
        names = ("code", "name", "department", "population")
        return Columns({name: [getattr(row, name) for row in self.rows] for name in names})


def official_list(territory: Territory, region: str) -> OfficialList:
    """The official priority territories of ``region`` (code or name), in ascending order of code.

    Raises ``UnknownName`` for the region, ``MaillageError`` if the package has no list for it, or if a territory of the
    list is not an intercommunality of this geography.
    """
    code = territory.resolve_region(region)
    told = about(LIST)
    known = told["regions"].get(code)
    if known is None:
        names = ", ".join(territory.region_names[one] for one in told["regions"])
        raise MaillageError(
            f"No official list of {territory.region_names[code]} comes with the install, only of {names}. "
            "Designate its territories with: maillage zones designate"
        )
    inside = territory.region == code
    rows: list[OfficialTerritory] = []
    for fact in sorted((row for row in facts(LIST) if row["region"] == code), key=lambda row: row["code"]):
        here = inside & (territory.epci == fact["code"])
        if not bool(here.any()):
            raise MaillageError(
                f"{fact['name']} ({fact['code']}) of the official list is no intercommunality of this geography "
                f"({territory.vintage}). Correct the list, or use the geography it was written for."
            )
        name = territory.epci_names.get(fact["code"], fact["name"])
        department = fact["departments"].split()[0]
        rows.append(OfficialTerritory(fact["code"], name, department, int(territory.population[here].sum())))
    return OfficialList(tuple(rows), code, int(known["territories"]), str(told["vintage"]), str(told["producer"]))
