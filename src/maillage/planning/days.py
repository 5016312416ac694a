"""The days of a plan as input for evaluation and payment: places as positions, cost in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maillage.planning.data import PlanningData
from maillage.planning.result import Plan

if TYPE_CHECKING:
    from maillage.territory import Territory


@dataclass(frozen=True)
class PlannedDay:
    """One day: positions of its place and of the doctor's home, share lost at home, consultations, cents, minutes."""

    position: int
    home: int
    home_share: float
    consultations: float
    cost_cents: int
    minutes: float


def planned_days(territory: Territory, data: PlanningData, plan: Plan) -> list[PlannedDay]:
    """Every assignment of ``plan`` as a :class:`PlannedDay`. Raises ``KeyError`` for a pair that the rules do not
    allow.
    """
    couples = zip(data.pairs.doctor.tolist(), data.pairs.site.tolist(), strict=True)
    pair_of = {(data.doctors[d].id, data.sites[s].id): k for k, (d, s) in enumerate(couples)}
    found: list[PlannedDay] = []
    for assignment in plan.assignments:
        pair = pair_of[assignment.doctor_id, assignment.site_id]
        doctor, site = data.doctors[data.pairs.doctor[pair]], data.sites[data.pairs.site[pair]]
        found.append(
            PlannedDay(
                position=territory.index_of(site.commune),
                home=territory.index_of(doctor.commune),
                home_share=doctor.home_share,
                consultations=float(data.rules.of(doctor.scheme).consultations_per_day) * doctor.part,
                cost_cents=int(data.pairs.cost_cents[pair]),
                minutes=float(data.pairs.minutes[pair]),
            )
        )
    return found
