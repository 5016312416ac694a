"""Rooms in rotation: who sits in which room of a centre in which half-day, and who is outside on visits."""

from maillage.planning.rooms.checker import check_week
from maillage.planning.rooms.problem import RoomPerson, RoomProblem, RoomWeek, Seat
from maillage.planning.rooms.solver import propose

__all__ = ["RoomPerson", "RoomProblem", "RoomWeek", "Seat", "check_week", "propose"]
