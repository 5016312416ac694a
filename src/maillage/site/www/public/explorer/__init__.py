"""The map of France, a region or a department, and what a scenario changes on it."""
