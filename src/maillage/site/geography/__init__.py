"""Communes and their groupings as rows; the current artefact of each kind."""
