"""Indicators as pure functions of travel times, one per file; decays are values, closedness is a parameter."""

from maillage.access.indicators.aggregation import Groups, group_communes, left_out, published_weights
from maillage.access.indicators.balanced import balanced_fca
from maillage.access.indicators.catalogue import NAMES, PER, compute, decay_for, unit_of
from maillage.access.indicators.catchment import three_zones, within
from maillage.access.indicators.comparison import Vintage, VintageChange, compare
from maillage.access.indicators.coverage import CLASSES, Coverage, CoverageMethod, coverage, let_through
from maillage.access.indicators.fca import fca_ratio
from maillage.access.indicators.inequality import Inequality, gini, inequality_by_group, palma, share_under
from maillage.access.indicators.modified import modified_two_step_fca
from maillage.access.indicators.nearest import nearest_provider
from maillage.access.indicators.raam import raam_cost
from maillage.access.indicators.reach import count_within, population_within
from maillage.access.indicators.three_step import three_step_fca
from maillage.access.indicators.two_step import enhanced_two_step_fca, two_step_fca

__all__ = [
    "CLASSES",
    "NAMES",
    "PER",
    "Coverage",
    "CoverageMethod",
    "Groups",
    "Inequality",
    "Vintage",
    "VintageChange",
    "balanced_fca",
    "compare",
    "compute",
    "count_within",
    "coverage",
    "decay_for",
    "enhanced_two_step_fca",
    "fca_ratio",
    "gini",
    "group_communes",
    "inequality_by_group",
    "left_out",
    "let_through",
    "modified_two_step_fca",
    "nearest_provider",
    "palma",
    "population_within",
    "published_weights",
    "raam_cost",
    "share_under",
    "three_step_fca",
    "three_zones",
    "two_step_fca",
    "unit_of",
    "within",
]
