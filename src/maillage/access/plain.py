"""The simplest access model, as a baseline for the published method: straight lines, equal doctors, equal people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maillage.access.model import AccessModel
from maillage.access.supply import Demand

if TYPE_CHECKING:
    from maillage.territory import Territory

# Straight-line speed, off-peak: 45 km/h on roads that are 1.3 times as long. The method's decay lengthens these times
# just as it does those of ``model``.
STRAIGHT_KMH = 35.0
LIMIT_MINUTES = 20.0


def plain_model(territory: Territory, model: AccessModel) -> AccessModel:
    """The same doctors and decay as ``model``, without its travel times, age weights and discount for older doctors."""
    from maillage.travel.straight import straight_times

    doctors = model.supply.headcount
    supply = replace(model.supply, amount=doctors * model.parameters.units_per_gp, label="all doctors equal")
    people = model.demand.population
    demand = Demand(people, people, modelled=model.demand.modelled, label="all inhabitants equal")
    parameters = model.parameters
    limit = max(LIMIT_MINUTES, float(parameters.decay.limit))
    return AccessModel(straight_times(territory, STRAIGHT_KMH, limit), demand, supply, parameters)
