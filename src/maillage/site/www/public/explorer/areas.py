"""The territories a map may show, as addresses name them, and their maps: opened, or drawn the first time."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import UnknownName
from maillage.site.cartography import Area, RegionMap, save_area
from maillage.site.geography.models import Commune, Department, Region
from maillage.site.observatory import reading
from maillage.site.observatory.what_if import Workbench
from maillage.site.www import toponyms
from maillage.territory import Territory, load_territory, search_key

FRANCE = "france"
PREFIXES = {"region": "region-", "department": "departement-"}
_drawing = threading.Lock()


@dataclass(frozen=True)
class Place:
    """A territory one may look at: ``slug`` is its name in addresses ("france", "region-76", "departement-12")."""

    slug: str
    level: str
    code: str
    name: str

    @property
    def where(self) -> str:
        """ "en Occitanie", "dans l’Aveyron" as titles need it."""
        if self.level == "france":
            return "en France"
        if self.level == "region":
            return toponyms.region(self.name).at
        return toponyms.department(self.code, self.name).at


@lru_cache(maxsize=1)
def _places(_stamp: int) -> dict[str, Place]:
    found = [Place(FRANCE, "france", "FR", "France")]
    found += [Place(f"region-{r.pk}", "region", r.pk, toponyms.curly(r.name)) for r in Region.objects.order_by("name")]
    rows = Department.objects.filter(region__isnull=False).order_by("code")
    found += [Place(f"departement-{d.pk}", "department", d.pk, toponyms.curly(d.name)) for d in rows]
    return {place.slug: place for place in found}


def places() -> dict[str, Place]:
    """Every territory by its slug: France, regions by name, departments by code (one query)."""
    return _places(Department.objects.count())


def place_of(text: str) -> Place | None:
    """The territory an address names, None for an unknown one; nothing at all is France."""
    return places().get(text.strip().lower().replace("2a", "2A").replace("2b", "2B") or FRANCE)


def choices(chosen: Place) -> list[dict[str, Any]]:
    """What the list of territories offers, in groups."""
    groups: dict[str, list[dict[str, Any]]] = {"france": [], "region": [], "department": []}
    for place in places().values():
        label = f"{place.code} {place.name}" if place.level == "department" else place.name
        groups[place.level].append({"slug": place.slug, "label": label, "chosen": place == chosen})
    labels = (("france", ""), ("region", "Régions"), ("department", "Départements"))
    return [{"label": label, "places": groups[level]} for level, label in labels]


@lru_cache(maxsize=1)
def territory() -> Territory:
    """The communes as the engine reads them, once per process and only where a map must be drawn."""
    return load_territory(reading.store())


@lru_cache(maxsize=24)
def map_of(place: Place) -> RegionMap:
    """The map of a territory; drawn and kept the first time (a region in a second), then opened.

    Raises ``UnknownName`` for a territory that the geography does not know.
    """
    with _drawing:
        land = territory()
        return save_area(reading.store(), land, None, Area.of(land, place.level, place.code))


def map_or_none(place: Place) -> RegionMap | None:
    """The same, None where there is none."""
    try:
        return map_of(place)
    except UnknownName:
        return None


@dataclass(frozen=True, eq=False)
class Names:
    """Names of the communes of France, (n,), by position; ``sort`` as they are searched."""

    name: NDArray[np.object_]
    sort: NDArray[np.str_]


def names_of(bench: Workbench) -> Names:
    """Names of the communes of an opened measure (one query, once for all measures of the same communes)."""
    return _names(bench.code.tobytes(), bench.code.dtype.str)


@lru_cache(maxsize=2)
def _names(codes: bytes, kind: str) -> Names:
    known = dict(Commune.objects.values_list("code", "name"))
    name = np.array(
        [toponyms.curly(known.get(code, code)) for code in np.frombuffer(codes, kind).tolist()], dtype=object
    )
    return Names(name, np.array([search_key(text) for text in name], dtype=np.str_))
