"""Requests for an opinion, their answers and what is said between, for a hospital's own programs (FHIR R4)."""
