"""Pages of those who open calls: a coordination or a faculty."""
