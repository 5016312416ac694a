"""Indicators and designated zones as stored results."""
