"""The priority territories published by the State (the known ones), and the choice of the list in force.

The State starts from an index and then adjusts its list with elected people, so it differs from the result of any
formula: the official index of access itself finds 10 to 13 of the first 18 territories known in Occitanie.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from maillage.errors import MaillageError
from maillage.sources.published import about, facts
from maillage.tables import Columns
from maillage.zoning.designation import Designation, ranked

if TYPE_CHECKING:
    from maillage.territory import Territory

LIST = "priority_territories_2025"


class Basis(StrEnum):
    """Which list of priority territories is in force: the computed one, the State's, or the State's completed.

    Completed: the territories of the State's list that are known, then those of the computed order, up to the number
    of the computed list.
    """

    COMPUTED = "computed"
    OFFICIAL = "official"
    COMPLETED = "completed"


@dataclass(frozen=True)
class OfficialTerritory:
    """One territory of the list: code (SIREN) and name of the intercommunality, its inhabitants within the region."""

    code: str
    name: str
    department: str
    population: int


@dataclass(frozen=True)
class OfficialList:
    """The known territories of a region, of the ``published`` number that the State counts there.

    ``source`` says in English where the list comes from, ``in_french`` says it for the pages of the site.
    """

    rows: tuple[OfficialTerritory, ...]
    region: str
    published: int
    vintage: str
    source: str
    in_french: str

    @property
    def complete(self) -> bool:
        """Whether every territory is known."""
        return len(self.rows) == self.published

    def to_columns(self) -> Columns:
        """Table ``code,name,department,population,kind,vintage,source``."""
        names = ("code", "name", "department", "population")
        about_all = {"kind": "official", "vintage": self.vintage, "source": self.source}
        return Columns(
            {name: [getattr(row, name) for row in self.rows] for name in names}
            | {name: [value] * len(self.rows) for name, value in about_all.items()}
        )


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
    return OfficialList(tuple(rows), code, int(known["territories"]), str(told["vintage"]), str(told["producer"]),
                        str(told["in_french"]))  # fmt: skip


def official_list_or_none(territory: Territory, region: str) -> OfficialList | None:
    """The official list of ``region`` (code or name), None where none comes with the package.

    Raises ``UnknownName`` for the region, ``MaillageError`` for a territory that this geography does not have.
    """
    return official_list(territory, region) if territory.resolve_region(region) in about(LIST)["regions"] else None


def codes_in_force(
    order: Sequence[str], computed: Collection[str], official: Collection[str], basis: Basis
) -> list[str]:
    """Codes of the list in force, in the order of need.

    ``order`` are all territories that were compared, the most in need first; ``computed`` and ``official`` are the two
    lists. A territory of the official list that was not compared is left out: it has no figures.
    """
    if basis is Basis.COMPUTED:
        return [code for code in order if code in computed]
    chosen = [code for code in order if code in official]
    if basis is Basis.COMPLETED:
        others = [code for code in order if code in computed and code not in official]
        others += [code for code in order if code not in computed and code not in official]
        chosen += others[: max(0, len(computed) - len(chosen))]
    kept = set(chosen)
    return [code for code in order if code in kept]


def put_in_force(designation: Designation, official: OfficialList | None, basis: Basis) -> Designation:
    """The designation with the territories of the chosen list as its rows.

    Where the State's list is not known, the completed list is the computed one. Raises ``MaillageError`` where the
    State's list alone is asked for and not known.
    """
    if basis is Basis.COMPUTED or (official is None and basis is Basis.COMPLETED):
        return designation
    if official is None:
        raise MaillageError(
            f"No official list of region {designation.region} comes with the install. Take the computed list."
        )
    order = [row.code for row in designation.candidates]
    codes = set(codes_in_force(order, designation.codes, [row.code for row in official.rows], basis))
    return replace(designation, rows=ranked(row for row in designation.candidates if row.code in codes))
