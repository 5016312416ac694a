"""The rows of each published table, read from the site's figures and from the public figures of the package."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from maillage.errors import UnknownName
from maillage.site.geography.models import Commune, Intercommunality
from maillage.site.observatory import reading
from maillage.site.observatory.models import TerritoryList, ZoneCandidate
from maillage.site.observatory.origin import MODELLED, OFFICIAL, OFFICIAL_PRODUCER
from maillage.site.observatory.zones import designated
from maillage.site.www.public import zoning
from maillage.site.www.public.explorer import areas
from maillage.sources.published import about, table_path
from maillage.tables import Columns
from maillage.territory import load_outlines

if TYPE_CHECKING:
    from maillage.territory import Territory


EMERGENCY = "emergency_departments_2026"


def rows_of(name: str) -> Columns:
    """The rows of a published table. Raises ``NotMeasured`` for a table of a site that has no measure."""
    table = TABLES[name]()
    told = {"vintage": _vintage(name), "source": _source(name)}
    missing = {key: [value] * table.rows for key, value in told.items() if key not in table and value}
    return Columns({**{key: table[key] for key in table}, **missing})


def _vintage(name: str) -> str:
    """The year of the figures of a table that has none in its rows; "" for one that has."""
    if name == "urgences":
        return str(about(EMERGENCY)["vintage"])
    return "" if name == "apl-officielle-communes" else reading.current_access().vintage


def _source(name: str) -> str:
    """Who publishes what a table starts from."""
    if name == "urgences":
        return str(about(EMERGENCY)["producer"])
    if name == "apl-officielle-communes":
        return OFFICIAL_PRODUCER
    measured = reading.current_access().origin.sources or "Maillage"
    return f"{measured}; {zoning.sources().agency}" if name == "zonage-generalistes" else measured


def _access() -> Columns:
    measure = reading.current_access()
    arrays = reading.load(reading.ACCESS_MODEL, reading.current_key(reading.ACCESS_MODEL)).arrays
    names = dict(Commune.objects.values_list("code", "name"))
    count = len(measure.code)
    offset = np.asarray(arrays["offset"]) if "offset" in arrays else np.zeros(count)
    planned = np.full(count, np.nan) if measure.planned is None else np.asarray(measure.planned)
    official = offset != 0
    return Columns(
        {
            "code": measure.code,
            "name": [names.get(str(code), str(code)) for code in measure.code],
            "department": measure.department,
            "region": measure.region,
            "intercommunality": measure.epci,
            "population": measure.population,
            "access": np.round(np.asarray(measure.access), 4),
            "access_planned": np.round(planned, 4),
            "kind": np.where(official, OFFICIAL, measure.origin.kind),
            "vintage": [measure.vintage] * count,
            "official_year": np.where(official, measure.origin.official, ""),
        }
    )


def _official() -> Columns:
    return _official_on(areas.territory())


@lru_cache(maxsize=1)
def _official_on(land: Territory) -> Columns:
    from maillage.sources.official import PEOPLE, official_apl

    found: dict[str, list[Any]] = {"code": [], "year": [], "apl": []}
    for year in PEOPLE:
        values = official_apl(land, year).values
        known = ~np.isnan(values)
        found["code"] += land.code[known].tolist()
        found["year"] += [year] * int(known.sum())
        found["apl"] += np.round(values[known], 3).tolist()
    return Columns({**found, "kind": ["official"] * len(found["code"])})


def _territories() -> Columns:
    rows = list(ZoneCandidate.objects.select_related("epci").order_by("region", "rank"))
    origin = reading.current_access().origin
    plain = OFFICIAL if origin.official else origin.kind
    modelled = dict(TerritoryList.objects.values_list("region", "modelled"))
    in_force = {region: designated(region) for region in {row.region.pk for row in rows}}
    return Columns(
        {
            "code": [row.epci_id for row in rows],
            "name": [row.epci.name for row in rows],
            "region": [row.region.pk for row in rows],
            "rank": np.array([row.rank for row in rows], dtype=np.int64),
            "population": np.array([row.population for row in rows], dtype=np.int64),
            "score": np.array([round(row.score, 2) for row in rows], dtype=np.float64),
            "computed": np.array([row.computed for row in rows], dtype=bool),
            "official": np.array([row.official for row in rows], dtype=bool),
            "in_force": np.array([row.epci_id in in_force[row.region.pk] for row in rows], dtype=bool),
            "reason": [row.reason for row in rows],
            "kind": [MODELLED if modelled.get(row.region.pk) else plain for row in rows],
        }
    )


def _zoning() -> Columns:
    place = areas.home()
    if place is None:
        raise reading.NotMeasured("no region is measured")
    found = zoning.regulation_of(place, zoning.NEWEST).to_columns()
    rounded = {name: np.round(found[name], 4) for name in ("apl", "agency_share")}
    return Columns({name: rounded.get(name, found[name]) for name in found})


def _emergency() -> Columns:
    text = lzma.decompress(table_path(EMERGENCY).read_bytes()).decode("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    plain = {name: [row[name] for row in rows] for name in ("finess", "site", "commune", "found_by")}
    points = {name: np.array([float(row[name] or "nan") for row in rows]) for name in ("lon", "lat")}
    return Columns({**plain, **points, "kind": ["observed"] * len(rows)})


TABLES: dict[str, Callable[[], Columns]] = {
    "acces-communes": _access,
    "apl-officielle-communes": _official,
    "territoires-prioritaires": _territories,
    "zonage-generalistes": _zoning,
    "urgences": _emergency,
}


def shapes_of(name: str, table: Columns) -> list[Any]:
    """One shape a row, in degrees: the point, or the outline of the intercommunality; None where there is none."""
    import shapely

    if "lon" in table:
        pairs = zip(table["lon"].tolist(), table["lat"].tolist(), strict=True)
        return [None if np.isnan(lon) else shapely.Point(lon, lat) for lon, lat in pairs]
    if name == "acces-communes":
        known = {code: (lon, lat) for code, lon, lat in Commune.objects.values_list("code", "lon", "lat")}
        return [shapely.Point(known[code]) if code in known else None for code in table["code"].tolist()]
    if name == "zonage-generalistes" and zoning.sources().areas:
        return _living_areas(table["code"].tolist())
    return _outlines(table["code"].tolist())


def _living_areas(codes: list[str]) -> list[Any]:
    """The outline of the communes of each living area in the region."""
    place = areas.home()
    assert place is not None  # the table has rows
    found = {row.code: row.positions for row in zoning.regulation_of(place, zoning.NEWEST).rows}
    names = reading.current_access().code
    return _joined([[str(names[at]) for at in found[code]] for code in codes])


def _outlines(codes: list[str]) -> list[Any]:
    """The outline of each intercommunality; None if the geography has none of its communes."""
    members: dict[str, list[str]] = {code: [] for code in codes}
    rows = Intercommunality.objects.filter(pk__in=codes).values_list("pk", "communes__code")
    for code, commune in rows:
        if commune:
            members[code].append(commune)
    return _joined([members[code] for code in codes])


def _joined(groups: list[list[str]]) -> list[Any]:
    """The outline of each group of communes; None if the geography has none of its communes."""
    import shapely

    try:
        known = load_outlines(sorted({commune for one in groups for commune in one}), reading.store())
    except UnknownName:
        return [None] * len(groups)
    joined = [shapely.union_all([known[one] for one in group], grid_size=1e-5) for group in groups]
    return [shape if not shape.is_empty else None for shape in joined]
