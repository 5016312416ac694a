"""The rule of where general practitioners may settle, as a list of territories, figures and a map."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from maillage.parameters import load_toml
from maillage.site.cartography.palette import CHANGE
from maillage.site.cartography.render import coloured
from maillage.site.geography.models import Intercommunality
from maillage.site.observatory import settlement
from maillage.site.observatory.settlement import SettlementStudy
from maillage.site.www import french, toponyms
from maillage.site.www.public.explorer import areas
from maillage.site.www.public.explorer.areas import MapPlace

SCENARIOS = {"free": "Sans règle", "rule": "Avec la règle", "duty": "Avec la règle et les journées"}
ASSUMPTIONS = {
    "entries_a_year": "généralistes s’installent chaque année en France",
    "turning_sixty": "des moins de 60\u00a0ans atteignent 60\u00a0ans chaque année",
    "leaving": "des 60\u00a0ans et plus cessent chaque année",
    "like_today": "de ceux qui s’installent vont où sont les médecins d’aujourd’hui",
    "elsewhere": "de ceux à qui c’est refusé s’installent là où c’est libre",
    "takes_part": "des médecins de ces territoires donnent leurs deux jours par mois",
}


@dataclass(frozen=True)
class TerritoryLine:
    """A territory: whether settling is free, newcomers a year under the rule, access today and in ten years."""

    code: str
    name: str
    population: int
    free: bool
    places: float
    today: float
    without: float
    with_rule: float
    with_duty: float


@dataclass(frozen=True)
class FigureLine:
    """A scenario in a year: each figure as text, with its range in brackets."""

    year: int
    scenario: str
    mean: str
    need: str
    least: str
    doctors: str


@dataclass(frozen=True)
class Assumption:
    """An assumption: its value with the range, what it counts, and where it comes from."""

    values: str
    what: str
    source: str


def lines_of(study: SettlementStudy, place: MapPlace) -> list[TerritoryLine]:
    """Return the territories of a region, those with least access in ten years first (one query)."""
    rows = Intercommunality.objects.filter(communes__department__region=place.code).distinct()
    at = {code: k for k, code in enumerate(study.codes)}
    columns, last = study.columns, settlement.YEARS
    found = [
        TerritoryLine(
            row.pk, toponyms.short_grouping(row.name), int(columns["population"][k]), not columns["regulated"][k],
            float(columns["places_a_year"][k]), float(columns["access_today"][k]),
            float(columns[f"free_{last}"][k]), float(columns[f"rule_{last}"][k]), float(columns[f"duty_{last}"][k]),
        )
        for row in rows
        if (k := at.get(row.pk)) is not None
    ]  # fmt: skip
    return sorted(found, key=lambda line: (line.without, line.name))


def figures_of(study: SettlementStudy) -> list[FigureLine]:
    """Return the figures of France by year and scenario."""
    return [
        FigureLine(
            year=int(row["central"]["year"]),
            scenario=SCENARIOS[row["scenario"]] if row["central"]["year"] else "Aujourd’hui",
            mean=_ranged(row, "mean", 1, 2),
            need=f"{_ranged(row, 'below_need', 100, 1)}\u00a0%",
            least=_ranged(row, "least_tenth", 1, 2),
            doctors=_ranged(row, "doctors", 1, 0),
        )
        for row in study.figures
    ]


def _ranged(row: Mapping[str, Any], name: str, times: float, digits: int) -> str:
    central, low, high = (times * float(row[which][name]) for which in ("central", "low", "high"))
    text = french.number(central, digits)
    least, most = (french.number(value, digits) for value in (min(low, high), max(low, high)))
    return text if least == most else f"{text} ({least} à {most})"


def assumptions() -> list[Assumption]:
    """Return the assumptions of the rule with their ranges and sources; shares in percent."""
    table = load_toml(settlement.RULE_ROOM, settlement.RULE)
    known = {**table["flows"], **table["duty"]}
    found: list[Assumption] = []
    for name, what in ASSUMPTIONS.items():
        low, central, high = known[name]
        share = central <= 1
        times, digits = (100, 1 if central < 0.1 else 0) if share else (1, 0)
        texts = [french.number(times * one, digits) for one in (central, low, high)]
        values = f"{texts[0]} ({texts[1]} à {texts[2]})" + ("\u00a0%" if share else "")
        found.append(Assumption(values, what, known[f"{name}_french"]))
    return found


def webp(place: MapPlace) -> bytes | None:
    """Return a region coloured by what rule and days add in ten years; None without a map. Raises ``NotMeasured``."""
    return _drawn(settlement.study(), place)


@lru_cache(maxsize=16)
def _drawn(study: SettlementStudy, place: MapPlace) -> bytes | None:
    shown = areas.map_or_none(place)
    if shown is None:
        return None
    known = dict(zip(study.codes, study.columns["gain"].tolist(), strict=True))
    values = np.array([known.get(str(code), 0.0) for code in areas.territory().epci[shown.positions]])
    buffer = io.BytesIO()
    coloured(shown, values, CHANGE).save(buffer, "WEBP", quality=82, method=2)
    return buffer.getvalue()
