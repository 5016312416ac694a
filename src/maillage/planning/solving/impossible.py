"""Explain in one sentence why there is no plan: the rule that makes it impossible."""

from __future__ import annotations

import numpy as np

from maillage.planning.data import PlanningData
from maillage.planning.utility import Utility, breaks_a_floor, pair_effect, worth_of_days


def forbidding_rule(data: PlanningData) -> str | None:
    """Name the rule that no single day can satisfy; None if at least one day is allowed."""
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
    if not data.max_days.any():
        return "Rule 'days a month': no doctor may give a day. Raise the number of days a month."
    if not data.pair_dates.any():
        return "Rule 'availability': no doctor is available on a day when a site within reach is open. Add dates."
    cheapest = int(pairs.cost_cents[data.pair_dates.any(axis=1)].min())
    if rules.budget_cents < cheapest:
        return (
            f"Rule 'budget': {rules.budget_cents / 100:.2f} EUR do not pay a single day; "
            f"the cheapest costs {cheapest / 100:.2f} EUR. Raise the budget."
        )
    return _floor(data)


def _floor(data: PlanningData) -> str | None:
    usable = data.pair_dates.any(axis=1) & (data.pairs.cost_cents <= data.rules.budget_cents)
    broken = breaks_a_floor(data, pair_effect(data)[:, np.flatnonzero(usable)])
    if not (broken.sum(axis=0) > 0).all():
        return None
    worst = int(broken.sum(axis=1).argmax())
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
