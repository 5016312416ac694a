"""Runs of the planner and their publication into the agenda."""
