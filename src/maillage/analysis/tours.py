"""``plan_tour``: which communes a bus visits, how often, which team on which day, and the drive."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.analysis.inputs import date_of, number_within, rows_named, whole_number
from maillage.analysis.world import blended, territory
from maillage.analysis.world import times as mesh_of
from maillage.errors import MaillageError
from maillage.planning import tours

if TYPE_CHECKING:
    from maillage.analysis.world import TimesLike

__all__ = ["plan_tour"]

CLOSE = 1e-9  # so that the limits themselves are allowed


def plan_tour(
    stops: Path | str,
    teams: Path | str,
    depot: str,
    *,
    start: date | str = "2027-01-04",
    weeks: int = 12,
    hours: float | None = None,
    stops_a_day: int | None = None,
    generator_hours: float = 24.0,
    today: Path | str | None = None,
    seed: int = 1,
    seconds: float = 20.0,
    times: TimesLike | None = None,
) -> tours.TourFile:
    """Plan the tour of one vehicle that leaves the commune ``depot`` and returns to it each day.

    The tour takes, for each stop and team, a weekday and a gap of weeks, or no visit, so that the appointments met are
    worth most less the minutes driven; :mod:`maillage.planning.tours` says how. ``hours`` of the driver's day and
    ``stops_a_day`` are those of ``tour.toml`` unless given. ``today``: dates of the tour as it is, measured beside the
    new one. Raises ``BadInput`` naming row and column, ``ImpossiblePlan`` naming the stops that no day can hold.

    ```python
    from pathlib import Path

    Path("stops.csv").write_text("id,commune\\nA,81172\\nB,81180\\n")
    Path("teams.csv").write_text("id,weekdays\\nGP,wed\\n")
    tour = maillage.plan_tour("stops.csv", "teams.csv", "81004", weeks=4, seconds=1)
    tour.figures.visits
    ```
    """
    rules = tours.TourRules.load()
    whole = territory()
    weeks = whole_number("weeks", weeks, 1, "12")
    if weeks > tours.MOST_WEEKS:
        raise MaillageError(f"{weeks} weeks are more than a year. Plan at most {tours.MOST_WEEKS}.")
    day = number_within("hours", rules.hours if hours is None else hours, 0, rules.longest_hours + CLOSE, "9")
    power = number_within("generator_hours", generator_hours, -CLOSE, 24 + CLOSE, "4")
    most = whole_number("stops_a_day", rules.stops if stops_a_day is None else stops_a_day, 1, "2")
    seconds = number_within("seconds", seconds, 0, 1e6, "20")
    roads = mesh_of() if times is None else blended(times).times
    asked = tours.TourAsked(depot, date_of("start", start), weeks, day, most, power, seed, seconds)
    tables = (Path(stops), Path(teams), None if today is None else Path(today))
    with rows_named():
        return tours.tour_of_tables(tables, asked, whole, roads, rules)
