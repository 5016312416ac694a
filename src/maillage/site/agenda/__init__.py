"""Sessions, slots, and the claims on what they use."""
