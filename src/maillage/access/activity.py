"""Activity of doctors by scarcity: a doctor with few colleagues around sees more patients.

Counts of doctors do not tell how many acts each one does, but the indicator counts acts, so the mean activity is used.
This module corrects it: where access is half the national mean, a doctor does 2 ** ``scarcity`` times as many acts,
between the floor and the cap.
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
ROUNDS = 12  # rounds that restore the mean after applying floor and cap; convergence takes far fewer


def with_activity_by_scarcity(model: AccessModel) -> AccessModel:
    """Return the same model with the activity of doctors set from the access around them; total acts stay the same.

    ``model`` counts every doctor at the mean. In the result, activity is fixed for each commune: a doctor who arrives
    or leaves changes access linearly and does not change the activity of other doctors.
    """
    parameters, supply = model.parameters, model.supply
    if parameters.scarcity == 0:
        return model
    doctors = supply.amount / parameters.units_per_gp
    activity = activity_by_scarcity(model.access(), model.mean(), doctors, parameters)
    return model.with_supply(replace(supply, amount=doctors * activity, activity=activity))


def activity_by_scarcity(access: Floats, mean: float, doctors: Floats, parameters: Parameters) -> Floats:
    """Yearly acts of one doctor of each commune, (n,), from the ``access`` (n,) around; their mean is ``mean``."""
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
