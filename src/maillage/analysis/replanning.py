"""``replan``: a plan after a change, with as little changed as is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from maillage import planning
from maillage.analysis.inputs import date_of, given, number_within, rows_named
from maillage.analysis.other_professions import measures_of_file
from maillage.analysis.plans import PlanTable, zones_of_file
from maillage.analysis.world import territory
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from maillage.analysis.inputs import TableLike
    from maillage.analysis.world import TimesLike
    from maillage.analysis.zones import Zones

__all__ = ["ReplannedTable", "problem_of", "replan"]

FEW_PERCENT = 2.0
Dates = Mapping[str, Iterable[date | str]]


@dataclass(frozen=True)
class ReplannedTable:
    """The new ``plan``, the ``before`` it came from, and the ``change`` between the two."""

    plan: PlanTable
    before: planning.Result
    change: planning.Replanned


def replan(
    path: Path | str,
    *,
    since: date | str | None = None,
    left: Iterable[str] = (),
    away: Dates | None = None,
    closed: Dates | None = None,
    came: TableLike | None = None,
    moves_percent: float = FEW_PERCENT,
    times: TimesLike | None = None,
) -> ReplannedTable:
    """Plan again after a change, from a plan file: what people know already stays as far as it can.

    ``left``: doctors who leave; ``away``: dates on which doctors cannot; ``closed``: dates on which sites are closed,
    all of them if no date is given; ``came``: a table of new volunteers as in :func:`maillage.plan`. Days before
    ``since`` (default: the first day of the plan) stay. Days that cannot stand are lost, new ones are added, and at
    most ``moves_percent`` of the other days move, those first that gain most. Raises ``BadInput``, ``ImpossiblePlan``
    naming what the plan does not know.

    ```python
    plan = maillage.plan("Corse", count=4, start="2027-01-04", weeks=4)
    plan.save("plan.json")
    doctor = plan.result.plan.assignments[0].doctor_id
    again = maillage.replan("plan.json", left=[doctor])
    again.change.lost, again.change.frontier
    ```
    """
    percent = number_within("moves_percent", moves_percent, -1e-9, 100 + 1e-9, "2")
    file, whole = planning.read_plan(Path(path))
    if not whole:
        raise MaillageError(f"{path} was changed after it was written. Check it with 'maillage plan check'.")
    first = file.start if since is None else date_of("dates", since)
    changes = planning.Changes(
        first, frozenset(left), _dates(away), _dates(closed), _volunteers(came, file.start, file.weeks)
    )
    days = [file.start + timedelta(days=k) for k in range(7 * file.weeks)]
    doctors, sites = planning.changed_people(file.doctors, file.sites, changes, days)
    zones, data = problem_of(replace(file, doctors=doctors, sites=sites), times)
    change = planning.replan(data, file.result, first, planning.most_moves(file.result.plan, first, percent))
    measures = measures_of_file(zones.access, file)
    return ReplannedTable(PlanTable(zones, data, change.result, data.notes, measures), file.result, change)


def problem_of(file: planning.PlanFile, times: TimesLike | None) -> tuple[Zones, planning.PlanningData]:
    """The territories and the problem of a plan file, computed again from its own figures.

    Raises ``MaillageError`` if travel times or territories are not those it was made with.
    """
    zones = zones_of_file(file, times)
    other = planning.other_figures(file, zones.access.model, zones.designation)
    if other is not None:
        raise MaillageError(f"{other}.")
    measures = {name: one.model for name, one in measures_of_file(zones.access, file).items()}
    return zones, planning.problem_of_file(file, territory(), zones.access.model, zones.designation, measures)


def _volunteers(came: TableLike | None, start: date, weeks: int) -> tuple[planning.Doctor, ...]:
    if came is None:
        return ()
    with rows_named():
        return tuple(planning.read_doctors(cast(Any, given(came, "came")), territory(), start, weeks))


def _dates(given_: Dates | None) -> dict[str, frozenset[date]]:
    return {name: frozenset(date_of("dates", one) for one in days) for name, days in (given_ or {}).items()}
