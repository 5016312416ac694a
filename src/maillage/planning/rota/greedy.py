"""A first rota to start from: by duty the person furthest from their share, or the largest shares of a relaxation."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from maillage.planning.rota.data import Count, Duty, Person, RotaProblem

LEAST_SHARE = 1e-6  # of a duty, under which a relaxation says nothing


def first_rota(problem: RotaProblem) -> set[tuple[int, int]]:
    """(person, duty) by position; duties that nobody can take any more stay empty."""
    able: dict[int, list[int]] = {
        d: [p for p, person in enumerate(problem.people) if problem.refusal(person, duty) is None]
        for d, duty in enumerate(problem.duties)
    }
    held: dict[int, list[Duty]] = defaultdict(list)
    number = Counter[tuple[int, Count]]()
    filled = set[tuple[int, int]]()
    for d in sorted(able, key=lambda d: (len(problem.duties[d].counts), -len(able[d]), d), reverse=True):
        duty = problem.duties[d]
        free = [p for p in able[d] if fits(problem, held[p], duty)]
        if not free:
            continue
        best = min(free, key=lambda p: (_worse(problem, problem.people[p], number, p, duty), p))
        held[best].append(duty)
        number.update((best, count) for count in duty.counts)
        filled.add((best, d))
    return filled


def rounded_rota(problem: RotaProblem, shares: NDArray[np.float64]) -> set[tuple[int, int]]:
    """(person, duty) by position from ``shares`` (P, D) of a relaxation: the largest first, as far as they fit.

    Duties that nobody of those who hold a share can take stay empty.
    """
    held: dict[int, list[Duty]] = defaultdict(list)
    filled, done = set[tuple[int, int]](), set[int]()
    for place in np.argsort(-shares, axis=None, kind="stable").tolist():
        p, d = divmod(place, len(problem.duties))
        if shares[p, d] < LEAST_SHARE:
            break
        if d not in done and fits(problem, held[p], problem.duties[d]):
            held[p].append(problem.duties[d])
            filled.add((p, d))
            done.add(d)
    return filled


def _worse(problem: RotaProblem, person: Person, number: Counter[tuple[int, Count]], p: int, duty: Duty) -> float:
    """How much further from the fair shares the duty brings a person, and a wish that it breaks."""
    rules = problem.rules
    cost = float(rules.wish_off * (duty.date in person.wishes_off))
    for count in duty.counts:
        distance = person.history.get(count, 0) + number[p, count] - problem.targets[person.id, count]
        cost += rules.weights[count] * (2 * distance + 1)
    return cost


def fits(problem: RotaProblem, held: list[Duty], duty: Duty) -> bool:
    """Whether a duty fits beside those that a person holds: rest, week and weekends."""
    rules = problem.rules
    if any(_rested(one, duty) < rules.rest_hours and _rested(duty, one) < rules.rest_hours for one in held):
        return False
    week = [one for one in held if one.week == duty.week]
    if len(week) >= rules.week_duties or sum(one.minutes for one in [*week, duty]) > rules.week_hours * 60:
        return False
    return duty.date.weekday() < 5 or _weekends(
        {one.week for one in held if one.date.weekday() >= 5}, duty, rules.weekends_of_four
    )


def _rested(before: Duty, after: Duty) -> float:
    """Real hours from the end of a duty to the start of another, also where clocks change between."""
    return (after.starts.timestamp() - before.ends.timestamp()) / 3600


def _weekends(busy: set[date], duty: Duty, most: int) -> bool:
    weeks = busy | {duty.week}
    starts = [duty.week - timedelta(weeks=k) for k in range(4)]
    return all(sum(first + timedelta(weeks=k) in weeks for k in range(4)) <= most for first in starts)
