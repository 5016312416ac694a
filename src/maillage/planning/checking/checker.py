"""The independent checker: recomputes a plan from its problem, without importing any code of the solver.

It reads the problem (:class:`PlanningData`) and the plan, goes through the plan day by day, and lists every broken
rule.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from maillage.planning.checking.checker_rules import payers, rules_of_doctors, rules_of_sites
from maillage.planning.checking.violation import BrokenRule, Violation
from maillage.planning.data import PlanningData
from maillage.planning.result import Assignment, Plan, Result
from maillage.planning.values import Floats

RELATIVE = 1e-6


def check(data: PlanningData, plan: Plan) -> list[Violation]:
    """Every hard rule that ``plan`` breaks; empty for a valid plan."""
    table = _Table(data)
    found = [v for a in plan.assignments for v in _one_day(table, a)]
    known = [a for a in plan.assignments if table.pair(a) is not None]
    if len(known) < len(plan.assignments):
        return found
    cents = sum(table.cost(a) for a in known) + table.openings(known)
    found += _of_doctors(table, known) + _rooms(table, known) + _budget(table, cents)
    found += _territories(table, _changes(table, known)) + rules_of_doctors(data, data.doctors, known)
    return found + rules_of_sites(data, data.sites, known) + payers(data, table.people, table.places, known)


class NearChange:
    """The rules that a change of some days can break: the same functions, on the days of its doctors and sites."""

    def __init__(self, data: PlanningData) -> None:
        self.table = _Table(data)

    def broken(
        self, days: Collection[Assignment], touched: Iterable[Assignment], change: Sequence[float], cents: int
    ) -> list[Violation]:
        """The rules that ``days`` break, of the doctors and sites of ``touched`` and of the whole.

        ``change`` is the change of access of each territory, ``cents`` the cost of ``days``.
        """
        table, near = self.table, set(touched)
        people, places = {a.doctor_id for a in near}, {a.site_id for a in near}

        def counts(a: Assignment) -> bool:  # the others are named alone
            return a.date in table.day and table.pair(a) is not None

        found = [v for a in sorted(near) if a in days for v in _one_day(table, a)]
        own = sorted(a for a in days if a.doctor_id in people and counts(a))
        there = sorted(a for a in days if a.site_id in places and counts(a))
        found += _of_doctors(table, own) + _rooms(table, there) + _budget(table, cents)
        found += _territories(table, change)
        found += rules_of_doctors(table.data, [table.people[one] for one in people if one in table.people], own)
        found += rules_of_sites(table.data, [table.places[one] for one in places if one in table.places], there)
        return found + payers(table.data, table.people, table.places, filter(counts, days))


def check_result(data: PlanningData, result: Result) -> list[Violation]:
    """The rules broken by the plan, and every statement of the result that is not true."""
    found = check(data, result.plan)
    if result.data_digest != data.digest:
        found.append(Violation("data", "the plan was made for other data than these"))
    if found:
        return found
    table = _Table(data)
    true = _objective(table, result.plan.assignments)
    cost = sum(table.cost(a) for a in result.plan.assignments) + table.openings(result.plan.assignments)
    gap = (result.bound - true) / max(abs(result.bound), 1e-9)
    if not math.isclose(true, result.objective, rel_tol=RELATIVE, abs_tol=RELATIVE):
        found.append(Violation("objective", f"the plan is worth {true:.6f}, not {result.objective:.6f}"))
    if not result.bound >= true - RELATIVE * abs(true):
        found.append(Violation("bound", f"the bound {result.bound:.6f} lies below the objective {true:.6f}"))
    if not math.isclose(max(gap, 0.0), result.gap, abs_tol=RELATIVE):
        found.append(Violation("gap", f"the gap is {gap:.6%}, not {result.gap:.6%}"))
    if cost != result.cost_cents:
        found.append(Violation("cost", f"the plan costs {cost} cents, not {result.cost_cents}"))
    return found + _claimed_days(table, result)


def _claimed_days(table: _Table, result: Result) -> list[Violation]:
    """Territories whose days or weeks differ from those stated; results from before presence existed state none."""
    if not result.territories and not table.data.weights.presence:
        return []
    weeks: dict[str, list[tuple[int, int]]] = {area.code: [] for area in table.data.areas}
    for a in result.plan.assignments:
        area = table.data.areas[int(table.data.area_of_site[table.site[a.site_id]])]
        weeks[area.code].append(a.date.isocalendar()[:2])
    true = {code: (len(held), len(set(held))) for code, held in weeks.items()}
    told = {t.code: (t.days, t.weeks) for t in result.territories}
    return [
        Violation("territories", f"{code} gets {true.get(code)} days and weeks, not {told.get(code)}")
        for code in sorted(true.keys() | told.keys())
        if true.get(code) != told.get(code)
    ]


class _Table:
    """The problem by name in place of index."""

    def __init__(self, data: PlanningData) -> None:
        self.data = data
        self.doctor = {d.id: k for k, d in enumerate(data.doctors)}
        self.site = {s.id: k for k, s in enumerate(data.sites)}
        self.people = {d.id: d for d in data.doctors}
        self.places = {s.id: s for s in data.sites}
        self.day = {day: k for k, day in enumerate(data.days)}
        couples = zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True)
        self.pairs = {couple: k for k, couple in enumerate(couples)}

        self.effects: dict[tuple[str, int], list[tuple[int, float]]] = {}

    def gain(self, site: int) -> list[tuple[int, float]]:
        """Territories that gain from a day at a site, and how much."""
        return self._changed("site", site, self.data.site_gain)

    def loss(self, home: int) -> list[tuple[int, float]]:
        """Territories that lose from a day taken from a home, and how much."""
        return self._changed("home", home, self.data.home_loss)

    def _changed(self, kind: str, column: int, effect: Floats) -> list[tuple[int, float]]:
        if (kind, column) not in self.effects:
            values: list[float] = effect[:, column].tolist()
            self.effects[kind, column] = [(k, value) for k, value in enumerate(values) if value]
        return self.effects[kind, column]

    def pair(self, a: Assignment) -> int | None:
        return self.pairs.get((self.doctor.get(a.doctor_id, -1), self.site.get(a.site_id, -1)))

    def cost(self, a: Assignment) -> int:
        pair = self.pair(a)
        return 0 if pair is None else int(self.data.pairs.cost_cents[pair])

    def openings(self, assignments: Iterable[Assignment]) -> int:
        """Cents that are paid once for the sites of a plan."""
        return sum(self.data.sites[self.site[name]].opening_cents for name in {a.site_id for a in assignments})


def _one_day(table: _Table, a: Assignment) -> list[Violation]:
    """Rules broken by a single day."""
    data, where = table.data, f"{a.doctor_id} at {a.site_id} on {a.date.isoformat()}"

    def said(rule: BrokenRule, why: str, about: str = "", most: float = 0.0) -> Violation:
        return Violation(rule, f"{where}: {why}", a.doctor_id, a.site_id, a.date, about, most)

    if a.doctor_id not in table.doctor or a.site_id not in table.site:
        return [said(BrokenRule.PEOPLE, "no such doctor or site")]
    if a.date not in table.day:
        return [said(BrokenRule.DATES, "outside the plan, a Sunday or a public holiday")]
    doctor, site = table.people[a.doctor_id], table.places[a.site_id]
    own, pair, found = data.rules.of(doctor.scheme), table.pair(a), list[Violation]()
    furthest = own.max_minutes
    if pair is None or data.pairs.minutes[pair] > furthest:
        found.append(said(BrokenRule.JOURNEY, f"further than {furthest} minutes", most=furthest))
    if a.half != doctor.half:
        given = doctor.half or "whole days"
        found.append(said(BrokenRule.HALVES, f"the doctor gives {given}", doctor.half))
    if site.schemes and (doctor.scheme or data.rules.scheme) not in site.schemes:
        others = ", ".join(sorted(site.schemes))
        found.append(said(BrokenRule.SCHEMES, f"the site has days of {others} only", others))
    if a.date not in doctor.available:
        found.append(said(BrokenRule.AVAILABILITY, "the doctor is not available"))
    if a.date in doctor.absent:
        found.append(said(BrokenRule.ABSENCE, "the doctor has declared to be absent"))
    if a.date.weekday() not in site.open_weekdays or a.date in site.closed:
        found.append(said(BrokenRule.OPENING, "the site is closed"))
    missing = sorted(doctor.needed - site.equipment)
    if missing:
        found.append(said(BrokenRule.EQUIPMENT, f"the site has no {', no '.join(missing)}", ", ".join(missing)))
    if a.site_id in doctor.never:
        found.append(said(BrokenRule.EXCLUSION, "this doctor is never to go there"))
    absent = [role for role in own.staff if not site.has_staff(role, a.date.weekday())]
    if absent:
        why = f"the scheme asks for a {', a '.join(absent)} at the site"
        found.append(said(BrokenRule.STAFF, why, ", ".join(absent)))
    return found


def _of_doctors(table: _Table, assignments: Sequence[Assignment]) -> list[Violation]:
    """Rules on the days of one doctor."""
    data, found = table.data, list[Violation]()
    for (who, day), count in Counter((table.people[a.doctor_id].one, a.date) for a in assignments).items():
        if count > 1:
            told = f"{who} is asked {count} times on {day.isoformat()}"
            found.append(Violation(BrokenRule.ONE_SITE, told, who, "", day, "", 1, count))
    for (who, month), count in Counter((a.doctor_id, f"{a.date:%Y-%m}") for a in assignments).items():
        one = table.people[who]
        most = min(one.max_days_per_month, data.rules.of(one.scheme).days_per_month) * (2 if one.half else 1)
        if count > most:
            told = f"{who} gives {count} days in {month}, at most {most}"
            found.append(Violation(BrokenRule.MONTH, told, who, "", None, month, most, count))
    return found


def _rooms(table: _Table, assignments: Sequence[Assignment]) -> list[Violation]:
    """Sites with more doctors than rooms in a half-day, or than rooms that are still free."""
    data, found = table.data, list[Violation]()
    for k, half in enumerate(("am", "pm")):
        there = Counter((a.site_id, a.date) for a in assignments if a.half in ("", half))
        for (where, day), count in there.items():
            rooms = table.places[where].rooms_in_halves(day.weekday())[k]
            if day in table.day:
                free = data.rooms if data.half_rooms is None else data.half_rooms[k]
                rooms = min(rooms, int(free[table.site[where], table.day[day]]))
            if count > rooms:
                told = f"{where} receives {count} on {day.isoformat()}, for {rooms} room{'s' if rooms > 1 else ''}"
                found.append(Violation(BrokenRule.ROOMS, told, "", where, day, "", rooms, count))
    return list(dict.fromkeys(found))


def _budget(table: _Table, cents: int) -> list[Violation]:
    most = table.data.rules.budget_cents
    told = f"{cents / 100:.2f} EUR spent of {most / 100:.2f}"
    return [Violation(BrokenRule.BUDGET, told, most=most, found=cents)] if cents > most else []


def _changes(table: _Table, assignments: list[Assignment]) -> list[float]:
    """Change of access of each territory."""
    data = table.data
    change = [0.0] * len(data.groups.code)
    for a in assignments:
        d, s = table.doctor[a.doctor_id], table.site[a.site_id]
        own = data.rules.of(data.doctors[d].scheme).consultations_per_day / data.rules.consultations_per_day
        dose = own * (0.5 if data.doctors[d].half else 1.0)
        for g, gain in table.gain(s):
            change[g] += gain * dose
        for g, loss in table.loss(int(data.home_of_doctor[d])):
            change[g] -= loss * data.doctors[d].home_share * dose
    return change


def _territories(table: _Table, changes: Sequence[float]) -> list[Violation]:
    """Territories that lose more than allowed: more than the share of today's access, or below the floor."""
    groups, rules, found = table.data.groups, table.data.rules, list[Violation]()
    for k, (access, change) in enumerate(zip(groups.access.tolist(), changes, strict=True)):
        floor = rules.floor if not groups.measure or groups.measure[k] == groups.measure[0] else 0.0
        most = max(0.0, min(access * rules.max_loss_percent / 100, access - floor))
        if -change > most + RELATIVE * max(access, 1.0):
            told = f"{groups.name[k]} loses {-change:.4f} of {access:.4f}, at most {most:.4f}"
            found.append(Violation(BrokenRule.HOME, told, about=groups.name[k], most=most, found=-change))
    return found


