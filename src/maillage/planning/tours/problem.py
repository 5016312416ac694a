"""A periodic tour as data: series of visits, the rhythms that each may have, days, vehicles and minutes.

A *series* is the visits of one team to one stop; a *rhythm* is the days of such a series, evenly spaced, with what
these visits are worth together. The tour takes one rhythm of each series, or none, and orders the visits of each day.

A vehicle that loads, such as one that collects waste, is emptied at a *relay* on the way and before it returns
(Angelelli and Speranza 2002, European Journal of Operational Research 137). A vehicle without relays returns as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
DEPOT = 0
FAR = 10**9  # minutes of a way that does not exist


@dataclass(frozen=True)
class Rhythm:
    """Days of the visits of a series, and what they are worth together."""

    days: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class Series:
    """Visits of one team to one stop: the node of the stop, minutes of each visit, its load, and its rhythms.

    ``power``: minutes of each visit for which the generator of the vehicle runs.
    """

    node: int
    stay: int
    load: int
    rhythms: tuple[Rhythm, ...]
    power: int = 0


@dataclass(frozen=True, eq=False)
class TourProblem:
    """What a tour is made from.

    ``minutes`` (n, n) between nodes, of which the first is the depot; ``longest``: minutes of a vehicle's day, journeys
    and stays; ``capacity``: load of a vehicle, between two relays if there are any; ``price``: worth of a minute
    driven; ``longest_power``: minutes that a vehicle's generator runs in a day.
    """

    minutes: Ints
    series: tuple[Series, ...]
    days: int
    vehicles: int
    capacity: int
    longest: int
    relays: tuple[int, ...] = ()
    price: float = 1.0
    longest_power: int = FAR

    @cached_property
    def emptied(self) -> Ints:
        """(n, n) minutes from node to node over the best relay.

        Without relays a vehicle is never emptied: the way back to the depot is the direct one, others do not exist.
        """
        if self.relays:
            relays = list(self.relays)
            return (self.minutes[:, relays][:, :, None] + self.minutes[relays][None, :, :]).min(axis=1)
        ways = np.full_like(self.minutes, FAR)
        ways[:, DEPOT] = self.minutes[:, DEPOT]
        return ways


@dataclass(frozen=True)
class Tour:
    """A tour: of each series the number of its rhythm or None, of each day the routes, series in their order."""

    rhythms: tuple[int | None, ...]
    routes: tuple[tuple[tuple[int, ...], ...], ...]

    def value(self, problem: TourProblem) -> float:
        """What the visits are worth, journeys not taken off."""
        chosen = zip(problem.series, self.rhythms, strict=True)
        return sum(series.rhythms[k].value for series, k in chosen if k is not None)

    def minutes(self, problem: TourProblem) -> int:
        """Minutes driven, all days and vehicles."""
        return sum(driven(problem, route) for day in self.routes for route in day)

    def objective(self, problem: TourProblem) -> float:
        """Worth of the visits less the price of the minutes driven."""
        return self.value(problem) - problem.price * self.minutes(problem)


def driven(problem: TourProblem, route: Sequence[int]) -> int:
    """Minutes driven on a route with the best choice of where to empty the vehicle; FAR if its load fits nowhere.

    ``least[j]`` is the way to the place after the first j visits with an empty vehicle.
    """
    if not route:
        return 0
    nodes = [problem.series[k].node for k in route]
    ends = [*nodes[1:], DEPOT]
    least = [int(problem.minutes[DEPOT, nodes[0]])] + [FAR] * len(nodes)
    for first in range(len(nodes)):
        if least[first] >= FAR:
            continue
        load, way = 0, least[first]
        for last in range(first, len(nodes)):
            load += problem.series[route[last]].load
            if load > problem.capacity:
                break
            way += int(problem.minutes[nodes[last - 1], nodes[last]]) if last > first else 0
            least[last + 1] = min(least[last + 1], way + int(problem.emptied[nodes[last], ends[last]]))
    return min(least[-1], FAR)


def length_of_day(problem: TourProblem, route: Sequence[int]) -> int:
    """Minutes of a vehicle's day: driven and stayed."""
    return driven(problem, route) + sum(problem.series[k].stay for k in route)
