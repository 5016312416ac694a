"""Build the problem of a tour from stops, teams, dates and roads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from maillage.errors import ImpossiblePlan
from maillage.planning.reach import journeys
from maillage.planning.tours.data import Stop, Team, TourRules, weekdays_of
from maillage.planning.tours.problem import Ints, Rhythm, Series, TourProblem
from maillage.schemes import FrenchCalendar

if TYPE_CHECKING:
    from maillage.territory import Territory
    from maillage.travel import TravelTimes

OWED = 1e4  # worth of the visits that a stop is promised: above any journey
WEEK, WEEKS_A_YEAR = 7, 52
SAME_COMMUNE = 5  # minutes between two stops of one commune, whose roads inside are not known


@dataclass(frozen=True)
class Horizon:
    """The weeks of a tour, from a Monday, and the team of each weekday; nobody travels on public holidays."""

    start: date
    weeks: int
    teams: Mapping[int, str]
    calendar: FrenchCalendar

    @property
    def days(self) -> int:
        """Days of the horizon, those without a tour too."""
        return self.weeks * WEEK

    def day(self, number: int) -> date:
        """The date of a day."""
        return self.start + timedelta(days=number)

    def team(self, number: int) -> str:
        """The team of a day; '' if the bus stays at the depot."""
        day = self.day(number)
        return "" if self.calendar.is_holiday(day) else self.teams.get(day.weekday(), "")


def horizon_of(start: date, weeks: int, teams: Sequence[Team], calendar: FrenchCalendar) -> Horizon:
    """The horizon from the Monday on or after ``start``. Raises ``MaillageError`` if the week has too few days."""
    return Horizon(start + timedelta(days=-start.weekday() % WEEK), weeks, weekdays_of(tuple(teams)), calendar)


def people_of(territory: Territory, times: TravelTimes, stops: Sequence[Stop], rules: TourRules) -> dict[str, float]:
    """People without a treating doctor of each stop: given, or estimated from the inhabitants who have it nearest.

    Each commune within reach counts for its nearest stop; among those of one commune it is shared out equally.
    """
    sites = territory.indices_of([one.commune for one in stops])
    around = _around(times, sites, rules.reach_minutes)
    minutes, _ = journeys(territory, times, around, sites, estimate=False)
    minutes[around[:, None] == sites[None, :]] = 0.0
    nearest = minutes.min(axis=1, initial=np.inf)
    shares = (minutes == nearest[:, None]) & (nearest <= rules.reach_minutes)[:, None]
    parts = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1)
    estimated = rules.without_doctor * (territory.population[around] @ parts)
    return {
        one.id: float(estimated[k]) if one.people is None else one.people for k, one in enumerate(stops)
    }  # fmt: skip


def _around(times: TravelTimes, sites: Ints, reach: float) -> Ints:
    """Positions of the communes within reach of any stop."""
    found = {int(site) for site in sites}
    for site in sites.tolist():
        where, minutes = times.row(site)
        found.update(int(place) for place in where[minutes <= reach].tolist())
    return np.array(sorted(found), dtype=np.int64)


def minutes_between(territory: Territory, times: TravelTimes, depot: str, stops: Sequence[Stop]) -> tuple[Ints, int]:
    """Whole minutes (1 + S, 1 + S) from depot and stops to each other, and how many journeys are estimated.

    Raises ``ImpossiblePlan`` naming a stop to which no road leads.
    """
    places = territory.indices_of([depot, *(one.commune for one in stops)])
    minutes, estimated = journeys(territory, times, places, places, estimate=True)
    minutes[places[:, None] == places[None, :]] = SAME_COMMUNE
    np.fill_diagonal(minutes, 0.0)
    if np.isinf(minutes).any():
        cut = int(np.isinf(minutes).sum(axis=0)[1:].argmax())
        raise ImpossiblePlan(f"No road leads from the others to {stops[cut].id} ({stops[cut].name}). Leave it out.")
    return np.ceil(minutes).astype(np.int64), int(estimated.sum())


@dataclass(frozen=True)
class Limits:
    """Of a vehicle's day: minutes, minutes of generator, and stops."""

    longest: int
    longest_power: int
    stops: int


def problem_of(
    stops: Sequence[Stop],
    teams: Sequence[Team],
    people: Mapping[str, float],
    minutes: Ints,
    horizon: Horizon,
    limits: Limits,
    rules: TourRules,
) -> tuple[TourProblem, tuple[tuple[Stop, Team], ...]]:
    """The problem, and the stop and team of each of its series.

    Raises ``ImpossiblePlan`` with every stop that no day can reach.
    """  # fmt: skip
    refused: list[str] = []
    pairs: list[tuple[Stop, Team]] = []
    series: list[Series] = []
    for node, stop in enumerate(stops, 1):
        consulted = rules.minutes if stop.minutes is None else stop.minutes
        stay, power = consulted + rules.set_up_minutes, consulted if stop.generator else 0
        there = int(minutes[0, node] + minutes[node, 0])
        if there + stay > limits.longest:
            refused.append(f"{stop.name}: {there} minutes of road and {stay} there do not fit into a day of "
                           f"{limits.longest} minutes")  # fmt: skip
        if power > limits.longest_power:
            refused.append(f"{stop.name}: its generator would run {power} minutes, {limits.longest_power} are allowed")
        for team in teams:
            asked = people[stop.id] * team.appointments_a_year * horizon.weeks / WEEKS_A_YEAR
            rhythms = _rhythms(stop, team, asked, horizon, rules)
            if rhythms:
                pairs.append((stop, team))
                series.append(Series(node, stay, 1, rhythms, power))
    if refused:
        raise ImpossiblePlan("; ".join(refused) + ". Leave these stops out, shorten their visits, or lengthen the day.")
    problem = TourProblem(
        minutes, tuple(series), horizon.days, 1, limits.stops, limits.longest, price=rules.minute,
        longest_power=limits.longest_power,
    )  # fmt: skip
    return problem, tuple(pairs)


def _rhythms(stop: Stop, team: Team, asked: float, horizon: Horizon, rules: TourRules) -> tuple[Rhythm, ...]:
    """Each weekday of the team, each gap of weeks, each week to begin with; holidays fall out."""
    found: list[Rhythm] = []
    weekdays = [day for day, name in horizon.teams.items() if name == team.id]
    for gap in (gap for gap in rules.gaps if gap <= horizon.weeks):
        for weekday in weekdays:
            for first in range(gap):
                numbers = (weekday + WEEK * week for week in range(first, horizon.weeks, gap))
                days = tuple(day for day in numbers if horizon.team(day) == team.id)
                if days and stop.least <= len(days) <= stop.most:
                    worth = rules.worth(asked, len(days) * team.appointments) + (OWED if stop.least else 0.0)
                    found.append(Rhythm(days, worth))
    return tuple(found)
