"""Years of junior doctors: who may go where, the wishes of both sides, the match, its publication."""
