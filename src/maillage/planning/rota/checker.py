"""The independent check of a rota: every rule again, duty by duty and person by person, without code of the solver."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

from maillage.planning.checking.violation import Violation
from maillage.planning.rota.data import Count, Duty, DutyRules, RotaProblem, Rule


def check_rota(problem: RotaProblem, filled: Iterable[tuple[str, str]]) -> list[Violation]:
    """Every rule that a rota breaks; ``filled`` are (duty id, person id)."""
    given = list(filled)
    duties = {duty.id: duty for duty in problem.duties}
    people = {person.id: person for person in problem.people}
    found = [Violation("names", f"there is no duty '{d}'") for d, _ in given if d not in duties]
    found += [Violation("names", f"there is no person '{p}'") for _, p in given if p not in people]
    times = Counter(d for d, _ in given)
    for duty in problem.duties:
        if times[duty.id] != 1:
            found.append(Violation(Rule.FILLED, f"{duty.id} is filled {times[duty.id]} times"))
    held: dict[str, list[Duty]] = defaultdict(list)
    for d, p in given:
        if d in duties and p in people:
            refused = problem.refusal(people[p], duties[d])
            if refused is not None:
                found.append(Violation(refused, f"{p} may not take {d}"))
            held[p].append(duties[d])
    for p in sorted(held):
        found += check_person(problem.rules, p, sorted(held[p], key=lambda duty: duty.starts))
    return found


def check_statement(
    problem: RotaProblem, filled: Sequence[tuple[str, str]], objective: float, bound: float, gap: float
) -> list[Violation]:
    """The rules that a rota breaks, and every figure stated with it that is not true."""
    found = check_rota(problem, filled)
    if found:
        return found
    true = unfair_points(problem, filled)
    if not math.isclose(true, objective, abs_tol=0.006):
        found.append(Violation("objective", f"the rota has {true:.2f} points, not {objective:.2f}"))
    if bound > true + 0.006:
        found.append(Violation("bound", f"the bound {bound:.2f} lies above the {true:.2f} points"))
    if not math.isclose(gap, (objective - bound) / max(objective, 1e-9) if objective else 0.0, abs_tol=1e-6):
        found.append(Violation("gap", f"the gap is not {gap:.4%}"))
    return found


def check_person(rules: DutyRules, person: str, own: Sequence[Duty]) -> list[Violation]:
    """The rules of rest that the duties of one person, by start, break."""
    found = list[Violation]()
    for before, after in pairwise(own):
        rest = (after.starts.timestamp() - before.ends.timestamp()) / 3600
        if rest < rules.rest_hours:
            found.append(Violation(Rule.REST, f"{person} rests {rest:g} hours between {before.id} and {after.id}"))
    weeks: dict[object, list[Duty]] = defaultdict(list)
    for duty in own:
        weeks[duty.week].append(duty)
    for week, there in weeks.items():
        hours = sum(duty.minutes for duty in there) / 60
        if len(there) > rules.week_duties:
            found.append(Violation(Rule.WEEK_DUTIES, f"{person} has {len(there)} in the week of {week}"))
        if hours > rules.week_hours:
            found.append(Violation(Rule.WEEK_HOURS, f"{person} has {hours:g} in the week of {week}"))
    weekends = sorted({duty.week for duty in own if duty.date.weekday() >= 5})
    for first in weekends:
        busy = [week for week in weekends if first <= week < first + timedelta(weeks=4)]
        if len(busy) > rules.weekends_of_four:
            found.append(Violation(Rule.WEEKENDS, f"{person} has {len(busy)} from {first}"))
    return found


def unfair_points(problem: RotaProblem, filled: Iterable[tuple[str, str]]) -> float:
    """Points of unfairness, each person's figures rounded to a hundredth as the solver counts them."""
    duties = {duty.id: duty for duty in problem.duties}
    own: dict[str, list[Duty]] = defaultdict(list)
    for d, p in filled:
        own[p].append(duties[d])
    rules, total = problem.rules, 0.0
    for person in problem.people:
        there = own[person.id]
        for count in Count:
            number = sum(count in duty.counts for duty in there)
            left = problem.targets[person.id, count] - person.history.get(count, 0)
            total += _curve(rules.weights[count], number - left, left)
        days = {duty.date for duty in there}
        total += rules.wish_off * sum(duty.date in person.wishes_off for duty in there)
        offered = {d.date for d in problem.duties if problem.refusal(person, d) is None} & person.wishes_on
        total += rules.wish_on * len(offered - days)
    return total


def _curve(weight: int, distance: float, left: float) -> float:
    """The weighted square of a distance from the fair share; beyond six duties the line of the last step."""

    def square(number: int) -> float:
        return round(100 * weight * (number - left) ** 2) / 100

    number, low, high = round(distance + left), math.floor(left) - 6, math.ceil(left) + 6
    if number > high:
        return square(high) + (number - high) * (square(high) - square(high - 1))
    if number < low:
        return square(low) + (low - number) * (square(low) - square(low + 1))
    return square(number)
