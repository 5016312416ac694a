"""Professionals' commitments to schemes and their authorisations; programmes; the rules."""
