"""Benchmark of booking: many processes over HTTP, a recorded history, and a checker of it."""
