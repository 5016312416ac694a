"""The zoning of general practitioners by regulation: the areas of a region by class, their list and their map."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from maillage.site.cartography.palette import ACCESS, PAPER, Scale, rgb
from maillage.site.cartography.render import coloured
from maillage.site.geography.models import Intercommunality
from maillage.site.observatory import loading, reading
from maillage.site.observatory.reading import StoredAccess
from maillage.site.www import toponyms
from maillage.site.www.public.explorer import areas
from maillage.site.www.public.explorer.areas import MapPlace
from maillage.site.www.public.local_map import HEIGHT, WIDTH
from maillage.site.www.public.territory.vignette import DENSE

if TYPE_CHECKING:
    from maillage.zoning.regulation import RegulatedArea, Regulation

NEWEST = "2025"
# Class of an area: code of the engine, class of the scale of access whose colour it has, label, what it means.
CLASSES = (
    ("zip", "c2", "Zone d’intervention prioritaire (ZIP)", "sous le premier seuil"),
    ("reserve", "c4", "Réserve", "entre les deux seuils\u00a0: l’agence y choisit ZIP ou ZAC"),
    ("margin", "c5", "Marge régionale", "juste au-dessus du second seuil\u00a0: l’agence peut l’ajouter"),
    ("outside", "c6", "Hors zonage", "au-dessus du second seuil"),
)
AGENCY = {
    "ZIP": "ZIP", "ZAC": "ZAC", "HZ": "hors zonage", "ZAR": "ZAR (classe de certaines régions)", "": "inconnue",
}  # fmt: skip
SCALE = Scale(bounds=(0.5, 1.5, 2.5), colours=tuple(ACCESS.colours[int(css[1]) - 1] for _, css, _, _ in CLASSES))
LABELS = {code: label for code, _, label, _ in CLASSES} | {"unknown": "Sans chiffre"}
CSS = {code: css for code, css, _, _ in CLASSES} | {"unknown": ""}


@dataclass(frozen=True)
class ZoneLine:
    """One area in the list: the class by the thresholds and the class published by the agency."""

    code: str
    name: str
    population: int
    apl: float
    zone: str
    css: str
    agency: str
    agency_percent: float
    decided: str

    @property
    def label(self) -> str:
        """The class in words."""
        return LABELS[self.zone]


@dataclass(frozen=True)
class ZoningSources:
    """Sources in words: of the living areas, "" where intercommunalities stand in, and of the agencies' classes."""

    areas: str
    agency: str
    agency_year: str

    @property
    def unit(self) -> str:
        """What is classed, in the singular."""
        return "territoire de vie-santé" if self.areas else "intercommunalité"

    @property
    def units(self) -> str:
        """What is classed, in the plural."""
        return "territoires de vie-santé" if self.areas else "intercommunalités"

    @property
    def kind(self) -> str:
        """Whether the classes are computed on the areas of the rules, or estimated."""
        return "calculé" if self.areas else "estimé"


@dataclass(frozen=True)
class ZoneShare:
    """One class: how many areas and inhabitants the region decides."""

    css: str
    label: str
    meaning: str
    areas: int
    population: int


def regulation_of(place: MapPlace, vintage: str) -> Regulation:
    """The zoning of a region by the rules of a vintage, from the figures that pages show (at most four queries).

    Raises ``NotMeasured``, and ``UnknownName`` for the vintage.
    """
    return _regulation(reading.current_access(), place.code, vintage, _loaded())


def sources() -> ZoningSources:
    """Where the living areas and the classes of the agencies come from."""
    living, published = map(loading.holdings().current, ("areas", "zoning"))
    packaged = "agences régionales de santé, CartoSanté, mai 2025"
    return ZoningSources(
        areas="" if living is None else f"{living.producer}, {living.year}",
        agency=packaged if published is None else f"{published.producer}, {published.year}",
        agency_year="2025" if published is None else str(published.year),
    )


def _loaded() -> tuple[str, ...]:
    """What is loaded of the living areas and the classes: another key is another zoning."""
    return tuple("" if one is None else one.key for one in map(loading.holdings().current, ("areas", "zoning")))


@lru_cache(maxsize=16)
def _regulation(measure: StoredAccess, region: str, vintage: str, _keys: tuple[str, ...]) -> Regulation:
    # Imported late: zoning loads the engine, which most processes that answer pages never need.
    from maillage.sources.catalogue.current import current_living_areas, current_zoning
    from maillage.zoning.regulation import Land, RegulationRules, agency_zones, regulate

    held = loading.holdings()
    published, living = current_zoning(held, map(str, measure.code)), current_living_areas(held)
    agency = agency_zones(measure.code) if published is None else published[0]
    if living is None:
        names = dict(Intercommunality.objects.values_list("code", "name"))
        land = Land(measure.region, measure.population, measure.epci, agency, names, estimated=True)
    else:
        land = Land(measure.region, measure.population, living.of(measure.code), agency, living.names)
    return regulate(land, np.asarray(measure.access), region, RegulationRules.load(vintage))


def lines(found: Regulation) -> list[ZoneLine]:
    """The areas by ascending access."""
    known = {place.code: place for place in areas.places().values() if place.level == "region"}
    return [_line(row, found.region, known) for row in found.rows]


def _line(row: RegulatedArea, region: str, known: dict[str, MapPlace]) -> ZoneLine:
    other = row.decided_in != region and row.decided_in in known
    return ZoneLine(
        row.code, toponyms.short_grouping(row.name), row.population, row.apl, row.zone.value, CSS[row.zone.value],
        AGENCY.get(row.agency, row.agency), 100 * row.agency_share, known[row.decided_in].where if other else "",
    )  # fmt: skip


def shares(found: Regulation) -> list[ZoneShare]:
    """The classes in order, with the areas and the inhabitants that the region decides."""
    own = [row for row in found.rows if row.decided_in == found.region]
    return [
        ZoneShare(
            css, label, meaning,
            sum(row.zone.value == code for row in own),
            sum(row.population for row in own if row.zone.value == code),
        )
        for code, css, label, meaning in CLASSES
    ]  # fmt: skip


def webp(place: MapPlace, vintage: str) -> bytes | None:
    """The map of a region coloured by class, None without a map. Raises as :func:`regulation_of`."""
    shown = areas.map_or_none(place)
    if shown is None:
        return None
    measure = reading.current_access()
    return _drawn(measure, place, vintage, _loaded())


@lru_cache(maxsize=16)
def _drawn(measure: StoredAccess, place: MapPlace, vintage: str, keys: tuple[str, ...]) -> bytes:
    shown, found = areas.map_of(place), _regulation(measure, place.code, vintage, keys)
    order = [code for code, _, _, _ in CLASSES]
    number = np.full(len(measure.code), np.nan)
    for row in found.rows:
        if row.zone.value in order:
            number[list(row.positions)] = order.index(row.zone.value)
    picture = coloured(shown, number[shown.positions], SCALE)
    size = (DENSE * WIDTH, DENSE * HEIGHT)
    picture.thumbnail(size, Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", size, rgb(PAPER))
    sheet.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
    buffer = io.BytesIO()
    sheet.save(buffer, "WEBP", quality=82, method=3)
    return buffer.getvalue()
