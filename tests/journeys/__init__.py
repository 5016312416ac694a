"""Browser tests: one demonstration, one server and one browser for the whole folder."""
