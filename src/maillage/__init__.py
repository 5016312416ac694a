"""Maillage: measure access to care, designate, plan, run and evaluate consultations where doctors are missing.

For analysts, the loop is four words that take and return tables::

    import maillage

    access = maillage.measure("Occitanie")           # access to GPs, one row a commune
    access.what_if({"12202": +2}).compare().plot()   # two doctors more in Rodez
    zones = access.designate(28)                     # the territories most in need, with reasons
    plan = zones.plan(doctors, sites, weeks=13)      # who goes where and when
    plan.evaluate()                                  # what changes, for whom, at what cost

``indicator`` and ``coverage`` measure in other ways and for other professions; ``communes`` and ``travel_times`` give
what they stand on. Nothing heavy is imported before one of them is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maillage.analysis import communes, coverage, designate, indicator, measure, plan, travel_times
    from maillage.errors import MaillageError

__version__ = "0.1.0"

__all__ = [
    "MaillageError",
    "__version__",
    "communes",
    "coverage",
    "designate",
    "indicator",
    "measure",
    "plan",
    "travel_times",
]

_HOMES = {"MaillageError": "maillage.errors"} | dict.fromkeys(
    ("communes", "coverage", "designate", "indicator", "measure", "plan", "travel_times"), "maillage.analysis"
)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'maillage' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
