"""Evaluation: what days held change in access, for whom, and at what cost."""

from maillage.evaluation.effect import Effect, GivenDay, TerritoryEffect, evaluate, supply_change

__all__ = ["Effect", "GivenDay", "TerritoryEffect", "evaluate", "supply_change"]
