"""The three stages of planning: quotas by month with their bound, dates, days that could be added."""
