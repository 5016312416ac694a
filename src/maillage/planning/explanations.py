"""The designated territories that a plan serves, how often, and why one gets no day."""

from __future__ import annotations

from collections import Counter

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.result import NoDay, Plan, TerritoryDays
from maillage.planning.utility import breaks_a_floor, pair_effect
from maillage.planning.values import Ints


def territories_of(data: PlanningData, plan: Plan) -> tuple[TerritoryDays, ...]:
    """Days and weeks of every designated territory, in the order of the designation."""
    number = {site.id: k for k, site in enumerate(data.sites)}
    held = [(int(data.area_of_site[number[a.site_id]]), a.date.isocalendar()[:2]) for a in plan.assignments]
    days, weeks = Counter(area for area, _ in held), Counter(area for area, _ in set(held))
    return tuple(
        TerritoryDays(area.code, area.name, days[k], weeks[k], None if days[k] else _why_none(data, k))
        for k, area in enumerate(data.areas)
    )


def explanation_of(data: PlanningData, territories: tuple[TerritoryDays, ...]) -> str:
    """One sentence for each territory without a day."""
    said = {
        NoDay.NO_SITE: "it has no site",
        NoDay.JOURNEY: f"no volunteer reaches its sites{data.rules.reach}",
        NoDay.AVAILABILITY: "no volunteer in reach is available on a day when its sites open",
        NoDay.BUDGET: "the budget does not pay one day of a volunteer in reach",
        NoDay.HOME: "every day of a volunteer in reach takes from a territory more than it may lose",
        NoDay.ELSEWHERE: "money, or the days of its volunteers, bring more elsewhere",
    }
    return " ".join(f"{t.name} gets no day: {said[t.reason]}." for t in territories if t.reason is not None)


def _why_none(data: PlanningData, area: int) -> NoDay:
    """The first rule that forbids every day in a territory; ``ELSEWHERE`` if none does."""
    if not (data.area_of_site == area).any():
        return NoDay.NO_SITE
    pairs: Ints = np.flatnonzero(data.area_of_site[data.pairs.site] == area)
    if not len(pairs):
        return NoDay.JOURNEY
    pairs = pairs[data.pair_dates[pairs].any(axis=1) & (data.max_days[data.pairs.doctor[pairs]] > 0)]
    if not len(pairs):
        return NoDay.AVAILABILITY
    pairs = pairs[data.pairs.cost_cents[pairs] <= data.rules.budget_cents]
    if not len(pairs):
        return NoDay.BUDGET
    broken = breaks_a_floor(data, pair_effect(data)[:, pairs])
    return NoDay.HOME if (broken.sum(axis=0) > 0).all() else NoDay.ELSEWHERE
