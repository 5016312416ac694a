"""Applications of volunteers to a scheme: answers, checks by outside desks, acceptance or refusal."""
