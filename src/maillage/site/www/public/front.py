"""The map of the home page and the texts beside it: the headline, examples, the image described in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from maillage.site.cartography import AreaMap
from maillage.site.observatory.reading import NotMeasured
from maillage.site.observatory.workbench import Workbench, workbench
from maillage.site.www import figures, french, toponyms
from maillage.site.www.figures import Figures
from maillage.site.www.public.explorer import areas, scales
from maillage.site.www.public.explorer.areas import MapPlace
from maillage.site.www.public.explorer.scales import Legend
from maillage.site.www.public.explorer.sources import Sources, sources_of
from maillage.site.www.public.people import LOW
from maillage.territory.groups import mean

SHORT_NAME = 12
"""Maximum length of an example under the search field, so that three fit on a line."""

FRACTIONS = (
    (0.1, "d’une commune sur dix"), (0.2, "d’une commune sur cinq"), (0.25, "d’une commune sur quatre"),
    (1 / 3, "d’une commune sur trois"), (0.5, "d’une commune sur deux"), (2 / 3, "de deux communes sur trois"),
    (0.75, "de trois communes sur quatre"),
)  # fmt: skip
ABOUT = 0.005
"""A share (0 to 1) within this distance of a fraction is called by the fraction."""


@dataclass(frozen=True)
class Front:
    """What the home page shows of the site's region, "" for France; ``measure`` is the format of figures (JSON)."""

    region: str
    headline: str
    inhabitants: int
    alt: str
    width: int
    height: int
    towns: list[dict[str, Any]]
    examples: list[str]
    sources: Sources
    legend: Legend
    measure: str


def front() -> Front | None:
    """Return the current map of the region or of France, None without a map or a measure (five queries)."""
    now, place = figures.current(), areas.opening()
    shown = areas.map_or_none(place) if place is not None else None
    if now is None or place is None or shown is None:
        return None
    try:
        return _front(now, place, shown, workbench())
    except NotMeasured:
        return None


@lru_cache(maxsize=4)
def _front(now: Figures, place: MapPlace, shown: AreaMap, bench: Workbench) -> Front:
    positions = shown.positions
    low = now.access[positions] < LOW
    return Front(
        region=place.code if place.level == "region" else "",
        headline=headline(place, float(low.mean())),
        inhabitants=rounded(float(now.population[positions][low].sum())),
        alt=_alt(now, place, shown),
        width=shown.width,
        height=shown.height,
        towns=_towns(shown),
        examples=_examples(now, shown),
        sources=sources_of(place, shown, bench),
        legend=scales.legend_of(bench),
        measure=json.dumps(scales.for_script(bench, evolution=False)),
    )


def headline(place: MapPlace, share: float) -> str:
    """Return the headline, from the share (0 to 1) of the region's communes below the threshold."""
    where = place.where[0].upper() + place.where[1:]
    fraction, words = min(FRACTIONS, key=lambda item: abs(item[0] - share))
    bare = words.removeprefix("d’").removeprefix("de ")
    amount = f"plus {words}" if share > fraction + ABOUT else f"près {words}" if share < fraction - ABOUT else bare
    verb = "manquent" if bare.startswith(("deux", "trois")) else "manque"
    return f"{where}, {amount} {verb} de généralistes."


def rounded(count: float) -> int:
    """Round to three significant figures."""
    if count < 1000:
        return round(count)
    step = 10 ** (len(str(round(count))) - 3)
    return round(count / step) * step


def _towns(shown: AreaMap) -> list[dict[str, Any]]:
    return [
        {**town, "name": toponyms.curly(town["name"]), **shown.spot(town["x"], town["y"])}
        for town in shown.meta["towns"]
    ]


def _examples(now: Figures, shown: AreaMap) -> list[str]:
    """Return three small towns of different departments with low access: the largest below the threshold."""
    positions = shown.positions
    low = positions[(now.access[positions] < LOW) & (now.population[positions] > 800)]
    low = low[[len(str(name)) <= SHORT_NAME for name in now.name[low]]]
    chosen: dict[str, str] = {}
    for position in low[np.argsort(-now.population[low])]:
        chosen.setdefault(str(now.department[position]), str(now.code[position]))
    return list(chosen.values())[:3]


def _alt(now: Figures, place: MapPlace, shown: AreaMap) -> str:
    """Describe the image in words: which departments have little and much access."""
    by_department: dict[str, float] = {}
    for department in shown.meta["departments"]:
        members = shown.positions[now.department[shown.positions] == department]
        if now.population[members].any():
            by_department[department] = mean(now.population[members], now.access[members])
    ranked = sorted(by_department, key=lambda code: by_department[code])
    names = figures.department_names(ranked)
    little = french.joined([toponyms.curly(names[code]) for code in ranked[:3]])
    much = french.joined([toponyms.curly(names[code]) for code in ranked[:-4:-1]])
    of = toponyms.region(place.name).of if place.level == "region" else "de France"
    return (
        f"Carte des {french.number(len(shown.positions))} communes {of} colorées selon "
        f"l’accès à un généraliste. Le moins d’accès : {little}. Le plus : {much}."
    ).replace(" : ", "\u00a0: ")
