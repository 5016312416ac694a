"""Names of the people and places of a plan: by reference, as pages write them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from maillage.schemes import scheme_named
from maillage.site.directory.models import Place, Professional
from maillage.site.plans.lines import person_of, scheme_of
from maillage.site.www import toponyms, words


@dataclass(frozen=True)
class Names:
    """Professionals of a plan by the names of their lines, and places by their references."""

    people: dict[str, Professional]
    places: dict[str, Place]

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
        return f"{toponyms.curly(one.last_name)}, {one.first_name} ({toponyms.curly(one.home.name)}{also})"

    def place(self, reference: str) -> str:
        """Commune of a place, with its name if that says more."""
        one = self.places.get(reference)
        if one is None:
            return reference
        name, commune = toponyms.curly(one.name), toponyms.curly(one.commune.name)
        return name if commune in name else f"{name}, {commune}"

    def territory(self, reference: str) -> str:
        """Short name of the intercommunality of a place, "" if it has none."""
        one = self.places.get(reference)
        epci = one.commune.intercommunality if one is not None else None
        return toponyms.short_grouping(epci.name) if epci is not None else ""


def names_of(doctors: Collection[str], sites: Collection[str]) -> Names:
    """Read the names of a plan (two queries)."""
    lines = {line: person_of(line) for line in doctors}
    people = Professional.objects.filter(resource__reference__in=set(lines.values())).select_related("resource", "home")
    people = people.only("first_name", "last_name", "profession", "resource__reference", "home__name")
    places = Place.objects.filter(reference__in=sites).select_related("commune__intercommunality")
    places = places.only("name", "reference", "commune__name", "commune__intercommunality__name")
    known = {one.reference: one for one in people}
    found = {line: known[reference] for line, reference in lines.items() if reference in known}
    return Names(found, {str(one.reference): one for one in places})
