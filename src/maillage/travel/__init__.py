"""Travel times between all communes within a limit, or between any points, by the mesh or by the road graph."""

from __future__ import annotations

from maillage.travel.graph import RoadGraph
from maillage.travel.mesh import Mesh, MeshParameters, load_mesh, mesh_times
from maillage.travel.points import point_minutes
from maillage.travel.times import TravelTimes

__all__ = ["Mesh", "MeshParameters", "RoadGraph", "TravelTimes", "load_mesh", "mesh_times", "point_minutes"]
