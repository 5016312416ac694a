"""Zoning by regulation: living areas classed by their mean APL (ZIP, reserve, regional margin, outside).

The thresholds class the areas; the regional health agency then chooses among those of the reserve and the margin. That
choice is published, not computable: ``agency`` is what it published for most inhabitants of each area.
"""

from __future__ import annotations

import csv
import lzma
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.parameters import load_toml
from maillage.sources.published import table_path
from maillage.tables import Columns

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
VINTAGES = ("2017", "2025")
NEWEST = VINTAGES[-1]
PUBLISHED = "gp_zoning_by_commune"


class Zone(StrEnum):
    """Class of a living area by the thresholds.

    ``RESERVE``: the agency chooses ZIP or ZAC there. ``MARGIN``: beyond the second threshold, among those with least
    access up to the share of the region's people that the agency may add. ``UNKNOWN``: no figure.
    """

    ZIP = "zip"
    RESERVE = "reserve"
    MARGIN = "margin"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RegulationRules:
    """Thresholds of one vintage, in consultations per year and standardised inhabitant, with their sources."""

    vintage: str
    label: str
    french: str
    source: str
    apl_year: int
    zip_at_most: float
    reserve_at_most: float
    margin_share: float
    margin_source: str
    border: str
    not_computed: tuple[str, ...]

    @classmethod
    def load(cls, vintage: str = NEWEST) -> RegulationRules:
        """Read the rules of a vintage. Raises ``UnknownName`` with the existing ones."""
        table = load_toml("maillage.zoning", f"regulation-{vintage}", "zoning rules")
        table["not_computed"] = tuple(table["not_computed"])
        return cls(vintage=vintage, **table)

    def zone(self, apl: float) -> Zone:
        """Class of a figure by the two thresholds; one on a threshold belongs to the lower class."""
        if np.isnan(apl):
            return Zone.UNKNOWN
        return Zone.ZIP if apl <= self.zip_at_most else Zone.RESERVE if apl <= self.reserve_at_most else Zone.OUTSIDE


@dataclass(frozen=True)
class RegulatedArea:
    """A living area: mean APL of all its communes, class, and what the agency published.

    ``population`` is that of its communes in the region, ``everyone`` of all. ``decided_in`` is the region that classes
    it, where most of its people live. ``agency`` is the published class of most of its people ("" if unknown), of the
    share ``agency_share``.
    """

    code: str
    name: str
    population: int
    everyone: int
    apl: float
    zone: Zone
    decided_in: str
    agency: str
    agency_share: float
    positions: tuple[int, ...]


@dataclass(frozen=True)
class Regulation:
    """The living areas of a region, by ascending APL, and the rules that class them.

    ``estimated``: other groupings stand in for the living areas.
    """

    rows: tuple[RegulatedArea, ...]
    region: str
    rules: RegulationRules
    estimated: bool = False

    def people(self, zone: Zone) -> int:
        """Inhabitants of the region in areas of a class that the region decides."""
        return sum(row.population for row in self.rows if row.zone is zone and row.decided_in == self.region)

    def to_columns(self) -> Columns:
        """Table ``code,name,population,apl,zone,kind,decided_in,agency_zone,agency_share``."""
        rows = self.rows
        return Columns(
            {
                "code": [row.code for row in rows],
                "name": [row.name for row in rows],
                "population": np.array([row.population for row in rows], dtype=np.int64),
                "apl": np.array([row.apl for row in rows], dtype=np.float64),
                "zone": [row.zone.value for row in rows],
                "kind": ["estimated" if self.estimated else "computed"] * len(rows),
                "decided_in": [row.decided_in for row in rows],
                "agency_zone": [row.agency for row in rows],
                "agency_share": np.array([row.agency_share for row in rows], dtype=np.float64),
            }
        )


@dataclass(frozen=True, eq=False)
class Land:
    """What the rules read of each commune, (n,): region, people, living area ("" for none), published class."""

    region: NDArray[np.str_]
    population: NDArray[np.int64]
    area: NDArray[np.str_]
    agency: NDArray[np.str_]
    names: Mapping[str, str]
    estimated: bool = False


def regulate(land: Land, apl: Floats, region: str, rules: RegulationRules) -> Regulation:
    """Class the living areas that have communes in ``region`` (code) by their mean ``apl`` (n,).

    Means are weighted by population over all communes of the area, in whichever region (questions and answers of
    25/05/2018). The margin goes to the areas just beyond the second threshold that the region decides, until its share
    of the region's people is reached; an area that would exceed it ends the margin.
    """
    inside = land.region == region
    found = [_area(land, apl, code, inside, rules) for code in np.unique(land.area[inside]).tolist() if code]
    found.sort(key=lambda row: (np.isnan(row.apl), row.apl, row.code))
    left = rules.margin_share * float(land.population[inside].sum())
    rows: list[RegulatedArea] = []
    for row in found:
        if row.zone is Zone.OUTSIDE and row.decided_in == region and left >= 0:
            left -= row.population
            rows.append(replace(row, zone=Zone.MARGIN) if left >= 0 else row)
        else:
            rows.append(row)
    return Regulation(tuple(rows), region, rules, land.estimated)


def _area(land: Land, apl: Floats, code: str, inside: NDArray[np.bool_], rules: RegulationRules) -> RegulatedArea:
    members = np.flatnonzero(land.area == code)
    people = land.population[members].astype(np.float64)
    known = np.isfinite(apl[members])
    weight = people[known].sum()
    mean = float((people[known] * apl[members][known]).sum() / weight) if weight > 0 else float("nan")
    agency, share = _most(land.agency[members], people)
    here = members[inside[members]]
    return RegulatedArea(
        code=code,
        name=land.names.get(code, code),
        population=int(land.population[here].sum()),
        everyone=int(people.sum()),
        apl=mean,
        zone=rules.zone(mean),
        decided_in=_most(land.region[members], people)[0],
        agency=agency,
        agency_share=share,
        positions=tuple(here.tolist()),
    )


def _most(labels: NDArray[np.str_], people: Floats) -> tuple[str, float]:
    """The label of most people, "" aside, and its share of all of them."""
    codes, at = np.unique(labels, return_inverse=True)
    count = np.bincount(at, weights=people)
    count[codes == ""] = 0.0
    total = people.sum()
    best = int(count.argmax())
    return (str(codes[best]), float(count[best] / total)) if total > 0 and count[best] > 0 else ("", 0.0)


@cache
def _published() -> dict[str, str]:
    text = lzma.decompress(table_path(PUBLISHED).read_bytes()).decode("utf-8")
    return {row["code"]: row["zone"] for row in csv.DictReader(text.splitlines())}


def agency_zones(codes: Sequence[str] | NDArray[Any]) -> NDArray[np.str_]:
    """Class of each commune published by the agencies (ZIP, ZAC, HZ, ZAR), "" where it is not known."""
    known = _published()
    return np.array([known.get(str(code), "") for code in codes], dtype="<U3")
