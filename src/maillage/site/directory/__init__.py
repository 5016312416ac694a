"""Professionals, places, rooms, vehicles."""
