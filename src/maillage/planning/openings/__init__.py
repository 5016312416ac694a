"""Where to open: p-median, maximal coverage, and the sites that gain most access, each with a proven bound."""

from maillage.planning.openings.access import AccessGain, choose_for_access
from maillage.planning.openings.choices import open_for_access, open_for_coverage, open_for_median
from maillage.planning.openings.document import Method, Openings, SiteOpened, TerritoryGain
from maillage.planning.openings.lists import Candidate, CostTable, read_candidates, read_costs
from maillage.planning.openings.orlib import read_pmed
from maillage.planning.openings.problem import Location, coverage
from maillage.planning.openings.setup import access_gain_of, default_candidates, location_of
from maillage.planning.openings.solver import Chosen, choose

__all__ = [
    "AccessGain",
    "Candidate",
    "Chosen",
    "CostTable",
    "Location",
    "Method",
    "Openings",
    "SiteOpened",
    "TerritoryGain",
    "access_gain_of",
    "choose",
    "choose_for_access",
    "coverage",
    "default_candidates",
    "location_of",
    "open_for_access",
    "open_for_coverage",
    "open_for_median",
    "read_candidates",
    "read_costs",
    "read_pmed",
]  # fmt: skip
