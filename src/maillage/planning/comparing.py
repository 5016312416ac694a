"""Plans side by side: their figures, the days that differ, and what each territory gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from maillage.planning.result import Assignment, Result


@dataclass(frozen=True)
class PlanFigures:
    """Figures of one plan; ``objective`` and ``bound`` are those of its own problem."""

    days: int
    doctors: int
    sites: int
    served: int
    territories: int
    fewest_days: int
    cost_cents: int
    objective: float
    bound: float
    gap: float


@dataclass(frozen=True)
class TerritoryLine:
    """Days of a designated territory in each plan, None where a plan does not have it on its list."""

    code: str
    name: str
    days: tuple[int | None, ...]


@dataclass(frozen=True)
class DoctorLine:
    """Days of a doctor in each plan."""

    id: str
    days: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """Plans side by side; ``only`` are the days that the first and each other plan do not share, of each of the two.

    ``territories`` and ``doctors`` list those whose number of days differs.
    """

    figures: tuple[PlanFigures, ...]
    only: tuple[tuple[tuple[Assignment, ...], tuple[Assignment, ...]], ...]
    territories: tuple[TerritoryLine, ...]
    doctors: tuple[DoctorLine, ...]


def compare_plans(results: Sequence[Result]) -> Comparison:
    """The plans side by side, in their order; the first is what the others are compared with."""
    first = set(results[0].plan.assignments)
    only = tuple(
        (tuple(sorted(first - other)), tuple(sorted(other - first)))
        for other in (set(one.plan.assignments) for one in results[1:])
    )
    return Comparison(tuple(_figures(one) for one in results), only, _territories(results), _doctors(results))


def _figures(result: Result) -> PlanFigures:
    return PlanFigures(
        days=len(result.plan),
        doctors=len(result.plan.doctors),
        sites=len(result.plan.sites),
        served=result.served,
        territories=len(result.territories),
        fewest_days=result.fewest_days,
        cost_cents=result.cost_cents,
        objective=result.objective,
        bound=result.bound,
        gap=result.gap,
    )


def _territories(results: Sequence[Result]) -> tuple[TerritoryLine, ...]:
    known = [{one.code: one for one in result.territories} for result in results]
    names = {code: one.name for rows in reversed(known) for code, one in rows.items()}
    lines = (
        TerritoryLine(code, name, tuple(rows[code].days if code in rows else None for rows in known))
        for code, name in names.items()
    )
    return tuple(sorted((one for one in lines if len(set(one.days)) > 1), key=lambda one: one.code))


def _doctors(results: Sequence[Result]) -> tuple[DoctorLine, ...]:
    counts = [Counter(one.doctor_id for one in result.plan.assignments) for result in results]
    lines = (DoctorLine(name, tuple(count[name] for count in counts)) for name in {n for c in counts for n in c})
    return tuple(sorted((one for one in lines if len(set(one.days)) > 1), key=lambda one: one.id))
