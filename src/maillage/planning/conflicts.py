"""The smallest set of rules that together leave no day, to a request or to a territory."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TypeVar

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.utility import breaks_a_floor, pair_effect
from maillage.planning.values import Bools, Ints

Rule = TypeVar("Rule")

DAYS_A_MONTH, AVAILABILITY, BUDGET, HOME = "days a month", "availability", "budget", "home territory"


def forbidden(data: PlanningData, pairs: Ints | None = None) -> dict[str, Bools]:
    """For each rule, of which ``pairs`` of doctor and site within reach (all by default) it forbids every day."""
    chosen: Ints = np.arange(len(data.pairs)) if pairs is None else pairs
    broken = breaks_a_floor(data, pair_effect(data)[:, chosen])
    return {
        DAYS_A_MONTH: np.asarray(data.max_days)[data.pairs.doctor[chosen]] <= 0,
        AVAILABILITY: np.logical_not(np.any(data.pair_dates[chosen], axis=1)),
        BUDGET: np.asarray(data.pairs.cost_cents)[chosen] > data.rules.budget_cents,
        HOME: np.asarray(broken.sum(axis=0)).ravel() > 0,
    }


def smallest_conflict(told: Mapping[Rule, Bools]) -> tuple[Rule, ...]:
    """The fewest rules of which each thing is forbidden by one at least; of as few, those that come first.

    Without any one of them some thing would be allowed. Empty if a thing is allowed by all rules.
    """
    for size in range(1, len(told) + 1):
        for rules in combinations(told, size):
            if np.logical_or.reduce([told[one] for one in rules]).all():
                return rules
    return ()
