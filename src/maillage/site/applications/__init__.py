"""Volunteers who apply to a scheme: what they answer, the checks of outside desks, acceptance or refusal."""