def _access_worth(table: _Table, assignments: list[Assignment]) -> float:
    """Logarithmic utility of the changes made by ``assignments``."""
    data, weights, groups = table.data, table.data.weights, table.data.groups
    worth, means = 0.0, groups.means.tolist()
    for k, change in enumerate(_changes(table, assignments)):
        share = change / (weights.offset + float(groups.access[k]))
        scale = (weights.offset + means[k]) * data.weeks / 52
        worth += float(groups.population[k]) * scale * math.log1p(share)
    return worth


def _objective(table: _Table, assignments: tuple[Assignment, ...]) -> float:
    """Value of the plan: logarithmic utility of access, returning visits, presence, journeys."""
    data, weights = table.data, table.data.weights
    worth = _access_worth(table, list(assignments))
    visits = Counter((a.doctor_id, a.site_id) for a in assignments)
    worth += weights.returning_visit * sum(count - 1 for count in visits.values())
    worth += _presence(table, assignments)
    for a in assignments:
        pair = table.pair(a)
        worth -= weights.minute * float(data.pairs.minutes[pair]) if pair is not None else 0.0
    return worth


def _presence(table: _Table, assignments: tuple[Assignment, ...]) -> float:
    """Extra value of the first days of a month, in each territory and at each site."""
    data, days = table.data, dict[tuple[str, int, str], float]()
    couples = {(a.doctor_id, a.site_id): a for a in assignments}
    alone = {couple: _access_worth(table, [a]) for couple, a in couples.items()}
    for a in assignments:
        pair, site = table.pair(a), table.site[a.site_id]
        if pair is not None and alone[a.doctor_id, a.site_id] > data.weights.minute * float(data.pairs.minutes[pair]):
            places = ("territory", int(data.area_of_site[site])), ("site", site), ("doctor", table.doctor[a.doctor_id])
            for key in ((*place, f"{a.date:%Y-%m}") for place in places):
                days[key] = days.get(key, 0.0) + (0.5 if a.half else 1.0)
    weeks = dict(zip(data.months, data.weeks_of_month.tolist(), strict=True))
    weights = data.weights
    steps = {"territory": weights.presence, "site": weights.site_presence, "doctor": weights.fairness}
    return sum(_reached(_steps(steps[kind], weeks[month]), count) for (kind, _, month), count in days.items())


def _reached(steps: list[float], days: float) -> float:
    """Worth of the first days, a half-day half a step."""
    return sum(step * min(max(days - k, 0.0), 1.0) for k, step in enumerate(steps))


def _steps(steps: tuple[float, ...], weeks: int) -> list[float]:
    """The steps that count in a month: of each four, one per week."""
    return [step for start in range(0, len(steps), 4) for step in steps[start : start + 4][:weeks]]
