"""The drive of a day: PyVRP orders the visits that the search has put on it.

N. Wouda, L. Lan and W. Kool, PyVRP: a high-performance VRP solver package, INFORMS Journal on Computing 36, 2024.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from pyvrp import Model
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.stop import MaxIterations

from maillage.planning.tours.problem import DEPOT, FAR, Tour, TourProblem, driven

Routes = tuple[tuple[int, ...], ...]


def with_best_drives(problem: TourProblem, tour: Tour, seed: int, iterations: int = 2000) -> Tour:
    """The tour with the routes of PyVRP on the days on which they are shorter."""
    return Tour(tour.rhythms, tuple(_drive(problem, day, seed, iterations) for day in tour.routes))


def _drive(problem: TourProblem, routes: Routes, seed: int, iterations: int) -> Routes:
    visits = [series for route in routes for series in route]
    if len(visits) < 2 or any(problem.series[k].power for k in visits):
        return routes
    found = _by_pyvrp(problem, visits, seed, iterations)
    now = sum(driven(problem, route) for route in routes)
    if found is None or sum(driven(problem, route) for route in found) >= now:
        return routes
    return found


def _by_pyvrp(problem: TourProblem, visits: Sequence[int], seed: int, iterations: int) -> Routes | None:
    """Routes of the visits of a day, None if PyVRP finds none that keep load and day.

    A vehicle is emptied before it returns: the way from a stop to the depot is the one over the best relay.
    """
    model = Model()
    nodes = [DEPOT, *problem.relays, *(problem.series[k].node for k in visits)]
    places = [model.add_location(0, 0) for _ in nodes]
    depot = model.add_depot(places[0])
    relays = [model.add_depot(place) for place in places[1 : 1 + len(problem.relays)]]
    for place, k in zip(places[1 + len(problem.relays) :], visits, strict=True):
        model.add_client(place, pickup=problem.series[k].load, service_duration=problem.series[k].stay)
    model.add_vehicle_type(
        problem.vehicles, problem.capacity, depot, depot, shift_duration=problem.longest, reload_depots=relays
    )
    for origin, start in zip(places, nodes, strict=True):
        for goal, end in zip(places, nodes, strict=True):
            if origin is not goal:
                over = end == DEPOT and start not in problem.relays
                way = int(problem.emptied[start, end] if over else problem.minutes[start, end])
                model.add_edge(origin, goal, distance=min(way, FAR), duration=min(way, FAR))
    with warnings.catch_warnings():
        # PyVRP warns where it has trouble to keep load or day; the route at hand keeps them, and stays then
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        found = model.solve(MaxIterations(iterations), seed=seed, collect_stats=False, display=False)
    if not found.is_feasible():
        return None
    return tuple(
        tuple(visits[activity.idx] for activity in route if activity.is_client()) for route in found.best.routes()
    )
