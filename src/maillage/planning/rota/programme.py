"""The programme of a rota for HiGHS, whose relaxation is nearly integral: duties are shared out as a flow.

Points of unfairness are convex in the number of duties, so that steps of one duty each, dearer and dearer, need not be
whole. Rest is one row for each start of a duty: at most one of the duties that are not over by then, rest included.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from maillage.planning.rota.data import Count, Person, RotaProblem
from maillage.planning.rota.fairness import SCALE, far_numbers, points
from maillage.planning.solving.highs import Floats, Ints, ModelBuilder

Pair = tuple[int, int]
NODES = 40  # relaxations after the first
WHOLE = 1e-5  # distance from a whole number that is none


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
        self.numbers: dict[tuple[int, Count], int] = {}  # column of the number of duties by person and count
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
                self._fair(p, count, own)
            self._wishes(person, own)

    def _row(self, name: str, columns: Sequence[int] | Ints, weights: object = 1.0, **limits: float) -> None:
        row = self.model.add_rows(name, 1, **limits)
        self.model.put(row[0], np.asarray(columns, dtype=np.int64), np.asarray(weights, dtype=np.float64))

    def _rest(self, own: list[tuple[int, int]]) -> None:
        column = dict(own)
        for together in self.problem.one_at_most(column):
            self._row("rest", [column[d] for d in together], upper=1.0)

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

    def _fair(self, p: int, count: Count, own: list[tuple[int, int]]) -> None:
        person = self.problem.people[p]
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
        number = int(self.model.add_columns("number", 1, upper=len(columns))[0])
        self.numbers[p, count] = number
        self._row("count", [*columns, number], [1.0] * len(columns) + [-1.0], lower=0.0, upper=0.0)
        self._row("steps", [*steps.tolist(), number], [1.0] * len(rises) + [-1.0], lower=0.0, upper=0.0)

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


@dataclass(frozen=True)
class FairNumbers:
    """What the relaxation tells of a rota.

    ``least``: hundredths of a point that every rota has at least. ``numbers`` (P, C): the fairest numbers of duties by
    person and count, rounded where the search for whole ones did not end. ``shares`` (P, D): how much of each duty each
    person holds in the relaxation with these numbers, from 0 to 1.
    """

    least: float
    numbers: NDArray[np.int64]
    shares: Floats


def fair_numbers(problem: RotaProblem, seconds: float, nodes: int = NODES) -> FairNumbers | None:
    """Branch on the numbers of duties by person and count until they are whole; the duties themselves stay relaxed.

    The first relaxation is solved by the interior point method, those of branches from its basis. No rota has fewer
    points than the best open branch. None if the first relaxation does not end in ``seconds``, or has no solution.
    """
    programme = Programme(problem)
    columns = np.array(list(programme.numbers.values()), dtype=np.int64)

    def relax(within: Mapping[int, tuple[float, float]], method: str) -> tuple[float, Floats] | None:
        solved = programme.model.solve(
            integral=False, options={"time_limit": seconds, "solver": method}, within=within
        )  # fmt: skip
        return (max(0.0, -solved.objective), solved.values) if solved.feasible else None

    first, turn = relax({}, "ipm"), 0
    if first is None:
        return None
    branches: list[tuple[float, int, Floats, dict[int, tuple[float, float]]]] = [(*first[:1], 0, first[1], {})]
    while branches:
        least, _, values, within = heapq.heappop(branches)
        numbers = values[columns]
        away = np.abs(numbers - np.round(numbers))
        at = int(away.argmax()) if len(numbers) else -1
        if at < 0 or away[at] < WHOLE or turn >= nodes:
            return FairNumbers(least, _table(problem, programme, values), _shares(problem, programme, values))
        column, floor = int(columns[at]), math.floor(numbers[at])
        low, high = within.get(column, (0.0, math.inf))
        for limits in ((low, float(floor)), (floor + 1.0, high)):
            turn += 1
            inside = {**within, column: limits}
            solved = relax(inside, "simplex")
            if solved is not None:
                heapq.heappush(branches, (max(least, solved[0]), turn, solved[1], inside))
    return None


def _table(problem: RotaProblem, programme: Programme, values: Floats) -> NDArray[np.int64]:
    table, place = np.zeros((len(problem.people), len(Count)), dtype=np.int64), {c: k for k, c in enumerate(Count)}
    for (p, count), column in programme.numbers.items():
        table[p, place[count]] = round(values[column])
    return table


def _shares(problem: RotaProblem, programme: Programme, values: Floats) -> Floats:
    shares = np.zeros((len(problem.people), len(problem.duties)))
    for (p, d), column in zip(programme.pairs, programme.fills.tolist(), strict=True):
        shares[p, d] = values[column]
    return shares
