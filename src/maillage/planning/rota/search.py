"""A good rota by many small changes: another person for a duty, or two people who exchange duties.

Simulated annealing with a fixed number of tries, so that the seed alone decides.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict

from maillage.planning.rota.data import Count, Duty, RotaProblem
from maillage.planning.rota.fairness import SCALE, points
from maillage.planning.rota.greedy import fits

TRIES = 250  # tries for each duty
HOT, COLD = 400.0, 8.0  # temperatures, hundredths of a point


class _State:
    """Who holds what, with the points of each person for each number of duties of a count."""

    def __init__(self, problem: RotaProblem, filled: set[tuple[int, int]]) -> None:
        self.problem, self.duties = problem, problem.duties
        self.who = {d: p for p, d in filled}
        self.held: dict[int, set[int]] = defaultdict(set)
        for p, d in filled:
            self.held[p].add(d)
        self.able = [
            [p for p, person in enumerate(problem.people) if problem.refusal(person, duty) is None]
            for duty in problem.duties
        ]
        self.counts = [tuple(duty.counts) for duty in problem.duties]
        self._points: dict[tuple[int, Count, int], int] = {}
        self.number: dict[tuple[int, Count], int] = defaultdict(int)
        for p, d in filled:
            for count in self.counts[d]:
                self.number[p, count] += 1

    def point(self, p: int, count: Count, number: int) -> int:
        """Points of a number, kept once computed."""
        key = (p, count, number)
        if key not in self._points:
            self._points[key] = points(self.problem, self.problem.people[p], count, number)
        return self._points[key]

    def cost(self, p: int, without: int | None, with_: int | None) -> int:
        """Change of the points of a person who gives one duty up or takes another."""
        change = 0
        for count in Count:
            step = (with_ is not None and count in self.counts[with_]) - (
                without is not None and count in self.counts[without]
            )
            if step:
                now = self.number[p, count]
                change += self.point(p, count, now + step) - self.point(p, count, now)
        return change + self._wish(p, with_) - self._wish(p, without)

    def _wish(self, p: int, d: int | None) -> int:
        if d is None:
            return 0
        person, day, rules = self.problem.people[p], self.duties[d].date, self.problem.rules
        return SCALE * (rules.wish_off * (day in person.wishes_off) - rules.wish_on * (day in person.wishes_on))

    def fit(self, p: int, d: int, without: int | None = None) -> bool:
        """Whether a person may take a duty beside the others they hold, one of them given up."""
        held: list[Duty] = [self.duties[one] for one in self.held[p] if one != without]
        return fits(self.problem, held, self.duties[d])

    def move(self, d: int, p: int | None, q: int) -> None:
        """Give a duty from one person to another."""
        if p is not None:
            self.held[p].discard(d)
        self.held[q].add(d)
        self.who[d] = q
        for count in self.counts[d]:
            if p is not None:
                self.number[p, count] -= 1
            self.number[q, count] += 1


def improve_rota(problem: RotaProblem, filled: set[tuple[int, int]], seed: int) -> set[tuple[int, int]]:
    """A rota at least as full as ``filled``, and fairer."""
    state, dice = _State(problem, filled), random.Random(seed)  # noqa: S311 a search, not a secret
    shiftable = [d for d in range(len(problem.duties)) if len(state.able[d]) > 1]
    tries = TRIES * len(shiftable)
    for turn in range(tries):
        heat = HOT * (COLD / HOT) ** (turn / tries)
        d = dice.choice(shiftable)
        p, q = state.who.get(d), dice.choice(state.able[d])
        if p == q:
            continue
        if p is None:
            if state.fit(q, d):
                state.move(d, None, q)
            continue
        back = dice.choice(sorted(state.held[q])) if state.held[q] and dice.random() < 0.5 else None
        if back is not None and p not in state.able[back]:
            back = None
        change = state.cost(p, d, back) + state.cost(q, back, d)
        if change > 0 and dice.random() >= math.exp(-change / heat):
            continue
        if state.fit(q, d, back) and (back is None or state.fit(p, back, d)):
            state.move(d, p, q)
            if back is not None:
                state.move(back, q, p)
    return {(p, d) for d, p in state.who.items()}
