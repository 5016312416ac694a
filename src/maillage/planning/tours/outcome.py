"""From a tour found to its file: hours of each stop, figures, and the tour of today measured the same way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import time
from itertools import pairwise
from pathlib import Path

from maillage.planning.tours.data import PastVisit, Stop, Team, TourRules
from maillage.planning.tours.document import DayLimits, DayOut, Figures, Place, StopTime, TourFile, Visits
from maillage.planning.tours.problem import DEPOT, TourProblem, driven
from maillage.planning.tours.setup import OWED, WEEK, WEEKS_A_YEAR, Horizon
from maillage.planning.tours.solver import Found

Pairs = Sequence[tuple[Stop, Team]]


def file_of_tour(
    problem: TourProblem,
    found: Found,
    pairs: Pairs,
    stops: Sequence[Stop],
    people: Mapping[str, float],
    horizon: Horizon,
    rules: TourRules,
    depot: Place,
    leaves: time,
    past: Sequence[PastVisit],
    source: str,
    notices: tuple[str, ...],
) -> TourFile:
    """The file of a tour over a horizon."""  # fmt: skip
    series = tuple(
        _visits_of(problem, k, found.tour.rhythms[k], stop, team, people, horizon, rules)
        for k, (stop, team) in enumerate(pairs)
    )
    return TourFile(
        source=source,
        start=horizon.start,
        days=horizon.days,
        leaves=leaves,
        places=(depot, *(Place(one.id, one.name, one.commune, people[one.id]) for one in stops)),
        minutes=_rows(problem),
        limits=_limits(problem),
        price=problem.price,
        series=series,
        tour=_days_of(problem, found, leaves, [team.id for _, team in pairs], horizon),
        figures=_figures(
            series, people, [one.id for one in stops], _driven(problem, found), _out(found), horizon.weeks
        ),
        today=_today(problem, pairs, people, stops, horizon, rules, past) if past else None,
        objective=found.objective,
        bound=found.bound,
        seconds=found.seconds,
        notices=notices,
    )


def file_of_published(problem: TourProblem, found: Found, path: Path) -> TourFile:
    """The file of a published problem, whose places have numbers only.

    All its visits are owed: worth counts from there, so that the objective of a whole tour is its minutes, negative.
    """
    owed = [max((rhythm.value for rhythm in one.rhythms), default=0.0) for one in problem.series]
    series = tuple(
        Visits(
            place=one.node,
            team="",
            stay=one.stay,
            load=one.load,
            power=one.power,
            every=_every(one.rhythms[k or 0].days, problem.days),
            days=() if k is None else one.rhythms[k].days,
            worth=(0.0 if k is None else one.rhythms[k].value) - most,
        )
        for one, k, most in zip(problem.series, found.tour.rhythms, owed, strict=True)
    )
    kinds = {DEPOT: "depot", **dict.fromkeys(problem.relays, "relay")}
    return TourFile(
        source=path.name,
        start=None,
        days=problem.days,
        leaves=time(0),
        places=tuple(Place(str(k), str(k), kind=kinds.get(k, "stop")) for k in range(len(problem.minutes))),
        minutes=_rows(problem),
        limits=_limits(problem),
        price=problem.price,
        series=series,
        tour=_days_of(problem, found, time(0), [""] * len(series), None),
        figures=Figures(
            visits=sum(len(one.days) for one in series),
            stops=sum(bool(one.days) for one in series),
            met=0.0,
            worth=found.tour.value(problem) - sum(owed),
            driven=_driven(problem, found),
            days=_out(found),
        ),
        today=None,
        objective=found.objective - sum(owed),
        bound=found.bound - sum(owed),
        seconds=found.seconds,
    )


def _every(days: Sequence[int], horizon: int) -> int:
    """Days between two visits that are evenly spaced."""
    return days[1] - days[0] if len(days) > 1 else horizon


def _rows(problem: TourProblem) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(cell) for cell in row) for row in problem.minutes)


def _limits(problem: TourProblem) -> DayLimits:
    return DayLimits(problem.vehicles, problem.capacity, problem.longest, problem.longest_power)


def _driven(problem: TourProblem, found: Found) -> int:
    return found.tour.minutes(problem)


def _out(found: Found) -> int:
    """Days on the road."""
    return sum(bool(routes) for routes in found.tour.routes)


def _visits_of(
    problem: TourProblem, number: int, rhythm: int | None, stop: Stop, team: Team, people: Mapping[str, float],
    horizon: Horizon, rules: TourRules,
) -> Visits:  # fmt: skip
    series = problem.series[number]
    days = () if rhythm is None else series.rhythms[rhythm].days
    asked = _asked(people[stop.id], team, horizon.weeks)
    gap = _gap_of(days, horizon, rules)
    return Visits(
        place=series.node,
        team=team.id,
        stay=series.stay,
        load=series.load,
        power=series.power,
        every=gap,
        days=days,
        worth=0.0 if rhythm is None else series.rhythms[rhythm].value,
        asked=asked,
        met=min(asked, len(days) * team.appointments),
    )


def _asked(people: float, team: Team, weeks: int) -> float:
    """Appointments that the people of a stop would take of a team in the horizon."""
    return people * team.appointments_a_year * weeks / WEEKS_A_YEAR


def _gap_of(days: Sequence[int], horizon: Horizon, rules: TourRules) -> int:
    """Days between the visits of a series: the longest gap of the rules that all of them keep."""
    gaps = [after - before for before, after in pairwise(days)]
    fits = [gap * WEEK for gap in rules.gaps if all(one % (gap * WEEK) == 0 for one in gaps)]
    return max(fits) if gaps else horizon.days


def _days_of(
    problem: TourProblem, found: Found, leaves: time, teams: Sequence[str], horizon: Horizon | None
) -> tuple[DayOut, ...]:
    return tuple(
        DayOut(
            day=day,
            date=None if horizon is None else horizon.day(day).isoformat(),
            team=teams[routes[0][0]],
            driven=sum(driven(problem, route) for route in routes),
            routes=tuple(_stop_times(problem, route, 60 * leaves.hour + leaves.minute) for route in routes),
        )
        for day, routes in enumerate(found.tour.routes)
        if routes
    )


def _stop_times(problem: TourProblem, route: Sequence[int], leaves: int) -> tuple[StopTime, ...]:
    """The stops of a route, from the minute of the day at which it leaves; the ways over relays are not timed."""
    stops: list[StopTime] = []
    here, clock = DEPOT, leaves
    for number in route:
        one = problem.series[number]
        clock += int(problem.minutes[here, one.node])
        stops.append(StopTime(number, clock, clock + one.stay))
        here, clock = one.node, clock + one.stay
    return tuple(stops)


def _figures(
    series: Sequence[Visits], people: Mapping[str, float], stops: Sequence[str], road: int, days: int, weeks: int
) -> Figures:
    at: dict[int, set[int]] = defaultdict(set)
    for one in series:
        at[one.place].update(one.days)
    visits = {name: sorted(at[place]) for place, name in enumerate(stops, 1)}
    return Figures(
        visits=sum(len(one.days) for one in series),
        stops=sum(bool(found) for found in visits.values()),
        met=sum(one.met or 0.0 for one in series),
        worth=sum(one.worth for one in series),
        driven=road,
        days=days,
        weeks_between=_weeks_between(visits, people, weeks),
    )


def _weeks_between(visits: Mapping[str, Sequence[int]], people: Mapping[str, float], weeks: int) -> float | None:
    """Mean over people of the longest time between visits of their stop; the tour starts again at its end."""
    everybody = sum(people[name] for name in visits)
    if not everybody:
        return None
    longest = {
        name: max((b - a for a, b in zip(days, [*days[1:], days[0] + weeks * WEEK], strict=True)), default=0) / WEEK
        if days
        else float(weeks)
        for name, days in visits.items()
    }
    return sum(people[name] * longest[name] for name in visits) / everybody


def _today(
    problem: TourProblem,
    pairs: Pairs,
    people: Mapping[str, float],
    stops: Sequence[Stop],
    horizon: Horizon,
    rules: TourRules,
    past: Sequence[PastVisit],
) -> Figures:
    """The figures of the tour of today: from its first day on, as many weeks as the new one has."""
    first = min(visit.day for visit in past)
    number = {(stop.id, team.id): k for k, (stop, team) in enumerate(pairs)}
    days: dict[int, set[int]] = defaultdict(set)
    given: dict[int, float] = defaultdict(float)
    routes: dict[int, list[int]] = defaultdict(list)
    for visit in past:
        day, k = (visit.day - first).days, number[visit.stop, visit.team]
        if day < horizon.days and day not in days[k]:
            days[k].add(day)
            given[k] += visit.appointments
            routes[day].append(k)
    series: list[Visits] = []
    for k, (stop, team) in enumerate(pairs):
        asked = _asked(people[stop.id], team, horizon.weeks)
        worth = rules.worth(asked, given[k]) + (OWED if 0 < stop.least <= len(days[k]) else 0.0)
        node, dates = problem.series[k].node, tuple(sorted(days[k]))
        series.append(Visits(node, team.id, 0, 0, 0, 0, dates, worth, asked, min(asked, given[k])))
    road = sum(driven(problem, route) for route in routes.values())
    return _figures(series, people, [one.id for one in stops], road, len(routes), horizon.weeks)
