"""Tables of a tour: stops, teams and, if there is one, the tour as it is today.

Stops: ``id,commune`` and, if known, ``name,people,generator,parking,minutes,least,most``. Teams: ``id,weekdays`` and,
if known, ``name,days_a_week,appointments,appointments_a_year``. Tour of today: ``date,stop,team`` and, if
it is not that of the team, ``appointments`` of the visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.errors import BadInput, refuse
from maillage.planning.rows import Row, rows_of
from maillage.planning.tours.data import PastVisit, Stop, Team, TourRules

if TYPE_CHECKING:
    from maillage.territory import Territory

MOST_PEOPLE, MOST_VISITS, MOST_MINUTES = 1e6, 366, 720
STOPS = ("name", "people", "generator", "parking", "minutes", "least", "most")
TEAMS = ("name", "days_a_week", "appointments", "appointments_a_year")


def read_tour(
    stops: Path, teams: Path, today: Path | None, territory: Territory, rules: TourRules
) -> tuple[tuple[Stop, ...], tuple[Team, ...], tuple[PastVisit, ...]]:
    """Read the tables. Raises ``BadInput``, or ``BadInputs`` with every problem of all of them, by row and column."""
    problems: list[BadInput] = []
    places = tuple(_stop(row, territory) for row in rows_of(stops, ("id", "commune"), STOPS, problems))
    crews = tuple(_team(row, rules) for row in rows_of(teams, ("id", "weekdays"), TEAMS, problems))
    past: list[PastVisit] = []
    if today is not None:
        stop_ids, known_teams = {one.id for one in places}, {one.id: one for one in crews}
        for row in rows_of(today, ("date", "stop", "team"), ("appointments",), problems):
            visit = _visit(row, stop_ids, known_teams)
            if visit is not None:
                past.append(visit)
    refuse(problems)
    return places, crews, tuple(past)


def _stop(row: Row, territory: Territory) -> Stop:
    if row.filled("parking") and not row.yes("parking"):
        row.refuse("the bus cannot park there", "Find a place to park in the commune, or leave the stop out", "parking")
    least = row.whole("least", 0, MOST_VISITS)
    most = row.whole("most", MOST_VISITS, MOST_VISITS)
    if most < least:
        row.refuse(f"it is below the least, {least}", "Correct one of them", "most")
    return Stop(
        id=row.text("id"),
        name=row.text("name", row.text("id")),
        commune=row.commune(territory),
        people=row.amount("people", 0.0, MOST_PEOPLE) if row.filled("people") else None,
        generator=row.yes("generator"),
        minutes=row.whole("minutes", 0, MOST_MINUTES, least=10) if row.filled("minutes") else None,
        least=least,
        most=most,
    )


def _team(row: Row, rules: TourRules) -> Team:
    weekdays = row.weekdays("weekdays") if row.needed("weekdays") else frozenset[int]()
    days = row.whole("days_a_week", len(weekdays), 7, least=1) if row.filled("days_a_week") else len(weekdays)
    if days > len(weekdays):
        row.refuse(f"{days} days, but {len(weekdays)} weekdays", "Give more weekdays, or fewer days", "days_a_week")
    return Team(
        id=row.text("id"),
        name=row.text("name", row.text("id")),
        weekdays=weekdays,
        days_a_week=days,
        appointments=row.amount("appointments", rules.appointments, 200),
        appointments_a_year=row.amount("appointments_a_year", rules.appointments_a_year, 50),
    )


def _visit(row: Row, stops: set[str], teams: Mapping[str, Team]) -> PastVisit | None:
    for column, known in (("stop", stops), ("team", set(teams))):
        if row.needed(column) and row.text(column) not in known:
            row.refuse(f"there is no {column} '{row.text(column)}'", f"Write an id of the table of {column}s", column)
    day = row.date("date") if row.needed("date") else None
    team = teams.get(row.text("team"))
    if day is None or team is None:
        return None
    return PastVisit(day, row.text("stop"), team.id, row.amount("appointments", team.appointments, 200))
