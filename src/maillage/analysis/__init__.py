"""Analysis: the loop for analysts, tables in and tables out, at home in a notebook.

The functions here are the public names of ``import maillage``.
"""

from maillage.analysis.access import Access, Comparison, measure
from maillage.analysis.indicators import Coverage, Indicator, coverage, indicator
from maillage.analysis.plans import Plan, plan
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
    "Table",
    "Zones",
    "communes",
    "coverage",
    "designate",
    "indicator",
    "measure",
    "plan",
    "travel_times",
]
