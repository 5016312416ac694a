"""Payments for sessions held: statements, contests, corrections, payment orders and their returns."""
