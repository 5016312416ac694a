"""Readers of the open data: each module knows the files, columns and gaps of one producer."""
