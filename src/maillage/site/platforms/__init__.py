"""What a shared reading platform promises and does: its agreement, the load and the money of each hospital."""
