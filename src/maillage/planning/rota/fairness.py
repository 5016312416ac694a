"""Points of unfairness: the only formula, for solver, checker and counts of each person."""

from __future__ import annotations

import math
from collections.abc import Iterable

from maillage.planning.rota.data import Count, Duty, Person, RotaProblem

SCALE = 100  # points are counted in hundredths, as CP-SAT needs whole numbers
FAR = 6  # duties from the fair share beyond which points rise on a straight line


def far_numbers(problem: RotaProblem, person: Person, count: Count) -> tuple[int, int]:
    """The numbers of duties between which points are squares of the distance to the fair share."""
    left = problem.targets[person.id, count] - person.history.get(count, 0)
    return math.floor(left) - FAR, math.ceil(left) + FAR


def points(problem: RotaProblem, person: Person, count: Count, number: int) -> int:
    """Hundredths of a point for ``number`` duties of a count beside those of the year so far.

    The weight times the square of the distance to the fair share of the year; far from it, the line of the last step.
    """
    first, last = far_numbers(problem, person, count)
    if number < first or number > last:
        end, step = (first, -1) if number < first else (last, 1)
        here = points(problem, person, count, end)
        return here + abs(number - end) * (here - points(problem, person, count, end - step))
    distance = person.history.get(count, 0) + number - problem.targets[person.id, count]
    return round(SCALE * problem.rules.weights[count] * distance**2)


def points_of(problem: RotaProblem, filled: Iterable[tuple[str, str]]) -> int:
    """Hundredths of a point of a rota: everybody's counts, and wishes that are not met."""
    duty = {one.id: one for one in problem.duties}
    own: dict[str, list[Duty]] = {person.id: [] for person in problem.people}
    for what, who in filled:
        own[who].append(duty[what])
    return sum(points_of_person(problem, person, own[person.id]) for person in problem.people)


def points_of_person(problem: RotaProblem, person: Person, own: list[Duty]) -> int:
    """Hundredths of a point of one person who holds the duties ``own``: counts, and wishes that are not met."""
    rules = problem.rules
    fair = sum(points(problem, person, count, sum(count in duty.counts for duty in own)) for count in Count)
    off = sum(duty.date in person.wishes_off for duty in own)
    held = {duty.date for duty in own}
    possible = {d.date for d in problem.duties if d.date in person.wishes_on and problem.refusal(person, d) is None}
    return fair + SCALE * (rules.wish_off * off + rules.wish_on * len(possible - held))
