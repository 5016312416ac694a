"""Names of the people and places of a plan: by reference, as pages write them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from maillage.schemes import scheme_named, zone_of_commune
from maillage.site.directory.models import Place, Professional
from maillage.site.plans.lines import person_of, scheme_of
from maillage.site.www import toponyms, words


@dataclass(frozen=True, slots=True)
class Person:
    """A professional, as a plan names them; ``home`` is the name of the commune."""

    first_name: str
    last_name: str
    profession: str
    home: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, as a plan names it; ``code`` is that of its commune."""

    name: str
    code: str
    commune: str
    intercommunality: str

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the place."""
        return zone_of_commune(self.code)


@dataclass(frozen=True)
class Names:
    """Professionals of a plan by the names of their lines, and places by their references."""

    people: dict[str, Person]
    places: dict[str, Spot]

    def doctor(self, reference: str) -> str:
        """ "Dr Tilleul"; the reference of somebody who is no longer in the directory."""
        found = self.people.get(reference)
        return words.called(found) if found is not None else reference

    def whole(self, reference: str) -> str:
        """ "Tilleul, Anne (Albi)", for lists to choose from; with the scheme, if it is not the plan's own."""
        one = self.people.get(reference)
        if one is None:
            return reference
        scheme = scheme_of(reference, "")
        also = f", {scheme_named(scheme).label.lower()}" if scheme else ""
        return f"{toponyms.curly(one.last_name)}, {one.first_name} ({toponyms.curly(one.home)}{also})"

    def place(self, reference: str) -> str:
        """Commune of a place, with its name if that says more."""
        one = self.places.get(reference)
        if one is None:
            return reference
        name, commune = toponyms.curly(one.name), toponyms.curly(one.commune)
        return name if commune in name else f"{name}, {commune}"

    def territory(self, reference: str) -> str:
        """Short name of the intercommunality of a place, "" if it has none."""
        one = self.places.get(reference)
        return toponyms.short_grouping(one.intercommunality) if one is not None and one.intercommunality else ""


def names_of(doctors: Collection[str], sites: Collection[str]) -> Names:
    """Read the names of a plan (two queries)."""
    lines = {line: person_of(line) for line in doctors}
    people = Professional.objects.filter(resource__reference__in=set(lines.values()))
    read = people.order_by().values_list(
        "resource__reference", "first_name", "last_name", "profession", "home__name"
    )  # fmt: skip
    known = {reference: Person(*told) for reference, *told in read}
    found = {line: known[reference] for line, reference in lines.items() if reference in known}
    places = Place.objects.filter(reference__in=sites).order_by()
    spots = places.values_list("reference", "name", "commune", "commune__name", "commune__intercommunality__name")
    return Names(found, {str(reference): Spot(*told) for reference, *told in spots})
