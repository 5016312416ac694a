"""Consultations at a distance: their course, step by step."""
