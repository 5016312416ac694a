"""Make a tour: search the rhythms, drive each day, prove a bound."""

from __future__ import annotations

import time
from dataclasses import dataclass

from maillage.planning.tours.bound import bound_of
from maillage.planning.tours.drive import with_best_drives
from maillage.planning.tours.problem import Tour, TourProblem
from maillage.planning.tours.search import search

BOUND_SHARE = 0.15  # of the effort, for the bound
ITERATIONS_A_SECOND, MOST_ITERATIONS = 100, 2000  # of PyVRP, for the drive of each day


@dataclass(frozen=True)
class Found:
    """A tour, its objective, a value that no tour surpasses, and the seconds that both took."""

    tour: Tour
    objective: float
    bound: float
    seconds: float


def make_tour(problem: TourProblem, seed: int, seconds: float) -> Found:
    """The best tour found with an effort of about ``seconds`` on one core; the same seed gives the same tour."""
    started = time.perf_counter()
    drives = round(min(MOST_ITERATIONS, ITERATIONS_A_SECOND * seconds))
    tour = with_best_drives(problem, search(problem, seed, (1 - BOUND_SHARE) * seconds), seed, drives)
    bound = max(bound_of(problem, max(0.5, BOUND_SHARE * seconds)), tour.objective(problem))
    return Found(tour, tour.objective(problem), bound, time.perf_counter() - started)
