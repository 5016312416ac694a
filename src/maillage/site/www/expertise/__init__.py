"""Pages of remote opinions: who asks, who reads, who heads a pathway."""
