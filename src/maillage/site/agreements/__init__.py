"""Agreements (conventions) between hospitals: drafted, negotiated, signed, put into the agenda, renewed, ended."""
