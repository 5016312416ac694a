"""A plan after it is made: by hand, around fixed days, after something has happened; the problem kept for it."""
