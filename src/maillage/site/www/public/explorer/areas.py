"""Territories that a map can show, by their name in URLs, and their maps, drawn on first use."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.artefacts import DamagedArtefact
from maillage.errors import UnknownName
from maillage.site.cartography import AreaMap, MapArea, save_area
from maillage.site.database.changes import Family, kept_result, known_stamp
from maillage.site.geography.current import key_of
from maillage.site.geography.models import Commune, Department, Region
from maillage.site.geography.services import HOME_MAP
from maillage.site.observatory import reading
from maillage.site.observatory.models import ZoneDesignation
from maillage.site.observatory.what_if import Workbench
from maillage.site.www import toponyms
from maillage.territory import Territory, load_territory, search_key

FRANCE = "france"
PREFIXES = {"region": "region-", "department": "departement-"}
_drawing = threading.Lock()


@dataclass(frozen=True)
class MapPlace:
    """A territory that a map can show; ``slug`` is its name in URLs ("france", "region-76", "departement-12")."""

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
def _places(_departments: tuple[str, ...]) -> dict[str, MapPlace]:
    found = [MapPlace(FRANCE, "france", "FR", "France")]
    found += [
        MapPlace(f"region-{r.pk}", "region", r.pk, toponyms.curly(r.name)) for r in Region.objects.order_by("name")
    ]
    rows = Department.objects.filter(region__isnull=False).order_by("code")
    found += [MapPlace(f"departement-{d.pk}", "department", d.pk, toponyms.curly(d.name)) for d in rows]
    return {place.slug: place for place in found}


def places() -> dict[str, MapPlace]:
    """Return every territory by its slug: France, regions by name, departments by code (one query)."""
    return _places(_kept_departments("") if known_stamp(Family.FIGURES) else _departments())


@kept_result(Family.FIGURES)
def _kept_departments(_: str) -> tuple[str, ...]:
    return _departments()


def _departments() -> tuple[str, ...]:
    return tuple(Department.objects.order_by("code").values_list("code", flat=True))


def place_of(text: str, known: Mapping[str, MapPlace]) -> MapPlace | None:
    """Return the territory of a slug, None if unknown."""
    return known.get(text.strip().lower().replace("2a", "2A").replace("2b", "2B"))


def home(known: Mapping[str, MapPlace] | None = None) -> MapPlace | None:
    """Return the site's region, None before its map is drawn (one query, one more without ``known``)."""
    where = key_of(HOME_MAP)
    try:
        region = _region_of(where) if where is not None else ""
    except DamagedArtefact:
        return None
    return (places() if known is None else known).get(f"{PREFIXES['region']}{region}")


def opening(known: Mapping[str, MapPlace] | None = None) -> MapPlace | None:
    """Return what the site opens on: France if several regions have priority territories, else the site's region."""
    found = home(known)
    several = _kept_served("") if known_stamp(Family.FIGURES) else _served()
    return found if found is None or several < 2 else (places() if known is None else known)[FRANCE]


def home_of(commune: Commune) -> MapPlace | None:
    """Return the region around a commune: its own where the site opens on France, else that of the site."""
    found, own = home(), commune.department.region_id if commune.department is not None else None
    if found is None or found.code == own or opening() == found:
        return found
    return places().get(f"{PREFIXES['region']}{own}")


@kept_result(Family.FIGURES)
def _kept_served(_: str) -> int:
    return _served()


def _served() -> int:
    """Return in how many regions territories are designated, 2 for more (one query)."""
    return len(ZoneDesignation.objects.order_by("region").values_list("region", flat=True).distinct()[:2])


@lru_cache(maxsize=4)
def _region_of(where: str) -> str:
    kind, _, key = where.rpartition("/")
    meta = reading.store().load(kind or HOME_MAP, key).meta
    # Maps drawn by earlier versions hold the region's code as "region"; they are drawn again.
    return str(meta["region"] if "region" in meta else meta["code"])


def choices(chosen: MapPlace, known: Mapping[str, MapPlace]) -> list[dict[str, Any]]:
    """Return the options of the list of territories, in groups."""
    groups: dict[str, list[dict[str, Any]]] = {"france": [], "region": [], "department": []}
    for place in known.values():
        label = f"{place.code} {place.name}" if place.level == "department" else place.name
        groups[place.level].append({"slug": place.slug, "label": label, "chosen": place == chosen})
    labels = (("france", ""), ("region", "Régions"), ("department", "Départements"))
    return [{"label": label, "places": groups[level]} for level, label in labels]


@lru_cache(maxsize=1)
def territory() -> Territory:
    """Return the Territory of the engine, loaded once per process and only to draw a map."""
    return load_territory(reading.store())


@lru_cache(maxsize=24)
def map_of(place: MapPlace) -> AreaMap:
    """Return the map of a territory; draw and store it first if missing (a region takes a second).

    Raises ``UnknownName`` for a territory that is not in the geography.
    """
    with _drawing:
        land = territory()
        return save_area(reading.store(), land, None, MapArea.of(land, place.level, place.code))


def map_or_none(place: MapPlace) -> AreaMap | None:
    """Return the same, or None if there is none."""
    try:
        return map_of(place)
    except UnknownName:
        return None


@dataclass(frozen=True, eq=False)
class CommuneNames:
    """Names of the communes of France, (n,), by position; ``sort`` is their form for searching."""

    name: NDArray[np.object_]
    sort: NDArray[np.str_]


def names_of(bench: Workbench) -> CommuneNames:
    """Return the names of the communes of a measure (one query for all measures of the same communes)."""
    return _names(bench.code.tobytes(), bench.code.dtype.str)


@lru_cache(maxsize=2)
def _names(codes: bytes, kind: str) -> CommuneNames:
    known = dict(Commune.objects.values_list("code", "name"))
    name = np.array(
        [toponyms.curly(known.get(code, code)) for code in np.frombuffer(codes, kind).tolist()], dtype=object
    )
    return CommuneNames(name, np.array([search_key(text) for text in name], dtype=np.str_))
