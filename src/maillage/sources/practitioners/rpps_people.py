"""Self-employed practitioners of the RPPS extract, one by one: streamed, each person once with every place."""

from __future__ import annotations

import re

from maillage.sources.catalogue.header import Published
from maillage.sources.codes import repaired
from maillage.sources.practitioners.people import GP, People, Person, Place, folded, rules
from maillage.sources.rpps import DOCTOR, GENERAL_MEDICINE

SELF_EMPLOYED, SALARIED = "L", "S"
STRUCTURE = "(coord. structure)"
STREET = (f"Numéro Voie {STRUCTURE}", f"Libellé type de voie {STRUCTURE}", f"Libellé Voie {STRUCTURE}")
BIRTH = "Année de naissance|Date de naissance"


class RppsReader:
    """Reads the rows of one table; ``streets`` and ``names`` are kept only where something will compare them."""

    def __init__(self, table: Published, *, names: bool, streets: bool) -> None:
        """``table`` with its header found."""
        self.table, self.names, self.streets = table, names, streets
        at = table.at
        self.person, self.commune = at["Identification nationale PP"], at[f"Code commune {STRUCTURE}"]
        self.profession, self.skill, self.mode = (
            at["Code profession"], at["Code savoir-faire"], at["Code mode exercice"],
        )  # fmt: skip
        self.width = max(self.person, self.commune, self.profession, self.skill, self.mode)
        self.last, self.first = table.position("Nom d'exercice"), table.position("Prénom d'exercice")
        self.label, self.birth = table.position("Libellé savoir-faire"), table.position(BIRTH)
        self.postcode, self.town = (
            table.position(f"{name} {STRUCTURE}") for name in ("Code postal", "Libellé commune")
        )
        self.street = [table.position(name) for name in STREET]

    def read(self) -> People:
        """Every self-employed practitioner of a known profession, by number.

        Raises ``BadInput`` naming the line that is cut off, or if there is no general practitioner in the table.
        """
        people = People(year=_year(self.table))
        salaried: set[str] = set()
        for line, cells in self.table.rows:
            people.lines += 1
            if len(cells) <= self.width:
                if any(cells):
                    width = len(self.table.names)
                    problem = f"{len(cells)} cells where the header has {width}"
                    raise self.table.grid.problem(problem, "Get the file again", line)
                continue
            profession = self._profession(cells)
            if profession is None:
                continue
            if cells[self.mode] == SELF_EMPLOYED:
                self._add(people, profession, cells, line)
            elif cells[self.mode] == SALARIED:
                salaried.add(cells[self.person])
        people.salaried = len(salaried - people.found.keys())
        if not any(one.profession == GP for one in people.found.values()):
            problem = "no self-employed general practitioner in it"
            raise self.table.grid.problem(problem, "Give the extract of all professions")
        return people

    def _profession(self, cells: list[str]) -> str | None:
        code = cells[self.profession]
        if code != DOCTOR:
            return rules()["rpps"]["profession"].get(code)
        if cells[self.skill] in GENERAL_MEDICINE:
            return GP
        label = folded(self._cell(cells, self.label))
        found = rules()["rpps"]["specialty"].items()
        return next((name for start, name in found if label.startswith(start)), None)

    def _add(self, people: People, profession: str, cells: list[str], line: int) -> None:
        people.kept += 1
        number = cells[self.person]
        person = people.found.get(number)
        if person is None:
            names = ("", "")
            if self.names:
                names = (folded(self._cell(cells, self.last)), folded(self._cell(cells, self.first)))
            born = re.search(r"(?:19|20)\d\d", self._cell(cells, self.birth))
            person = people.found[number] = Person(
                profession, names, self._cell(cells, self.label), born=int(born.group()) if born else None
            )
        street = " ".join(filter(None, (self._cell(cells, one) for one in self.street))) if self.streets else ""
        place = Place(
            repaired(cells[self.commune]), self._cell(cells, self.postcode), self._cell(cells, self.town), street, line
        )
        people.repeated += not person.add(place)

    def _cell(self, cells: list[str], position: int | None) -> str:
        return cells[position] if position is not None and position < len(cells) else ""


def _year(table: Published) -> int | None:
    told = re.search(r"(20\d\d)\d{4}", f"{table.grid.part} {table.grid.path.name}")
    return int(told.group(1)) if told else None
