"""A bound of all tours.

Where a day has few stops, every route of a day is a column, so that the model is exact: choose the rhythms, and routes
that make the visits of each day. HiGHS proves how much its best solution can be worth.

Where routes are too many, the rhythms are chosen alone, each visit at the least that driving to it can cost: whoever
visits a stop drives to it from somewhere, at least the shortest way from another place. Days hold no more than their
minutes, vehicles without relays no more than their load. What this leaves out (the order of the day, the way back, the
generator) can only make a tour worth less, so that none is worth more than the bound.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, permutations

import numpy as np

from maillage.planning.solving.highs import ModelBuilder
from maillage.planning.tours.problem import FAR, Floats, Ints, TourProblem, driven, length_of_day

MOST_STOPS, MOST_ROUTES = 3, 40_000  # of a day, and of all days together, for the exact model


def bound_of(problem: TourProblem, seconds: float) -> float:
    """A value that no tour surpasses, in the unit of the objective."""
    rhythms = [(k, rhythm) for k, series in enumerate(problem.series) for rhythm in series.rhythms]
    if not rhythms:
        return 0.0
    model = ModelBuilder()
    routes = _routes(problem)
    if routes and not any(routes.values()):
        return 0.0  # no day holds any visit
    owner = np.array([k for k, _ in rhythms], dtype=np.int64)
    visits = np.array([len(rhythm.days) for _, rhythm in rhythms], dtype=np.float64)
    least = np.zeros(len(problem.series)) if routes else _least_ways(problem)
    worth = np.array([rhythm.value for _, rhythm in rhythms]) - problem.price * least[owner] * visits
    columns = model.add_columns("rhythm", len(rhythms), upper=1.0, value=worth, integer=True)
    once = model.add_rows("once", len(problem.series), upper=1.0)
    model.put(once[owner], columns, 1.0)
    pairs = [(day, column) for column, (_, rhythm) in enumerate(rhythms) for day in rhythm.days]
    days, which = (np.array(part, dtype=np.int64) for part in zip(*pairs, strict=True))
    if routes:
        _add_routes(model, problem, routes, days, owner[which], columns[which])
    else:
        _add_days(model, problem, least, days, owner[which], columns[which])
    relaxed = model.solve(integral=False).bound
    return max(0.0, min(relaxed, model.solve(options={"time_limit": seconds}).bound))


def _routes(problem: TourProblem) -> dict[int, list[tuple[int, ...]]]:
    """Every set of visits that one vehicle can make on a day, in its best order, by day; empty if they are too many."""
    there: dict[int, set[int]] = defaultdict(set)
    for k, series in enumerate(problem.series):
        for rhythm in series.rhythms:
            for day in rhythm.days:
                there[day].add(k)
    stops = min(problem.capacity // max(1, min(one.load for one in problem.series)), MOST_STOPS + 1)
    if problem.relays or stops > MOST_STOPS:
        return {}
    known: dict[frozenset[int], list[tuple[int, ...]]] = {}
    for visits in {frozenset(found) for found in there.values()}:
        sets = (one for size in range(1, stops + 1) for one in combinations(sorted(visits), size))
        best = (min(permutations(one), key=lambda route: driven(problem, route)) for one in sets)
        known[visits] = [route for route in best if _fits(problem, route)]
    routes = {day: known[frozenset(found)] for day, found in there.items()}
    return routes if sum(map(len, routes.values())) <= MOST_ROUTES else {}


def _fits(problem: TourProblem, route: tuple[int, ...]) -> bool:
    power = sum(problem.series[k].power for k in route)
    return length_of_day(problem, route) <= problem.longest and power <= problem.longest_power


def _add_routes(
    model: ModelBuilder,
    problem: TourProblem,
    routes: dict[int, list[tuple[int, ...]]],
    days: Ints,
    owner: Ints,
    columns: Ints,
) -> None:
    """Each visit of a chosen rhythm is on one route of its day; a day has as many routes as vehicles."""  # fmt: skip
    flat = [(day, route) for day, found in routes.items() for route in found]
    price = [-problem.price * driven(problem, route) for _, route in flat]
    taken = model.add_columns("route", len(flat), upper=1.0, value=price, integer=True)
    count = len(problem.series)
    visited = model.add_rows("visited", problem.days * count, lower=0.0, upper=0.0)
    model.put(visited[days * count + owner], columns, -1.0)
    stops = [(day * count + k, column) for column, (day, route) in enumerate(flat) for k in route]
    rows, which = (np.array(part, dtype=np.int64) for part in zip(*stops, strict=True))
    model.put(visited[rows], taken[which], 1.0)
    vehicles = model.add_rows("vehicles", problem.days, upper=float(problem.vehicles))
    model.put(vehicles[[day for day, _ in flat]], taken, 1.0)


def _add_days(
    model: ModelBuilder, problem: TourProblem, least: Floats, days: Ints, owner: Ints, columns: Ints
) -> None:  # fmt: skip
    """A day holds the minutes of its stays and of the least ways to them, and the load of its vehicles."""
    stay = np.array([one.stay for one in problem.series], dtype=np.float64) + least
    rows = model.add_rows("day", problem.days, upper=float(problem.longest * problem.vehicles))
    model.put(rows[days], columns, stay[owner])
    if not problem.relays:
        load = np.array([one.load for one in problem.series], dtype=np.float64)
        rows = model.add_rows("load", problem.days, upper=float(problem.capacity * problem.vehicles))
        model.put(rows[days], columns, load[owner])


def _least_ways(problem: TourProblem) -> Floats:
    """(S,) least minutes to the stop of each series; nothing if another series may stop there on the same day."""
    ways = problem.minutes.astype(np.float64)
    np.fill_diagonal(ways, FAR)
    near = ways.min(axis=0)
    days = [{day for rhythm in one.rhythms for day in rhythm.days} for one in problem.series]
    least = np.zeros(len(problem.series))
    for k, one in enumerate(problem.series):
        beside = (j for j, other in enumerate(problem.series) if j != k and other.node == one.node)
        if not any(days[k] & days[j] for j in beside):
            least[k] = near[one.node]
    return least
