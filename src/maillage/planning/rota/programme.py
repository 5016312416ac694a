"""The programme of a rota for HiGHS, whose relaxation is nearly integral: duties are shared out as a flow.

Points of unfairness are convex in the number of duties, so that steps of one duty each, dearer and dearer, need not be
whole. Rest is one row for each start of a duty: at most one of the duties that are not over by then, rest included.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from maillage.planning.highs import Ints, ModelBuilder
from maillage.planning.rota.data import Count, Person, RotaProblem
from maillage.planning.rota.fairness import SCALE, far_numbers, points

Pair = tuple[int, int]


class Programme:
    """A model with one column for each (person, duty) that may be, by position, and the rules as rows."""

    def __init__(self, problem: RotaProblem) -> None:
        self.problem, self.model = problem, ModelBuilder()
        self.pairs: list[Pair] = [
            (p, d)
            for p, person in enumerate(problem.people)
            for d, duty in enumerate(problem.duties)
            if problem.refusal(person, duty) is None
        ]
        self.fills = self.model.add_columns("fills", len(self.pairs), upper=1.0, integer=True)
        self.of_person: dict[int, list[tuple[int, int]]] = defaultdict(list)  # (duty, column)
        of_duty: dict[int, list[int]] = defaultdict(list)
        for (p, d), column in zip(self.pairs, self.fills.tolist(), strict=True):
            self.of_person[p].append((d, column))
            of_duty[d].append(column)
        for d in range(len(problem.duties)):
            self._row("filled", of_duty[d], lower=1.0, upper=1.0)
        for p, person in enumerate(problem.people):
            own = self.of_person[p]
            self._rest(own)
            self._weeks(own)
            for count in Count:
                self._fair(person, count, own)
            self._wishes(person, own)

    def _row(self, name: str, columns: Sequence[int] | Ints, weights: object = 1.0, **limits: float) -> None:
        row = self.model.add_rows(name, 1, **limits)
        self.model.put(row[0], np.asarray(columns, dtype=np.int64), np.asarray(weights, dtype=np.float64))

    def _rest(self, own: list[tuple[int, int]]) -> None:
        duties, rest = self.problem.duties, timedelta(hours=self.problem.rules.rest_hours)
        cliques = [
            frozenset(c for d, c in own if duties[d].starts <= now < duties[d].ends + rest)
            for now in sorted({duties[d].starts for d, _ in own})
        ]
        for k, clique in enumerate(cliques):
            near = cliques[max(k - 1, 0) : k + 2]
            if len(clique) > 1 and not any(clique < other for other in near):
                self._row("rest", sorted(clique), upper=1.0)

    def _weeks(self, own: list[tuple[int, int]]) -> None:
        rules, duties = self.problem.rules, self.problem.duties
        weeks: dict[date, list[tuple[int, int]]] = defaultdict(list)
        for d, column in own:
            weeks[duties[d].week].append((d, column))
        for there in weeks.values():
            columns = [column for _, column in there]
            if len(columns) > rules.week_duties:
                self._row("duties a week", columns, upper=rules.week_duties)
            minutes = [duties[d].minutes for d, _ in there]
            most = math.floor(rules.week_hours * 60)
            if sum(sorted(minutes)[-rules.week_duties :]) > most:
                self._row("hours a week", columns, minutes, upper=most)
        self._weekends({w: [c for d, c in there if duties[d].date.weekday() >= 5] for w, there in weeks.items()})

    def _weekends(self, there: dict[date, list[int]]) -> None:
        weeks = sorted(week for week, columns in there.items() if columns)
        busy = dict(zip(weeks, self.model.add_columns("weekend", len(weeks), upper=1.0).tolist(), strict=True))
        for week, column in busy.items():
            for fills in there[week]:
                self._row("weekend", [fills, column], [1.0, -1.0], upper=0.0)
        most = self.problem.rules.weekends_of_four
        for first in weeks:
            four = [busy[w] for k in range(4) if (w := first + timedelta(weeks=k)) in busy]
            if len(four) > most:
                self._row("weekends of four", four, upper=most)

    def _fair(self, person: Person, count: Count, own: list[tuple[int, int]]) -> None:
        columns = [column for d, column in own if count in self.problem.duties[d].counts]
        fixed = points(self.problem, person, count, 0)
        self.model.add_columns("fixed", 1, lower=1.0, upper=1.0, value=-fixed)
        if not columns:
            return
        first, last = far_numbers(self.problem, person, count)
        first, last = max(first, 0), max(min(last, len(columns)), 1)
        at = [points(self.problem, person, count, number) for number in range(first, last + 1)]
        rises = np.diff(np.array(at, dtype=np.float64))
        # The first and the last step stand for all that lie beyond them, as points rise on a straight line there.
        widths = np.ones(len(rises))
        widths[0], widths[-1] = widths[0] + first, len(columns)
        steps = self.model.add_columns("steps", len(rises), upper=widths, value=-rises)
        self._row(
            "count", [*columns, *steps.tolist()], [1.0] * len(columns) + [-1.0] * len(rises), lower=0.0, upper=0.0
        )

    def _wishes(self, person: Person, own: list[tuple[int, int]]) -> None:
        rules, duties = self.problem.rules, self.problem.duties
        off = [column for d, column in own if duties[d].date in person.wishes_off]
        if off:
            refused = self.model.add_columns("off", 1, upper=len(off), value=-float(SCALE * rules.wish_off))
            self._row("off", [*off, int(refused[0])], [1.0] * len(off) + [-1.0], upper=0.0)
        for day in sorted(person.wishes_on):
            there = [column for d, column in own if duties[d].date == day]
            if there:
                missed = self.model.add_columns("missed", 1, upper=1.0, value=-float(SCALE * rules.wish_on))
                self._row("missed", [*there, int(missed[0])], lower=1.0)


def least_points(problem: RotaProblem, seconds: float) -> float:
    """Hundredths of a point that every rota has at least: the relaxation of the programme; 0 if time runs out."""
    solved = Programme(problem).model.solve(integral=False, options={"time_limit": seconds})
    return max(0.0, -solved.objective) if solved.feasible else 0.0
