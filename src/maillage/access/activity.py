"""Activity of doctors by scarcity: who practises where few others do sees more patients.

The counts of doctors tell nothing of their acts, and the indicator counts acts. What is left is the mean; where access
is half the mean of the country, a doctor does 2 ** ``scarcity`` times as many acts, within the floor and the cap.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maillage.access.method import Parameters

if TYPE_CHECKING:
    from maillage.access.model import AccessModel

Floats = NDArray[np.float64]
ROUNDS = 12  # of bringing the mean back after floor and cap: far more than it takes


def with_activity_by_scarcity(model: AccessModel) -> AccessModel:
    """The same model, its doctors' activity by the access around them; their acts together stay the same.

    ``model`` counts every doctor at the mean. Activity is then a given of each commune: a doctor who comes or goes
    changes access as the operator says, not what the others do.
    """
    parameters, supply = model.parameters, model.supply
    if parameters.scarcity == 0:
        return model
    doctors = supply.amount / parameters.units_per_gp
    activity = activity_by_scarcity(model.access(), model.mean(), doctors, parameters)
    return model.with_supply(replace(supply, amount=doctors * activity, activity=activity))


def activity_by_scarcity(access: Floats, mean: float, doctors: Floats, parameters: Parameters) -> Floats:
    """Acts a year of one doctor of each commune, (n,), from the ``access`` (n,) around; their mean is the method's."""
    ordinary = parameters.units_per_gp
    total = float(doctors.sum())
    if total <= 0 or mean <= 0:
        return np.full(len(doctors), ordinary)
    near = np.where(access > 0, access / mean, 1.0)
    activity = ordinary * near**-parameters.scarcity
    for _ in range(ROUNDS):
        told = np.clip(activity, parameters.floor, parameters.cap)
        activity = activity * (ordinary * total / float(doctors @ told))
    told = np.clip(activity, parameters.floor, parameters.cap)
    return told * (ordinary * total / float(doctors @ told))
