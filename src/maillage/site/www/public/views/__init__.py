"""Public views."""
