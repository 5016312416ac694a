"""Journeys in a browser: one demonstration, one server and one browser for the whole folder."""
