"""Indicators, designated territories and effects as stored results."""
