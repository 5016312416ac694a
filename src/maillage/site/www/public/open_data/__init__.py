"""Open data: the tables that the site publishes, their files, dictionary, licence and machine-readable description."""
