"""The plainest model of access, to say what the published method is worth: straight lines, doctors and people alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maillage.access.model import AccessModel
from maillage.access.supply import Demand

if TYPE_CHECKING:
    from maillage.territory import Territory

# As the crow flies and off peak: 45 km/h on roads that are 1.3 times as long. The decay of the method takes these times
# longer too, as it does those of ``model``.
STRAIGHT_KMH = 35.0
LIMIT_MINUTES = 20.0


def plain_model(territory: Territory, model: AccessModel) -> AccessModel:
    """The same doctors and decay as ``model``, without its times, its age weights and its account of older doctors."""
    from maillage.travel.straight import straight_times

    doctors = model.supply.headcount
    supply = replace(model.supply, amount=doctors * model.parameters.units_per_gp, label="all doctors equal")
    people = model.demand.population
    demand = Demand(people, people, modelled=model.demand.modelled, label="all inhabitants equal")
    parameters = model.parameters
    limit = max(LIMIT_MINUTES, float(parameters.decay.limit))
    return AccessModel(straight_times(territory, STRAIGHT_KMH, limit), demand, supply, parameters)
