"""Maillage: measure access to care, designate, plan, run and evaluate consultations where doctors are missing.

Four functions that take and return tables cover an analyst's work::

    import maillage

    access = maillage.measure("Occitanie")           # access to GPs, one row per commune
    access.what_if({"12202": +2}).compare().plot()   # two more doctors in Rodez
    zones = access.designate(28)                     # the territories most in need, with reasons
    plan = zones.plan(doctors, sites, weeks=13)      # who goes where and when
    plan.evaluate()                                  # what changes, for whom, at what cost

``indicator`` and ``coverage`` compute other indicators, also for other professions; ``compare`` joins two tables;
``communes``, ``travel_times`` and ``point_times`` return the input data; ``check_plan`` checks a saved plan,
``explain`` answers why it is so, ``replan`` plans it again after a change, ``compare_plans`` shows plans side by side;
``open_sites`` chooses where to open, ``match_juniors`` which junior doctor goes to which supervisor, ``plan_tour``
where a bus stops and when, ``fill_rota`` who is on duty, ``regulation`` classes living areas by the thresholds of the
zoning, ``try_settlement`` tries a rule of where doctors may settle. Heavy modules are imported only when one of these
functions is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maillage.analysis import (
        check_plan,
        communes,
        compare,
        compare_plans,
        coverage,
        designate,
        explain,
        fill_rota,
        indicator,
        match_juniors,
        measure,
        open_sites,
        plan,
        plan_tour,
        point_times,
        regulation,
        replan,
        travel_times,
        try_settlement,
    )
    from maillage.errors import MaillageError

__version__ = "0.1.0"

__all__ = [
    "MaillageError",
    "__version__",
    "check_plan",
    "communes",
    "compare",
    "compare_plans",
    "coverage",
    "designate",
    "explain",
    "fill_rota",
    "indicator",
    "match_juniors",
    "measure",
    "open_sites",
    "plan",
    "plan_tour",
    "point_times",
    "regulation",
    "replan",
    "travel_times",
    "try_settlement",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'maillage' has no attribute '{name}'")
    module = "maillage.errors" if name == "MaillageError" else "maillage.analysis"
    return getattr(importlib.import_module(module), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
