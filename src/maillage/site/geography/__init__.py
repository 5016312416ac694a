"""Communes and their groupings as rows; which artefact of each kind is current."""
