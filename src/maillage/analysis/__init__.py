"""Analysis: the loop for analysts, tables in and tables out, at home in a notebook.

The functions here are the public names of ``import maillage``, and what the ``maillage`` command calls. Each name is
imported when it is first used: measuring access needs neither pandas nor the planner.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maillage.analysis.access import Access, measure
    from maillage.analysis.comparison import Comparison, compare
    from maillage.analysis.indicators import Coverage, Indicator, coverage, indicator
    from maillage.analysis.plans import Plan, PlanCheck, check_plan, plan
    from maillage.analysis.points import point_times
    from maillage.analysis.table import Table
    from maillage.analysis.travel import Journeys, travel_times
    from maillage.analysis.world import communes
    from maillage.analysis.zones import Zones, designate

__all__ = [
    "Access",
    "Comparison",
    "Coverage",
    "Indicator",
    "Journeys",
    "Plan",
    "PlanCheck",
    "Table",
    "Zones",
    "check_plan",
    "communes",
    "compare",
    "coverage",
    "designate",
    "indicator",
    "measure",
    "plan",
    "point_times",
    "travel_times",
]

_MODULES = {
    "access": ("Access", "measure"),
    "comparison": ("Comparison", "compare"),
    "indicators": ("Coverage", "Indicator", "coverage", "indicator"),
    "plans": ("Plan", "PlanCheck", "check_plan", "plan"),
    "points": ("point_times",),
    "table": ("Table",),
    "travel": ("Journeys", "travel_times"),
    "world": ("communes",),
    "zones": ("Zones", "designate"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'maillage.analysis' has no attribute '{name}'")
    return getattr(importlib.import_module(f"maillage.analysis.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
