"""Views open to everybody."""
