"""Maillage: measure access to care, designate, plan, run and evaluate consultations where doctors are missing."""

__version__ = "0.1.0"
