"""Evaluation: effect of the days held on access, by territory, and their cost."""

from maillage.evaluation.effect import WEEKS_PER_YEAR, Effect, GivenDay, TerritoryEffect, evaluate, supply_change
from maillage.evaluation.gains import NOTICEABLE, UNCHANGED, GroupGain, gainers, gains_by_group, losers, loss_percent

__all__ = [
    "NOTICEABLE",
    "UNCHANGED",
    "WEEKS_PER_YEAR",
    "Effect",
    "GivenDay",
    "GroupGain",
    "TerritoryEffect",
    "evaluate",
    "gainers",
    "gains_by_group",
    "losers",
    "loss_percent",
    "supply_change",
]  # fmt: skip
