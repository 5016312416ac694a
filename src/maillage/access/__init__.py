"""Access to care: decay, demand, supply, and the operator ``AccessModel``."""

from maillage.access.apl import gp_model
from maillage.access.decay import (
    Decay,
    ExponentialDecay,
    GaussianDecay,
    ImpossibleDecay,
    SlowedDecay,
    StepDecay,
    exponential_decay,
    gaussian_decay,
    step_decay,
)
from maillage.access.method import Parameters, parameters_for
from maillage.access.model import AccessModel, Change
from maillage.access.official import OfficialFit, agreement_by_level
from maillage.access.pivot import Pivot, pivot_on_official
from maillage.access.supply import (
    Demand,
    Supply,
    demand_from_need,
    load_need,
    modelled_supply,
    read_supply,
    supply_from_counts,
)
from maillage.access.weights import Weights

__all__ = [
    "AccessModel",
    "Change",
    "Decay",
    "Demand",
    "ExponentialDecay",
    "GaussianDecay",
    "ImpossibleDecay",
    "OfficialFit",
    "Parameters",
    "Pivot",
    "SlowedDecay",
    "StepDecay",
    "Supply",
    "Weights",
    "agreement_by_level",
    "demand_from_need",
    "exponential_decay",
    "gaussian_decay",
    "gp_model",
    "load_need",
    "modelled_supply",
    "parameters_for",
    "pivot_on_official",
    "read_supply",
    "step_decay",
    "supply_from_counts",
]
