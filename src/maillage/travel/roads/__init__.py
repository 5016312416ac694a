"""Roads: build a network from an OpenStreetMap extract, and compute minutes between any two points."""

from maillage.travel.roads.communes import commune_times
from maillage.travel.roads.network import RoadNetwork, build_network
from maillage.travel.roads.profile import Profile
from maillage.travel.roads.table import table
from maillage.travel.roads.times import UnusablePoint, pairs

__all__ = ["Profile", "RoadNetwork", "UnusablePoint", "build_network", "commune_times", "pairs", "table"]
