"""The designated territories that a plan serves, how often, and why one gets no day."""

from __future__ import annotations

from collections import Counter

import numpy as np

from maillage.planning.conflicts import AVAILABILITY, BUDGET, DAYS_A_MONTH, HOME, forbidden, smallest_conflict
from maillage.planning.data import PlanningData
from maillage.planning.result import NoDay, Plan, TerritoryDays
from maillage.planning.values import Ints


def territories_of(data: PlanningData, plan: Plan) -> tuple[TerritoryDays, ...]:
    """Days and weeks of every designated territory, in the order of the designation."""
    number = {site.id: k for k, site in enumerate(data.sites)}
    held = [(int(data.area_of_site[number[a.site_id]]), a.date.isocalendar()[:2]) for a in plan.assignments]
    days, weeks = Counter(area for area, _ in held), Counter(area for area, _ in set(held))
    return tuple(
        TerritoryDays(area.code, area.name, days[k], weeks[k], () if days[k] else _why_none(data, k))
        for k, area in enumerate(data.areas)
    )


def explanation_of(data: PlanningData, territories: tuple[TerritoryDays, ...]) -> str:
    """One sentence for each territory without a day."""
    return " ".join(f"{t.name} gets no day: {_said(data, t.reasons)}." for t in territories if t.reasons)


def _said(data: PlanningData, reasons: tuple[NoDay, ...]) -> str:
    if len(reasons) > 1:
        each = {
            NoDay.AVAILABILITY: "not available on a day when its sites open",
            NoDay.BUDGET: "dearer than the budget",
            NoDay.HOME: "from a territory that may not lose a day",
        }
        return f"each volunteer in reach is {', or '.join(each[one] for one in reasons)}"
    alone = {
        NoDay.NO_SITE: "it has no site",
        NoDay.JOURNEY: f"no volunteer reaches its sites{data.rules.reach}",
        NoDay.AVAILABILITY: "no volunteer in reach is available on a day when its sites open",
        NoDay.BUDGET: "the budget does not pay one day of a volunteer in reach",
        NoDay.HOME: "every day of a volunteer in reach takes from a territory more than it may lose",
        NoDay.ELSEWHERE: "money, or the days of its volunteers, bring more elsewhere",
    }
    return "".join(alone[one] for one in reasons)


def _why_none(data: PlanningData, area: int) -> tuple[NoDay, ...]:
    """The fewest rules that together forbid every day in a territory; ``ELSEWHERE`` if they allow one."""
    if not (data.area_of_site == area).any():
        return (NoDay.NO_SITE,)
    pairs: Ints = np.flatnonzero(data.area_of_site[data.pairs.site] == area)
    if not len(pairs):
        return (NoDay.JOURNEY,)
    told = forbidden(data, pairs)
    rules = {
        NoDay.AVAILABILITY: told[AVAILABILITY] | told[DAYS_A_MONTH],
        NoDay.BUDGET: told[BUDGET],
        NoDay.HOME: told[HOME],
    }
    return smallest_conflict(rules) or (NoDay.ELSEWHERE,)
