"""Pages of those who run a salaried health centre."""
