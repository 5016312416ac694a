"""Evaluation: what days held change in access, for whom, and at what cost."""

from maillage.evaluation.effect import Effect, GivenDay, TerritoryEffect, evaluate, supply_change
from maillage.evaluation.gains import NOTICEABLE, GroupGain, gainers, gains_by_group, losers, mean, means

__all__ = [
    "NOTICEABLE", "Effect", "GivenDay", "GroupGain", "TerritoryEffect", "evaluate", "gainers", "gains_by_group",
    "losers", "mean", "means", "supply_change",
]  # fmt: skip
