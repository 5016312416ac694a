"""Analysis: the Python API for analysts; functions take tables and return tables.

These functions are the public names of ``import maillage``, and the ``maillage`` command calls them. Each name is
imported on first use: measuring access needs neither pandas nor the planner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maillage.first_use import on_first_use

if TYPE_CHECKING:
    from maillage.analysis.access import AccessTable, measure
    from maillage.analysis.comparison import ComparisonTable, compare
    from maillage.analysis.explaining import Explanation, explain
    from maillage.analysis.indicators import CoverageTable, IndicatorTable, coverage, indicator
    from maillage.analysis.matching import match_juniors
    from maillage.analysis.openings import OpeningsTable, open_sites
    from maillage.analysis.plans import PlanCheck, PlanTable, check_plan, plan
    from maillage.analysis.points import point_times
    from maillage.analysis.replanning import ReplannedTable, replan
    from maillage.analysis.rotas import fill_rota
    from maillage.analysis.settlement import SettlementTable, try_settlement
    from maillage.analysis.side_by_side import compare_plans
    from maillage.analysis.table import Table
    from maillage.analysis.tours import plan_tour
    from maillage.analysis.travel import JourneyTable, travel_times
    from maillage.analysis.world import communes
    from maillage.analysis.zones import Zones, designate
    from maillage.analysis.zoning_rules import RegulationTable, regulation

__all__ = [
    "AccessTable",
    "ComparisonTable",
    "CoverageTable",
    "Explanation",
    "IndicatorTable",
    "JourneyTable",
    "OpeningsTable",
    "PlanCheck",
    "PlanTable",
    "RegulationTable",
    "ReplannedTable",
    "SettlementTable",
    "Table",
    "Zones",
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

_MODULES = {
    "access": ("AccessTable", "measure"),
    "comparison": ("ComparisonTable", "compare"),
    "explaining": ("Explanation", "explain"),
    "indicators": ("CoverageTable", "IndicatorTable", "coverage", "indicator"),
    "matching": ("match_juniors",),
    "openings": ("OpeningsTable", "open_sites"),
    "plans": ("PlanTable", "PlanCheck", "check_plan", "plan"),
    "points": ("point_times",),
    "replanning": ("ReplannedTable", "replan"),
    "rotas": ("fill_rota",),
    "side_by_side": ("compare_plans",),
    "zoning_rules": ("RegulationTable", "regulation"),
    "settlement": ("SettlementTable", "try_settlement"),
    "table": ("Table",),
    "tours": ("plan_tour",),
    "travel": ("JourneyTable", "travel_times"),
    "world": ("communes",),
    "zones": ("Zones", "designate"),
}

__getattr__, __dir__ = on_first_use(__name__, _MODULES)
