"""The independent checker: recomputes a plan from its problem, without importing any code of the solver.

It reads the problem (:class:`PlanningData`) and the plan, goes through the plan day by day, and lists every broken
rule.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from maillage.planning.checking.checker_rules import Violation, further_rules
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
    found += _together(table, known) + _budget(table, known) + _territories(table, known)
    return found + further_rules(data, known)


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
    if a.doctor_id not in table.doctor or a.site_id not in table.site:
        return [Violation("people", f"{where}: no such doctor or site")]
    if a.date not in table.day:
        return [Violation("dates", f"{where}: outside the plan, a Sunday or a public holiday")]
    doctor, site = data.doctors[table.doctor[a.doctor_id]], data.sites[table.site[a.site_id]]
    pair, found = table.pair(a), list[Violation]()
    own = data.rules.of(doctor.scheme)
    if pair is None or data.pairs.minutes[pair] > own.max_minutes:
        found.append(Violation("journey", f"{where}: further than {own.max_minutes} minutes"))
    if a.half != doctor.half:
        found.append(Violation("half-days", f"{where}: the doctor gives {doctor.half or 'whole days'}"))
    if site.schemes and (doctor.scheme or data.rules.scheme) not in site.schemes:
        found.append(Violation("schemes", f"{where}: the site has days of {', '.join(sorted(site.schemes))} only"))
    if a.date not in doctor.available:
        found.append(Violation("availability", f"{where}: the doctor is not available"))
    if a.date in doctor.absent:
        found.append(Violation("absences", f"{where}: the doctor has declared to be absent"))
    if a.date.weekday() not in site.open_weekdays or a.date in site.closed:
        found.append(Violation("opening days", f"{where}: the site is closed"))
    missing = sorted(doctor.needed - site.equipment)
    if missing:
        found.append(Violation("equipment", f"{where}: the site has no {', no '.join(missing)}"))
    if a.site_id in doctor.never:
        found.append(Violation("exclusions", f"{where}: this doctor is never to go there"))
    absent = [role for role in own.staff if not site.has_staff(role, a.date.weekday())]
    if absent:
        found.append(Violation("staff", f"{where}: the scheme asks for a {', a '.join(absent)} at the site"))
    return found


def _together(table: _Table, assignments: list[Assignment]) -> list[Violation]:
    """Rules on the days of one doctor, and on the rooms of one site."""
    data, found = table.data, list[Violation]()
    person = {one.id: one.one for one in data.doctors}
    for (who, day), count in Counter((person[a.doctor_id], a.date) for a in assignments).items():
        if count > 1:
            found.append(Violation("one site a day", f"{who} is asked {count} times on {day.isoformat()}"))
    for (who, month), count in Counter((a.doctor_id, f"{a.date:%Y-%m}") for a in assignments).items():
        one = data.doctors[table.doctor[who]]
        most = min(one.max_days_per_month, data.rules.of(one.scheme).days_per_month) * (2 if one.half else 1)
        if count > most:
            found.append(Violation("days a month", f"{who} gives {count} days in {month}, at most {most}"))
    for k, half in enumerate(("am", "pm")):
        there = [a for a in assignments if a.half in ("", half)]
        for (where, day), count in Counter((a.site_id, a.date) for a in there).items():
            rooms = data.sites[table.site[where]].rooms_in_halves(day.weekday())[k]
            if count > rooms:
                detail = f"{where} receives {count} on {day.isoformat()}, for {rooms} room{'s' if rooms > 1 else ''}"
                found.append(Violation("rooms", detail))
    return list(dict.fromkeys(found))


def _budget(table: _Table, assignments: list[Assignment]) -> list[Violation]:
    cost = sum(table.cost(a) for a in assignments) + table.openings(assignments)
    most = table.data.rules.budget_cents
    return [Violation("budget", f"{cost / 100:.2f} EUR spent of {most / 100:.2f}")] if cost > most else []


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


def _territories(table: _Table, assignments: list[Assignment]) -> list[Violation]:
    """Territories that lose more than allowed: more than the share of today's access, or below the floor."""
    groups, rules, found = table.data.groups, table.data.rules, list[Violation]()
    for k, change in enumerate(_changes(table, assignments)):
        access = float(groups.access[k])
        floor = rules.floor if not groups.measure or groups.measure[k] == groups.measure[0] else 0.0
        most = max(0.0, min(access * rules.max_loss_percent / 100, access - floor))
        if -change > most + RELATIVE * max(access, 1.0):
            found.append(
                Violation("home territory", f"{groups.name[k]} loses {-change:.4f} of {access:.4f}, at most {most:.4f}")
            )
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
