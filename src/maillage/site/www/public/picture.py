"""The region's map as the pages show it: its picture, names, legend and the sentence above it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.site.cartography import CLASSES, RegionMap, coloured_webp, ids_webp
from maillage.site.cartography.palette import ACCESS, CHANGE, legend_share
from maillage.site.www import figures, french, toponyms
from maillage.site.www.figures import Figures

LOW = 2.5
"""Consultations a year and inhabitant: the threshold under which a territory must be zoned for priority."""

SHORT_NAME = 12
"""Letters of an example under the search field, so that three stand on a line."""

FRACTIONS = (
    (0.1, "d’une commune sur dix"), (0.2, "d’une commune sur cinq"), (0.25, "d’une commune sur quatre"),
    (1 / 3, "d’une commune sur trois"), (0.5, "d’une commune sur deux"), (2 / 3, "de deux communes sur trois"),
    (0.75, "de trois communes sur quatre"),
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """What templates read of the map."""

    key: str
    region: str
    width: int
    height: int
    headline: str
    inhabitants: int
    alt: str
    towns: list[dict[str, Any]]
    examples: list[str]
    modelled: bool
    mean: float
    mean_at: str
    bounds: list[str]


def headline(region: str, share: float) -> str:
    """The title of the home page, from the share of the region's communes below the threshold (0 to 1)."""
    where = toponyms.region(region).at
    place = where[0].upper() + where[1:]
    fraction, words = min(FRACTIONS, key=lambda item: abs(item[0] - share))
    bare = words.removeprefix("d’").removeprefix("de ")
    amount = f"plus {words}" if share > fraction + 0.005 else f"près {words}" if share < fraction - 0.005 else bare
    verb = "manquent" if bare.startswith(("deux", "trois")) else "manque"
    return f"{place}, {amount} {verb} de généralistes."


def bounds_in_words() -> list[str]:
    """Lower bounds of the seven classes: "0", "1", "1,75"..."""
    return [french.number(bound, 2).rstrip("0").rstrip(",") if bound else "0" for bound in CLASSES]


def rounded(count: float) -> int:
    """Three significant figures."""
    if count < 1000:
        return round(count)
    step = 10 ** (len(str(round(count))) - 3)
    return round(count / step) * step


def _towns(region_map: RegionMap) -> list[dict[str, Any]]:
    return [
        {
            **town,
            "name": toponyms.curly(town["name"]),
            "across": f"{100 * town['x'] / region_map.width:.2f}",
            "down": f"{100 * town['y'] / region_map.height:.2f}",
        }
        for town in region_map.meta["towns"]
    ]


def _examples(now: Figures, region_map: RegionMap) -> list[str]:
    """Three small towns of different departments where access is low: the largest below the threshold."""
    positions = region_map.positions
    low = positions[(now.access[positions] < LOW) & (now.population[positions] > 800)]
    low = low[[len(str(name)) <= SHORT_NAME for name in now.name[low]]]
    chosen: dict[str, str] = {}
    for position in low[np.argsort(-now.population[low])]:
        chosen.setdefault(str(now.department[position]), str(now.code[position]))
    return list(chosen.values())[:3]


def _alt(now: Figures, region_map: RegionMap) -> str:
    """The picture in words: which departments have little and much access."""
    by_department: dict[str, float] = {}
    for department in region_map.meta["departments"]:
        members = region_map.positions[now.department[region_map.positions] == department]
        people = now.population[members]
        if people.sum() > 0:
            by_department[department] = float(np.average(now.access[members], weights=people))
    ranked = sorted(by_department, key=lambda code: by_department[code])
    names = figures.department_names(ranked)
    little = french.joined([toponyms.curly(names[code]) for code in ranked[:3]])
    much = french.joined([toponyms.curly(names[code]) for code in ranked[:-4:-1]])
    region = toponyms.region(region_map.meta["name"]).of
    return (
        f"Carte des {french.number(len(region_map.positions))} communes {region} colorées selon l’accès à un "
        f"généraliste. Le moins d’accès : {little}. Le plus : {much}."
    ).replace(" : ", "\u00a0: ")


@lru_cache(maxsize=4)
def _picture(now: Figures, region_map: RegionMap) -> Picture:
    positions = region_map.positions
    low = now.access[positions] < LOW
    return Picture(
        key=now.key[:12],
        region=str(region_map.meta["region"]),
        width=region_map.width,
        height=region_map.height,
        headline=headline(region_map.meta["name"], float(low.mean())),
        inhabitants=rounded(float(now.population[positions][low].sum())),
        alt=_alt(now, region_map),
        towns=_towns(region_map),
        examples=_examples(now, region_map),
        modelled=now.modelled,
        mean=now.mean,
        mean_at=f"{legend_share(now.mean):.1f}",
        bounds=bounds_in_words(),
    )


def picture_now() -> Picture | None:
    """The current map, or None while nothing has been computed."""
    now, region_map = figures.current(), figures.region_map()
    return _picture(now, region_map) if now is not None and region_map is not None else None


@lru_cache(maxsize=8)
def _coloured(now: Figures, region_map: RegionMap, view: str) -> bytes:
    if view == "difference":
        return coloured_webp(region_map, values_of(now, region_map, view), CHANGE)
    return coloured_webp(region_map, values_of(now, region_map, view), ACCESS)


@lru_cache(maxsize=4)
def _numbers(region_map: RegionMap) -> bytes:
    return ids_webp(region_map)


def values_of(now: Figures, region_map: RegionMap, view: str) -> NDArray[np.float64]:
    """Figures of the region's communes in a view: "acces" today, "avec" the plan, their "difference"."""
    access = now.access[region_map.positions]
    if view == "acces" or now.change is None:
        return access
    change = now.change[region_map.positions]
    return change if view == "difference" else access + change


def coloured(view: str) -> bytes | None:
    """The picture of a view, painted once per process."""
    now, region_map = figures.current(), figures.region_map()
    return _coloured(now, region_map, view) if now is not None and region_map is not None else None


def numbers() -> bytes | None:
    """The image of commune numbers."""
    region_map = figures.region_map()
    return _numbers(region_map) if region_map is not None else None
