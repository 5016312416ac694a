"""Find the fee of each practitioner of the extract in the insurer's directory, by names, profession, department."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maillage.sources.practitioners.people import People, Person, department_of

Key = tuple[tuple[str, str], str, str]


@dataclass(frozen=True)
class Matched:
    """How many people of the directory were found once, are not in the extract, or stand for several homonyms."""

    found: int
    absent: int
    ambiguous: int

    @property
    def report(self) -> str:
        """What happened, in words."""
        return (
            f"{self.found} people of the insurer's directory found in the RPPS extract, {self.absent} not in it, "
            f"{self.ambiguous} left out because homonyms practise in one department"
        )


def give_fees(people: People, directory: People) -> Matched:
    """Give each person of ``people`` the fee that the directory tells; homonyms are told apart by their postcode."""
    index: dict[Key, list[Person]] = {}
    for person in people.found.values():
        for department in {department_of(place.code or place.postcode) for place in person.places}:
            index.setdefault((person.names, person.profession, department), []).append(person)
    found = absent = ambiguous = 0
    for one in directory.found.values():
        place = one.places[0]
        same = index.get((one.names, one.profession, department_of(place.postcode)), [])
        if len(same) > 1:
            same = [person for person in same if _share_a_postcode(person, one)]
            ambiguous += len(same) != 1
        else:
            absent += not same
        if len(same) == 1:
            same[0].fee = one.fee
            found += 1
    return Matched(found, absent, ambiguous)


def forget_names(everyone: Iterable[Person]) -> None:
    """Drop the names, once nothing is compared any more."""
    for person in everyone:
        person.names = ("", "")


def _share_a_postcode(one: Person, other: Person) -> bool:
    return bool({place.postcode for place in one.places} & {place.postcode for place in other.places})
