"""Readers of the open data: each module knows one producer's files, their columns and their holes."""
