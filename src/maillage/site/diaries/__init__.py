"""Diaries: opening rules of a practice, changed days, and what a change does to who is booked."""
