"""A tour from its tables: what the command, the Python API and the site ask for in the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.planning.tours.data import Stop, TourRules
from maillage.planning.tours.document import Place, TourFile
from maillage.planning.tours.lists import read_tour
from maillage.planning.tours.outcome import file_of_tour
from maillage.planning.tours.setup import Limits, horizon_of, minutes_between, people_of, problem_of
from maillage.planning.tours.solver import make_tour
from maillage.schemes import FrenchCalendar

if TYPE_CHECKING:
    from maillage.territory import Territory
    from maillage.travel import TravelTimes

MOST_WEEKS = 53


@dataclass(frozen=True)
class TourAsked:
    """The commune of the depot, the weeks, hours and stops of a day, hours of the generator, the effort in seconds."""

    depot: str
    start: date
    weeks: int
    hours: float
    stops: int
    generator_hours: float = 24.0
    seed: int = 1
    seconds: float = 20.0


def tour_of_tables(
    tables: tuple[Path, Path, Path | None], asked: TourAsked, land: Territory, roads: TravelTimes, rules: TourRules
) -> TourFile:
    """Plan a tour; ``tables`` are stops, teams and the tour of today, if it is known.

    Raises ``BadInput`` naming row and column, ``UnknownName`` for the depot, ``ImpossiblePlan`` naming the stops that
    no day can hold.
    """
    places, crews, past = read_tour(*tables, land, rules)
    at = land.index_of(asked.depot)
    home = Place("depot", str(land.name[at]), asked.depot, kind="depot")
    horizon = horizon_of(asked.start, asked.weeks, crews, FrenchCalendar(str(land.department[at])))
    minutes, estimated = minutes_between(land, roads, asked.depot, places)
    people = people_of(land, roads, places, rules)
    limits = Limits(round(60 * asked.hours), round(60 * asked.generator_hours), asked.stops)
    problem, pairs = problem_of(places, crews, people, minutes, horizon, limits, rules)
    found = make_tour(problem, asked.seed, asked.seconds)
    return file_of_tour(
        problem, found, pairs, places, people, horizon, rules, home, rules.leaves, past, home.name,
        _notices(places, estimated),
    )  # fmt: skip


def _notices(places: tuple[Stop, ...], estimated: int) -> tuple[str, ...]:
    notices: list[str] = []
    guessed = sum(one.people is None for one in places)
    if guessed:
        notices.append(
            f"people without a treating doctor are estimated for {guessed} stops: inhabitants who have the stop "
            "nearest, times the average of France"
        )
    if estimated:
        notices.append(f"{estimated} journeys beyond the known times are estimated from the distance")
    return tuple(notices)
