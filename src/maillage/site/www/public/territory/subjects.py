"""The territories that have a portrait, by their slug: names, and the territories they are part of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from maillage.site.geography.models import Department, Intercommunality
from maillage.site.www import toponyms
from maillage.site.www.public.explorer import areas

LEVELS = ("epci", "department", "region", "france")
KINDS = {"epci": "Intercommunalité", "department": "Département", "region": "Région", "france": "Pays"}
PEERS = {
    "epci": ("intercommunalités", "de la mieux à la moins bien dotée"),
    "department": ("départements", "du mieux au moins bien doté"),
    "region": ("régions", "de la mieux à la moins bien dotée"),
}
WHOLE = "FR"


@dataclass(frozen=True)
class Subject:
    """A territory with a portrait; ``slug`` is its name in URLs: "france", "region-76", "200073120"."""

    level: str
    code: str
    slug: str
    name: str

    @property
    def address(self) -> str:
        """URL of its portrait."""
        return reverse("territory", args=[self.slug])

    @property
    def short(self) -> str:
        """Its short name."""
        return toponyms.short_grouping(self.name) if self.level == "epci" else self.name

    @property
    def of(self) -> str:
        """ "de l’Aveyron", "d’Occitanie", "de France"."""
        if self.level == "department":
            return toponyms.department(self.code, self.name).of
        if self.level == "region":
            return toponyms.region(self.name).of
        return "de France" if self.level == "france" else "de ce territoire"

    @property
    def where(self) -> str:
        """ "dans l’Aveyron", "en Occitanie", "en France"."""
        if self.level == "department":
            return toponyms.department(self.code, self.name).at
        if self.level == "region":
            return toponyms.region(self.name).at
        return "en France" if self.level == "france" else "dans ce territoire"

    @property
    def kind(self) -> str:
        """ "Intercommunalité", "Département"..."""
        return KINDS[self.level]


Subjects = Mapping[tuple[str, str], Subject]
"""Territories by level and code."""


def of_place(place: areas.MapPlace) -> Subject:
    """Return the subject of a territory of the map."""
    return Subject(place.level, WHOLE if place.level == "france" else place.code, place.slug, place.name)


def find(slug: str) -> Subject | None:
    """Return the territory of a slug, None if unknown (one query, one more for an intercommunality)."""
    place = areas.places().get(slug)
    if place is not None:
        return of_place(place)
    row = Intercommunality.objects.filter(pk=slug).first()
    return Subject("epci", row.pk, row.pk, toponyms.curly(row.name)) if row is not None else None


def every() -> Subjects:
    """Return all territories by level and code (two queries)."""
    return _every(Department.objects.count(), Intercommunality.objects.count())


@lru_cache(maxsize=1)
def _every(_departments: int, _intercommunalities: int) -> Subjects:
    found = [of_place(place) for place in areas.places().values()]
    found += [
        Subject("epci", code, code, toponyms.curly(name))
        for code, name in Intercommunality.objects.order_by("name").values_list("code", "name")
    ]
    return {(subject.level, subject.code): subject for subject in found}
