"""Calls: trainings, internships, research projects. One mechanism; what differs is a value of ``kinds``."""
