"""Public pages of calls, and those of a candidate, who needs no account."""
