"""Explain in one sentence why there is no plan: the smallest set of rules that makes it impossible."""

from __future__ import annotations

import numpy as np

from maillage.planning.conflicts import AVAILABILITY, BUDGET, DAYS_A_MONTH, forbidden, smallest_conflict
from maillage.planning.data import PlanningData
from maillage.planning.utility import Utility, breaks_a_floor, pair_effect, worth_of_days


def forbidding_rules(data: PlanningData) -> str | None:
    """Name the fewest rules that together no day can satisfy; None if at least one day is allowed."""
    rules, pairs = data.rules, data.pairs
    if not data.doctors:
        return "Rule 'volunteers': there is no eligible doctor outside the priority territories. Add volunteers."
    if not data.sites:
        return "Rule 'sites': there is no site in a priority territory. Add a site."
    if not len(pairs):
        return (
            f"Rule 'journey': no doctor reaches any site{rules.reach}. Allow longer journeys or add volunteers nearer."
        )
    if not data.seats.any():
        return "Rule 'opening days': no site opens a room between the dates of the plan. Add opening days or rooms."
    told = forbidden(data)
    conflict = smallest_conflict(told)
    if len(conflict) > 1:
        named = " and ".join(f"'{rule}'" for rule in conflict)
        each = ", ".join(f"'{rule}' {int(told[rule].sum())}" for rule in conflict)
        return (
            f"Rules {named} together: each of the {len(pairs)} pairs of a doctor and a site within reach is forbidden "
            f"by one of them ({each}), and no fewer rules forbid all. Loosen one of them."
        )
    return _alone(data, conflict[0]) if conflict else None


def _alone(data: PlanningData, rule: str) -> str:
    """The sentence of a rule that forbids every day alone."""
    if rule == DAYS_A_MONTH:
        return "Rule 'days a month': no doctor may give a day. Raise the number of days a month."
    if rule == AVAILABILITY:
        return "Rule 'availability': no doctor is available on a day when a site within reach is open. Add dates."
    if rule == BUDGET:
        return (
            f"Rule 'budget': {data.rules.budget_cents / 100:.2f} EUR do not pay a single day; the cheapest costs "
            f"{int(data.pairs.cost_cents.min()) / 100:.2f} EUR. Raise the budget."
        )
    worst = int(breaks_a_floor(data, pair_effect(data)).sum(axis=1).argmax())
    groups = data.groups
    return (
        f"Rule 'home territory': every day would take from a territory more than it may lose (the most often "
        f"{groups.name[worst]}, access {groups.access[worst]:.2f} for a floor of {data.rules.floor:.2f} and a loss of "
        f"at most {data.rules.max_loss_percent:g} %). Lower the floor, or ask doctors whose days are not lost at home."
    )


def why_empty(data: PlanningData) -> str:
    """Explain why no day is worthwhile although days are allowed: gain, loss and cost of the best one."""
    utility, effect = Utility.of(data), pair_effect(data)
    usable = np.flatnonzero(data.pair_dates.any(axis=1))
    gain = worth_of_days(utility, effect[:, usable])
    net = gain - data.weights.minute * data.pairs.minutes[usable]
    best = int(net.argmax())
    pair = int(usable[best])
    journey = data.weights.minute * float(data.pairs.minutes[pair])
    return (
        "No day gains more than it costs: the best one "
        f"({data.doctors[data.pairs.doctor[pair]].id} at {data.sites[data.pairs.site[pair]].id}) brings "
        f"{gain[best]:.1f} weighted consultations, home losses taken off, and its journey of "
        f"{data.pairs.minutes[pair]:.0f} minutes costs {journey:.1f}. "
        "Choose sites where access is lower, or doctors whose days are not lost at home."
    )
