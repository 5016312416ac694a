"""The reason for a territory's rank: one French sentence that a mayor understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maillage.zoning.designation import CriterionValue

NARROW = "\u202f"  # before ; and between thousands
HARD = "\u00a0"  # between a number and its unit
SHOWN = 3


def decimal(value: float, digits: int = 1) -> str:
    """Write a French number: decimal comma, narrow space in thousands."""
    return f"{value:,.{digits}f}".replace(",", NARROW).replace(".", ",")


def reason_sentence(
    criteria: Mapping[str, CriterionValue], compared: int, mean_apl: float, place: str = "de la région"
) -> str:
    """Mention access first, then the criteria on which the territory ranks worst among ``compared`` territories.

    ``place`` says where these are, after "territoires".
    """
    others = sorted((item for item in criteria.items() if item[0] != "apl"), key=lambda item: (item[1].rank, item[0]))
    parts = [_access(criteria["apl"].value, mean_apl, place)]
    for name, criterion in others[: SHOWN - 1]:
        text = _other(name, criterion)
        if text and criterion.rank <= compared / 2:
            parts.append(text)
    sentence = f"{NARROW}; ".join(parts)
    return sentence[0].upper() + sentence[1:] + "."


def _access(apl: float, mean: float, place: str) -> str:
    # In French the plural starts at 2.
    word = "consultation" if round(apl, 1) < 2 else "consultations"
    ratio = apl / mean if mean > 0 else 1.0
    if ratio < 0.5:
        against = f"moins de la moitié de la moyenne des territoires {place}"
    elif ratio < 0.95:
        against = f"{decimal(100 * (1 - ratio), 0)}{HARD}% de moins que la moyenne des territoires {place}"
    elif ratio <= 1.05:
        against = f"comme la moyenne des territoires {place}"
    else:
        against = f"plus que la moyenne des territoires {place}"
    return f"chaque habitant peut obtenir {decimal(apl)}{HARD}{word} de généraliste par an, {against}"


def _other(name: str, criterion: CriterionValue) -> str:
    value = criterion.value
    if name == "apl_younger":
        # Without ages this criterion would repeat the first one.
        return "" if criterion.proxy else f"les médecins de moins de 60{HARD}ans n’en assurent que {decimal(value)}"
    if name == "share_75_plus":
        return f"{decimal(value, 0)}{HARD}% des habitants ont 75{HARD}ans ou plus"
    if name == "share_ald":
        return f"{decimal(value, 0)}{HARD}% des habitants ont une affection de longue durée"
    if name == "minutes_to_emergency":
        return f"les urgences les plus proches sont à {decimal(value, 0)}{HARD}minutes en moyenne"
    return f"le niveau de vie est bas ({decimal(value, 0)}{HARD}€ de revenu médian par an)"
