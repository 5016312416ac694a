"""Zoning: the criteria of need, the designated territories, the reasons, the manual changes."""

from maillage.sources.hospitals import EmergencySites, emergency_sites, presumed_sites, read_hospitals
from maillage.zoning.criteria import Criterion, minutes_to_emergency
from maillage.zoning.designation import Adjustment, CriterionValue, Designation, PriorityTerritory, designate

__all__ = [
    "Adjustment",
    "Criterion",
    "CriterionValue",
    "Designation",
    "EmergencySites",
    "PriorityTerritory",
    "designate",
    "emergency_sites",
    "minutes_to_emergency",
    "presumed_sites",
    "read_hospitals",
]
