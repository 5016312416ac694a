"""What a plan is asked for: figures and lists, read so that all that is wrong with them is told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from maillage import planning
from maillage.analysis.inputs import given, rows_named, whole_number
from maillage.analysis.world import territory
from maillage.errors import AllAtOnce, MaillageError
from maillage.schemes import zone_of_region

if TYPE_CHECKING:
    from maillage.analysis.inputs import TableLike
    from maillage.analysis.zones import Zones
    from maillage.planning import Doctor, Site

BUDGET_CENTS, USUAL_TERRITORIES, USUAL_WEEKS = 24_750_000, 28, 13
MOST_CENTS = 1e14
VOLUNTEERS, VOLUNTEERS_BY_TERRITORY = 300, 5_000 / 151
T = TypeVar("T")


def until(seconds: float | None, gap: float | None) -> planning.Until:
    """When to end. Raises ``MaillageError`` for a negative time or gap."""
    return planning.Until(_positive("seconds", seconds), _positive("gap", gap))


def _positive(name: str, value: float | None) -> float | None:
    if value is not None and not 0 <= value < float("inf"):
        raise MaillageError(f"'{name}' is {value}. Give a number from 0 on.")
    return value


def with_openings(sites: Sequence[Site], cents: int | None, least_days: int) -> Sequence[Site]:
    """The sites with a cost of opening and least days, unless they have their own."""
    if cents is None:
        return sites
    cents = whole_number("opening_cents", cents, 0, "150_000")
    least = whole_number("least_days", least_days, 0, "3")
    return [one if one.optional else replace(one, opening_cents=cents, least_days=least) for one in sites]


def first_day(start: date | str | None, region: str) -> date:
    """The given day, by default the Monday after next. Raises ``MaillageError`` for a text that is no date."""
    if start is None:
        today = datetime.now(zone_of_region(region)).date()
        return today + timedelta(days=14 - today.weekday() if today.weekday() else 7)
    if isinstance(start, datetime):
        return start.date()
    if isinstance(start, date):
        return start
    try:
        return date.fromisoformat(start)
    except (TypeError, ValueError) as error:
        raise MaillageError(f"'{start}' is not a date. Write start as 2027-01-04.") from error


def _usual_budget(zones: Zones, weeks: int) -> int:
    """Cents: that of a quarter in Occitanie for one region; for several, as much by territory and week."""
    if not zones.several:
        return BUDGET_CENTS
    return round(BUDGET_CENTS / USUAL_TERRITORIES / USUAL_WEEKS * len(zones) * weeks)


def budgets_of(
    zones: Zones, weeks: int, cents: float | None, by_payer: Mapping[str, float]
) -> tuple[int, dict[str, int]]:
    """The budget and those of payers, in cents. Raises ``MaillageError`` naming all that are none."""
    told = {"budget": _usual_budget(zones, weeks) if cents is None else cents}
    told |= {f"budget of payer '{payer}'": one for payer, one in by_payer.items()}
    wrong = [f"The {name} is {one / 100:g} EUR." for name, one in told.items() if not 0 <= one < MOST_CENTS]
    if wrong:
        raise MaillageError(f"{' '.join(wrong)} Give a number from 0 on.")
    return round(told["budget"]), {payer: round(one) for payer, one in by_payer.items()}


def weights_of(given_: planning.PlanWeights | Path | str | None) -> planning.PlanWeights | None:
    """The given weights, or those of a TOML file. Raises ``BadInput``, or ``BadInputs`` with every problem."""
    return planning.read_weights(Path(given_)) if isinstance(given_, (Path, str)) else given_


def people_of(
    request: AllAtOnce,
    zones: Zones,
    doctors: TableLike | None,
    sites: TableLike | None,
    start: date,
    weeks: int,
    volunteers: int | None,
) -> tuple[Sequence[Doctor], Sequence[Site]]:
    """The given lists; a missing one is replaced by the invented people of the demonstration."""
    from maillage.demo.people import demo_doctors, demo_sites

    whole, access = territory(), zones.access
    places = demo_sites(whole, zones.designation) if doctors is None or sites is None else []
    chosen = [one.to_planning() for one in places]
    if sites is not None:
        chosen = request.read(lambda: _listed(sites, "sites", lambda path: planning.read_sites(path, whole)), [])
    if doctors is not None:
        return request.read(
            lambda: _listed(doctors, "doctors", lambda path: planning.read_doctors(path, whole, start, weeks)), []
        ), chosen
    if volunteers is None:
        volunteers = round(VOLUNTEERS_BY_TERRITORY * len(zones)) if zones.several else VOLUNTEERS
    count = request.read(lambda: whole_number("volunteers", volunteers, 1, "300"), 1)
    invented = demo_doctors(
        whole, access.model.supply, zones.designation, access.model.times, places,
        region=access.region, start=start, weeks=weeks, count=count,
    )  # fmt: skip
    return [one.to_planning() for one in invented], chosen


def _listed(table: TableLike, what: str, read: Callable[[Path], list[T]]) -> list[T]:
    with rows_named():
        return read(cast(Any, given(table, what)))
