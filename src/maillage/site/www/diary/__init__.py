"""Pages of a diary: opening rules, changed days, and whom a change moves."""
