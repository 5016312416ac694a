"""Duty rotas: who is on duty, from wishes to publication; rest checked before a duty changes hands."""
