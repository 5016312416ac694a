"""Views of the coordination."""
