"""The whole problem of planning as one programme of CP-SAT, by pair and date: the oracle of small cases.

Written from the text of the rules, without code of the solver. The logarithm is replaced by tangents above it, close
enough to leave out.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from maillage.planning import Assignment, Plan, PlanningData
from maillage.planning.utility import own_worth, pair_effect

SCALE, EFFECT = 10_000, 10**7
TANGENTS = 60


def best_plan(data: PlanningData, seconds: float = 20.0) -> Plan | None:
    """A best plan; None if no plan satisfies the rules. Raises ``AssertionError`` if the time is too short."""
    model = cp_model.CpModel()
    x = {
        (p, t): model.new_bool_var(f"x{p},{t}")
        for p, t in zip(*(part.tolist() for part in np.nonzero(data.pair_dates)), strict=True)
    }
    value = [(var, -data.weights.minute * float(data.pairs.minutes[p])) for (p, _), var in x.items()]
    value += [(var, data.weights.returning_visit) for var in x.values()]
    first = _limits(model, data, x)
    value += [(var, -data.weights.returning_visit) for var in first.values()]
    _rules(model, data, x, first)
    value += _presence(model, data, x)
    value += _access(model, data, x)
    model.maximize(sum(round(SCALE * factor) * var for var, factor in value))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    assert status == cp_model.OPTIMAL, solver.status_name(status)
    chosen = [key for key, var in x.items() if solver.value(var)]
    return Plan(
        tuple(
            Assignment(data.days[t], data.sites[data.pairs.site[p]].id, doctor.id, doctor.half)
            for p, t in chosen
            for doctor in (data.doctors[data.pairs.doctor[p]],)
        )
    )


def _limits(model: cp_model.CpModel, data: PlanningData, x: dict[tuple[int, int], Any]) -> dict[int, Any]:
    """Days a month, one site a day, rooms, money; returns whether a pair is used at all."""
    groups: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for (p, t), var in x.items():
        d, s, m = int(data.pairs.doctor[p]), int(data.pairs.site[p]), int(data.month_of_day[t])
        groups["month", d, m].append(var)
        groups["day", data.doctors[d].one, t].append(var)
        for k, half in enumerate(("am", "pm")):
            if data.doctors[d].half in ("", half):
                groups["room", (s, k), t].append(var)
    for (kind, who, when), variables in groups.items():
        if kind == "room":
            model.add(sum(variables) <= data.sites[who[0]].rooms_in_halves(data.days[when].weekday())[who[1]])
        else:
            model.add(sum(variables) <= (int(data.max_days[who]) if kind == "month" else 1))
    first = {p: model.new_bool_var(f"f{p}") for p in {p for p, _ in x}}
    for (p, _), var in x.items():
        model.add_implication(var, first[p])
    for p, used in first.items():
        model.add(sum(var for (q, _), var in x.items() if q == p) >= used)
    return first


def _rules(model: cp_model.CpModel, data: PlanningData, x: dict[tuple[int, int], Any], first: dict[int, Any]) -> None:
    doctors, sites = data.doctors, data.sites
    at = [(p, t, doctors[data.pairs.doctor[p]], int(data.pairs.site[p]), var) for (p, t), var in x.items()]
    opened = [model.new_bool_var(f"o{s}") for s in range(len(sites))]
    for p, used in first.items():
        model.add_implication(used, opened[int(data.pairs.site[p])])
    cost = [(var, int(data.pairs.cost_cents[p]), d.payer or sites[s].payer) for p, _, d, s, var in at]
    cost += [(opened[s], site.opening_cents, site.payer) for s, site in enumerate(sites)]
    model.add(sum(cents * var for var, cents, _ in cost) <= data.rules.budget_cents)
    for payer, most in data.rules.budgets:
        model.add(sum(cents * var for var, cents, who in cost if who == payer) <= most)
    for s, site in enumerate(sites):
        here = [one for one in at if one[3] == s]
        if site.most_doctors:
            model.add(sum(first[p] for p in {one[0] for one in here}) <= site.most_doctors)
        for m in range(len(data.months)):
            months = [var for _, t, _, _, var in here if data.month_of_day[t] == m]
            model.add(sum(months) >= int(data.least_days[s, m]) * opened[s])
        for t in range(len(data.days)):
            present = [(d, var) for _, when, d, _, var in here if when == t]
            model.add(sum((int(d.supervised) - d.supervises) * var for d, var in present) <= 0) if any(
                d.supervised for d, _ in present
            ) else None
            model.add(sum(int(d.bed) * var for d, var in present) <= site.beds)
        _apart(model, data, [(t, var) for _, t, _, _, var in here], site.days_apart)
    for doctor in doctors:
        mine = [(p, t, s, var) for p, t, d, s, var in at if d is doctor]
        _apart(model, data, [(t, var) for _, t, _, var in mine], doctor.days_apart)
        _weeks(model, data, doctor, mine)
        for name, days in doctor.promised:
            site = next(k for k, one in enumerate(sites) if one.id == name)
            for m in range(len(data.months)):
                here = [var for _, t, s, var in mine if s == site and data.month_of_day[t] == m]
                least = days * min(int(data.weeks_of_month[m]), 4) // 4
                model.add(sum(here) >= min(least, len(here), int(data.max_days[doctors.index(doctor)])))
        for name, day in doctor.pinned:
            model.add(sum(var for _, t, s, var in mine if sites[s].id == name and data.days[t] == day) == 1)


def _weeks(model: cp_model.CpModel, data: PlanningData, doctor: Any, mine: list[tuple[int, int, int, Any]]) -> None:
    """Whole weeks at one site, no more than are given."""
    if not doctor.weeks:
        return
    groups: defaultdict[tuple[int, Any], dict[int, Any]] = defaultdict(dict)
    for _, t, s, var in mine:
        groups[s, data.days[t].isocalendar()[:2]][t] = var
    given = []
    for (s, week), there in groups.items():
        site, used = data.sites[s], model.new_bool_var("week")
        opens = {t for t, day in enumerate(data.days) if day.isocalendar()[:2] == week
                 and day not in site.closed and site.rooms_of(day.weekday())}  # fmt: skip
        for var in there.values():
            model.add(var == used)
        if opens - set(there):
            model.add(used == 0)
        given.append(used)
    model.add(sum(given) <= doctor.weeks)


def _apart(model: cp_model.CpModel, data: PlanningData, visits: list[tuple[int, Any]], apart: int) -> None:
    for (t, one), (u, other) in itertools.combinations(visits, 2):
        if 0 < abs((data.days[t] - data.days[u]).days) < apart:
            model.add_at_most_one(one, other)


def _presence(model: cp_model.CpModel, data: PlanningData, x: dict[tuple[int, int], Any]) -> list[tuple[Any, float]]:
    counted, value = own_worth(data) > 0, list[tuple[Any, float]]()
    groups: defaultdict[tuple[str, int, int], list[Any]] = defaultdict(list)
    for (p, t), var in x.items():
        if counted[p]:
            s, m = int(data.pairs.site[p]), int(data.month_of_day[t])
            twice = (1 if data.doctors[data.pairs.doctor[p]].half else 2) * var
            groups["territory", int(data.area_of_site[s]), m].append(twice)
            groups["site", s, m].append(twice)
            groups["doctor", int(data.pairs.doctor[p]), m].append(twice)
    for (kind, _, m), variables in groups.items():
        weights = data.weights
        steps = {"territory": weights.presence, "site": weights.site_presence}.get(kind, weights.fairness)
        weeks = int(data.weeks_of_month[m])
        kept = [one / 2 for k, one in enumerate(steps) if k % 4 < weeks for _ in range(2)]
        taken = [model.new_bool_var("step") for _ in kept]
        model.add(sum(taken) <= sum(variables))
        value += list(zip(taken, kept, strict=True))
    return value


def _access(model: cp_model.CpModel, data: PlanningData, x: dict[tuple[int, int], Any]) -> list[tuple[Any, float]]:
    effect, groups = pair_effect(data).toarray(), data.groups
    scale = groups.population * (data.weights.offset + groups.mean_access) * data.weeks / 52
    base, value = data.weights.offset + groups.access, list[tuple[Any, float]]()
    days = np.minimum(data.pair_dates.sum(axis=1), data.max_days[data.pairs.doctor] * len(data.months))
    for g in range(len(groups.code)):
        terms = [(round(EFFECT * float(effect[g, p])), var) for (p, _), var in x.items()]
        change = sum(factor * var for factor, var in terms)
        model.add(change >= round(-EFFECT * float(groups.may_lose[g])) - 1)
        least = float(np.minimum(effect[g], 0) @ days)
        most = float(np.maximum(effect[g], 0) @ days)
        worth = model.new_int_var(-(10**12), 10**12, "worth")
        for point in np.linspace(max(least, -0.9 * base[g]), most, TANGENTS):
            slope = scale[g] / (base[g] + point)
            height = scale[g] * np.log1p(point / base[g]) - slope * point
            # worth / SCALE <= height + slope * change / EFFECT, in whole numbers
            factor = round(float(slope) * SCALE / EFFECT * 10**6)
            model.add(worth * 10**6 <= round(float(height) * SCALE * 10**6) + factor * change)
        value.append((worth, 1 / SCALE))
    return value
