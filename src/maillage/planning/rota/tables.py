"""A rota problem as arrays, for the search: who may take what, which duties exclude each other, points by number."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.planning.rota.data import Count, RotaProblem
from maillage.planning.rota.fairness import SCALE, points

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOBODY = 10_000_000  # hundredths of a point for a duty that nobody holds: more than any unfairness


class Tables(NamedTuple):
    """For P people, D duties by start and W weeks; all by position.

    ``able`` (P, D); ``first``, ``last`` (D): the range of duties that could be too near to a duty, rest included;
    ``near`` (D, D): those that are. ``points`` (P, C, N): hundredths of a point by count and number of duties;
    ``counts`` (D, C): in which counts a duty enters. ``off`` (P, D): points for a wish for a free date that is not met;
    ``wished`` (P, D): position of the wish for a duty on that date, or -1; ``missed``: points of such a wish.
    """

    able: Flags
    first: Whole
    last: Whole
    near: Flags
    week: Whole
    weekend: Flags
    minutes: Whole
    counts: Flags
    points: Whole
    off: Whole
    wished: Whole
    wishes: int
    missed: int
    week_duties: int
    week_minutes: float
    weekends_of_four: int


def tables_of(problem: RotaProblem) -> Tables:
    """The arrays of a problem."""
    duties, rules = problem.duties, problem.rules
    able = np.array(
        [[problem.refusal(person, duty) is None for duty in duties] for person in problem.people], dtype=bool
    ).reshape(len(problem.people), len(duties))
    first, last, near = _nearness(problem)
    off, wished, wishes = _wishes(problem, able)
    return Tables(
        able=able,
        first=first,
        last=last,
        near=near,
        week=np.array([(duty.week - problem.start).days // 7 for duty in duties], dtype=np.int64) + 1,
        weekend=np.array([duty.date.weekday() >= 5 for duty in duties], dtype=bool),
        minutes=np.array([duty.minutes for duty in duties], dtype=np.int64),
        counts=np.array([[count in duty.counts for count in Count] for duty in duties], dtype=bool),
        points=_points(problem),
        off=off,
        wished=wished,
        wishes=wishes,
        missed=SCALE * rules.wish_on,
        week_duties=rules.week_duties,
        week_minutes=rules.week_hours * 60,
        weekends_of_four=rules.weekends_of_four,
    )


def _nearness(problem: RotaProblem) -> tuple[Whole, Whole, Flags]:
    rest = timedelta(hours=problem.rules.rest_hours).total_seconds()
    starts = np.array([duty.starts.timestamp() for duty in problem.duties])
    ends = np.array([duty.ends.timestamp() for duty in problem.duties]) + rest
    near = (starts[:, None] < ends) & (starts < ends[:, None])
    np.fill_diagonal(near, val=False)
    places = np.arange(len(starts))
    first = np.where(near, places, places[:, None]).min(axis=1)
    last = np.where(near, places, places[:, None]).max(axis=1)
    return first.astype(np.int64), last.astype(np.int64), near


def _points(problem: RotaProblem) -> Whole:
    most = [sum(count in duty.counts for duty in problem.duties) for count in Count]
    table = np.zeros((len(problem.people), len(Count), max(most) + 1), dtype=np.int64)
    for p, person in enumerate(problem.people):
        for c, count in enumerate(Count):
            table[p, c, : most[c] + 1] = [points(problem, person, count, number) for number in range(most[c] + 1)]
    return table


def _wishes(problem: RotaProblem, able: Flags) -> tuple[Whole, Whole, int]:
    off, wished = np.zeros(able.shape, dtype=np.int64), np.full(able.shape, -1, dtype=np.int64)
    on_date: dict[date, list[int]] = defaultdict(list)
    for d, duty in enumerate(problem.duties):
        on_date[duty.date].append(d)
    wishes = 0
    for p, person in enumerate(problem.people):
        for day in person.wishes_off:
            off[p, on_date[day]] = SCALE * problem.rules.wish_off
        for day in sorted(person.wishes_on):
            there = [d for d in on_date[day] if able[p, d]]
            wished[p, there] = wishes
            wishes += bool(there)
    return off, wished, wishes
