"""Pages of a reviewer: what awaits them, their ties, one submission to read without knowing who sent it."""
