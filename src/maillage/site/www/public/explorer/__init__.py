"""The map of France, a region or a department, and the effect of a scenario on it."""
