"""The measure that a URL asks for, and the form that changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import QueryDict
from numpy.typing import NDArray

from maillage.site.observatory import measurements
from maillage.site.observatory.choice import (
    ALL_FEES,
    GP,
    MINUTES,
    UNBOUNDED,
    USUAL_MINUTES,
    Choice,
    ShownIndicator,
    choose,
)
from maillage.site.observatory.reading import NotMeasured, current_access
from maillage.site.observatory.workbench import Workbench, workbench
from maillage.site.www import french
from maillage.site.www.public.explorer import wording
from maillage.site.www.public.explorer.wording import FEE_WORDS, INDICATORS, NOUNS, SLUGS

PLANNED = "consultations-prevues"
"""Value in a URL that compares the current access with the planned one, in place of another year."""
MEASURE = ("profession", "indicateur", "temps", "tarif", "millesime")
FALLBACK = ShownIndicator.SHARED
"""Indicator shown if the APL of a profession cannot be computed; it also shares supply among inhabitants."""
_PROFESSIONS = {slug: code for code, slug in SLUGS.items()}
_INDICATORS = {slug: code for code, (slug, _) in INDICATORS.items()}
_FEES = {slug: code for code, (slug, _) in FEE_WORDS.items()}


@dataclass(frozen=True)
class ChosenMeasure:
    """The opened measure, what it is compared with, and messages about the choice.

    ``earlier`` is another vintage; ``planned`` (n,) access with the published programmes, if computed for this measure;
    ``with_planned`` whether the URL asks for this comparison.
    """

    bench: Workbench
    earlier: Workbench | None = None
    planned: NDArray[np.float64] | None = None
    with_planned: bool = False
    notice: str = ""
    error: str = ""


class _BadChoice(Exception):
    """A value in the URL has no meaning; the message says so."""


def read(query: QueryDict) -> ChosenMeasure:
    """Open the measure of a URL; ignore invalid values and report them. Raises ``NotMeasured``."""
    error = notice = ""
    try:
        choice, notice = _choice(query)
    except _BadChoice as problem:
        choice, error = Choice(), str(problem)
    try:
        bench = workbench(choice)
    except NotMeasured:
        if choice.profession == GP:
            raise
        error = f"Aucune donnée n’est enregistrée ici sur les {NOUNS[choice.profession].many}."
        bench = workbench()
    if choice.vintage != bench.choice.vintage and not error:
        notice = notice or wording.vintage_unknown(choice, bench.vintage)
    if choice.fee != bench.choice.fee:
        notice = wording.fees_unknown(bench.choice)
    planned, compared = _planned(bench), query.get("comparer", "")[:50]
    if compared == PLANNED:
        told = "" if planned is not None else "Aucune consultation prévue ne change cette carte."
        return ChosenMeasure(bench, None, planned, planned is not None, notice or told, error)
    earlier, told = _earlier(compared, bench)
    return ChosenMeasure(bench, earlier, planned, notice=notice or told, error=error)


def _planned(bench: Workbench) -> NDArray[np.float64] | None:
    """Return access with the published programmes; None for a measure without it (one query)."""
    if bench.choice != Choice():
        return None
    measure = current_access()
    return measure.planned if np.array_equal(measure.code, bench.code) else None


def _choice(query: QueryDict) -> tuple[Choice, str]:
    profession = _word(query, "profession", _PROFESSIONS, GP, "Cette profession n’est pas proposée.")
    usual = ShownIndicator.APL if profession == GP else FALLBACK
    indicator = _word(query, "indicateur", _INDICATORS, usual, "Cet indicateur n’est pas proposé.")
    fee = _word(query, "tarif", _FEES, ALL_FEES, "Ce tarif n’est pas proposé.")
    minutes = query.get("temps", "") or str(USUAL_MINUTES)
    if minutes not in {str(one) for one in MINUTES}:
        offered = french.joined([str(one) for one in MINUTES], "ou")
        raise _BadChoice(wording.spaced(f"Choisissez {offered}\u00a0minutes."))
    refused = indicator == ShownIndicator.APL and profession != GP
    choice = choose(profession, FALLBACK if refused else indicator, int(minutes), fee, query.get("millesime", "")[:50])
    return choice, wording.refused(choice) if refused else ""


def _word(query: QueryDict, name: str, known: dict[str, Any], usual: Any, problem: str) -> Any:
    text = query.get(name, "").strip().lower()
    if not text:
        return usual
    if text not in known:
        raise _BadChoice(problem)
    return known[text]


def _earlier(vintage: str, bench: Workbench) -> tuple[Workbench | None, str]:
    """Return the vintage to compare with, or a message why it cannot be compared."""
    if not vintage or vintage == bench.vintage:
        return None, ""
    earlier = workbench(bench.choice.of(vintage))
    if earlier.vintage != vintage or len(earlier.code) != len(bench.code) or (earlier.code != bench.code).any():
        return None, f"Il n’y a pas de chiffres de {vintage} à comparer."
    return earlier, ""


def words(bench: Workbench, earlier: Workbench | None = None, *, planned: bool = False) -> dict[str, str]:
    """Return the choice as URL parameters: only what differs from the current APL of GPs."""
    choice = bench.choice
    found: dict[str, str] = {}
    if choice.profession != GP:
        found["profession"] = SLUGS[choice.profession]
    if choice.indicator != ShownIndicator.APL:
        found["indicateur"] = INDICATORS[choice.indicator][0]
    if choice.minutes not in (0, USUAL_MINUTES):
        found["temps"] = str(choice.minutes)
    if choice.fee != ALL_FEES:
        found["tarif"] = FEE_WORDS[choice.fee][0]
    if choice.vintage and choice.vintage == bench.vintage:
        found["millesime"] = choice.vintage
    if planned:
        found["comparer"] = PLANNED
    if earlier is not None:
        found["comparer"] = earlier.vintage
    return found


def kept(query: QueryDict) -> str:
    """Return the measure of a URL as further parameters for a link to the map: "&profession=dentiste".

    Empty if the URL names no measure or an invalid one.
    """
    try:
        _choice(query)
    except _BadChoice:
        return ""
    found = [(name, query[name][:50]) for name in MEASURE if query.get(name)]
    return f"&{urlencode(found)}" if found else ""


def form(bench: Workbench, earlier: Workbench | None) -> dict[str, Any]:
    """Return the options of the form, with the chosen ones marked (two queries)."""
    choice = bench.choice
    offered, usual = measurements.offered(), measurements.current_vintage(choice.profession)
    years = offered.get(choice.profession, [])
    return {
        "professions": [
            _option(SLUGS[code], _capital(NOUNS[code].many), code == choice.profession) for code in offered
        ],
        "indicators": [_option(slug, label, code == choice.indicator) for code, (slug, label) in INDICATORS.items()],
        "minutes": [
            _option(str(one), f"{one}\u00a0minutes", one == (choice.minutes or USUAL_MINUTES)) for one in MINUTES
        ],
        "unbounded": " ".join(INDICATORS[one][0] for one in UNBOUNDED),
        "fees": [_option(slug, label, code == choice.fee) for code, (slug, label) in FEE_WORDS.items()]
        if bench.fees_known
        else [],
        "fees_unknown": "" if bench.fees_known else wording.fees_unknown(choice),
        "vintages": [_option("" if one == usual else one, one, one == bench.vintage) for one in years]
        if len(years) > 1
        else [],
        "compared": [_option(one, one, earlier is not None and one == earlier.vintage) for one in years],
        "explained": wording.explained(choice),
    }


def _option(value: str, label: str, chosen: bool) -> dict[str, Any]:
    return {"value": value, "label": label, "chosen": chosen}


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
